// SPDX-License-Identifier: Apache-2.0
#include "drivers/day_reader.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sluice::drivers {

Result<bool> DayReader::next(TradingDay& day) {
  std::move(day.sessions.begin(), day.sessions.end(), std::back_inserter(spare_));
  day.sessions.clear();
  while (!ended_) {
    if (!ahead_) {
      ahead_.emplace();
      if (!spare_.empty()) {
        ahead_ = std::move(spare_.back());
        spare_.pop_back();
      }
      const auto more = sessions_.next(*ahead_);
      if (!more) return more.error();
      ended_ = !*more;
      if (ended_) break;
    }
    const Date date = zone_.date(ahead_->time);
    if (!day.sessions.empty() && date != day.date) return true;
    day.date = date;
    day.sessions.push_back(std::move(*ahead_));
    ahead_.reset();
  }
  return !day.sessions.empty();
}

}  // namespace sluice::drivers
