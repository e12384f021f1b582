// SPDX-License-Identifier: Apache-2.0
//
// call_mark.hpp: what a call of a component leaves behind for the watchdog to see: that it goes on,
// and which one it is.
//
// Place: plugins; one for an instance. Time is not read here, and nobody waits: a few plain stores.
// Thread: the lane makes the marks, the watchdog's thread looks at them. Errors: none.
#pragma once

#include <atomic>
#include <cstdint>

namespace sluice::plugins {

// How long a call may take: `lane_hot` functions a second, others of the lane half a minute.
enum class Patience : std::uint8_t { kHot = 0, kLane = 1 };

class alignas(64) CallMark {
 public:
  // While one lives, the lane is in the component. `function` is a literal.
  class Section {
   public:
    Section(CallMark& mark, const char* function, Patience patience) noexcept : mark_{mark} {
      mark_.function_.store(function, std::memory_order_relaxed);
      mark_.call_.store((++mark_.calls_ << 1) | static_cast<std::uint64_t>(patience),
                        std::memory_order_release);
    }
    ~Section() { mark_.call_.store(0, std::memory_order_relaxed); }
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;

   private:
    CallMark& mark_;
  };

  // The function that did not come back in time; null: none so far.
  [[nodiscard]] const char* overrun() const noexcept {
    return overrun_.load(std::memory_order_relaxed);
  }

  // For the watchdog. A number for every call, which tells its patience too; 0: none goes on.
  [[nodiscard]] std::uint64_t call() const noexcept {
    return call_.load(std::memory_order_acquire);
  }
  [[nodiscard]] static Patience patience_of(std::uint64_t call) noexcept {
    return static_cast<Patience>(call & 1);
  }
  // Of the call that goes on.
  [[nodiscard]] const char* function() const noexcept {
    return function_.load(std::memory_order_relaxed);
  }
  void set_overrun(const char* function) noexcept {
    overrun_.store(function, std::memory_order_relaxed);
  }

 private:
  std::uint64_t calls_ = 0;  // the lane's
  std::atomic<std::uint64_t> call_{0};
  std::atomic<const char*> function_{""};
  std::atomic<const char*> overrun_{nullptr};
};

}  // namespace sluice::plugins
