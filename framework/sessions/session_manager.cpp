// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_manager.hpp"

#include <utility>

#include "core/nearest.hpp"
#include "files/atomic_file.hpp"
#include "records/session_store.hpp"
#include "sessions/status_text.hpp"

namespace sluice::sessions {
namespace {

// How often others see how the sessions stand, and are answered.
constexpr std::chrono::milliseconds kHouseEvery{100};

}  // namespace

SessionManager::SessionManager(files::Disk& disk, std::filesystem::path store) : disk_{disk} {
  if (store.empty()) return;
  auto opened = records::SessionStore::open(store);
  if (opened)
    store_ = std::move(*opened);
  else
    store_fault_ = opened.error().message;
  house_ = std::thread{[this] { keep_house(); }};
}

SessionManager::~SessionManager() {
  {
    const std::lock_guard hold{lock_};
    ending_ = true;
  }
  end_.notify_one();
  if (house_.joinable()) house_.join();
  for (const auto& [id, entry] : entries_)
    if (entry->lane) entry->lane->end();
  if (store_) show_in_store();
}

SessionError SessionManager::unknown(const std::string& id) const {
  std::vector<std::string> known;
  {
    const std::lock_guard hold{lock_};
    for (const auto& [name, entry] : entries_) known.push_back(name);
  }
  return {SessionErrorKind::kSessionNotFound,
          "there is no session '" + id + "'" + did_you_mean(id, known),
          {}};
}

std::shared_ptr<SessionManager::Entry> SessionManager::find(const std::string& id) const {
  const std::lock_guard hold{lock_};
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second;
}

Outcome<Done> SessionManager::add(SessionStatus what, SessionFactory factory) {
  auto entry = std::make_shared<Entry>();
  const std::string id = what.id;
  entry->what = std::move(what);
  entry->factory = std::move(factory);
  const std::lock_guard hold{lock_};
  if (!entries_.emplace(id, std::move(entry)).second)
    return SessionError{
        SessionErrorKind::kInvalidTransition, "session " + id + " is known already", {}};
  return Done{};
}

AccountBudget* SessionManager::budget_of(const SessionSettings& settings) {
  const std::lock_guard hold{lock_};
  auto& budget = budgets_[settings.account];
  if (!budget) budget = std::make_unique<AccountBudget>(settings.account_budget);
  return budget.get();
}

const AccountBudget* SessionManager::budget(const std::string& account) const {
  const std::lock_guard hold{lock_};
  const auto found = budgets_.find(account);
  return found == budgets_.end() ? nullptr : found->second.get();
}

Outcome<Done> SessionManager::start(const std::string& id, std::string_view who) {
  const auto entry = find(id);
  if (!entry) return unknown(id);
  const std::lock_guard one_at_a_time{starting_};
  if (entry->lane && !entry->lane->is_over())
    return SessionError{SessionErrorKind::kInvalidTransition,
                        "session " + id + " is " + std::string{name(entry->lane->status().state)} +
                            ": start is not possible",
                        {}};
  auto made = entry->factory();
  if (!made) return made.error();
  // What the earlier run used goes first: its journal is locked until then.
  {
    const std::lock_guard hold{lock_};
    entry->what = entry->lane ? entry->lane->status() : entry->what;
    entry->lane.reset();
  }
  entry->make = std::move(*made);
  SessionMake& make = entry->make;
  SessionParts parts{disk_, *make.run, *make.market, make.directory, make.checks};
  parts.events = &events_;
  parts.started_by = who;
  parts.budget = budget_of(make.settings);
  if (parts.budget->limit() != make.settings.account_budget) {
    const auto amount = [](std::optional<Money> limit) {
      return limit ? limit->to_string() : std::string{"none"};
    };
    return SessionError{
        SessionErrorKind::kPreRequisiteNotMet,
        "session " + id + " can't be started: account " + make.settings.account +
            " has the account_budget of an earlier session, " + amount(parts.budget->limit()),
        {{"account_budget", amount(make.settings.account_budget), amount(parts.budget->limit()),
          "sessions of one account share its budget: name the same in each"}}};
  }
  auto session = Session::open(make.settings, std::move(parts), make.clock->now());
  if (!session) {
    const std::lock_guard hold{lock_};
    entry->what.state = SessionState::kFailed;
    entry->what.why = session.error().message;
    return session.error();
  }
  // Beside the journal, for whoever compares this session with another run.
  if (!make.run->config_yaml.empty())
    if (auto kept = files::replace_file(make.directory / "config.yaml", make.run->config_yaml,
                                        files::Durability::kDurable);
        !kept)
      return fault(kept.error().message);
  // Only whoever has the session's journal may say that nobody waits for these any more.
  if (store_) (void)store_->withdraw_all(id);
  auto lane =
      std::make_shared<SessionLane>(std::move(*session), std::move(make.clock), make.run->bells);
  lane->start();
  const std::lock_guard hold{lock_};
  entry->lane = std::move(lane);
  return Done{};
}

Outcome<Done> SessionManager::ask(const std::string& id, SessionLane::Request request) {
  const auto entry = find(id);
  if (!entry) return unknown(id);
  std::shared_ptr<SessionLane> lane;
  {
    const std::lock_guard hold{lock_};
    lane = entry->lane;
  }
  if (lane == nullptr || lane->is_over())
    return SessionError{
        SessionErrorKind::kInvalidTransition, "session " + id + " does not run here", {}};
  return lane->ask(std::move(request));
}

Outcome<Done> SessionManager::pause(const std::string& id, std::string_view who,
                                    std::string_view why) {
  return ask(id, [&](Session& session) { return session.pause(who, why); });
}

Outcome<Done> SessionManager::resume(const std::string& id, std::string_view who) {
  return ask(id, [&](Session& session) { return session.resume(who); });
}

Outcome<Done> SessionManager::stop(const std::string& id, std::string_view who,
                                   std::string_view why) {
  return ask(id, [&](Session& session) { return session.stop(who, why); });
}

Outcome<Done> SessionManager::approve(const std::string& id, std::uint64_t signal,
                                      std::string_view who) {
  return ask(id, [&](Session& session) { return session.approve(signal, who); });
}

Outcome<Done> SessionManager::decline(const std::string& id, std::uint64_t signal,
                                      std::string_view who, std::string_view why) {
  return ask(id, [&](Session& session) { return session.decline(signal, who, why); });
}

std::vector<SessionStatus> SessionManager::list() const {
  const std::lock_guard hold{lock_};
  std::vector<SessionStatus> all;
  for (const auto& [id, entry] : entries_)
    all.push_back(entry->lane ? entry->lane->status() : entry->what);
  return all;
}

Outcome<SessionStatus> SessionManager::status(const std::string& id) const {
  const auto entry = find(id);
  if (!entry) return unknown(id);
  const std::lock_guard hold{lock_};
  return entry->lane ? entry->lane->status() : entry->what;
}

bool SessionManager::runs(const std::string& id) const {
  const auto entry = find(id);
  if (!entry) return false;
  const std::lock_guard hold{lock_};
  return entry->lane && !entry->lane->is_over();
}

std::string SessionManager::failure(const std::string& id) const {
  const auto entry = find(id);
  if (!entry) return "";
  const std::lock_guard hold{lock_};
  return entry->lane ? entry->lane->failure() : "";
}

std::string SessionManager::store_fault() const {
  const std::lock_guard hold{lock_};
  return store_fault_;
}

void SessionManager::keep_house() {
  for (;;) {
    {
      std::unique_lock hold{lock_};
      if (end_.wait_for(hold, kHouseEvery, [this] { return ending_; })) return;
    }
    if (!store_) continue;
    answer_requests();
    show_in_store();
  }
}

// A store that can't be written is told by store_fault(); the sessions go on.
void SessionManager::show_in_store() {
  std::map<std::string, std::filesystem::path> places;
  {
    const std::lock_guard hold{lock_};
    for (const auto& [id, entry] : entries_)
      if (entry->lane) places[id] = entry->make.directory;
  }
  for (const SessionStatus& status : list()) {
    // One that has no lane may be another host's.
    if (!places.contains(status.id)) continue;
    std::string text = to_json(status);
    std::string& shown = shown_[status.id];
    if (shown == text) continue;
    const auto put = store_->show(to_stored(status, places[status.id]));
    const std::lock_guard hold{lock_};
    store_fault_ = put ? "" : put.error().message;
    if (put) shown = std::move(text);
  }
}

void SessionManager::answer_requests() {
  std::vector<std::string> ids;
  {
    const std::lock_guard hold{lock_};
    for (const auto& [id, entry] : entries_)
      if (entry->lane) ids.push_back(id);
  }
  for (const std::string& id : ids) {
    const auto waiting = store_->waiting(id);
    if (!waiting) continue;
    for (const records::SessionRequest& one : *waiting) {
      const auto done = carry_out(id, one.verb, one.signal, one.who, one.why);
      // Who asked sees what came of it.
      show_in_store();
      (void)store_->answer(one.number,
                           done ? records::SessionReply{true, "", ""}
                                : records::SessionReply{false, std::string{name(done.error().kind)},
                                                        done.error().message});
    }
  }
}

Outcome<Done> SessionManager::carry_out(const std::string& id, std::string_view verb,
                                        std::uint64_t signal, std::string_view who,
                                        std::string_view why) {
  if (verb == "pause") return pause(id, who, why);
  if (verb == "resume") return resume(id, who);
  if (verb == "stop") return stop(id, who, why);
  if (verb == "approve") return approve(id, signal, who);
  if (verb == "decline") return decline(id, signal, who, why);
  return fault("nobody knows how to '" + std::string{verb} + "' a session");
}

}  // namespace sluice::sessions
