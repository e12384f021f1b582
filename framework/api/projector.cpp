// SPDX-License-Identifier: Apache-2.0
#include "api/projector.hpp"

#include <algorithm>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "api/thread_turns.hpp"
#include "journal/record_types.hpp"

namespace sluice::api {
namespace {

// While nobody waits, the projector takes only time that nothing else wants; so a burst of orders
// is not slowed down by what it will look like. Unless it falls so far behind.
constexpr std::uint64_t kMostBehind = 2'000'000;  // records
// A reader of the stream is told this often at most, so that many of them cost little.
constexpr int kAnnounceEveryMs = 2;
constexpr std::uint64_t kRecordsAtOnce = 16'384;

bool set_policy(int policy) noexcept {
  const sched_param none{};
  return pthread_setschedparam(pthread_self(), policy, &none) == 0;
}

// The way back from SCHED_IDLE needs CAP_SYS_NICE or a limit of nice that most users have not: who
// went there without would stay. Tried once, by a thread that nobody needs.
int patient_policy() {
  static const int policy = [] {
    bool comes_back = false;
    std::thread{[&] { comes_back = set_policy(SCHED_IDLE) && set_policy(SCHED_OTHER); }}.join();
    return comes_back ? SCHED_IDLE : SCHED_BATCH;
  }();
  return policy;
}

void let_others_first(bool others_first) {
  (void)set_policy(others_first ? patient_policy() : SCHED_OTHER);
}

}  // namespace

Result<void> Projector::start(std::uint64_t durable) {
  auto feed = drivers::StoreFeed::open(disk_, store_path_, journal_);
  if (!feed) return feed.error();
  feed_.emplace(std::move(*feed));
  why_rebuilt_ = feed_->why_rebuilt();
  // Its disk is the journal's, on which whoever orders waits. Where it can't, it syncs as it goes.
  (void)feed_->go_unsynced();
  if (auto taken = feed_->catch_up(durable); !taken) return taken.error();
  seq_ = durable;
  target_ = durable;
  events_.expect(durable);
  follower_.emplace(disk_, journal_);
  thread_ = std::thread{[this] { run(); }};
  return {};
}

void Projector::stop() {
  stopping_ = true;
  tell();
  if (thread_.joinable()) thread_.join();
  std::vector<std::pair<std::uint64_t, Waiter>> waiters;
  {
    const std::lock_guard hold{lock_};
    waiters.swap(waiters_);
  }
  for (auto& [seq, waiter] : waiters) waiter(false);
}

void Projector::advance(std::uint64_t durable) noexcept {
  target_.store(durable, std::memory_order_release);
  events_.expect(durable);
  tell();
}

void Projector::open_news() { news_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

Projector::~Projector() {
  stop();
  ::close(news_);
}

void Projector::tell() noexcept {
  if (is_told_.exchange(true)) return;
  constexpr std::uint64_t kOne = 1;
  (void)!::write(news_, &kOne, sizeof kOne);
}

void Projector::wait_for_news(int milliseconds) const noexcept {
  pollfd news{news_, POLLIN, 0};
  (void)::poll(&news, 1, milliseconds);
  std::uint64_t count = 0;
  (void)!::read(news_, &count, sizeof count);
}

void Projector::when_reached(std::uint64_t seq, Waiter waiter) {
  bool is_there = seq_.load(std::memory_order_acquire) >= seq;
  {
    const std::lock_guard hold{lock_};
    if (!fault_.empty() || stopping_) {
      is_there = false;
    } else if (!is_there) {
      waiters_.emplace_back(seq, std::move(waiter));
      waiter = nullptr;
    }
  }
  if (waiter)
    waiter(is_there);
  else
    tell();
}

std::string Projector::fault() const {
  const std::lock_guard hold{lock_};
  return fault_;
}

bool Projector::has_work() const {
  const std::uint64_t target = target_.load(std::memory_order_acquire);
  return target > seq_ || events_.reached() < target;
}

void Projector::run() {
  begin_thread("projector", Turns::kAsUsual);
  bool is_wanted = false;
  while (!stopping_ && fault().empty()) {
    // Who waits is served at once; for the others more comes in one go.
    if (!is_wanted) wait_for_news(has_work() ? kAnnounceEveryMs : -1);
    is_told_.exchange(false);  // an exchange: it sees what was there before the last tell()
    {
      const std::lock_guard hold{lock_};
      is_wanted = !waiters_.empty();
    }
    const std::uint64_t target = target_.load(std::memory_order_acquire);
    const bool may_wait = !is_wanted && target - std::min(target, seq()) < kMostBehind;
    // Only while it works: one that sleeps so would hear of who waits when nothing else wants to
    // run.
    if (may_wait) let_others_first(true);
    take(target);
    if (!is_wanted) follow_events(target);
    if (may_wait) let_others_first(false);
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
        troubles_.take(record);
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
