// SPDX-License-Identifier: Apache-2.0
//
// session_events.hpp: the newest events of each session, by the seq of the record in its journal
// that they follow from.
//
// Sessions have journals and hosts of their own, so there is no order between them but time: a
// listener holds one place in each. Those places are the same after a restart of the server, and
// whichever process is a session's host.
//
// Place: api. Bounds: Limits, of one session; whoever adds sees to the number of sessions. Thread:
// any; a lock that is held for as long as a few texts are copied.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "api/waiters.hpp"

namespace sluice::api {

class SessionEvents {
 public:
  struct Limits {
    std::size_t events = 2'048;
    std::size_t bytes = 1u << 20;
  };
  // By session: the seq of the last record that a listener has been told of.
  using Places = std::map<std::string, std::uint64_t, std::less<>>;
  struct Batch {
    std::string text;           // JSON objects, with commas between them; empty: nothing new
    std::uint64_t version = 0;  // for wake()
  };

  SessionEvents() : SessionEvents{Limits{}} {}
  explicit SessionEvents(Limits limits) : limits_{limits} {}

  // `json`: one or more objects, with commas, that belong to one record. Seqs ascend.
  void add(const std::string& session, std::uint64_t seq, std::string json);
  // The session's journal has been read to its end. Who named no place in it hears from now on what
  // comes behind `begin`.
  void open(const std::string& session, std::uint64_t begin);
  // Its journal is read from the beginning again; listeners keep their places.
  void forget(const std::string& session);

  // Where somebody stands who wants to hear what comes next.
  [[nodiscard]] Places here() const;
  // What follows the places, which move on: as much as `max_bytes`, one record at least. Where
  // events are gone, a session_gap comes first.
  [[nodiscard]] Batch read(Places& places, std::size_t max_bytes) const;
  [[nodiscard]] std::uint64_t added() const noexcept { return added_.load(); }

  // Called once when there is something newer than that version; at once where that is so already.
  // Forgotten when `whose` is gone.
  void wake(std::uint64_t version, std::weak_ptr<const void> whose, std::function<void()> waiter);
  // Wakes everybody.
  void announce();

 private:
  struct Event {
    std::uint64_t seq;
    std::string json;
  };
  struct Log {
    std::deque<Event> events;
    std::size_t bytes = 0;
    std::uint64_t forgotten = 0;  // the newest seq that was dropped
    std::uint64_t begin = 0;
    bool is_open = false;
    [[nodiscard]] std::uint64_t reached() const {
      return events.empty() ? begin : std::max(begin, events.back().seq);
    }
  };
  // False: the batch is full.
  static bool append(Batch& batch, const std::string& session, const Log& log, std::uint64_t& place,
                     std::size_t max_bytes);

  const Limits limits_;
  mutable std::mutex lock_;
  std::map<std::string, Log> logs_;
  std::uint64_t version_ = 0;
  Waiters waiters_;
  std::atomic<std::uint64_t> added_{0};
};

}  // namespace sluice::api
