// SPDX-License-Identifier: Apache-2.0
//
// watchdog.hpp: notices calls of components that do not come back in time.
//
// A thread looks at every component's mark now and then. A call that it sees kLooks times without a
// change has overrun its deadline, which is a fault of the component; one that it sees kHungTimes
// as often is told again, for it may never come back, and a call within the process can't be taken
// back. Looks are counted and not time: a process that is stopped, or a machine that sleeps, makes
// nobody late. What came back in time is not touched by any of this.
// Place: plugins; one for the components of a run. Owns its thread, which runs while anything is
// watched. Thread: watch and forget from any; listeners are called by the watchdog's own, and must
// not call back. Errors: none; what a listener throws is dropped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "plugins/call_mark.hpp"

namespace sluice::plugins {

struct Overrun {
  const char* function;
  std::chrono::milliseconds after;
  bool is_hung = false;  // told before, and still not back
};

class Watchdog {
 public:
  static constexpr std::chrono::milliseconds kBetweenLooks{100};
  static constexpr std::int64_t kHotLooks = 10;
  static constexpr std::int64_t kLaneLooks = 300;
  static constexpr std::int64_t kHungTimes = 3;
  using Listener = std::function<void(const Overrun& overrun)>;

  explicit Watchdog(std::chrono::milliseconds between_looks = kBetweenLooks)
      : between_looks_{between_looks} {}
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  // The mark is watched until it is forgotten. May throw std::system_error: there is no thread.
  void watch(CallMark& mark, Listener listener);
  // Afterwards its listener is not called, and no longer at work.
  void forget(const CallMark& mark) noexcept;

 private:
  struct Watched {
    CallMark* mark;
    Listener listener;
    std::uint64_t call = 0;
    std::int64_t looks = 0;  // at this call, after the first
  };
  void run() noexcept;
  void look_at(Watched& watched) const noexcept;

  const std::chrono::milliseconds between_looks_;
  std::mutex lock_;
  std::condition_variable ended_;
  bool ends_ = false;
  std::list<Watched> watched_;
  std::thread thread_;
};

}  // namespace sluice::plugins
