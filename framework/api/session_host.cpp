// SPDX-License-Identifier: Apache-2.0
#include "api/session_host.hpp"

#include <algorithm>
#include <utility>

#include "api/replies.hpp"
#include "api/session_answers.hpp"
#include "core/nearest.hpp"
#include "drivers/paper_session.hpp"
#include "sessions/status_text.hpp"

namespace sluice::api {
namespace {

using sessions::ExecutionMode;
using sessions::SessionError;
using sessions::SessionErrorKind;

// What a repeated request has to ask for again.
std::string content_of(const SessionHost::Wanted& wanted) {
  return wanted.session + " " + std::string{wanted.mode ? name(*wanted.mode) : ""};
}

// Left behind by a process that ended while it ran.
bool is_to_come_back(const records::StoredSession& session) {
  const auto state = sessions::parse_session_state(session.state);
  using enum sessions::SessionState;
  return state == kChecking || state == kRunning || state == kPaused || state == kStopping;
}

}  // namespace

SessionHost::SessionHost(files::Disk& disk, std::filesystem::path store, std::vector<Plan> plans,
                         std::function<void(const std::string&)> log)
    : disk_{disk}, store_path_{std::move(store)}, plans_{std::move(plans)}, log_{std::move(log)} {
  for (const Plan& plan : plans_) modes_[plan.what.id] = plan.what.mode;
}

void SessionHost::start() {
  if (!plans_.empty()) thread_ = std::thread{[this] { run(); }};
}

void SessionHost::stop() {
  {
    const std::lock_guard hold{lock_};
    stopping_ = true;
    jobs_.clear();
  }
  news_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<records::StoredSession> SessionHost::created() const {
  std::vector<records::StoredSession> all;
  for (const Plan& plan : plans_) all.push_back(to_stored(plan.what, plan.directory));
  return all;
}

void SessionHost::post(Job job, const Answer& answer) {
  {
    const std::lock_guard hold{lock_};
    if (!stopping_ && jobs_.size() < kMostWaiting) {
      jobs_.push_back(std::move(job));
      news_.notify_all();
      return;
    }
  }
  answer(refusal(503, "too many requests wait for sessions to be started", "busy"));
}

void SessionHost::create(Wanted wanted, Answer answer) {
  if (find(wanted.session) == nullptr) return answer(unknown(wanted.session));
  post([this, wanted = std::move(wanted), answer] { answer(carry_out(wanted)); }, answer);
}

void SessionHost::check(std::string session, Answer answer) {
  if (find(session) == nullptr) return answer(unknown(session));
  post([this, session = std::move(session), answer] { answer(check_now(session)); }, answer);
}

void SessionHost::run() {
  open();
  if (fault_.empty()) come_back();
  for (;;) {
    Job job;
    {
      std::unique_lock hold{lock_};
      news_.wait(hold, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) break;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
  manager_.reset();
}

void SessionHost::open() {
  auto opened = records::SessionStore::open(store_path_);
  if (!opened) {
    fault_ = opened.error().message;
    log_("no session can be started: " + fault_);
    return;
  }
  store_ = std::move(*opened);
  manager_ = std::make_unique<sessions::SessionManager>(disk_, store_path_, log_);
  for (const Plan& plan : plans_) {
    const std::string& id = plan.what.id;
    // Two plans of one id were refused with the config.
    (void)manager_->add(plan.what, [this, id]() -> sessions::Outcome<sessions::SessionMake> {
      auto made = find(id)->make();
      if (made) made->settings.mode = modes_[id];
      return made;
    });
  }
}

// Those of an earlier server, and those whose own process was killed: one that is there keeps its
// lock, and its session.
void SessionHost::come_back() {
  for (Plan& plan : plans_) {
    const std::string& id = plan.what.id;
    const auto found = store_->session(id);
    if (!found || !*found || !is_to_come_back(**found) || is_elsewhere(plan)) continue;
    const auto mode = sessions::parse_execution_mode((*found)->mode);
    modes_[id] = narrower(plan.what.mode, mode.value_or(ExecutionMode::kSignalOnly));
    const auto started = manager_->start(id);
    show(plan);
    log_("session " + id +
         (started ? " came back: " + std::string{name(manager_->status(id)->state)}
                  : " did not come back: " + std::string{name(started.error().kind)} + ": " +
                        started.error().message));
  }
}

SessionHost::Plan* SessionHost::find(const std::string& session) {
  const auto found = std::find_if(plans_.begin(), plans_.end(),
                                  [&](const Plan& plan) { return plan.what.id == session; });
  return found == plans_.end() ? nullptr : &*found;
}

Response SessionHost::unknown(const std::string& session) const {
  std::vector<std::string> known;
  for (const Plan& plan : plans_) known.push_back(plan.what.id);
  return refusal_of({SessionErrorKind::kSessionNotFound,
                     "the server's config (api.sessions) names no session '" + session + "'" +
                         did_you_mean(session, known),
                     {}});
}

bool SessionHost::is_elsewhere(const Plan& plan) const {
  const auto journal = drivers::journal_directory(plan.directory);
  std::error_code ignored;
  if (manager_->runs(plan.what.id) || !std::filesystem::exists(journal, ignored)) return false;
  return disk_.is_locked(journal / "lock");
}

// Who asked sees what came of it; the manager shows only what has a lane.
void SessionHost::show(const Plan& plan) {
  if (const auto status = manager_->status(plan.what.id))
    (void)store_->show(to_stored(*status, plan.directory));
}

Response SessionHost::carry_out(const Wanted& wanted) {
  if (!fault_.empty()) return refusal(503, fault_, "store");
  Plan& plan = *find(wanted.session);
  const ExecutionMode mode = wanted.mode.value_or(plan.what.mode);
  if (narrower(mode, plan.what.mode) != mode)
    return refusal(
        422, Faults{{(Place{"body"} / "execution_mode").json(),
                     "is wider than the config's, which is " + std::string{name(plan.what.mode)},
                     "execution_mode"}});
  if (wanted.key.empty()) return start_session(plan, wanted, mode);
  const auto known = store_->start_of(wanted.key);
  if (!known) return refusal(503, known.error().message, "store");
  if (*known && (*known)->content != content_of(wanted))
    return refusal(409, "the key was used before, with another content", "conflict");
  if (*known)
    if (const auto session = store_->session(wanted.session); session && *session)
      return session_answer(**session);
  // Before it is done: who asks again after a crash starts nothing twice.
  if (auto kept = store_->keep_start({wanted.key, wanted.session, content_of(wanted)}); !kept)
    return refusal(503, kept.error().message, "store");
  Response response = start_session(plan, wanted, mode);
  if (response.status != 200) (void)store_->drop_start(wanted.key);
  return response;
}

Response SessionHost::start_session(Plan& plan, const Wanted& wanted, ExecutionMode mode) {
  const std::string& id = plan.what.id;
  if (is_elsewhere(plan))
    return refusal_of(
        {SessionErrorKind::kInvalidTransition, "another process is the host of session " + id, {}});
  if (!manager_->runs(id)) modes_[id] = mode;
  const auto started = manager_->start(id, wanted.who);
  if (!started && started.error().kind == SessionErrorKind::kInvalidTransition)
    return refusal_of(started.error());
  show(plan);
  if (!started) return refusal_of(started.error());
  return session_answer(to_stored(*manager_->status(id), plan.directory));
}

Response SessionHost::check_now(const std::string& session) {
  if (!fault_.empty()) return refusal(503, fault_, "store");
  const Plan& plan = *find(session);
  // The journal is its lane's; what that has found is as good.
  std::optional<Certificate> known;
  if (manager_->runs(session)) {
    const auto status = manager_->status(session);
    known.emplace();
    known->complete = status->is_reconciled;
    known->differences = status->differences;
  }
  const auto checked = plan.check(known);
  if (!checked) return refusal_of(checked.error());
  return done(R"({"session_id":")" + session + R"(","ok":)" +
              (checked->is_met() ? "true" : "false") + R"(,"checks":)" + to_json(*checked) + "}");
}

}  // namespace sluice::api
