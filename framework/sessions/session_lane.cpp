// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_lane.hpp"

#include <algorithm>
#include <utility>

namespace sluice::sessions {
namespace {

constexpr std::chrono::milliseconds kShowEvery{100};
constexpr std::chrono::milliseconds kLongestSleep{500};
// While a recording stands still for a venue that is elsewhere.
constexpr std::chrono::microseconds kAskVenueEvery{200};
// Between two ticks that quotes have asked for.
constexpr std::int64_t kLeastBetweenQuotesNs = 200'000;

}  // namespace

SessionLane::SessionLane(std::unique_ptr<Session> session, std::unique_ptr<SessionClock> clock,
                         std::shared_ptr<plugins::LaneBells> bells)
    : session_{std::move(session)},
      clock_{std::move(clock)},
      bells_{bells ? std::move(bells) : std::make_shared<plugins::LaneBells>()},
      wake_{session_->now()} {
  status_ = session_->status();
}

SessionLane::~SessionLane() { end(); }

void SessionLane::start() {
  const auto wake = [this] {
    if (!is_rung()) return;
    // Whoever is about to sleep has either seen the ring, or is asleep by now.
    { const std::lock_guard hold{lock_}; }
    news_.notify_one();
  };
  bells_->market.wake_with(wake);
  bells_->venue.wake_with(wake);
  thread_ = std::thread{[this] { run(); }};
}

void SessionLane::end() {
  {
    const std::lock_guard hold{lock_};
    ending_ = true;
  }
  news_.notify_one();
  if (thread_.joinable()) thread_.join();
  bells_->market.wake_with({});
  bells_->venue.wake_with({});
}

SessionLane::Answer SessionLane::answered(Outcome<Done> outcome) {
  std::promise<Outcome<Done>> promise;
  promise.set_value(std::move(outcome));
  return promise.get_future();
}

SessionLane::Answer SessionLane::post(Request request) {
  const std::lock_guard hold{lock_};
  if (is_over_ || ending_) return answered(fault("the session has ended"));
  if (queue_.size() >= kMaxWaiting)
    return answered(fault("too much is asked of the session at once"));
  Waiting& waiting = queue_.emplace_back(Waiting{std::move(request), {}});
  news_.notify_one();
  return waiting.answer.get_future();
}

SessionStatus SessionLane::status() const {
  const std::lock_guard hold{lock_};
  return status_;
}

std::string SessionLane::failure() const {
  const std::lock_guard hold{lock_};
  return failure_;
}

void SessionLane::answer_all() {
  std::vector<Waiting> taken;
  {
    const std::lock_guard hold{lock_};
    taken.swap(queue_);
  }
  for (Waiting& one : taken) {
    // Nothing is done any more once the journal is closed, which the lane's last answers are after.
    const bool has_ended = is_over_ || session_->is_over();
    Outcome<Done> answer =
        has_ended ? Outcome<Done>{fault("the session has ended")} : one.request(*session_);
    publish(true);  // who asked sees what came of it
    one.answer.set_value(std::move(answer));
  }
}

// A recording that nobody may trade on waits for the person who paused it.
bool SessionLane::is_frozen() const {
  return session_->is_recorded() && session_->state() == SessionState::kPaused &&
         session_->is_connected() && session_->lane().router().open_orders().empty();
}

void SessionLane::run() {
  clock_->go_on_from(wake_);
  for (;;) {
    answer_all();
    {
      const std::lock_guard hold{lock_};
      if (ending_) break;
    }
    if (session_->is_over()) break;
    if (const auto looked = look_around(); !looked) {
      const std::lock_guard hold{lock_};
      failure_ = looked.error().message;
      break;
    }
  }
  if (failure().empty())
    if (auto closed = session_->close(); !closed) {
      const std::lock_guard hold{lock_};
      failure_ = closed.error().message;
    }
  publish(true);
  {
    const std::lock_guard hold{lock_};
    is_over_ = true;
  }
  answer_all();
  // Nobody asks it any more. One that failed gives its journal's lock back by this: whoever found
  // it held would take this process for another host.
  session_.reset();
}

// A step if one is due, what the venue has told, and rest until something can happen.
Result<void> SessionLane::look_around() {
  const bool has_quotes = bells_->market.take() && session_->awaits_quotes();
  const bool has_answers = bells_->venue.take();
  const Timestamp now = std::max(clock_->now(), session_->now());
  if (session_->wants_step()) wake_ = std::min(wake_, now);
  // A market that never rests is taken in by handfuls; a quote that comes alone waits for nothing.
  if (has_quotes)
    wake_ = std::min(wake_, std::max(now, stepped_.plus_nanoseconds(kLeastBetweenQuotesNs)));
  if (is_frozen() && !session_->wants_step()) {
    wait_for(kLongestSleep);
    clock_->go_on_from(session_->now());
    return {};
  }
  if (now >= wake_) {
    const std::int64_t late = now.nanoseconds() - wake_.nanoseconds();
    if (late >= session_->settings().tick_ns)
      session_->note_late_ticks(static_cast<std::uint64_t>(late / session_->settings().tick_ns));
    stepped_ = now;
    const auto next = session_->step(now);
    if (!next) return next.error();
    wake_ = *next;
  }
  if (has_answers && !session_->is_over() && session_->awaits_answers())
    if (auto heard = session_->hear_venue(now); !heard) return heard;
  publish(false);
  if (session_->is_over()) return {};
  heeds_market_ = session_->awaits_quotes();
  heeds_venue_ = session_->awaits_answers();
  if (session_->awaits_venue()) {
    if (const auto left = clock_->reach_in_step(wake_); left.count() > 0)
      wait_for(std::min<std::chrono::nanoseconds>(left, kAskVenueEvery));
    return session_->hear_venue(clock_->now());
  }
  if (const auto left = clock_->reach(wake_); left.count() > 0) wait_for(left);
  return {};
}

bool SessionLane::is_rung() const noexcept {
  return (heeds_market_ && bells_->market.is_rung()) || (heeds_venue_ && bells_->venue.is_rung());
}

void SessionLane::wait_for(std::chrono::nanoseconds longest) {
  std::unique_lock hold{lock_};
  news_.wait_for(hold, std::min<std::chrono::nanoseconds>(longest, kLongestSleep),
                 [this] { return ending_ || !queue_.empty() || is_rung(); });
}

// Nothing is decided by this clock: it only says how often others see what has changed.
void SessionLane::publish(bool at_once) {
  const auto wall = std::chrono::steady_clock::now();
  if (!at_once && wall - published_at_ < kShowEvery) return;
  published_at_ = wall;
  SessionStatus status = session_->status();
  const std::lock_guard hold{lock_};
  status_ = std::move(status);
}

}  // namespace sluice::sessions
