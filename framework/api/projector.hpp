// SPDX-License-Identifier: Apache-2.0
//
// projector.hpp: keeps the order store and the stream behind the trail, on a thread of its own.
//
// Both are projections: what they show is durable in the trail, and whoever asks waits until they
// have seen what was durable when the question came. Nobody on the way of an order waits for them.
//
// Place: api. Owns the thread, the store's feed and the stream's reader of the trail. Thread:
// advance and when_reached, any. Errors: a store that fails is told by fault(), and questions are
// refused from then on; orders go on.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/equity_curve.hpp"
#include "api/event_ring.hpp"
#include "api/trail_events.hpp"
#include "api/troubles.hpp"
#include "drivers/store_feed.hpp"
#include "files/disk.hpp"

namespace sluice::api {

class Projector {
 public:
  // True: what was asked for is there.
  using Waiter = std::function<void(bool is_there)>;

  Projector(files::Disk& disk, std::filesystem::path store, std::filesystem::path journal,
            EventRing& events, EquityCurve& equity, Troubles& troubles)
      : disk_{disk},
        store_path_{std::move(store)},
        journal_{std::move(journal)},
        events_{events},
        equity_{equity},
        troubles_{troubles} {
    open_news();
  }
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;
  ~Projector();

  // Opens the store and takes in what is durable by now; then goes on behind advance().
  Result<void> start(std::uint64_t durable);
  void stop();

  // From the lane: takes no lock, for a thread that only runs when nothing else wants to may hold
  // it.
  void advance(std::uint64_t durable) noexcept;
  // Called at once or on the projector's thread.
  void when_reached(std::uint64_t seq, Waiter waiter);
  [[nodiscard]] std::uint64_t seq() const noexcept { return seq_.load(std::memory_order_acquire); }
  [[nodiscard]] std::string fault() const;
  // Why the store was filled from the beginning at the start; empty: it was not.
  [[nodiscard]] const std::string& why_rebuilt() const noexcept { return why_rebuilt_; }

 private:
  void run();
  [[nodiscard]] bool has_work() const;
  void take(std::uint64_t until);
  void follow_events(std::uint64_t until);
  void fail(std::string why);

  files::Disk& disk_;
  const std::filesystem::path store_path_, journal_;
  EventRing& events_;
  EquityCurve& equity_;
  Troubles& troubles_;
  std::string why_rebuilt_;
  std::optional<drivers::StoreFeed> feed_;
  std::optional<journal::Follower> follower_;
  TrailEvents trail_events_;

  std::atomic<std::uint64_t> target_{0};
  std::atomic<bool> stopping_{false};
  int news_ = -1;                     // eventfd
  std::atomic<bool> is_told_{false};  // of news that it has not looked at yet
  void open_news();
  void tell() noexcept;
  void wait_for_news(int milliseconds) const noexcept;  // -1: as long as it takes

  mutable std::mutex lock_;
  std::string fault_;
  std::vector<std::pair<std::uint64_t, Waiter>> waiters_;
  std::atomic<std::uint64_t> seq_{0};
  std::thread thread_;
};

}  // namespace sluice::api
