// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "drivers/drift.hpp"
#include "drivers/paper_session.hpp"
#include "records/text.hpp"
#include "sessions/drift_session.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr const char* kDriftUsage =
    "Usage: sluice drift A B [--json]\n"
    "       sluice drift TRACK --against backtest [--json]\n\n"
    "Compares two runs decision by decision: the first difference, and what each cause did to the "
    "equity at the end of\nwhat both have. A and B are folders of a paper track, of a backtest or "
    "of an intraday session\n({output.root}/sessions/ID); nothing in them is changed. A session "
    "compares with another session, or with a\nrun whose bars are as long as its candles.\n"
    "The exit code is 0 where they are the same, 1 where they differ, 2 where they can't be "
    "compared.\n\n"
    "Examples:\n"
    "  sluice drift output/paper_track/strategy_demo --against backtest\n"
    "  sluice drift output/paper_track/strategy_demo kept/backtest_of_may --json\n"
    "  sluice drift output/on_paper/sessions/btc output/on_testnet/sessions/btc\n";

constexpr std::size_t kMaxSessionsNamed = 5;

// Of a folder of sessions, which there are.
std::string sessions_below(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (const char* below : {".", "sessions"})
    for (fs::directory_iterator entry{folder / below, error}, end; !error && entry != end;
         entry.increment(error))
      if (fs::exists(drivers::journal_directory(entry->path()), error))
        found.push_back((folder / below / entry->path().filename()).lexically_normal().string());
  std::sort(found.begin(), found.end());
  if (found.empty()) return "";
  std::string text = "; there are sessions in it: " + found.front();
  for (std::size_t i = 1; i < std::min(found.size(), kMaxSessionsNamed); ++i)
    text += ", " + found[i];
  return text;
}

Result<drivers::DriftHead> head_of(const std::string& given) {
  auto head = drivers::read_drift_head(given);
  if (!head) return Error{head.error().message + sessions_below(given)};
  return head;
}

Result<drivers::DriftRun> read(drivers::DriftHead head, drivers::DriftGrain grain) {
  if (head.is_session) return sessions::read_drift_session(std::move(head));
  return drivers::read_drift_run(std::move(head), grain);
}

// What can't be compared is told before anything long is read.
Result<drivers::Drift> drift_of(const std::string& a, const std::string& b) {
  auto head_a = head_of(a);
  if (!head_a) return head_a.error();
  auto head_b = head_of(b);
  if (!head_b) return head_b.error();
  const auto grain = common_grain(*head_a, *head_b);
  if (!grain) return grain.error();
  const auto run_a = read(std::move(*head_a), *grain);
  if (!run_a) return run_a.error();
  const auto run_b = read(std::move(*head_b), *grain);
  if (!run_b) return run_b.error();
  return compare_runs(*run_a, *run_b);
}

std::string text_of(const drivers::Drift& drift, Timestamp time) {
  return drivers::text_of(time, drift.grain);
}

std::string first_json(const drivers::Drift& drift) {
  const auto& first = drift.first_difference;
  if (!first) return "null";
  const std::string candle = drift.grain == drivers::DriftGrain::kDay
                                 ? ""
                                 : fmt::format(R"("candle":"{}",)", first->time.to_string());
  return fmt::format(R"({{"date":"{}",{}"cause":"{}","text":{}}})", first->time.date().to_string(),
                     candle, drivers::name(first->cause), json_quoted(first->text));
}

Money total(const drivers::DriftAmount& amount) {
  return Money::from_raw(amount.direct.raw() + amount.followed.raw());
}

Money difference(const drivers::Drift& drift) {
  return Money::from_raw(drift.equity_a.raw() - drift.equity_b.raw());
}

std::string drift_json(const drivers::Drift& drift, const std::string& a, const std::string& b) {
  const bool by_day = drift.grain == drivers::DriftGrain::kDay;
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
      R"({{"same":{},"a":{},"b":{},"compared_by":"{}","first":"{}","last":"{}","{}":{},"first_difference":{},)"
      R"("equity":{{"a":{},"b":{},"difference":{}}},"causes":[{}],"unexplained":{},"config":[{}],)"
      R"("data":[{}]}})",
      drift.first_difference ? "false" : "true", json_quoted(a), json_quoted(b),
      by_day ? "day" : "candle", text_of(drift, drift.first), text_of(drift, drift.last),
      by_day ? "sessions" : "candles", drift.compared, first_json(drift),
      drift.equity_a.to_amount(), drift.equity_b.to_amount(), difference(drift).to_amount(), causes,
      drift.unexplained.to_amount(), config, data));
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
  const bool by_day = drift.grain == drivers::DriftGrain::kDay;
  std::cout << fmt::format("{} {} compared, {} to {}\n", drift.compared,
                           by_day ? "sessions" : "candles with orders", text_of(drift, drift.first),
                           text_of(drift, drift.last));
  if (!drift.first_difference) {
    std::cout << "the same: every order, trade and equity\n";
  } else {
    std::cout << fmt::format("first difference {} ({}): {}\n\n",
                             text_of(drift, drift.first_difference->time),
                             drivers::name(drift.first_difference->cause),
                             drift.first_difference->text)
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
  const auto a = values["a"].as<std::string>();
  const auto b = against ? (fs::path{a} / "backtest").string() : values["b"].as<std::string>();
  const bool json = values["json"].as<bool>();
  const auto drift = drift_of(a, b);
  if (!drift) return report_error(drift.error().message, kExitUsage, json);
  if (json)
    std::cout << drift_json(*drift, a, b) << "\n";
  else
    print_drift(*drift);
  return drift->first_difference ? kExitFailed : kExitOk;
}

}  // namespace sluice::app
