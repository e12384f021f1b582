// SPDX-License-Identifier: Apache-2.0
//
// event_ring.hpp: the newest events of the stream, by the seq of the record they follow from.
//
// Listeners hold a position, never a queue: one that is slow costs nothing but its place, and
// memory is bounded by the ring.
//
// Place: api. Thread: any; a lock that is held for as long as a few texts are copied.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "api/waiters.hpp"

namespace sluice::api {

class EventRing {
 public:
  struct Batch {
    std::string text;               // JSON objects, with commas between them; empty: nothing new
    std::uint64_t last = 0;         // seq of the newest one in it
    std::uint64_t missed_from = 0;  // not 0: events from here on are gone
  };
  explicit EventRing(std::size_t capacity, std::size_t max_bytes)
      : capacity_{capacity}, max_bytes_{max_bytes} {}

  // `json`: one or more objects, with commas, that belong to one record. Seqs ascend.
  void add(std::uint64_t seq, std::string json);
  // Everything up to `seq` has been looked at, whether it was an event or not.
  void reach(std::uint64_t seq) noexcept { reached_.store(seq, std::memory_order_release); }
  // Records up to `seq` are there, and their events will come: who begins to listen now has nothing
  // to do with them.
  void expect(std::uint64_t seq) noexcept { expected_.store(seq, std::memory_order_release); }
  [[nodiscard]] std::uint64_t expected() const noexcept {
    return expected_.load(std::memory_order_acquire);
  }
  // What follows `since`, as much as `max_bytes`, one record at least.
  [[nodiscard]] Batch read(std::uint64_t since, std::size_t max_bytes) const;
  [[nodiscard]] std::uint64_t reached() const noexcept {
    return reached_.load(std::memory_order_acquire);
  }
  [[nodiscard]] std::uint64_t added() const noexcept { return added_.load(); }

  // Called once when something is added after `since`; at once where that is so already. Forgotten
  // when `whose` is gone.
  void wake(std::uint64_t since, std::weak_ptr<const void> whose, std::function<void()> waiter);
  [[nodiscard]] std::size_t waiting() const;
  // Wakes everybody.
  void announce();

 private:
  struct Event {
    std::uint64_t seq;
    std::string json;
  };
  const std::size_t capacity_;
  const std::size_t max_bytes_;
  mutable std::mutex lock_;
  std::deque<Event> events_;
  std::size_t bytes_ = 0;
  std::uint64_t forgotten_ = 0;  // the newest seq that was dropped
  Waiters waiters_;
  std::atomic<std::uint64_t> expected_{0};
  std::atomic<std::uint64_t> reached_{0};
  std::atomic<std::uint64_t> added_{0};
};

}  // namespace sluice::api
