// SPDX-License-Identifier: Apache-2.0
//
// risk_report_bench: a risk report of a ten-year track, read from its files and written, and what
// each further report of a catch-up costs.
//
//   risk_report_bench [HELD [DAYS]]   default 30 instruments held, 2,520 days
//
// The track is made up: every instrument held every day, all of them traded monthly, twelve
// factors, regimes and 100 trials. Files are made below $SLUICE_BENCH_DIR, else where temporary
// files are. Prints medians of wall time.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "bench_directory.hpp"
#include "drivers/risk_report.hpp"
#include "drivers/risk_report_rows.hpp"
#include "files/atomic_file.hpp"

namespace sluice::bench {
namespace {

constexpr int kRuns = 9;

double median_ms(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    times.push_back(took.count());
  }
  std::sort(times.begin(), times.end());
  return times[kRuns / 2];
}

class MadeUpTrack {
 public:
  MadeUpTrack(const std::filesystem::path& directory, int held, int days) {
    std::vector<Instrument> instruments(static_cast<std::size_t>(held));
    for (int i = 0; i < held; ++i) {
      auto& instrument = instruments[static_cast<std::size_t>(i)];
      instrument.symbol = "SYM" + std::to_string(i);
      instrument.sector = "Sector" + std::to_string(i % 10);
      instrument.region = i % 2 == 0 ? "US" : "EU";
      instrument.average_daily_volume = Quantity::from_raw(1'000'000 * kScale);
    }
    parts.instruments = std::make_unique<InstrumentTable>(std::move(instruments));
    parts.output_directory = directory;
    parts.risk_report.enabled = parts.risk_report.with_regimes = parts.risk_report.with_factors =
        true;
    parts.risk_report.n_tests = 100;
    state.strategy_name = "bench";
    state.seed_capital = *Money::parse("1000000");
    for (int day = 0; day < days; ++day) add_day(day, held);
    for (const auto& [name, text] : texts_) {
      state.files[name] = text.size();
      check(files::replace_file(directory / name, text, files::Durability::kVolatile));
    }
  }

  drivers::RunParts parts;
  records::TrackState state;

 private:
  static void check(const Result<void>& done) {
    if (done) return;
    std::fprintf(stderr, "%s\n", done.error().message.c_str());
    std::exit(1);
  }
  void add_day(int day, int held) {
    const Date date = Date::from_days(12'000 + day / 5 * 7 + day % 5);
    state.last_run_date = date;
    state.last_session = state.updated_at = Timestamp::from_date(date);
    const std::string time = state.updated_at.to_string();
    const double equity = 1e6 * std::exp(0.0003 * day + 0.05 * std::sin(day * 0.05));
    char row[256];
    std::snprintf(row, sizeof row, "%s,%.2f,1000.00,%.2f,0.0003000000,0.1000000000\n", time.c_str(),
                  equity, equity - 1000);
    texts_["equity_curve.csv"] += row;
    for (int i = 0; i < held; ++i) {
      const double value = equity / held * (i % 3 == 0 ? -0.5 : 1.0);
      std::snprintf(row, sizeof row, "%s,SYM%d,%d,101.25,%.2f\n", time.c_str(), i, 100 + i, value);
      texts_["positions_history.csv"] += row;
      if (day % 21 != 0) continue;
      std::snprintf(row, sizeof row, "%s,SYM%d,%s,%d,%.2f,%.2f,1.25\n", time.c_str(), i,
                    day / 21 % 2 == 0 ? "BUY" : "SELL", 10 + i, 101.25 + std::sin(day),
                    101.26 + std::sin(day));
      texts_["trades_all.csv"] += row;
    }
    for (int factor = 0; factor < 12; ++factor) {
      std::snprintf(row, sizeof row, "%s,factor%d,%.17g\n", time.c_str(), factor,
                    0.01 * std::sin(day * (0.3 + factor)));
      texts_[drivers::kFactorReturnsFile] += row;
    }
  }
  std::map<std::string, std::string> texts_;
};

int run(int held, int days) {
  const BenchDirectory directory{"sluice_risk_report_bench"};
  const MadeUpTrack track{directory.path(), held, days};
  const drivers::Console console;
  bool failed = false;
  const auto write = [&](drivers::RiskReports& reports) {
    const auto written = reports.write(track.state);
    if (!written) std::fprintf(stderr, "%s\n", written.error().message.c_str());
    failed |= !written;
  };
  const double cold = median_ms([&] {
    drivers::RiskReports reports{track.parts, console};
    write(reports);
  });
  drivers::RiskReports reports{track.parts, console};
  write(reports);
  const double warm = median_ms([&] { write(reports); });
  std::printf("risk report of %d days, %d held: %.1f ms; one more of the same run: %.1f ms\n", days,
              held, cold, warm);
  return failed ? 1 : 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  const int held = argc > 1 ? std::atoi(argv[1]) : 30;
  const int days = argc > 2 ? std::atoi(argv[2]) : 2520;
  if (held < 1 || days < 1) {
    std::fprintf(stderr, "usage: risk_report_bench [HELD [DAYS]]\n");
    return 2;
  }
  return sluice::bench::run(held, days);
}
