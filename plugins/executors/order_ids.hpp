// SPDX-License-Identifier: Apache-2.0
//
// order_ids.hpp: every order id a venue has ever accepted, as ranges.
//
// Place: below the executors. The host numbers orders upwards, so that a whole history is a few
// ranges. Bound: kMaxRanges; past it the two oldest are joined, and an id from the gap between them
// counts as seen: a venue that cannot remember refuses rather than fills twice. Thread: lane.
// Errors: none.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sluice::executors {

class OrderIds {
 public:
  static constexpr std::size_t kMaxRanges = 4096;
  struct Range {
    std::uint64_t first;
    std::uint64_t last;
    friend bool operator==(const Range&, const Range&) = default;
  };

  // False if it was there already.
  bool insert(std::uint64_t id) {
    if (!ranges_.empty() && id != 0 && ranges_.back().last == id - 1) return ++ranges_.back().last;
    const auto next = ranges_.begin() + (after(id) - ranges_.cbegin());
    const bool has_before = next != ranges_.begin();
    if (has_before && (next - 1)->last >= id) return false;
    const bool joins_before = has_before && (next - 1)->last + 1 == id;
    const bool joins_next = next != ranges_.end() && id + 1 == next->first;
    if (joins_before && joins_next) {
      (next - 1)->last = next->last;
      ranges_.erase(next);
    } else if (joins_before) {
      (next - 1)->last = id;
    } else if (joins_next) {
      next->first = id;
    } else {
      ranges_.insert(next, {id, id});
      if (ranges_.size() > kMaxRanges) join_oldest();
    }
    return true;
  }

  [[nodiscard]] bool contains(std::uint64_t id) const noexcept {
    const auto next = after(id);
    return next != ranges_.begin() && (next - 1)->last >= id;
  }

  // Ascending, apart from each other.
  [[nodiscard]] const std::vector<Range>& ranges() const noexcept { return ranges_; }

  // False for a range that does not lie above all others.
  bool append(Range range) {
    if (range.first > range.last || ranges_.size() == kMaxRanges) return false;
    if (!ranges_.empty() && range.first <= ranges_.back().last) return false;
    ranges_.push_back(range);
    return true;
  }

 private:
  // The first range that begins above the id.
  [[nodiscard]] std::vector<Range>::const_iterator after(std::uint64_t id) const noexcept {
    return std::upper_bound(
        ranges_.begin(), ranges_.end(), id,
        [](std::uint64_t wanted, const Range& range) { return wanted < range.first; });
  }
  void join_oldest() {
    ranges_[1].first = ranges_[0].first;
    ranges_.erase(ranges_.begin());
  }

  std::vector<Range> ranges_;
};

}  // namespace sluice::executors
