// SPDX-License-Identifier: Apache-2.0
#include "api/session_desk.hpp"

#include <algorithm>
#include <iterator>

#include "api/replies.hpp"
#include "api/session_answers.hpp"

namespace sluice::api {
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};

Response not_withdrawn(const std::string& why) {
  return refusal(503,
                 "the request can't be withdrawn and may still be carried out; ask for the "
                 "session's state: " +
                     why,
                 "store");
}

bool is_there(const std::filesystem::path& store) {
  std::error_code ignored;
  return std::filesystem::exists(store, ignored);
}

}  // namespace

void SessionDesk::start() {
  thread_ = std::thread{[this] { run(); }};
}

void SessionDesk::stop() {
  {
    const std::lock_guard hold{lock_};
    stopping_ = true;
  }
  news_.notify_all();
  if (thread_.joinable()) thread_.join();
}

const records::StoredSession* SessionDesk::created(const std::string& id) const {
  const auto found = std::find_if(created_.begin(), created_.end(),
                                  [&](const auto& session) { return session.id == id; });
  return found == created_.end() ? nullptr : &*found;
}

Response SessionDesk::list() const {
  std::vector<records::StoredSession> all;
  if (is_there(store_)) {
    auto store = records::SessionStore::open_existing(store_);
    auto found =
        store ? (*store)->sessions() : Result<std::vector<records::StoredSession>>{store.error()};
    if (!found) return refusal(503, found.error().message, "store");
    all = std::move(*found);
  }
  const std::size_t shown = all.size();
  for (const auto& session : created_) {
    const bool was_started =
        std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown),
                    [&](const auto& other) { return other.id == session.id; });
    if (!was_started) all.push_back(session);
  }
  std::sort(all.begin(), all.end(),
            [](const auto& one, const auto& other) { return one.id < other.id; });
  std::string out = "[";
  for (const auto& session : all) {
    if (out.size() > 1) out += ',';
    append_session(out, session);
  }
  return done(out + "]");
}

Response SessionDesk::one(const std::string& session) const {
  if (is_there(store_)) {
    auto store = records::SessionStore::open_existing(store_);
    auto found = store ? (*store)->session(session)
                       : Result<std::optional<records::StoredSession>>{store.error()};
    if (!found) return refusal(503, found.error().message, "store");
    if (*found) return session_answer(**found);
  }
  if (const auto* const known = created(session)) return session_answer(*known);
  return no_session(session);
}

// Of one that nobody has started, or that is not there.
Response SessionDesk::not_started(const std::string& session) const {
  if (created(session) == nullptr) return no_session(session);
  return refusal_of({sessions::SessionErrorKind::kInvalidTransition,
                     "session " + session + " is CREATED: nothing but its start is possible",
                     {}});
}

void SessionDesk::ask(records::SessionRequest request, Answer answer) {
  {
    const std::lock_guard hold{lock_};
    if (!stopping_ && asked_ < kMaxAsked) {
      ++asked_;
      fresh_.push_back(
          {std::move(request), std::move(answer), std::chrono::steady_clock::now() + kPatience});
      answer = nullptr;
    }
  }
  if (answer) return answer(refusal(503, "too many requests wait for sessions", "busy"));
  news_.notify_all();
}

// The request is in the store and has its number, or is answered.
bool SessionDesk::put(Waiting& waiting, records::SessionStore& store) const {
  const auto known = store.session(waiting.request.session);
  if (known && !*known) {
    waiting.answer(not_started(waiting.request.session));
    return false;
  }
  const auto number = known ? store.ask(waiting.request) : Result<std::uint64_t>{known.error()};
  if (!number) {
    waiting.answer(refusal(503, number.error().message, "store"));
    return false;
  }
  waiting.request.number = *number;
  return true;
}

bool SessionDesk::settle(Waiting& waiting) const {
  if (!is_there(store_)) {
    waiting.answer(not_started(waiting.request.session));
    return true;
  }
  const bool is_over = std::chrono::steady_clock::now() >= waiting.until;
  auto store = records::SessionStore::open_existing(store_);
  if (!store) {
    const bool was_put = waiting.request.number != 0;
    if (was_put && !is_over) return false;
    waiting.answer(was_put ? not_withdrawn(store.error().message)
                           : refusal(503, store.error().message, "store"));
    return true;
  }
  if (waiting.request.number == 0 && !put(waiting, **store)) return true;
  if (tell_reply(waiting, **store)) return true;
  if (!is_over) return false;
  give_up(waiting, **store);
  return true;
}

bool SessionDesk::tell_reply(Waiting& waiting, records::SessionStore& store) const {
  const auto reply = store.reply(waiting.request.number);
  if (!reply || !*reply) return false;
  waiting.answer((*reply)->done ? done(R"({"status":"ok"})")
                                : refusal(status_of_kind((*reply)->error_kind), (*reply)->message,
                                          (*reply)->error_kind));
  return true;
}

// Nobody may carry it out later, when its asker has been told that nobody did.
void SessionDesk::give_up(Waiting& waiting, records::SessionStore& store) const {
  const std::string& session = waiting.request.session;
  const auto withdrawn = store.withdraw(waiting.request.number);
  if (!withdrawn) return waiting.answer(not_withdrawn(withdrawn.error().message));
  if (*withdrawn)
    return waiting.answer(refusal(503, "no host of session " + session + " answers", "no_host"));
  // The host may have answered since the last look.
  if (tell_reply(waiting, store)) return;
  waiting.answer(refusal(503,
                         "the host of session " + session +
                             " has taken the request, and is carrying it out or has ended with "
                             "it; ask for the session's state",
                         "in_progress"));
}

void SessionDesk::run() {
  std::vector<Waiting> waiting;
  std::unique_lock hold{lock_};
  for (bool is_end = false; !is_end;) {
    if (waiting.empty())
      news_.wait(hold, [this] { return stopping_ || !fresh_.empty(); });
    else
      news_.wait_for(hold, kLookAgain, [this] { return stopping_ || !fresh_.empty(); });
    std::move(fresh_.begin(), fresh_.end(), std::back_inserter(waiting));
    fresh_.clear();
    is_end = stopping_;  // those that wait then are answered too, or withdrawn
    hold.unlock();
    const std::size_t before = waiting.size();
    if (is_end)
      for (Waiting& each : waiting) each.until = {};
    std::erase_if(waiting, [this](Waiting& each) { return settle(each); });
    hold.lock();
    asked_ -= before - waiting.size();
  }
}

}  // namespace sluice::api
