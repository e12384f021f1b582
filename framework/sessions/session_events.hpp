// SPDX-License-Identifier: Apache-2.0
//
// session_events.hpp: what a session tells whoever listens, and the queues in front of them.
//
// A lane puts an event into every listener's queue and goes on: a queue that is full loses its
// oldest event, and the listener is told how many it has missed. The journal has them all.
//
// Place: sessions. Thread: publish from the lanes, the rest from any.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/time.hpp>

namespace sluice::sessions {

enum class EventKind : std::uint8_t {
  kState,   // from, to, why
  kSignal,  // every change of one
  kOrder,   // it is over
  kFill,
  kRiskBreach,  // a control refused, or the day's loss has reached its limit
  kFault,       // of one symbol or a component; the others go on
  kConnection,  // lost or there again
};
inline constexpr std::size_t kEventKindCount = 7;
// "state", "signal", "order", "fill", "risk_breach", "fault", "connection"
[[nodiscard]] std::string_view name(EventKind kind) noexcept;

struct SessionEventRecord {
  EventKind kind = EventKind::kState;
  std::string session;
  Timestamp time;            // of the session
  std::string symbol;        // empty: it is about none
  std::string text;          // key=value …, as the journal has it
  std::uint64_t missed = 0;  // events before this one that this listener lost
};

// Such a text for people: `who=4:host why=` is `who=host`; what is empty is left out.
[[nodiscard]] std::string plain_text(std::string_view text);

class EventQueue {
 public:
  explicit EventQueue(std::size_t capacity) : capacity_{capacity} {}
  // Never waits for the listener.
  void push(const SessionEventRecord& event);
  // The oldest; nothing within `longest`.
  [[nodiscard]] std::optional<SessionEventRecord> pop(std::chrono::milliseconds longest);
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  const std::size_t capacity_;
  mutable std::mutex lock_;
  std::condition_variable news_;
  std::deque<SessionEventRecord> events_;
  std::uint64_t dropped_ = 0;
  std::uint64_t missed_ = 0;  // since the last one that was taken
};

// All listeners of a host's sessions.
class EventHub {
 public:
  static constexpr std::size_t kDefaultCapacity = 4'096;

  // Listens from now on until it is dropped.
  [[nodiscard]] std::shared_ptr<EventQueue> subscribe(std::size_t capacity = kDefaultCapacity);
  void publish(const SessionEventRecord& event);
  // Whether anybody listens: an event that nobody hears need not be made.
  [[nodiscard]] bool is_heard() const noexcept {
    return listeners_.load(std::memory_order_relaxed) != 0;
  }
  // Of all listeners there are.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  mutable std::mutex lock_;
  std::vector<std::weak_ptr<EventQueue>> queues_;
  std::atomic<std::size_t> listeners_{0};
};

}  // namespace sluice::sessions
