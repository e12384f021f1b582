// SPDX-License-Identifier: Apache-2.0
//
// sliding_count.hpp: how often something happened lately.
//
// A ring of the last `capacity` times, decided at creation. It is as long as the limit it serves: a
// ring that is full of recent times says that the limit is reached, so nothing that matters is ever
// forgotten. Place: below the controls. Units: nanoseconds. Thread: lane_hot; nothing is allocated
// after creation. Times never run backwards in it: an earlier one counts as the newest.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <sluice/order_view.hpp>

#include "state_text.hpp"

namespace sluice::risk_rules {

class SlidingCount {
 public:
  explicit SlidingCount(std::int64_t capacity) : times_(static_cast<std::size_t>(capacity)) {}

  void push(sluice_time time) noexcept {
    if (size_ > 0) time = std::max(time, at(size_ - 1));
    if (size_ == times_.size()) {
      times_[first_] = time;
      first_ = (first_ + 1) % times_.size();
    } else {
      times_[(first_ + size_++) % times_.size()] = time;
    }
  }
  void clear() noexcept { first_ = size_ = 0; }

  // How many happened in the last `window` up to `now`, at most `capacity`.
  [[nodiscard]] std::int64_t count(sluice_time now, std::int64_t window) const noexcept {
    sluice_time since = 0;
    if (__builtin_sub_overflow(now, window, &since)) since = INT64_MIN;
    std::size_t low = 0;
    std::size_t high = size_;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (at(middle) > since)
        high = middle;
      else
        low = middle + 1;
    }
    return static_cast<std::int64_t>(size_ - low);
  }

  // The oldest time whole, the others as steps from the one before.
  void save(StateWriter& out) const {
    out.add(std::uint64_t{size_});
    for (std::size_t i = 0; i < size_; ++i) out.add(i == 0 ? at(0) : at(i) - at(i - 1));
  }
  void restore(StateReader& in) {
    const std::size_t size = in.size(times_.size());
    clear();
    sluice_time time = 0;
    for (std::size_t i = 0; i < size; ++i) push(time += in.number<std::int64_t>());
  }

 private:
  [[nodiscard]] sluice_time at(std::size_t index) const noexcept {
    return times_[(first_ + index) % times_.size()];
  }
  std::vector<sluice_time> times_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace sluice::risk_rules
