// SPDX-License-Identifier: Apache-2.0
//
// report_pages FOLDER: pages of report_html for a browser to look at (tests/reports/html): text
// that is out for trouble, runs with next to nothing in them, long and short positions, ten years
// with very many trades.
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "reports/sample_run.hpp"
#include "support/file_text.hpp"

namespace sluice::reports {
namespace {

namespace fs = std::filesystem;

constexpr int kFirstDay = 12'000;  // since 1970
constexpr int kYear = 365;

std::string date_of(int day) { return Date::from_days(kFirstDay + day).to_string(); }

// Repeats itself, and looks like returns.
double wobble(int day) { return 0.0004 + 0.009 * std::sin(day * 12.9898) * std::cos(day * 4.1414); }

std::string amount(double value) { return std::to_string(std::llround(value * 100) / 100.0); }

SampleRun hostile() {
  const std::string image = "<img src=x onerror=\"hacked=1\">";
  SampleRun run;
  run.run.title = run.keep("<script>hacked = 1</script> \xE2\x80\xAEkrad");
  run.run.description =
      run.keep("\"><svg onload=hacked=1> ' ` ${hacked=1} \xD7\xA9\xD7\x9C\xD7\x95");
  run.run.benchmark = run.keep("</script>" + image);
  run.run.data_source = run.keep("javascript:hacked=1 </style>");
  for (int i = 0; i < 40; ++i) {
    auto& day = run.day(date_of(i), amount(100000 + 500 * std::sin(i)));
    day.positions = 1;
    day.benchmark_return = wobble(i);
    run.hold(date_of(i), image, image, std::string(300, 'W'), "50000");
    run.trade(date_of(i), image, static_cast<std::uint8_t>(i % 3), "10", "100");
    run.block(date_of(i), image, image + ": " + std::string(300, 'M'));
  }
  return run;
}

SampleRun of_days(int count) {
  SampleRun run;
  for (int i = 0; i < count; ++i) run.day(date_of(i), amount(100000 + 700.0 * i));
  return run;
}

SampleRun long_and_short() {
  SampleRun run;
  double equity = 100000;
  for (int i = 0; i < 600; ++i) {
    equity *= 1 + wobble(i);
    auto& day = run.day(date_of(i), amount(equity));
    day.positions = 4;
    for (int k = 0; k < 4; ++k)
      run.hold(date_of(i), "S" + std::to_string(k), "Sector " + std::to_string(k),
               k < 2 ? "US" : "",
               amount((k % 2 == 0 ? 1 : -1) * equity * (0.3 + 0.1 * std::sin(i / 50.0 + k))));
  }
  return run;
}

// Ten years, thirty symbols, each traded every day.
SampleRun large() {
  SampleRun run;
  double equity = 100000;
  for (int i = 0; i < 10 * kYear; ++i) {
    if (i % 7 > 4) continue;
    equity *= 1 + wobble(i);
    auto& day = run.day(date_of(i), amount(equity));
    day.positions = 30;
    day.trades = 30;
    day.benchmark_return = wobble(i + 1);
    day.traded_notional = money(amount(equity / 3)).to_c();
    for (int k = 0; k < 30; ++k) {
      const std::string symbol = "SYM" + std::to_string(k);
      run.hold(date_of(i), symbol, "Sector " + std::to_string(k % 11),
               "Region " + std::to_string(k % 3), amount(equity / 31));
      run.trade(date_of(i), symbol, static_cast<std::uint8_t>(1 + k % 2), amount(10 + k),
                amount(20 + k + std::sin(i)), "1.37");
    }
  }
  return run;
}

void write_page(const fs::path& folder, const std::string& name, SampleRun run) {
  testing::MockHost host;
  testing::MockReport report{sluice::report<ReportHtml>.describe(), "{}", host};
  report.begin(run.run);
  report.on_positions(run.positions);
  report.on_trades(run.trades);
  report.on_blocked(run.blocked);
  report.on_days(run.days);
  const auto began = std::chrono::steady_clock::now();
  const std::string text = report.render();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  std::cout << name << ": " << text.size() / 1000 << " kB, rendered in "
            << std::lround(took.count()) << " ms\n";
  testing::write_text(folder / (name + ".html"), text);
}

}  // namespace
}  // namespace sluice::reports

int main(int argc, char** argv) {
  using namespace sluice::reports;
  if (argc != 2) {
    std::cerr << "usage: report_pages FOLDER\n";
    return 2;
  }
  write_page(argv[1], "hostile", hostile());
  write_page(argv[1], "empty", of_days(0));
  write_page(argv[1], "one_day", of_days(1));
  write_page(argv[1], "two_days", of_days(2));
  write_page(argv[1], "long_and_short", long_and_short());
  write_page(argv[1], "large", large());
}
