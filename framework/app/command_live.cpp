// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/live_facts.hpp"
#include "app/run_setup.hpp"
#include "drivers/assemble.hpp"
#include "drivers/live_gate.hpp"
#include "drivers/live_trail.hpp"
#include "files/secret_file.hpp"
#include "plugins/trial.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kLiveUsage =
    "Usage: sluice live status -c FILE\n"
    "       sluice live arm    -c FILE [--ttl 15m] [--token TOKEN | --token-file FILE] [--who "
    "NAME]\n"
    "       sluice live disarm -c FILE [--who NAME]\n\n"
    "status shows every gate before live orders, and what is missing. There is no live order in "
    "this\n"
    "build: with every gate open, orders of environment.mode live are logged and simulated.\n"
    "arm opens gate 2 for a while, for sessions that run already: somebody else than who opened "
    "gate 1\n"
    "(environment.enabled_by), who shows the confirm token (--token - reads it from standard "
    "input).\n"
    "It closes by itself: after the time, with a disconnect, when the kill switch is engaged, and "
    "for every\n"
    "session that starts later. disarm closes it at once.\n\n"
    "Examples:\n"
    "  sluice live status -c live.yaml --json\n"
    "  sluice live arm -c live.yaml --ttl 15m --token-file ~/.config/sluice/token --who ben\n"
    "  sluice live disarm -c live.yaml\n";

int print_json(const std::string& json) {
  std::cout << records::indent_json(json) << "\n";
  return kExitOk;
}

std::string json_of(const risk::LivePermission& permission) {
  std::string checks;
  for (const auto& check : permission.checks)
    checks += fmt::format(R"({}{{"name":"{}","passed":{},"seen":{}}})", checks.empty() ? "" : ",",
                          check.name, check.passed, json_quoted(check.seen));
  std::string reasons;
  for (const auto& reason : permission.reasons)
    reasons += (reasons.empty() ? "" : ",") + json_quoted(reason);
  return fmt::format(R"({{"ok":true,"allowed":{},"checks":[{}],"reasons":[{}]}})",
                     permission.allowed, checks, reasons);
}

int live_status(const config::LoadResult& loaded, bool json) {
  const auto facts = look_at_live_facts(loaded, plugins::wall_clock());
  const auto permission = risk::is_live_execution_allowed(facts);
  if (json) return print_json(json_of(permission));
  std::cout << fmt::format("live orders: {}, {} of {} missing\n",
                           permission.allowed ? "ALLOWED" : "NOT ALLOWED",
                           permission.reasons.size(), permission.checks.size());
  for (const auto& check : permission.checks)
    std::cout << fmt::format("  {:<21} {:<8} {}\n", check.name, check.passed ? "ok" : "MISSING",
                             check.seen);
  return kExitOk;
}

// `90s`, `15m`, `2h`
std::optional<std::int64_t> nanoseconds_of(const std::string& text) {
  std::int64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || number <= 0 || number > 1'000'000 || end + 1 != last)
    return std::nullopt;
  const std::int64_t seconds = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : 0;
  if (seconds == 0) return std::nullopt;
  return number * seconds * Timestamp::kNanosecondsPerSecond;
}

std::int64_t ttl_option(const po::variables_map& values) {
  const std::string text = values["ttl"].as<std::string>();
  const auto ttl = nanoseconds_of(text);
  if (!ttl || *ttl > risk::Arming::kMaxNanoseconds)
    throw UsageError{"live arm: --ttl " + text +
                     ": expected a time such as 90s, 15m or 2h, and no more than 8h"};
  return *ttl;
}

std::string actor_option(const po::variables_map& values, const std::string& action) {
  std::string who = values["who"].as<std::string>();
  if (who.empty()) {
    const char* const user = std::getenv("USER");
    who = user != nullptr ? user : "uid:" + std::to_string(getuid());
  }
  if (!risk::is_actor(who))
    throw UsageError{"live " + action + ": --who: expected one word of at most 64 characters"};
  return who;
}

Result<std::string> shown_token(const po::variables_map& values) {
  const std::string given = values["token"].as<std::string>();
  const std::string file = values["token-file"].as<std::string>();
  if (!given.empty() && !file.empty())
    throw UsageError{"live arm: --token and --token-file: give one or the other"};
  if (!file.empty()) return files::read_secret(file);
  if (given != "-") return given;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

// What stands between this person and an open gate 2; empty: nothing.
std::string refusal_of(const risk::LiveSettings& settings, const std::string& actor,
                       const std::string& token) {
  if (settings.enabled_by == actor)
    return actor + " opened gate 1 (environment.enabled_by): somebody else has to arm";
  if (!settings.require_confirm_token) return {};
  if (settings.token.empty())
    return settings.token_fault.empty() ? "environment.confirm_token is not set"
                                        : settings.token_fault;
  if (token.empty()) return "the confirm token is missing: --token or --token-file";
  // Of the same length whatever was typed: how long it takes tells nothing.
  const Timestamp any;
  return files::is_equal_secret(risk::arming_proof(any, token),
                                risk::arming_proof(any, settings.token))
             ? ""
             : "that is not the confirm token";
}

bool is_kill_switch_engaged(const config::RunConfig& config) {
  risk::KillSwitchConfig sources;
  sources.environment_names = config.kill_switch.env;
  sources.latch_file = drivers::latch_file_of(config);
  risk::KillSwitch kill_switch{std::move(sources)};
  kill_switch.poll();
  return kill_switch.is_engaged();
}

int arm(const config::LoadResult& loaded, const po::variables_map& values, bool json) {
  const std::int64_t ttl = ttl_option(values);
  const std::string actor = actor_option(values, "arm");
  const auto settings = drivers::live_settings(loaded.config.environment);
  if (!settings.is_live)
    return report_error("live arm: environment.mode is " +
                            std::string{name(loaded.config.environment.mode)} + ", expected live",
                        kExitUsage, json);
  if (!settings.enable_live_trading)
    return report_error("live arm: gate 1 is closed: environment.enable_live_trading is false",
                        kExitUsage, json);
  if (is_kill_switch_engaged(loaded.config))
    return report_error("live arm: the kill switch is engaged; release it first", kExitBlocked,
                        json);
  const auto token = shown_token(values);
  if (!token) return report_error("live arm: " + token.error().message, kExitFailed, json);
  files::PosixDisk disk;
  const auto& root = loaded.config.output.root;
  const Timestamp now = plugins::wall_clock();
  if (const auto refusal = refusal_of(settings, actor, *token); !refusal.empty()) {
    const auto noted =
        drivers::note_live_gate(disk, root, drivers::text_of_refusal(actor, refusal), now);
    if (!noted) log_component_line(SLUICE_LOG_ERROR, noted.error().message);
    return report_error("[SAFETY] live arm: " + refusal, kExitFailed, json);
  }
  const risk::Arming arming{now, now.plus_nanoseconds(ttl), actor,
                            token->empty() ? "" : risk::arming_proof(now, *token)};
  if (auto noted = drivers::note_live_gate(disk, root, drivers::text_of_arming(arming), now);
      !noted)
    return report_error(
        "live arm: gate 2 is as it was, for it can't be recorded: " + noted.error().message,
        kExitFailed, json);
  if (auto done = risk::ArmingFile{root}.write(arming); !done)
    return report_error("live arm: gate 2 is as it was: " + done.error().message, kExitFailed,
                        json);
  if (json)
    return print_json(fmt::format(R"({{"ok":true,"armed":true,"actor":{},"expires":"{}"}})",
                                  json_quoted(actor), arming.expires.to_string()));
  std::cout << "gate 2 is open until " << arming.expires.to_string() << ", by " << actor
            << "\nno live order leaves this build: orders are logged and simulated\n";
  return kExitOk;
}

// Closed first, recorded then: what can't be recorded is closed all the same.
int disarm(const config::LoadResult& loaded, const po::variables_map& values, bool json) {
  const std::string actor = actor_option(values, "disarm");
  const auto removed = risk::ArmingFile{loaded.config.output.root}.remove();
  if (!removed) return report_error("live disarm: " + removed.error().message, kExitFailed, json);
  files::PosixDisk disk;
  const auto noted = drivers::note_live_gate(
      disk, loaded.config.output.root, drivers::text_of_disarming(actor, *removed, "live disarm"),
      plugins::wall_clock());
  if (!noted)
    return report_error(
        "live disarm: gate 2 is closed, and that could not be recorded: " + noted.error().message,
        kExitFailed, json);
  if (json)
    return print_json(fmt::format(R"({{"ok":true,"armed":false,"was_armed":{}}})", *removed));
  std::cout << (*removed ? "gate 2 is closed\n" : "gate 2 was closed\n");
  return kExitOk;
}

}  // namespace

int command_live(const Arguments& arguments) {
  po::options_description options{"Options"};
  const auto given = [](const char* by_default) {
    return po::value<std::string>()->default_value(by_default);
  };
  options.add_options()("ttl", given("15m"), "arm: for how long, at most 8h")(
      "token", given(""),
      "arm: the confirm token; - reads it from standard input, where no list "
      "of processes shows it")("token-file", given(""), "arm: a file with it")(
      "who", given(""), "arm, disarm: your name (default: $USER)");
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kLiveUsage << "\n" << options;
    return kExitOk;
  }
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action != "status" && action != "arm" && action != "disarm")
    throw unknown_action("live", action, {"status", "arm", "disarm"});
  const CommonOptions common = common_options(values);
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  if (action == "arm") return arm(*setup.loaded, values, common.json);
  if (action == "disarm") return disarm(*setup.loaded, values, common.json);
  return live_status(*setup.loaded, common.json);
}

}  // namespace sluice::app
