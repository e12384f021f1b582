// SPDX-License-Identifier: Apache-2.0
#include "market/price_jump.hpp"

namespace sluice::market {
namespace {

constexpr SplitRatio kSplits[] = {{3, 2},  {2, 1},  {5, 2},  {3, 1},  {4, 1},  {5, 1},
                                  {6, 1},  {7, 1},  {8, 1},  {10, 1}, {12, 1}, {15, 1},
                                  {20, 1}, {25, 1}, {30, 1}, {40, 1}, {50, 1}, {100, 1}};
// How far from a ratio a move is still near it, in percent. Less where days without a split get to.
constexpr int kNear = 5;
constexpr int kNearBelowTwo = 3;

}  // namespace

std::optional<SplitRatio> split_like(std::int64_t before, std::int64_t after) noexcept {
  const bool fell = before > after;
  const int128 high = fell ? before : after;
  const int128 low = fell ? after : before;
  // Nearly every bar ends here.
  if (high * 10 < low * 14) return std::nullopt;
  for (const SplitRatio& split : kSplits) {
    const int128 of_low = low * split.units_new;
    const int128 of_high = high * split.units_old * 100;
    const int near = split.units_new < 2 * split.units_old ? kNearBelowTwo : kNear;
    if (of_high < of_low * (100 - near) || of_high > of_low * (100 + near)) continue;
    return fell ? split : SplitRatio{split.units_old, split.units_new};
  }
  return std::nullopt;
}

std::string text_of_jump(std::int64_t before, std::int64_t after, const SplitRatio& ratio) {
  return "close " + Price::from_raw(after).to_string() + " after " +
         Price::from_raw(before).to_string() + " looks like a split of " + text_of(ratio);
}

}  // namespace sluice::market
