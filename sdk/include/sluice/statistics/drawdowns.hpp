// SPDX-License-Identifier: Apache-2.0
//
// drawdowns.hpp: falls of equity below its peak: the present one, and a table of the worst.
//
// Place: SDK. A drawdown begins at a peak and ends on the first day at or above it; its depth is
// trough / peak - 1, a fraction <= 0. Memory: the worst `capacity` episodes. Errors: none; equity
// that was never positive has no drawdown.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <sluice/time.hpp>

namespace sluice::statistics {

struct Drawdown {
  double depth = 0;
  Date peak;  // the first day of the series where the start itself is the peak
  Date trough;
  std::optional<Date> recovery;    // empty while it lasts
  std::uint64_t periods = 0;       // from the peak to the recovery, or so far
  std::uint64_t fall_periods = 0;  // of them from the peak to the trough

  // From the trough to the recovery; nothing while it lasts.
  [[nodiscard]] std::optional<std::uint64_t> recovery_periods() const noexcept {
    return recovery ? std::optional{periods - fall_periods} : std::nullopt;
  }
};

// equity / peak - 1, and 0 at a peak or where there is no positive peak.
[[nodiscard]] inline double drawdown_of(double peak, double equity) noexcept {
  if (!(peak > 0) || !(equity < peak)) return 0.0;
  return std::max(equity / peak - 1.0, std::numeric_limits<double>::lowest());
}

class DrawdownTracker {
 public:
  DrawdownTracker(double start, std::size_t capacity) : capacity_{capacity}, peak_{start} {}

  void add(Date date, double equity) {
    if (!began_) present_.peak = date;
    began_ = true;
    ++present_.periods;
    if (equity >= peak_) {
      finish(date);
      peak_ = equity;
      present_ = {};
      present_.peak = date;
      return;
    }
    ++under_water_;
    longest_ = std::max(longest_, present_.periods);
    current_ = drawdown_of(peak_, equity);
    if (current_ >= present_.depth) return;
    present_.depth = current_;
    present_.trough = date;
    present_.fall_periods = present_.periods;
    if (!deepest_ || present_.depth < deepest_->depth) {
      deepest_ = present_;
      present_is_deepest_ = true;
    }
  }

  // Days below an earlier peak, and the most of them from one peak to its recovery, or so far.
  [[nodiscard]] std::uint64_t days_under_water() const noexcept { return under_water_; }
  [[nodiscard]] std::uint64_t longest() const noexcept { return longest_; }
  // Of the last day.
  [[nodiscard]] double current() const noexcept { return current_; }
  // The deepest of all; nothing if equity never fell.
  [[nodiscard]] std::optional<Drawdown> deepest() const {
    auto result = deepest_;
    if (result && present_is_deepest_) result->periods = present_.periods;
    return result;
  }
  // The deepest first, of equals the earlier; the present one among them.
  [[nodiscard]] std::vector<Drawdown> worst() const {
    auto table = worst_;
    insert(table, present_);
    return table;
  }

 private:
  void finish(Date date) {
    present_.recovery = date;
    if (present_.depth < 0) longest_ = std::max(longest_, present_.periods);
    insert(worst_, present_);
    if (present_is_deepest_) deepest_ = present_;
    present_is_deepest_ = false;
    current_ = 0;
  }
  void insert(std::vector<Drawdown>& table, const Drawdown& episode) const {
    if (episode.depth >= 0) return;
    const auto place =
        std::upper_bound(table.begin(), table.end(), episode,
                         [](const Drawdown& a, const Drawdown& b) { return a.depth < b.depth; });
    table.insert(place, episode);
    if (table.size() > capacity_) table.pop_back();
  }

  std::size_t capacity_;
  double peak_;
  double current_ = 0;
  std::uint64_t under_water_ = 0;
  std::uint64_t longest_ = 0;
  bool began_ = false;
  bool present_is_deepest_ = false;
  Drawdown present_;  // depth 0 while at a peak
  std::optional<Drawdown> deepest_;
  std::vector<Drawdown> worst_;
};

}  // namespace sluice::statistics
