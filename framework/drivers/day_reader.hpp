// SPDX-License-Identifier: Apache-2.0
//
// day_reader.hpp: groups a feed's sessions into days, as a clock on a wall counts them.
//
// Place: drivers. A day of daily bars has one session, a day of 5-minute bars one for each bar's
// time. Holds one day and the first session behind it; who reads a day sees nothing of the next
// one. Thread: the lane. Errors: the feed's.
#pragma once

#include <optional>
#include <vector>

#include <sluice/time_zone.hpp>

#include "drivers/session_reader.hpp"

namespace sluice::drivers {

struct TradingDay {
  Date date;
  std::vector<SessionBars> sessions;  // never empty
};

class DayReader {
 public:
  // The zone must outlive this.
  DayReader(BarSource& source, std::size_t instruments, const TimeZone& zone)
      : sessions_{source, instruments}, zone_{zone} {}

  // The next day; false at the end. `day` is overwritten.
  Result<bool> next(TradingDay& day);

 private:
  SessionReader sessions_;
  const TimeZone& zone_;
  std::optional<SessionBars> ahead_;
  std::vector<SessionBars> spare_;  // of days that are over: their memory
  bool ended_ = false;
};

}  // namespace sluice::drivers
