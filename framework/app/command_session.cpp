// SPDX-License-Identifier: Apache-2.0
//
// command_session.cpp: `sluice session …`: one session in this process, and what others ask of it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <sluice/c/base.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "app/session_build.hpp"
#include "core/nearest.hpp"
#include "plugins/trial.hpp"
#include "records/session_store.hpp"
#include "records/text.hpp"
#include "sessions/session_assembly.hpp"
#include "sessions/session_events.hpp"
#include "sessions/session_recovery.hpp"
#include "sessions/status_text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using sessions::SessionError;
using sessions::SessionErrorKind;
using sessions::SessionStatus;

constexpr const char* kSessionUsage =
    "Usage: sluice session check   --config FILE\n"
    "       sluice session start   --config FILE\n"
    "       sluice session list    --data-dir DIR\n"
    "       sluice session status  ID --data-dir DIR\n"
    "       sluice session signals ID --data-dir DIR\n"
    "       sluice session pause   ID --data-dir DIR --who NAME --why TEXT\n"
    "       sluice session resume  ID --data-dir DIR --who NAME\n"
    "       sluice session stop    ID --data-dir DIR --who NAME --why TEXT\n"
    "       sluice session approve ID SIGNAL --data-dir DIR --who NAME\n"
    "       sluice session decline ID SIGNAL --data-dir DIR --who NAME --why TEXT\n\n"
    "check tells the eight prerequisites, each with measured and required; on paper three of them "
    "are asked for.\n"
    "start runs the config's session in the foreground until it stops; Ctrl-C or SIGTERM stops it: "
    "open orders are\n"
    "cancelled, positions stay. Killed, it comes back PAUSED at the next start, with its books.\n"
    "The others look at the sessions of a data directory (output.root; a config may name it "
    "instead), or ask something\n"
    "of a session that runs, in whatever process that is.\n\n"
    "Examples:\n"
    "  sluice session start -c configs/sessions/synthetic.yaml\n"
    "  sluice session status synthetic_trend --data-dir output/sessions_demo\n"
    "  sluice session pause synthetic_trend --data-dir output/sessions_demo --who ana --why 'news "
    "at two'\n"
    "  sluice session approve synthetic_trend 12 --data-dir output/sessions_demo --who ana\n";

const std::vector<std::string> kActions{"check", "start",  "list", "status",  "signals",
                                        "pause", "resume", "stop", "approve", "decline"};

// PreRequisiteNotMet: …; every check that is not met on a line of its own.
std::string message_of(const SessionError& error) {
  std::string message = std::string{name(error.kind)} + ": " +
                        (error.failed.empty() ? error.message
                                              : std::to_string(error.failed.size()) +
                                                    " of the prerequisites not met");
  for (const auto& check : error.failed) {
    message +=
        "\n  " + check.name + ": measured " + check.measured + ", required " + check.required;
    if (!check.hint.empty()) message += "; " + check.hint;
  }
  return message;
}

// The events of a session as lines of the log.
class EventLog {
 public:
  // `data_directory` as an operator has to name it.
  EventLog(sessions::EventHub& events, std::string data_directory)
      : queue_{events.subscribe()}, data_directory_{std::move(data_directory)} {}
  void drain(std::chrono::milliseconds longest) {
    while (const auto event = queue_->pop(longest)) {
      longest = std::chrono::milliseconds{0};
      if (event->missed > 0)
        log_component_line(SLUICE_LOG_WARNING,
                           fmt::format("session {}: {} events were not shown here; the journal has "
                                       "them",
                                       event->session, event->missed));
      const bool is_trouble = event->kind == sessions::EventKind::kFault ||
                              event->kind == sessions::EventKind::kRiskBreach;
      log_component_line(
          is_trouble ? SLUICE_LOG_WARNING : SLUICE_LOG_INFO,
          fmt::format("session {} {} {}{}{}", event->session, event->time.to_string(),
                      name(event->kind), event->symbol.empty() ? "" : " " + event->symbol,
                      event->text.empty() ? "" : ": " + sessions::plain_text(event->text)));
      const auto change = event->kind == sessions::EventKind::kState
                              ? sessions::parse_state_change(event->text)
                              : std::nullopt;
      if (change && change->now == sessions::SessionState::kPaused)
        log_component_line(
            SLUICE_LOG_WARNING,
            fmt::format("session {} waits for: sluice session resume {} --data-dir {} --who NAME",
                        event->session, event->session, data_directory_));
    }
  }

 private:
  std::shared_ptr<sessions::EventQueue> queue_;
  std::string data_directory_;
};

void show(const SessionStatus& status) {
  const auto& risk = status.risk;
  std::cout << fmt::format(
      "session {} ({} on {}, {}): {}{}\n  as of {}, equity {}, cash {}, today {}\n"
      "  positions {} of {}, {} orders open, {} orders and {} fills in this process, reconciled: "
      "{}\n",
      status.id, status.strategy, status.route, name(status.mode), name(status.state),
      status.why.empty() ? "" : " (" + status.why + ")", status.now.to_string(),
      status.equity.to_amount(), status.cash.to_amount(), risk.daily_pnl.to_amount(),
      risk.current_positions, risk.max_positions, status.open_orders, status.orders, status.fills,
      status.is_reconciled ? "yes" : "no");
  for (const auto& position : status.positions)
    std::cout << fmt::format("  {} {} at {}\n", position.symbol, position.quantity.to_string(),
                             position.last.to_string());
}

int run_to_its_end(sessions::SessionManager& manager, const std::string& id, EventLog& log,
                   bool json) {
  const std::atomic<bool>& stop = install_stop_signals();
  bool is_asked = false;
  constexpr std::chrono::milliseconds kLook{50};
  SessionStatus status = *manager.status(id);
  while (manager.runs(id)) {
    log.drain(kLook);
    if (stop && !std::exchange(is_asked, true))
      if (const auto asked = manager.stop(id, "operator", "Ctrl-C or SIGTERM"); !asked)
        log_component_line(SLUICE_LOG_WARNING, message_of(asked.error()));
  }
  log.drain(std::chrono::milliseconds{0});
  status = *manager.status(id);
  const std::string failure = manager.failure(id);
  if (!failure.empty())
    return report_error("session " + id + " failed: " + failure, kExitFailed, json);
  if (!manager.store_fault().empty())
    log_component_line(SLUICE_LOG_WARNING, "the session store: " + manager.store_fault());
  if (json)
    std::cout << records::indent_json(to_json(status)) << "\n";
  else
    show(status);
  return kExitOk;
}

// A session is of the config's mode; the kill switch and the rules always judge.
RunSetup set_up_session(const CommonOptions& common) {
  RunSetup looked = load_config(common);
  if (!looked.ok()) return looked;
  const auto settings = sessions::settings_of(looked.loaded->config);
  if (!settings) {
    looked.exit_code = report_error(settings.error().message, kExitUsage, common.json);
    return looked;
  }
  return set_up_run(common, session_options(),
                    [](const config::RunConfig& config, config::ComponentConfig& executor) {
                      sessions::choose_fill_model(executor, *config.session);
                    });
}

// The setup stays where it is: its signal is of the parts' kill switch.
SessionBuild build_of(RunSetup& setup) {
  return {std::move(setup.loaded), std::move(setup.registry), setup.options,
          std::move(setup.parts)};
}

int start(const CommonOptions& common) {
  RunSetup setup = set_up_session(common);
  if (!setup.ok()) return setup.exit_code;
  SessionBuild build = build_of(setup);
  const SessionStatus created = build.created();
  files::PosixDisk disk;
  sessions::SessionManager manager{
      disk, sessions::session_store_path(build.config().output.root),
      [](const std::string& line) { log_component_line(SLUICE_LOG_WARNING, line); }};
  EventLog log{manager.events(), build.config().output.root.native()};
  if (auto added = manager.add(created, [&build] { return build.make(); }); !added)
    return report_error(message_of(added.error()), kExitFailed, common.json);
  if (auto started = manager.start(created.id); !started) {
    log.drain(std::chrono::milliseconds{0});
    return report_error(message_of(started.error()), kExitFailed, common.json);
  }
  return run_to_its_end(manager, created.id, log, common.json);
}

std::string line_of(const sessions::Prerequisite& one, bool is_asked) {
  return fmt::format("{:<18} {:<12} {}\n{:32}required: {}\n{}", one.name,
                     one.passed ? "met" : (is_asked ? "NOT MET" : "not asked"), one.measured, "",
                     one.required, one.hint.empty() ? "" : fmt::format("{:32}{}\n", "", one.hint));
}

// All eight, with what was measured; 1 where one that is asked for is not met.
int check(const CommonOptions& common) {
  RunSetup setup = set_up_session(common);
  if (!setup.ok()) return setup.exit_code;
  SessionBuild build = build_of(setup);
  files::PosixDisk disk;
  const auto checked = build.check(disk);
  if (!checked) return report_error(checked.error().message, kExitFailed, common.json);
  if (common.json) {
    std::cout << records::indent_json(fmt::format(R"({{"ok":{},"checks":{}}})", checked->is_met(),
                                                  sessions::to_json(*checked)))
              << "\n";
  } else {
    for (std::size_t i = 0; i < checked->list.size(); ++i)
      std::cout << line_of(checked->list[i], checked->is_asked_for[i]);
    std::cout << (checked->is_met() ? "the session may start\n" : "the session may not start\n");
  }
  return checked->is_met() ? kExitOk : kExitFailed;
}

fs::path output_root(const CommonOptions& common, const std::string& action) {
  if (!common.data_dir.empty()) return common.data_dir;
  if (common.config_file.empty())
    throw UsageError{"session " + action +
                     ": of which data directory? --data-dir DIR or --config "
                     "FILE is missing"};
  const RunSetup setup = load_config(common);
  if (!setup.ok()) throw UsageError{"session " + action + ": the config has faults"};
  return setup.loaded->config.output.root;
}

constexpr std::chrono::milliseconds kLook{50};

bool is_hosted(const records::StoredSession& session) {
  files::PosixDisk disk;
  return disk.is_locked(drivers::journal_directory(session.directory) / "lock");
}

std::string state_of(const records::StoredSession& session) {
  const bool is_over = session.state == "STOPPED" || session.state == "FAILED";
  return session.state + (is_over || is_hosted(session) ? "" : " (no process has it)");
}

int list(records::SessionStore& store, bool json) {
  const auto all = store.sessions();
  if (!all) return report_error(all.error().message, kExitFailed, json);
  if (json) {
    std::string rows;
    for (const auto& one : *all) rows += (rows.empty() ? "" : ",") + one.status;
    std::cout << records::indent_json("[" + rows + "]") << "\n";
    return kExitOk;
  }
  std::cout << fmt::format("{:<24} {:<20} {:<12} {:<12} {:<22} {}\n", "session", "strategy",
                           "route", "mode", "as of", "state");
  for (const auto& one : *all)
    std::cout << fmt::format("{:<24} {:<20} {:<12} {:<12} {:<22} {}\n", one.id, one.strategy,
                             one.route, one.mode, one.updated, state_of(one));
  return kExitOk;
}

Result<records::StoredSession> session_of(records::SessionStore& store, const std::string& id) {
  auto all = store.sessions();
  if (!all) return all.error();
  std::vector<std::string> known;
  for (auto& one : *all) {
    if (one.id == id) return std::move(one);
    known.push_back(one.id);
  }
  return Error{"SessionNotFound: there is no session '" + id + "'" + did_you_mean(id, known)};
}

// What other processes see of it is JSON; people see the same with line breaks.
int status(const records::StoredSession& session, const std::string& action, bool json) {
  std::string shown = session.status;
  if (action == "signals") {
    const std::size_t begin = shown.rfind(R"("signals":[)");
    shown = begin == std::string::npos ? "[]" : shown.substr(begin + 10, shown.size() - begin - 11);
  } else if (!json) {
    std::cout << "session " << session.id << ": " << state_of(session) << "\n";
  }
  std::cout << records::indent_json(shown) << "\n";
  return kExitOk;
}

// A stop is carried out in a moment more, and its host ends after it: whoever asked hears the end.
Result<std::optional<records::StoredSession>> settled(records::SessionStore& store,
                                                      const std::string& id) {
  constexpr int kMostLooks = 60;
  auto now = store.session(id);
  for (int look = 0; look < kMostLooks && now && *now && (*now)->state == "STOPPING"; ++look) {
    std::this_thread::sleep_for(kLook);
    now = store.session(id);
  }
  return now;
}

int tell(records::SessionStore& store, const records::StoredSession& session,
         const records::SessionReply& reply, bool json) {
  if (!reply.done) return report_error(reply.error_kind + ": " + reply.message, kExitFailed, json);
  const auto now = settled(store, session.id);
  if (!now || !*now) return kExitOk;
  if (json) return status(**now, "status", json);
  std::cout << "session " << session.id << ": " << state_of(**now) << "\n";
  return kExitOk;
}

// What is certain of a request that has no answer in time.
int give_up(records::SessionStore& store, const records::StoredSession& session,
            std::uint64_t number, bool json) {
  const auto withdrawn = store.withdraw(number);
  const auto reply = store.reply(number);
  if (reply && *reply) return tell(store, session, **reply, json);
  const std::string silence = "session " + session.id + " did not answer within 15 s; ";
  const std::string look = "; see its state: sluice session status " + session.id;
  if (!withdrawn)
    return report_error(silence + "the request can't be withdrawn, and may still be carried out (" +
                            withdrawn.error().message + ")" + look,
                        kExitFailed, json);
  return report_error(silence + (*withdrawn ? "nothing was done, and nothing will be"
                                            : "its host has taken the request, and is carrying it "
                                              "out or has ended with it" +
                                                  look),
                      kExitFailed, json);
}

// Puts the request where the session's host looks, and waits for its answer.
int ask(records::SessionStore& store, const records::StoredSession& session,
        const records::SessionRequest& request, bool json) {
  if (!is_hosted(session))
    return report_error("session " + session.id + " is " + state_of(session) +
                            ": nobody is there to " + request.verb +
                            " it; sluice session start runs it",
                        kExitFailed, json);
  const auto number = store.ask(request);
  if (!number) return report_error(number.error().message, kExitFailed, json);
  constexpr int kLooks = 300;
  for (int look = 0; look < kLooks; ++look) {
    const auto reply = store.reply(*number);
    if (reply && *reply) return tell(store, session, **reply, json);
    std::this_thread::sleep_for(kLook);
  }
  return give_up(store, session, *number, json);
}

void add_session_options(po::options_description& options) {
  const auto text_option = [] { return po::value<std::string>()->default_value(""); };
  options.add_options()("who", text_option(), "your name, for the journal")(
      "why", text_option(), "pause, stop, decline: the reason");
}

int act(const std::string& action, const po::variables_map& values, const CommonOptions& common) {
  const std::string id = text_option(values, "session");
  if (action != "list" && id.empty())
    throw UsageError{"session " + action + ": which session? its id is missing"};
  records::SessionRequest request{
      0, id, action, 0, text_option(values, "who"), text_option(values, "why")};
  const bool looks = action == "list" || action == "status" || action == "signals";
  const bool decides = action == "approve" || action == "decline";
  if (!looks) request.who = needed_option(values, "who", "session " + action);
  if (action == "pause" || action == "stop" || action == "decline")
    request.why = needed_option(values, "why", "session " + action);
  if (decides && values.count("signal") == 0)
    throw UsageError{"session " + action + ": which signal? its number is missing"};
  if (decides) request.signal = values["signal"].as<std::uint64_t>();
  auto store = records::SessionStore::open_existing(
      sessions::session_store_path(output_root(common, action)));
  if (!store) return report_error(store.error().message, kExitFailed, common.json);
  if (action == "list") return list(**store, common.json);
  const auto session = session_of(**store, id);
  if (!session) return report_error(session.error().message, kExitFailed, common.json);
  return looks ? status(*session, action, common.json)
               : ask(**store, *session, request, common.json);
}

}  // namespace

int command_session(const Arguments& arguments) {
  po::options_description options{"Options"};
  add_session_options(options);
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("session", po::value<std::string>())(
      "signal", po::value<std::uint64_t>());
  const auto parsed = parse_arguments(arguments, all, {"action", "session", "signal"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kSessionUsage << "\n" << options;
    return kExitOk;
  }
  const std::string action = text_option(values, "action");
  if (std::find(kActions.begin(), kActions.end(), action) == kActions.end())
    throw unknown_action("session", action, kActions);
  const CommonOptions common = common_options(values);
  if (action == "check") return check(common);
  return action == "start" ? start(common) : act(action, values, common);
}

}  // namespace sluice::app
