// SPDX-License-Identifier: Apache-2.0
//
// history_cursor.hpp: what has changed in an instrument's history since the last look.
//
// Place: sluice_strategies. Owns the count, time and close of the last bar seen. The history is a
// sliding window: while a bar is added at its end, others may leave at its beginning; and on the
// day of a split all of it is told in new units, which its newest close shows. An incremental
// indicator over the last `window` bars appends where one bar is new and the one that leaves its
// own window can still be seen; it is rebuilt on a cold start or after any other change, so that
// both ways give the same number. Thread: lane.
#pragma once

#include <cstdint>

#include <sluice/market_view.hpp>

namespace sluice::strategies {

class HistoryCursor {
 public:
  enum class Change { kNone, kOneBar, kOther };

  Change advance(const Series& series, std::size_t window) noexcept {
    const std::size_t count = series.count();
    if (count == 0) return Change::kNone;
    const sluice_time newest = series.times()[count - 1];
    const sluice_price close = series.closes()[count - 1];
    if (count == count_ && newest == newest_ && close == close_) return Change::kNone;
    const bool follows = count_ == 0 ? count == 1
                                     : count >= 2 && series.times()[count - 2] == newest_ &&
                                           series.closes()[count - 2] == close_;
    const bool one_bar = follows && (count == count_ + 1 || count > window);
    count_ = count;
    newest_ = newest;
    close_ = close;
    return one_bar ? Change::kOneBar : Change::kOther;
  }

 private:
  std::size_t count_ = 0;
  sluice_time newest_ = 0;
  sluice_price close_ = 0;
};

}  // namespace sluice::strategies
