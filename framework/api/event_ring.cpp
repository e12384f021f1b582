// SPDX-License-Identifier: Apache-2.0
#include "api/event_ring.hpp"

#include <algorithm>

namespace sluice::api {

void EventRing::add(std::uint64_t seq, std::string json) {
  const std::lock_guard hold{lock_};
  bytes_ += json.size();
  events_.push_back({seq, std::move(json)});
  added_.fetch_add(1, std::memory_order_relaxed);
  while (events_.size() > capacity_ || (bytes_ > max_bytes_ && events_.size() > 1)) {
    forgotten_ = events_.front().seq;
    bytes_ -= events_.front().json.size();
    events_.pop_front();
  }
}

EventRing::Batch EventRing::read(std::uint64_t since, std::size_t max_bytes) const {
  Batch batch;
  const std::lock_guard hold{lock_};
  if (since < forgotten_) batch.missed_from = since + 1;
  auto next =
      std::upper_bound(events_.begin(), events_.end(), since,
                       [](std::uint64_t seq, const Event& event) { return seq < event.seq; });
  for (; next != events_.end(); ++next) {
    if (!batch.text.empty()) {
      if (batch.text.size() + next->json.size() > max_bytes) break;
      batch.text += ',';
    }
    batch.text += next->json;
    batch.last = next->seq;
  }
  return batch;
}

void EventRing::wake(std::uint64_t since, std::weak_ptr<const void> whose,
                     std::function<void()> waiter) {
  {
    const std::lock_guard hold{lock_};
    if (events_.empty() || events_.back().seq <= since) {
      waiters_.add(std::move(whose), std::move(waiter));
      return;
    }
  }
  waiter();
}

std::size_t EventRing::waiting() const {
  const std::lock_guard hold{lock_};
  return waiters_.size();
}

void EventRing::announce() {
  std::vector<Waiters::Waiter> waiters;
  {
    const std::lock_guard hold{lock_};
    waiters = waiters_.take();
  }
  for (const Waiters::Waiter& waiter : waiters) waiter.call();
}

}  // namespace sluice::api
