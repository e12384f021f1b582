// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_events.hpp"

#include <algorithm>
#include <array>

#include "sessions/words.hpp"

namespace sluice::sessions {
namespace {

bool is_counted(std::string_view value) {
  const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
  return digits > 0 && digits < value.size() && value[digits] == ':';
}

// Where the value that begins at `begin` ends: before ` key=`, or with the text.
std::size_t end_of_value(std::string_view text, std::size_t begin) {
  for (std::size_t blank = text.find(' ', begin); blank != std::string_view::npos;
       blank = text.find(' ', blank + 1)) {
    const std::size_t key = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", blank + 1);
    if (key != std::string_view::npos && key > blank + 1 && text[key] == '=') return blank;
  }
  return text.size();
}

}  // namespace

std::string_view name(EventKind kind) noexcept {
  constexpr std::array<std::string_view, kEventKindCount> kNames{
      "state", "signal", "order", "fill", "risk_breach", "fault", "connection"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string plain_text(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return plain + std::string{text};
    const std::string_view key = text.substr(0, equals);
    std::string_view value;
    if (is_counted(text.substr(equals + 1))) {
      WordReader words{text};
      value = words.take_counted(key);
      if (!words.good()) return plain + std::string{text};
      text = words.rest();
    } else {
      // The last of a line may hold blanks: what is no word with a key belongs to the one before.
      const std::size_t end = end_of_value(text, equals + 1);
      value = text.substr(equals + 1, end - equals - 1);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (value.empty() || value == "-") continue;
    if (!plain.empty()) plain += ' ';
    plain += std::string{key} + "=" + std::string{value};
  }
  return plain;
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
