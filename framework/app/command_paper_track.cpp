// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/alert_delivery.hpp"
#include "app/commands.hpp"
#include "app/health_output.hpp"
#include "app/json_output.hpp"
#include "app/pit_audit.hpp"
#include "app/run_records.hpp"
#include "app/run_setup.hpp"
#include "drivers/risk_report.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kPaperTrackUsage =
    "Usage: sluice paper-track run|status|health|pause|resume --config FILE [options]\n\n"
    "A strategy on paper, day after day, kept on disk. `run` without dates goes on to the end of "
    "the data (a new\n"
    "track begins with its newest session); a run that was interrupted goes on where it was by "
    "running again.\n"
    "`health` compares the track with the thresholds of its config and the end of the data; it "
    "changes nothing, and\nits exit code is 1 where the track is CRITICAL. A rule that is broken "
    "refuses "
    "every order: `run` ends with\nits name, `status` and `health` tell since when.\n\n"
    "Examples:\n"
    "  sluice paper-track run -c configs/demo/dow30.yaml --from 1991-01-02 --to 2000-12-29\n"
    "  sluice paper-track run -c configs/demo/dow30.yaml --date 2001-01-02\n"
    "  sluice paper-track run -c configs/demo/dow30.yaml --date 2001-01-02 --force\n"
    "  sluice paper-track status -c configs/demo/dow30.yaml --json\n"
    "  sluice paper-track health -c configs/demo/dow30.yaml\n"
    "  sluice paper-track pause -c configs/demo/dow30.yaml --reason 'prices under review'\n";

Date today() {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return Date::from_days(static_cast<sluice_date>(now.time_since_epoch().count()));
}

void print_state(const records::TrackState& state) {
  const Money pnl = Money::from_raw(state.equity.raw() - state.seed_capital.raw());
  std::cout << fmt::format("{}: {}\n", state.strategy_name,
                           state.last_run_date ? "run up to " + state.last_run_date->to_string()
                                               : std::string{"not run yet"})
            << fmt::format("  equity      {} ({} since the start)\n",
                           records::amount_for_people(state.equity),
                           records::amount_for_people(pnl))
            << fmt::format("  cash        {}\n", records::amount_for_people(state.cash))
            << fmt::format("  positions   {}, open orders {}, trades so far {}\n",
                           state.positions.size(), state.open_orders.size(), state.total_trades);
  for (const auto& broken : drivers::broken_rules(state))
    std::cout << "  broken      " << drivers::text_of(broken) << "\n";
}

// The last words of a run that did little else than refuse.
void tell_broken_rules(const drivers::PaperTrackResult& result) {
  for (const auto& [rule, orders] : result.blocked_by_broken_rule)
    std::cerr << fmt::format("sluice: {} {} blocked by the broken rule {}\n", orders,
                             orders == 1 ? "order was" : "orders were", rule);
}

drivers::PaperTrackOptions track_options(const po::variables_map& values) {
  drivers::PaperTrackOptions options;
  options.today = today();
  options.force = values["force"].as<bool>();
  options.skip_risk_report = values["skip-risk-report"].as<bool>();
  options.skip_health_check = values["skip-health-check"].as<bool>();
  options.from = date_option(values, "from");
  options.to = date_option(values, "to");
  if (const auto date = date_option(values, "date")) {
    if (options.from || options.to)
      throw UsageError{"--date stands for both --from and --to: give one or the other"};
    options.from = options.to = date;
  }
  if (options.force && !options.to) throw UsageError{"--force needs --date: the day to run again"};
  if (options.from && options.to && *options.from > *options.to)
    throw UsageError{"--from is later than --to"};
  return options;
}

// The days that the track has run, run again over data with another future.
int audit_track(const CommonOptions& common, const drivers::AssembleOptions& assembly,
                PitAudit audit) {
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  const auto& output = setup.loaded->config.output;
  const auto track = drivers::read_track_status(output.root / output.strategy_dir);
  if (track.failure)
    return report_error(track.failure->message, track.failure->exit_code, common.json);
  if (!track.state->last_run_date)
    return report_error("the track has not run a day yet", kExitUsage, common.json);
  audit.from = track.state->created_at.date();
  audit.to = track.state->last_run_date;
  return run_pit_audit(common, assembly, audit);
}

// Days are noted as they become whole: an interrupted run has run some.
drivers::Console console_that_notes(std::vector<Date>& days) {
  drivers::Console console = make_console(install_stop_signals());
  console.progress = [&days, shown = std::move(console.progress)](std::size_t done, Date session) {
    days.push_back(session);
    if (shown) shown(done, session);
  };
  return console;
}

int run(const po::variables_map& values) {
  const CommonOptions common = common_options(values);
  if (const auto audit = pit_audit_options(values))
    return audit_track(common, switch_off_options(values), *audit);
  const drivers::PaperTrackOptions options = track_options(values);
  RunSetup setup = set_up_run(common, switch_off_options(values));
  if (!setup.ok()) return setup.exit_code;
  if (const auto sound = check_alerts(setup.loaded->config); !sound)
    return report_error(sound.error().message, kExitUsage, common.json);
  std::vector<Date> days;
  const auto result = drivers::run_paper_track(*setup.parts, options, console_that_notes(days));
  end_progress();
  note_paper_days(setup, days);
  tell_health(result);
  deliver_alerts(setup.loaded->config, setup.parts->output_directory, install_stop_signals());
  if (result.failure)
    return report_error(result.failure->message, result.failure->exit_code, common.json);
  if (common.json) {
    std::cout << paper_track_json(result) << "\n";
  } else {
    std::cout << fmt::format("{} {} run, {} trades, {} orders blocked\n", result.days_run,
                             result.days_run == 1 ? "day" : "days", result.trades,
                             result.orders_blocked);
    if (result.state) print_state(*result.state);
    if (result.health)
      std::cout << "  health      " << drivers::name(result.health->status) << "\n";
    std::cout << "  results in  " << setup.parts->output_directory.string() << "\n";
    for (const auto& report : result.reports)
      std::cout << "  report      " << report.string() << "\n";
  }
  tell_broken_rules(result);
  if (result.interrupted) {
    std::cerr << "sluice: interrupted; the track is whole up to its last day, run again to go on\n";
    return kExitFailed;
  }
  if (!result.paused.empty()) {
    std::cerr << "sluice: the track is paused: " << result.paused
              << " (sluice paper-track resume --reason ... lets it run again)\n";
    return kExitBlocked;
  }
  if (!result.blocked_by_kill_switch) return kExitOk;
  std::cerr << "sluice: the kill switch was engaged: orders were blocked\n";
  return kExitBlocked;
}

// Who runs this: for the record, not for security.
std::string actor() {
  const char* const user = std::getenv("USER");
  return user != nullptr ? user : "uid " + std::to_string(getuid());
}

int pause_or_resume(const po::variables_map& values, bool pause) {
  const CommonOptions common = common_options(values);
  const std::string reason = values.count("reason") != 0 ? values["reason"].as<std::string>() : "";
  if (reason.empty() || reason.find('\n') != std::string::npos)
    throw UsageError{"--reason TEXT is required: one line"};
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  const auto& output = setup.loaded->config.output;
  const auto directory = output.root / output.strategy_dir;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const drivers::PauseNote note{
      actor(), reason,
      Timestamp::from_nanoseconds(
          std::chrono::duration_cast<std::chrono::nanoseconds>(now).count())};
  const auto failure =
      pause ? drivers::pause_track(directory, note) : drivers::resume_track(directory, note);
  if (failure) return report_error(failure->message, failure->exit_code, common.json);
  const char* const word = pause ? "paused" : "resumed";
  if (common.json)
    std::cout << "{\n  \"ok\": true,\n  \"track\": \"" << word << "\"\n}\n";
  else
    std::cout << directory.string() << ": " << word << "\n";
  return kExitOk;
}

int status(const po::variables_map& values) {
  const CommonOptions common = common_options(values);
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  const auto& output = setup.loaded->config.output;
  const auto track = drivers::read_track_status(output.root / output.strategy_dir);
  if (track.failure)
    return report_error(track.failure->message, track.failure->exit_code, common.json);
  const auto paused = drivers::pause_reason(output.root / output.strategy_dir);
  const std::string pause = paused ? *paused : paused.error().message;
  if (common.json) {
    std::cout << track_status_json(*track.state, pause) << "\n";
    return kExitOk;
  }
  print_state(*track.state);
  if (!pause.empty()) std::cout << "  paused      " << pause << "\n";
  return kExitOk;
}

}  // namespace

int command_paper_track(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("date", po::value<std::string>(), "run this day")(
      "from", po::value<std::string>(), "first day (default: the day after the last run)")(
      "to", po::value<std::string>(), "last day (default: the end of the data)")(
      "reason", po::value<std::string>(), "why the track is paused or resumed")(
      "force", po::bool_switch(), "run the last day again, from the state before it")(
      "skip-risk-report", po::bool_switch(), "run without the risk report of a new week or month")(
      "skip-health-check", po::bool_switch(), "run without the health check after each day");
  add_pit_audit_options(options);
  add_switch_off_options(options);
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kPaperTrackUsage << "\n" << options;
    return kExitOk;
  }
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action == "run") return run(values);
  if (action == "status") return status(values);
  if (action == "health") return track_health(common_options(values));
  if (action == "pause" || action == "resume") return pause_or_resume(values, action == "pause");
  throw unknown_action("paper-track", action, {"run", "status", "health", "pause", "resume"});
}

int command_report(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("risk", po::bool_switch(),
                        "write the risk report as of the track's last day instead");
  add_common_options(options);
  const auto parsed = parse_arguments(arguments, options);
  if (parsed.help) {
    std::cout << "Usage: sluice report --config FILE [--risk]\n\nRenders the reports of a paper "
                 "track anew, "
                 "from its journal.\n\n"
                 "Examples:\n  sluice report -c configs/demo/dow30.yaml\n"
                 "  sluice report -c configs/demo/dow30.yaml --risk\n\n"
              << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(*parsed.values);
  RunSetup setup = set_up_run(common, {});
  if (!setup.ok()) return setup.exit_code;
  drivers::PaperTrackResult result;
  const auto console = make_console(install_stop_signals());
  auto reports = (*parsed.values)["risk"].as<bool>()
                     ? drivers::write_risk_report(*setup.parts, console)
                     : drivers::render_track_reports(*setup.parts, console);
  if (reports.failure)
    return report_error(reports.failure->message, reports.failure->exit_code, common.json);
  result.reports = std::move(reports.files);
  if (common.json)
    std::cout << paper_track_json(result) << "\n";
  else
    for (const auto& file : result.reports) std::cout << file.string() << "\n";
  return kExitOk;
}

}  // namespace sluice::app
