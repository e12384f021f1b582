// SPDX-License-Identifier: Apache-2.0
//
// trading_hours.hpp: when a market is open, from a calendar file.
//
// Place: market; pure. Format: docs/formats/trading_calendar.md. Times are UTC nanoseconds, the
// close is the first moment after the session. A day has one session at most. Errors of the file:
// the first fault with file and line.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::market {

struct SessionHours {
  Timestamp open;
  Timestamp close;
  friend bool operator==(const SessionHours&, const SessionHours&) = default;
};

class TradingHours {
 public:
  // How far a next session is looked for.
  static constexpr std::int32_t kMaxDaysAhead = 400;

  // Sessions of the weekdays in `weekdays` (bit 0: Monday) from `first` to `last`.
  struct Regular {
    Date first;
    Date last;
    std::uint8_t weekdays = 0;
    std::int32_t open_s = 0;  // since midnight there
    std::int32_t close_s = 0;
    std::int32_t offset_s = 0;  // of the local clock, ahead of UTC
  };
  // A day that is not as others.
  struct Special {
    Date day;
    bool is_holiday = false;  // no session; else the hours
    std::int32_t open_s = 0;
    std::int32_t close_s = 0;
    std::int32_t offset_s = 0;
  };

  // Special days are sorted and each there once; regular sessions don't overlap.
  TradingHours(std::vector<Regular> regular, std::vector<Special> special)
      : regular_{std::move(regular)}, special_{std::move(special)} {}

  // The session of a day, as the market counts its days.
  [[nodiscard]] std::optional<SessionHours> on(Date day) const noexcept;
  // The session in progress, else the next one.
  [[nodiscard]] std::optional<SessionHours> at(Timestamp now) const noexcept;

 private:
  [[nodiscard]] const Regular* regular_on(Date day) const noexcept;

  std::vector<Regular> regular_;
  std::vector<Special> special_;
};

// `text` is the file's content, `file` its name for messages.
[[nodiscard]] Result<TradingHours> parse_trading_hours(std::string_view text,
                                                       std::string_view file);

}  // namespace sluice::market
