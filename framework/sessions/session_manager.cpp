// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_manager.hpp"

#include <algorithm>
#include <utility>

#include "core/nearest.hpp"
#include "drivers/paper_session.hpp"
#include "files/atomic_file.hpp"
#include "sessions/status_text.hpp"

namespace sluice::sessions {
namespace {

// How often others see how the sessions stand, and are answered.
constexpr std::chrono::milliseconds kHouseEvery{100};
// While a lane has something of theirs.
constexpr std::chrono::milliseconds kLookAtLanesEvery{5};

using Asked = records::SessionRequest;
constexpr struct {
  std::string_view name;
  Outcome<Done> (*act)(Session&, const Asked&);
} kVerbs[] = {
    {"pause", [](Session& on, const Asked& asked) { return on.pause(asked.who, asked.why); }},
    {"resume", [](Session& on, const Asked& asked) { return on.resume(asked.who); }},
    {"stop", [](Session& on, const Asked& asked) { return on.stop(asked.who, asked.why); }},
    {"approve",
     [](Session& on, const Asked& asked) { return on.approve(asked.signal, asked.who); }},
    {"decline", [](Session& on,
                   const Asked& asked) { return on.decline(asked.signal, asked.who, asked.why); }},
};

// What ends or holds a session goes ahead of what may take its time. But no pause goes ahead of a
// resume that was asked for before it: whoever came last would find the session running.
const Asked& next_of(const std::vector<Asked>& waiting) {
  const auto stop = std::find_if(waiting.begin(), waiting.end(),
                                 [](const auto& one) { return one.verb == "stop"; });
  if (stop != waiting.end()) return *stop;
  const auto pause = std::find_if(waiting.begin(), waiting.end(), [](const auto& one) {
    return one.verb == "pause" || one.verb == "resume";
  });
  return pause != waiting.end() && pause->verb == "pause" ? *pause : waiting.front();
}

// Of one that ended here.
bool is_elsewhere(files::Disk& disk, const std::filesystem::path& directory) {
  return disk.is_locked(drivers::journal_directory(directory) / "lock");
}

}  // namespace

SessionManager::SessionManager(files::Disk& disk, std::filesystem::path store, Log log)
    : disk_{disk}, log_{std::move(log)} {
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
  if (!store_) return;
  const std::lock_guard hold{store_lock_};
  answer_requests();
  show_in_store();
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
  // Only whoever has the session's journal may say what becomes of these.
  if (store_) take_over_requests(id);
  auto lane =
      std::make_shared<SessionLane>(std::move(*session), std::move(make.clock), make.run->bells);
  lane->start();
  const std::lock_guard hold{lock_};
  entry->lane = std::move(lane);
  return Done{};
}

Outcome<Done> SessionManager::ask(const std::string& id, SessionLane::Request request) {
  return post(id, std::move(request)).get();
}

SessionLane::Answer SessionManager::post(const std::string& id, SessionLane::Request request) {
  const auto entry = find(id);
  if (!entry) return SessionLane::answered(unknown(id));
  std::shared_ptr<SessionLane> lane;
  {
    const std::lock_guard hold{lock_};
    lane = entry->lane;
  }
  if (lane == nullptr || lane->is_over())
    return SessionLane::answered(SessionError{
        SessionErrorKind::kInvalidTransition, "session " + id + " does not run here", {}});
  return lane->post(std::move(request));
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
  using Clock = std::chrono::steady_clock;
  Clock::time_point looked;
  bool waits_for_lanes = false;
  for (;;) {
    {
      std::unique_lock hold{lock_};
      if (end_.wait_for(hold, waits_for_lanes ? kLookAtLanesEvery : kHouseEvery,
                        [this] { return ending_; }))
        return;
    }
    if (!store_) continue;
    const std::lock_guard hold{store_lock_};
    const bool has_answered = answer_requests();
    if (has_answered || Clock::now() - looked >= kHouseEvery) {
      looked = Clock::now();
      take_requests();
      show_in_store();
    }
    waits_for_lanes = !at_lanes_.empty();
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

bool SessionManager::has_request(const std::string& id) const {
  return std::any_of(at_lanes_.begin(), at_lanes_.end(),
                     [&](const AtLane& one) { return one.request.session == id; });
}

void SessionManager::take_requests() {
  struct Here {
    std::string id;
    std::filesystem::path directory;
    bool is_over;
  };
  std::vector<Here> free;
  {
    const std::lock_guard hold{lock_};
    for (const auto& [id, entry] : entries_)
      if (entry->lane && !has_request(id))
        free.push_back({id, entry->make.directory, entry->lane->is_over()});
  }
  for (const auto& [id, directory, is_over] : free) {
    const auto waiting = store_->waiting(id);
    if (!waiting || waiting->empty() || (is_over && is_elsewhere(disk_, directory))) continue;
    const Asked& next = next_of(*waiting);
    // Claimed first: whoever dies from here on leaves a request that nobody carries out again.
    const auto claimed = store_->claim(next.number);
    if (!claimed) {
      const std::lock_guard hold{lock_};
      store_fault_ = claimed.error().message;
    }
    if (claimed && *claimed) at_lanes_.push_back({next, carry_out(next)});
  }
}

// Of what lanes have done since the last look. Whether there was any.
bool SessionManager::answer_requests() {
  const auto done =
      std::stable_partition(at_lanes_.begin(), at_lanes_.end(), [](const AtLane& one) {
        return one.answer.wait_for(std::chrono::seconds{0}) != std::future_status::ready;
      });
  for (auto one = done; one != at_lanes_.end(); ++one) tell_asker(one->request, one->answer.get());
  const bool has_answered = done != at_lanes_.end();
  at_lanes_.erase(done, at_lanes_.end());
  return has_answered;
}

void SessionManager::tell_asker(const Asked& asked, const Outcome<Done>& done) {
  // Who asked sees what came of it.
  show_in_store();
  const auto told = store_->answer(
      asked.number, done ? records::SessionReply{true, "", ""}
                         : records::SessionReply{false, std::string{name(done.error().kind)},
                                                 done.error().message});
  // It stays claimed: nobody does it again.
  if (!told && log_)
    log_("session " + asked.session + ": the " + asked.verb + " that " + asked.who +
         " asked for was " + (done ? "done" : "refused (" + done.error().message + ")") +
         ", but the answer can't be stored: " + told.error().message);
}

void SessionManager::take_over_requests(const std::string& id) {
  const std::lock_guard hold{store_lock_};
  // What an earlier lane of this host has done is known.
  answer_requests();
  (void)store_->withdraw_all(id);
}

SessionLane::Answer SessionManager::carry_out(const records::SessionRequest& request) {
  const auto* const verb =
      std::find_if(std::begin(kVerbs), std::end(kVerbs),
                   [&](const auto& each) { return each.name == request.verb; });
  if (verb == std::end(kVerbs))
    return SessionLane::answered(fault("nobody knows how to '" + request.verb + "' a session"));
  return post(request.session,
              [verb, request](Session& session) { return verb->act(session, request); });
}

}  // namespace sluice::sessions
