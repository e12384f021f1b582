// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unistd.h>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <sluice/c/base.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/kill_place.hpp"
#include "app/kill_signal.hpp"
#include "app/run_records.hpp"
#include "app/run_setup.hpp"
#include "drivers/assemble.hpp"
#include "drivers/kill_latency.hpp"
#include "drivers/live_trail.hpp"
#include "drivers/session_halts.hpp"
#include "plugins/trial.hpp"
#include "records/text.hpp"
#include "risk/arming.hpp"
#include "risk/latch_file.hpp"
#include "risk/trading_state.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using risk::Halt;
using risk::HaltLevel;
using risk::HaltScope;

constexpr const char* kKillUsage =
    "Usage: sluice kill engage  --data-dir DIR --reason TEXT [--level L] [--scope S] [--name N] "
    "[--who NAME]\n"
    "       sluice kill status  --data-dir DIR\n"
    "       sluice kill release --data-dir DIR --who NAME --why TEXT [--scope S] [--name N]\n"
    "       sluice kill test    [--rounds N] [--data-dir DIR]\n\n"
    "DIR is the data directory (output.root); a config (-c FILE) may name it instead. engage "
    "writes "
    "the latch file there:\n"
    "every process of the directory obeys it, those that start later too. Nothing has to run for "
    "it.\n"
    "Levels: reduce_only, halt, halt_and_cancel (the default), flatten. Scopes: all (the default), "
    "account, session,\n"
    "strategy, route, symbol, with --name.\n"
    "release needs who and why. A session goes on only once its books are reconciled: one whose "
    "newest comparison with the\n"
    "venue is not complete refuses, one that is down reconciles when it starts.\n"
    "test measures, on sessions of its own, how long after engaging an order may still leave; with "
    "DIR it is kept there:\nsessions want it done on the same day.\n\n"
    "Examples:\n"
    "  sluice kill engage --data-dir output --reason 'odd fills'\n"
    "  sluice kill engage --data-dir output --scope symbol --name AAPL --level reduce_only "
    "--reason "
    "'earnings leak'\n"
    "  sluice kill release --data-dir output --who ana --why 'venue confirmed all ends'\n";

HaltScope scope_option(const po::variables_map& values) {
  const std::string word = text_option(values, "scope");
  std::vector<std::string> known;
  for (std::size_t i = 0; i < risk::kHaltScopeCount; ++i)
    known.emplace_back(risk::name(static_cast<HaltScope>(i)));
  const auto scope = risk::parse_halt_scope(word);
  if (!scope) throw unknown_action("kill: --scope", word, known);
  if (*scope == HaltScope::kAll && !text_option(values, "name").empty())
    throw UsageError{"kill: --name " + text_option(values, "name") +
                     " of what? --scope is missing"};
  return *scope;
}

HaltLevel level_option(const po::variables_map& values) {
  const std::string word = text_option(values, "level");
  const auto level = risk::parse_halt_level(word);
  if (!level)
    throw unknown_action("kill: --level", word,
                         {"reduce_only", "halt", "halt_and_cancel", "flatten"});
  return *level;
}

void tell(const std::vector<std::string>& doubts) {
  for (const std::string& doubt : doubts) std::cerr << "sluice: IS THIS THE ONE? " << doubt << "\n";
}

std::string json_of(const Halt& halt) {
  return fmt::format(R"({{"scope":"{}","name":{},"level":"{}","source":{},"why":{},"since":"{}"}})",
                     risk::name(halt.scope), json_quoted(halt.name), risk::name(halt.level),
                     json_quoted(halt.source), json_quoted(halt.why), halt.since.to_string());
}

std::string json_of(const risk::Release& release) {
  return fmt::format(R"({{"scope":"{}","name":{},"until":"{}","who":{},"why":{}}})",
                     risk::name(release.scope), json_quoted(release.name),
                     release.until.to_string(), json_quoted(release.who), json_quoted(release.why));
}

std::string json_of(const std::string& text) { return json_quoted(text); }

std::string json_of(const drivers::SessionHalts& session);

template <typename Rows>
std::string json_list(const Rows& rows) {
  std::string list;
  for (const auto& row : rows) list += (list.empty() ? "" : ",") + json_of(row);
  return "[" + list + "]";
}

std::string line_of(const Halt& halt) {
  return "  " + risk::words_of(halt) +
         (halt.since == Timestamp{} ? "" : ", since=" + halt.since.to_string()) + "\n";
}

// What engages now: the environment of this process, and the latch file.
std::vector<Halt> halts_now(const KillPlace& place) {
  risk::KillSwitchConfig config;
  config.environment_names = place.environment_names;
  config.latch_file = place.latch_file.native();
  risk::KillSwitch kill_switch{std::move(config)};
  kill_switch.poll();
  return kill_switch.halts();
}

Result<std::vector<drivers::SessionHalts>> sessions_of(const KillPlace& place) {
  files::PosixDisk disk;
  const auto directories = drivers::sessions_below(disk, place.data_directory);
  if (!directories) return directories.error();
  std::vector<drivers::SessionHalts> sessions;
  for (const fs::path& directory : *directories) {
    auto seen = drivers::look_at_halts(disk, directory);
    if (!seen) return seen.error();
    sessions.push_back(std::move(*seen));
  }
  return sessions;
}

// Whoever lets it go on arms again: an arming does not outlive a kill.
void disarm_live(const fs::path& data_directory, const std::string& who, Timestamp now) {
  const auto disarmed = risk::ArmingFile{data_directory}.remove();
  if (!disarmed) log_component_line(SLUICE_LOG_ERROR, disarmed.error().message);
  if (!disarmed || !*disarmed) return;
  files::PosixDisk disk;
  const auto noted = drivers::note_live_gate(
      disk, data_directory, drivers::text_of_disarming(who, true, "kill engage"), now);
  if (!noted) log_component_line(SLUICE_LOG_ERROR, noted.error().message);
}

int engage(const KillPlace& place, const po::variables_map& values, bool json) {
  Halt halt;
  halt.scope = scope_option(values);
  halt.name = text_option(values, "name");
  halt.level = level_option(values);
  halt.source = "command line";
  const std::string who = text_option(values, "who");
  const std::string reason = needed_option(values, "reason", "kill engage");
  halt.why = who.empty() ? reason : who + ": " + reason;
  halt.since = plugins::wall_clock();
  const std::vector<std::string> doubts = doubts_of(place, halt);
  risk::LatchFile file{place.latch_file};
  risk::Latch kept;
  if (auto done = risk::keep_halts(file, {halt}, kept); !done) {
    // What can't be read is engaged; what can't be written where nothing is, is not.
    const auto engaged = halts_now(place);
    return report_error((engaged.empty() ? "THE KILL SWITCH IS NOT ENGAGED: "
                                         : "the halt is not written, but orders are stopped by " +
                                               risk::words_of(engaged.front()) + ": ") +
                            done.error().message,
                        kExitFailed, json);
  }
  disarm_live(place.data_directory, who, halt.since);
  if (json)
    std::cout << records::indent_json(fmt::format(
                     R"({{"ok":true,"engaged":true,"latch_file":{},"doubts":{},"halts":{}}})",
                     json_quoted(whole_path(place.latch_file)), json_list(doubts),
                     json_list(kept.halts)))
              << "\n";
  else
    std::cout << "the kill switch is engaged: " << risk::words_of(halt) << "\n  latch file "
              << whole_path(place.latch_file) << "\n";
  // In the way of nothing: what is engaged in vain does no harm, what is not engaged does.
  tell(doubts);
  return kExitOk;
}

std::string json_of(const drivers::SessionHalts& session) {
  const char* reconciled =
      !session.is_reconciled ? "null" : (*session.is_reconciled ? "true" : "false");
  return fmt::format(R"({{"directory":{},"running":{},"reconciled":{},"halts":{}}})",
                     json_quoted(session.directory.string()), session.is_running, reconciled,
                     json_list(session.halts));
}

void print(const drivers::SessionHalts& session) {
  std::cout << "session " << session.directory.string() << ", "
            << (session.is_running ? "running" : "not running") << ", "
            << (!session.is_reconciled   ? "never reconciled"
                : *session.is_reconciled ? "reconciled"
                                         : "NOT reconciled")
            << (session.halts.empty() ? ", not halted\n" : ", halted until it is released:\n");
  for (const Halt& halt : session.halts) std::cout << line_of(halt);
}

int status(const KillPlace& place, bool json) {
  const auto halts = halts_now(place);
  risk::LatchFile file{place.latch_file};
  const auto releases = risk::load_latch(file).releases;
  const auto sessions = sessions_of(place);
  if (!sessions) return report_error(sessions.error().message, kExitFailed, json);
  if (json) {
    std::cout
        << records::indent_json(fmt::format(
               R"({{"ok":true,"engaged":{},"latch_file":{},"halts":{},"releases":{},"sessions":{}}})",
               !halts.empty(), json_quoted(place.latch_file.string()), json_list(halts),
               json_list(releases), json_list(*sessions)))
        << "\n";
    return kExitOk;
  }
  std::cout << (halts.empty() ? "not engaged" : "ENGAGED") << " (latch file "
            << whole_path(place.latch_file) << ")\n";
  tell(doubts_of(place));
  for (const Halt& halt : halts) std::cout << line_of(halt);
  if (!releases.empty())
    std::cout << "last released " << releases.back().until.to_string() << " by "
              << releases.back().who << ": " << releases.back().why << "\n";
  for (const auto& session : *sessions) print(session);
  return kExitOk;
}

// A running session whose books differ from the venue's must not be let go on.
std::string refusal_by(const std::vector<drivers::SessionHalts>& sessions,
                       const risk::Release& release) {
  for (const auto& session : sessions) {
    const bool concerned = std::any_of(session.halts.begin(), session.halts.end(),
                                       [&](const Halt& halt) { return release.covers(halt); });
    if (concerned && session.is_running && session.is_reconciled != true)
      return "session " + session.directory.string() +
             " is running and its books are not reconciled with the venue; nothing is released "
             "(see its newest CERTIFICATE)";
  }
  return {};
}

int tell_release(const std::vector<Halt>& ended, const std::vector<drivers::SessionHalts>& sessions,
                 const risk::Release& release, const std::vector<Halt>& left, bool json) {
  std::vector<std::string> waiting;
  for (const auto& session : sessions)
    if (std::any_of(session.halts.begin(), session.halts.end(),
                    [&](const Halt& halt) { return release.covers(halt); }))
      waiting.push_back(session.directory.string());
  if (json) {
    std::string list;
    for (const auto& one : waiting) list += (list.empty() ? "" : ",") + json_quoted(one);
    std::cout
        << records::indent_json(fmt::format(
               R"({{"ok":true,"released":{},"waits_for_reconciliation":[{}],"engaged":{},"halts":{}}})",
               json_list(ended), list, !left.empty(), json_list(left)))
        << "\n";
    return kExitOk;
  }
  if (ended.empty() && waiting.empty()) std::cout << "nothing that this covers was halted\n";
  for (const Halt& halt : ended) std::cout << "released:" << line_of(halt).substr(1);
  for (const auto& one : waiting)
    std::cout << "session " << one << " goes on after its next complete reconciliation\n";
  for (const Halt& halt : left) std::cout << "STILL ENGAGED:" << line_of(halt).substr(1);
  return kExitOk;
}

int release(const KillPlace& place, const po::variables_map& values, bool json) {
  risk::Release wanted;
  wanted.scope = scope_option(values);
  wanted.name = text_option(values, "name");
  wanted.who = needed_option(values, "who", "kill release");
  wanted.why = needed_option(values, "why", "kill release");
  wanted.until = plugins::wall_clock();
  const auto sessions = sessions_of(place);
  if (!sessions) return report_error(sessions.error().message, kExitFailed, json);
  risk::LatchFile file{place.latch_file};
  // Those that began under a clock in front of ours.
  wanted.reach(risk::load_latch(file).halts);
  for (const auto& session : *sessions) wanted.reach(session.halts);
  if (const auto refusal = refusal_by(*sessions, wanted); !refusal.empty())
    return report_error(refusal, kExitFailed, json);
  std::vector<Halt> ended;
  if (auto done = risk::keep_release(file, wanted, ended); !done)
    return report_error(done.error().message, kExitFailed, json);
  return tell_release(ended, *sessions, wanted, halts_now(place), json);
}

// How `kill test` engages: by a call, by a real signal, by the file.
std::vector<drivers::KillSource> kill_sources() {
  return {{"call from another thread",
           [](risk::KillSwitch& kill_switch, const fs::path&) {
             Halt halt;
             halt.source = "test";
             kill_switch.request(std::move(halt));
           }},
          {"SIGUSR1",
           [](risk::KillSwitch& kill_switch, const fs::path&) {
             const KillSignal signal{kill_switch};
             std::raise(SIGUSR1);
           }},
          {"latch file",
           [](risk::KillSwitch&, const fs::path& latch) { std::ofstream{latch} << "test\n"; }}};
}

struct Spread {
  double median_us;
  double max_us;
};

Spread spread_of(const std::vector<std::int64_t>& sorted) {
  constexpr double kPerMicrosecond = 1e3;
  return {static_cast<double>(sorted[sorted.size() / 2]) / kPerMicrosecond,
          static_cast<double>(sorted.back()) / kPerMicrosecond};
}

int print_latencies(const std::vector<drivers::KillLatency>& latencies, std::uint32_t rounds,
                    bool json) {
  std::string list;
  if (!json)
    std::cout << fmt::format("{} rounds each, in microseconds after engaging\n{:<26}{:>20}{:>20}\n",
                             rounds, "", "last order sent", "first refused");
  for (const auto& latency : latencies) {
    const Spread send = spread_of(latency.last_send_ns);
    const Spread refused = spread_of(latency.refused_ns);
    list += fmt::format(
        R"({}{{"source":{},"last_send_us":{{"median":{:.1f},"max":{:.1f}}},"refused_us":{{"median":{:.1f},"max":{:.1f}}}}})",
        list.empty() ? "" : ",", json_quoted(latency.source), send.median_us, send.max_us,
        refused.median_us, refused.max_us);
    if (!json)
      std::cout << fmt::format(
          "{:<26}{:>20}{:>20}\n", latency.source,
          fmt::format("{:.0f} / {:.0f} max", send.median_us, send.max_us),
          fmt::format("{:.0f} / {:.0f} max", refused.median_us, refused.max_us));
  }
  if (json)
    std::cout << records::indent_json(
                     fmt::format(R"({{"ok":true,"rounds":{},"latencies":[{}]}})", rounds, list))
              << "\n";
  return kExitOk;
}

// Whose prerequisites the test counts for; empty: nobody's, it only measures.
fs::path records_of(const CommonOptions& common, int& exit_code) {
  if (common.config_file.empty()) return common.data_dir;
  const KillPlace place = kill_place(common, "test");
  exit_code = place.exit_code;
  return place.data_directory;
}

int test(const po::variables_map& values, const CommonOptions& common) {
  const bool json = common.json;
  int exit_code = kExitOk;
  const fs::path records = records_of(common, exit_code);
  if (exit_code != kExitOk) return exit_code;
  const auto rounds = values["rounds"].as<std::uint32_t>();
  constexpr std::uint32_t kMostRounds = 10'000;
  if (rounds == 0 || rounds > kMostRounds)
    throw UsageError{"kill test: --rounds " + std::to_string(rounds) + ": expected 1 to 10000"};
  plugins::ScanOptions scan;
  scan.search = plugins::process_search_inputs({});
  scan.trial = plugins::process_trial_options({});
  auto registry = plugins::Registry::scan(std::move(scan));
  const std::size_t told = registry.notices().size();
  const fs::path scratch =
      fs::temp_directory_path() / ("sluice-kill-test-" + std::to_string(::getpid()));
  std::vector<drivers::KillLatency> latencies;
  std::string failure;
  for (const auto& source : kill_sources()) {
    auto measured = drivers::measure_kill_latency(registry, scratch, source, rounds);
    if (!measured) {
      failure = measured.error().message;
      break;
    }
    latencies.push_back(std::move(*measured));
  }
  std::error_code ignored;
  fs::remove_all(scratch, ignored);
  log_notices(registry, plugins::Notice::Severity::kWarning, told);
  if (!failure.empty()) return report_error("kill test: " + failure, kExitFailed, json);
  if (!records.empty()) note_kill_test(records, latencies, rounds);
  return print_latencies(latencies, rounds, json);
}

void add_kill_options(po::options_description& options) {
  const auto given = [](const char* by_default) {
    return po::value<std::string>()->default_value(by_default);
  };
  options.add_options()("reason", given(""), "engage: why")("who", given(""), "your name")(
      "why", given(""), "release: the reason")("scope", given("all"),
                                               "all, account, session, strategy, route or symbol")(
      "name", given(""), "of that account, …, symbol (default: every one)")(
      "level", given("halt_and_cancel"), "engage: reduce_only, halt, halt_and_cancel or flatten")(
      "rounds", po::value<std::uint32_t>()->default_value(20), "test: sessions for each source");
}

}  // namespace

int command_kill(const Arguments& arguments) {
  po::options_description options{"Options"};
  add_kill_options(options);
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kKillUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action == "test") return test(values, common);
  if (action != "engage" && action != "release" && action != "status")
    throw unknown_action("kill", action, {"engage", "release", "status", "test"});
  const KillPlace place = kill_place(common, action);
  if (place.exit_code != kExitOk) return place.exit_code;
  if (action == "engage") return engage(place, values, common.json);
  if (action == "release") return release(place, values, common.json);
  return status(place, common.json);
}

}  // namespace sluice::app
