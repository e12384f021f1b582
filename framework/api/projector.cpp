// SPDX-License-Identifier: Apache-2.0
#include "api/projector.hpp"

#include <algorithm>
#include <chrono>
#include <pthread.h>
#include <sched.h>

#include "journal/record_types.hpp"

namespace sluice::api {
namespace {

// While nobody waits, the projector takes only time that nothing else wants; so a burst of orders
// is not slowed down by what it will look like. Unless it falls so far behind.
constexpr std::uint64_t kMostBehind = 2'000'000;  // records
// A reader of the stream is told this often at most, so that many of them cost little.
constexpr std::chrono::milliseconds kAnnounceEvery{2};
constexpr std::uint64_t kRecordsAtOnce = 16'384;

void let_others_first(bool others_first) noexcept {
  const sched_param none{};
  (void)pthread_setschedparam(pthread_self(), others_first ? SCHED_IDLE : SCHED_OTHER, &none);
}

}  // namespace

Result<void> Projector::start(std::uint64_t durable) {
  auto feed = drivers::StoreFeed::open(disk_, store_path_, journal_);
  if (!feed) return feed.error();
  feed_.emplace(std::move(*feed));
  why_rebuilt_ = feed_->why_rebuilt();
  if (auto taken = feed_->catch_up(durable); !taken) return taken.error();
  seq_ = durable;
  target_ = durable;
  follower_.emplace(disk_, journal_);
  thread_ = std::thread{[this] { run(); }};
  return {};
}

void Projector::stop() {
  {
    const std::lock_guard hold{lock_};
    stopping_ = true;
  }
  news_.notify_one();
  if (thread_.joinable()) thread_.join();
  std::vector<std::pair<std::uint64_t, Waiter>> waiters;
  {
    const std::lock_guard hold{lock_};
    waiters.swap(waiters_);
  }
  for (auto& [seq, waiter] : waiters) waiter(false);
}

void Projector::advance(std::uint64_t durable) {
  {
    const std::lock_guard hold{lock_};
    target_ = std::max(target_, durable);
  }
  news_.notify_one();
}

void Projector::when_reached(std::uint64_t seq, Waiter waiter) {
  bool is_there = seq_.load(std::memory_order_acquire) >= seq;
  {
    const std::lock_guard hold{lock_};
    if (!fault_.empty() || stopping_) {
      is_there = false;
    } else if (!is_there) {
      waiters_.emplace_back(seq, std::move(waiter));
      return;
    }
  }
  waiter(is_there);
}

std::string Projector::fault() const {
  const std::lock_guard hold{lock_};
  return fault_;
}

void Projector::run() {
  bool is_idle = false;
  for (;;) {
    std::uint64_t target = 0;
    bool is_wanted = false;
    {
      std::unique_lock hold{lock_};
      news_.wait(hold, [this] {
        return stopping_ || !waiters_.empty() || target_ > seq_ || events_.reached() < target_;
      });
      if (stopping_) return;
      target = target_;
      is_wanted = !waiters_.empty();
    }
    const bool may_wait = !is_wanted && target - std::min(target, seq()) < kMostBehind;
    if (may_wait != is_idle) let_others_first(is_idle = may_wait);
    take(target);
    if (!is_wanted) follow_events(target);
    // More of them come at once to those that listen; who waits is served before.
    std::unique_lock hold{lock_};
    news_.wait_for(hold, kAnnounceEvery, [this] { return stopping_ || !waiters_.empty(); });
  }
}

// One group, so that whoever comes to wait meanwhile does not wait for all of them.
void Projector::take(std::uint64_t until) {
  until = std::min(until, seq() + drivers::StoreFeed::kGroupRecords);
  if (feed_ && until > seq_) {
    if (auto taken = feed_->catch_up(until); !taken) return fail(taken.error().message);
    seq_.store(until, std::memory_order_release);
  }
  std::vector<Waiter> served;
  {
    const std::lock_guard hold{lock_};
    for (auto& [seq, waiter] : waiters_)
      if (seq <= seq_) served.push_back(std::move(waiter));
    std::erase_if(waiters_, [this](const auto& waiting) { return waiting.first <= seq_; });
  }
  for (const Waiter& waiter : served) waiter(true);
}

// At a start that is the whole trail: a part at a time, and only what the store has seen.
void Projector::follow_events(std::uint64_t until) {
  until = std::min(until, seq());
  const auto count =
      follower_->follow(until, kRecordsAtOnce, [this](const journal::Record& record) {
        if (record.type() == journal::kReset) equity_.clear();
        if (record.type() == journal::kMark)
          if (const auto equity = Money::parse(record.text("text").value_or("")))
            equity_.add({record.time().value_or(Timestamp{}), *equity});
        if (auto json = trail_events_.events_of(record); !json.empty())
          events_.add(record.seq(), std::move(json));
        return Result<void>{};
      });
  if (!count) return fail(count.error().message);
  events_.reach(*count < kRecordsAtOnce ? until : follower_->place().seq);
  events_.announce();
}

void Projector::fail(std::string why) {
  std::vector<std::pair<std::uint64_t, Waiter>> waiters;
  {
    const std::lock_guard hold{lock_};
    fault_ = std::move(why);
    waiters.swap(waiters_);
  }
  feed_.reset();
  for (auto& [seq, waiter] : waiters) waiter(false);
}

}  // namespace sluice::api
