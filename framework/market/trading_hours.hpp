// SPDX-License-Identifier: Apache-2.0
//
// trading_hours.hpp: when a market is open, from a calendar file.
//
// Place: market; pure once parsed. Format: docs/formats/trading_calendar.md. Times are UTC
// nanoseconds, the close is the first moment after the session. A day has one session at most,
// which may end on the next. Errors of the file: the first fault with file and line.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>
#include <sluice/time_zone.hpp>

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

  // By the local clock, in seconds since the day's midnight as it counts them.
  struct Hours {
    std::int32_t open_s = 0;
    std::int32_t close_s = 0;              // above a day: on the next one
    std::int32_t offset_s = 0;             // of that clock, ahead of UTC
    std::shared_ptr<const TimeZone> zone;  // instead of the offset; null: none
  };
  // Sessions of the weekdays in `weekdays` (bit 0: Monday) from `first` to `last`.
  struct Regular {
    Date first;
    Date last;
    std::uint8_t weekdays = 0;
    Hours hours;
  };
  // A day that is not as others.
  struct Special {
    Date day;
    bool is_holiday = false;  // no session; else the hours
    Hours hours;
  };

  // Special days are sorted and each there once; regular sessions don't overlap.
  TradingHours(std::vector<Regular> regular, std::vector<Special> special)
      : regular_{std::move(regular)}, special_{std::move(special)} {}

  // The session of a day, as the market counts its days.
  [[nodiscard]] std::optional<SessionHours> on(Date day) const noexcept;
  // The session in progress, else the next one.
  [[nodiscard]] std::optional<SessionHours> at(Timestamp now) const noexcept;

  // Is a session in progress? It is at its open, and no more at its close.
  [[nodiscard]] bool is_open(Timestamp now) const noexcept;
  // The first moment after `now` at which the market goes from closed to open, or from open to
  // closed: sessions that adjoin are one. Nothing within kMaxDaysAhead: nothing, as for a market
  // that never closes.
  [[nodiscard]] std::optional<Timestamp> next_open(Timestamp now) const noexcept;
  [[nodiscard]] std::optional<Timestamp> next_close(Timestamp now) const noexcept;

 private:
  [[nodiscard]] const Regular* regular_on(Date day) const noexcept;

  std::vector<Regular> regular_;
  std::vector<Special> special_;
};

// `text` is the file's content, `file` its name for messages. Time zones that it names are read
// from the system's zone files.
[[nodiscard]] Result<TradingHours> parse_trading_hours(std::string_view text,
                                                       std::string_view file);

}  // namespace sluice::market
