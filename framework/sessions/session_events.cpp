// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_events.hpp"

#include <algorithm>
#include <array>

namespace sluice::sessions {

std::string_view name(EventKind kind) noexcept {
  constexpr std::array<std::string_view, kEventKindCount> kNames{
      "state", "signal", "order", "fill", "risk_breach", "fault", "connection"};
  return kNames[static_cast<std::size_t>(kind)];
}

void EventQueue::push(const SessionEventRecord& event) {
  {
    const std::lock_guard hold{lock_};
    if (events_.size() >= capacity_) {
      events_.pop_front();
      ++dropped_;
      ++missed_;
    }
    events_.push_back(event);
  }
  news_.notify_one();
}

std::optional<SessionEventRecord> EventQueue::pop(std::chrono::milliseconds longest) {
  std::unique_lock hold{lock_};
  if (!news_.wait_for(hold, longest, [this] { return !events_.empty(); })) return std::nullopt;
  SessionEventRecord event = std::move(events_.front());
  events_.pop_front();
  event.missed = std::exchange(missed_, 0);
  return event;
}

std::uint64_t EventQueue::dropped() const {
  const std::lock_guard hold{lock_};
  return dropped_;
}

std::shared_ptr<EventQueue> EventHub::subscribe(std::size_t capacity) {
  auto queue = std::make_shared<EventQueue>(std::max<std::size_t>(capacity, 1));
  const std::lock_guard hold{lock_};
  queues_.push_back(queue);
  listeners_ = queues_.size();
  return queue;
}

void EventHub::publish(const SessionEventRecord& event) {
  if (!is_heard()) return;
  const std::lock_guard hold{lock_};
  std::erase_if(queues_, [](const auto& queue) { return queue.expired(); });
  listeners_ = queues_.size();
  for (const auto& weak : queues_)
    if (const auto queue = weak.lock()) queue->push(event);
}

std::uint64_t EventHub::dropped() const {
  const std::lock_guard hold{lock_};
  std::uint64_t sum = 0;
  for (const auto& weak : queues_)
    if (const auto queue = weak.lock()) sum += queue->dropped();
  return sum;
}

}  // namespace sluice::sessions
