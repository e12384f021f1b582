// SPDX-License-Identifier: Apache-2.0
//
// lane_bell.hpp: how a component's own thread wakes the lane that will ask it.
//
// Place: plugins; two for each lane, beside its clock: its feed's and its executor's. Thread: any.
// Nothing is decided by it: it only says that now is a good time to look.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "plugins/manifest.hpp"

namespace sluice::plugins {

class LaneBell {
 public:
  void ring() noexcept {
    if (is_rung_.exchange(true)) return;
    const std::lock_guard hold{lock_};
    if (waker_) waker_();
  }
  [[nodiscard]] bool is_rung() const noexcept { return is_rung_.load(); }
  // Whether it was rung since this was asked last.
  bool take() noexcept { return is_rung_.exchange(false); }
  // Called by whoever rings, and throws nothing; empty: nobody waits. Once this has returned the
  // one before is not called any more.
  void wake_with(std::function<void()> waker) {
    const std::lock_guard hold{lock_};
    waker_ = std::move(waker);
  }

 private:
  std::atomic<bool> is_rung_{false};
  std::mutex lock_;  // of the waker
  std::function<void()> waker_;
};

// Of one lane.
struct LaneBells {
  LaneBell market;  // a feed has rows
  LaneBell venue;   // an executor has reports
};
// The one that a component of this kind may ring; none: nobody waits for what it would tell.
[[nodiscard]] inline std::shared_ptr<LaneBell> bell_for(Kind kind,
                                                        const std::shared_ptr<LaneBells>& bells) {
  if (kind == Kind::kFeed) return {bells, &bells->market};
  if (kind == Kind::kExecutor) return {bells, &bells->venue};
  return nullptr;
}

}  // namespace sluice::plugins
