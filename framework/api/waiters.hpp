// SPDX-License-Identifier: Apache-2.0
//
// waiters.hpp: those who want to be told once that there is something new.
//
// Listeners come and go while nothing happens: those who are gone are dropped, each time there are
// twice as many as were left.
//
// Place: inside api. Thread: one at a time; whoever has it locks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace sluice::api {

class Waiters {
 public:
  // Forgotten when `whose` is gone.
  void add(std::weak_ptr<const void> whose, std::function<void()> call) {
    if (all_.size() >= clean_at_) {
      std::erase_if(all_, [](const Waiter& waiting) { return waiting.whose.expired(); });
      clean_at_ = std::max(kCleanAt, 2 * all_.size());
    }
    all_.push_back({std::move(whose), std::move(call)});
  }
  // They are called without the lock.
  struct Waiter {
    std::weak_ptr<const void> whose;
    std::function<void()> call;
  };
  [[nodiscard]] std::vector<Waiter> take() { return std::exchange(all_, {}); }
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

 private:
  static constexpr std::size_t kCleanAt = 64;
  std::vector<Waiter> all_;
  std::size_t clean_at_ = kCleanAt;  // some may be nobody's
};

}  // namespace sluice::api
