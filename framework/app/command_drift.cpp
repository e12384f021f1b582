// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "drivers/drift.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr const char* kDriftUsage =
    "Usage: sluice drift A B [--json]\n"
    "       sluice drift TRACK --against backtest [--json]\n\n"
    "Compares two runs decision by decision: the first difference, and what each cause did to the "
    "equity of the last\nsession that both have. A and B are folders of a paper track or of a "
    "backtest; nothing in them is changed.\nThe exit code is 0 where they are the same, 1 where "
    "they differ.\n\n"
    "Examples:\n"
    "  sluice drift output/paper_track/strategy_demo --against backtest\n"
    "  sluice drift output/paper_track/strategy_demo kept/backtest_of_may --json\n";

fs::path run_folder(const std::string& given) {
  fs::path folder{given};
  std::error_code error;
  if (!fs::exists(folder / "equity_curve.csv", error))
    throw UsageError{"no run in '" + given +
                     "': expected a folder with equity_curve.csv and "
                     "config.yaml, as a paper track and a backtest leave it"};
  return folder;
}

std::string first_json(const std::optional<drivers::DriftDifference>& first) {
  if (!first) return "null";
  return fmt::format(R"({{"date":"{}","cause":"{}","text":{}}})", first->date.to_string(),
                     drivers::name(first->cause), json_quoted(first->text));
}

Money total(const drivers::DriftAmount& amount) {
  return Money::from_raw(amount.direct.raw() + amount.followed.raw());
}

Money difference(const drivers::Drift& drift) {
  return Money::from_raw(drift.equity_a.raw() - drift.equity_b.raw());
}

std::string drift_json(const drivers::Drift& drift, const fs::path& a, const fs::path& b) {
  std::string causes, config, data;
  for (std::size_t i = 0; i < drivers::kDriftCauses; ++i)
    causes += fmt::format(R"({}{{"cause":"{}","direct":{},"followed":{},"total":{}}})",
                          i == 0 ? "" : ",", drivers::name(static_cast<drivers::DriftCause>(i)),
                          drift.causes[i].direct.to_amount(), drift.causes[i].followed.to_amount(),
                          total(drift.causes[i]).to_amount());
  for (const auto& each : drift.config)
    config += fmt::format(R"({}{{"key":{},"a":{},"b":{}}})", config.empty() ? "" : ",",
                          json_quoted(each.key), each.a.empty() ? "null" : each.a,
                          each.b.empty() ? "null" : each.b);
  for (const auto& line : drift.data) data += (data.empty() ? "" : ",") + json_quoted(line);
  return records::indent_json(fmt::format(
      R"({{"same":{},"a":{},"b":{},"first":"{}","last":"{}","sessions":{},"first_difference":{},)"
      R"("equity":{{"a":{},"b":{},"difference":{}}},"causes":[{}],"unexplained":{},"config":[{}],)"
      R"("data":[{}]}})",
      drift.first_difference ? "false" : "true", json_quoted(a.string()), json_quoted(b.string()),
      drift.first.to_string(), drift.last.to_string(), drift.sessions,
      first_json(drift.first_difference), drift.equity_a.to_amount(), drift.equity_b.to_amount(),
      difference(drift).to_amount(), causes, drift.unexplained.to_amount(), config, data));
}

void print_amounts(const drivers::Drift& drift) {
  const auto line = [](std::string_view name, const std::string& direct,
                       const std::string& followed, const std::string& sum) {
    std::cout << fmt::format("  {:<12}{:>22}{:>22}{:>22}\n", name, direct, followed, sum);
  };
  const auto shown = [](Money amount) { return amount.to_amount(); };
  line("cause", "direct", "followed", "total");
  for (std::size_t i = 0; i < drivers::kDriftCauses; ++i)
    line(drivers::name(static_cast<drivers::DriftCause>(i)), shown(drift.causes[i].direct),
         shown(drift.causes[i].followed), shown(total(drift.causes[i])));
  line("unexplained", "", "", shown(drift.unexplained));
  line("difference", "", "", shown(difference(drift)));
}

void print_drift(const drivers::Drift& drift) {
  std::cout << fmt::format("{} sessions compared, {} to {}\n", drift.sessions,
                           drift.first.to_string(), drift.last.to_string());
  if (!drift.first_difference) {
    std::cout << "the same: every order, trade and equity\n";
  } else {
    std::cout << fmt::format(
                     "first difference {} ({}): {}\n\n", drift.first_difference->date.to_string(),
                     drivers::name(drift.first_difference->cause), drift.first_difference->text)
              << fmt::format("equity {} in A, {} in B\n", drift.equity_a.to_amount(),
                             drift.equity_b.to_amount());
    print_amounts(drift);
  }
  for (const auto& each : drift.config)
    std::cout << fmt::format("config {}: {} in A, {} in B\n", each.key,
                             each.a.empty() ? "nothing" : each.a,
                             each.b.empty() ? "nothing" : each.b);
  for (const auto& line : drift.data) std::cout << "data " << line << "\n";
}

}  // namespace

int command_drift(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("against", po::value<std::string>(),
                        "`backtest`: compare a track with the backtest in its folder")(
      "json", po::bool_switch(), "machine-readable output")("help,h", po::bool_switch(),
                                                            "this text");
  po::options_description all = options;
  all.add_options()("a", po::value<std::string>())("b", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"a", "b"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kDriftUsage << "\n" << options;
    return kExitOk;
  }
  const bool against = values.count("against") != 0;
  if (against && values["against"].as<std::string>() != "backtest")
    throw UsageError{"--against: expected backtest, got '" + values["against"].as<std::string>() +
                     "'"};
  if (values.count("a") == 0 || against == (values.count("b") != 0))
    throw UsageError{"expected two runs, A B, or one track and --against backtest"};
  const fs::path a = run_folder(values["a"].as<std::string>());
  const fs::path b =
      run_folder(against ? (a / "backtest").string() : values["b"].as<std::string>());
  const bool json = values["json"].as<bool>();
  const auto run_a = drivers::read_drift_run(a);
  if (!run_a) return report_error(run_a.error().message, kExitUsage, json);
  const auto run_b = drivers::read_drift_run(b);
  if (!run_b) return report_error(run_b.error().message, kExitUsage, json);
  const auto drift = drivers::compare_runs(*run_a, *run_b);
  if (!drift) return report_error(drift.error().message, kExitUsage, json);
  if (json)
    std::cout << drift_json(*drift, a, b) << "\n";
  else
    print_drift(*drift);
  return drift->first_difference ? kExitFailed : kExitOk;
}

}  // namespace sluice::app
