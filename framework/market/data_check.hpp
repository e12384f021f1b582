// SPDX-License-Identifier: Apache-2.0
//
// data_check.hpp: what is wrong, or worth a look, in the bars of a feed, seen as a whole.
//
// Place: market; pure. Bars come session by session; what single rows are wrong about is the feed's
// to tell. An error is what a run would stop at or trade wrongly on, a warning what a person should
// know. At most kMaxTold findings of a code are kept one by one, the rest is counted. Thread: any.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sluice/c/market.h>
#include <sluice/time_zone.hpp>

#include "core/instrument.hpp"
#include "market/corporate_actions.hpp"
#include "market/trading_hours.hpp"

namespace sluice::market {

struct DataFinding {
  bool is_error = false;
  std::string code;  // UNADJUSTED_JUMP, STALE_PRICE, GAP, CALENDAR_HOLE, CLOSED_DAY, NO_DATA, …
  std::string symbol;
  std::optional<Date> day;
  std::string text;
  std::uint64_t count = 1;
};

struct SymbolCoverage {
  std::string symbol;
  std::uint64_t bars = 0;
  std::uint64_t missing = 0;  // days of the data between first and last on which it has no bar
  std::optional<Date> first;
  std::optional<Date> last;
};

struct DataReport {
  std::vector<SymbolCoverage> symbols;
  std::vector<DataFinding> findings;  // errors first, then by code, day and symbol
  std::uint64_t days = 0;
  std::uint64_t sessions = 0;
  std::uint64_t bars = 0;
  [[nodiscard]] std::uint64_t errors() const noexcept;
  [[nodiscard]] std::uint64_t warnings() const noexcept;
};

class DataCheck {
 public:
  static constexpr std::size_t kMaxTold = 20;
  static constexpr std::uint64_t kStaleDays = 10;  // the same close, bar after bar
  static constexpr std::uint64_t kStaleBars = 78;  // of five minutes
  static constexpr std::uint64_t kGapDays = 5;     // of the data, without a bar of the symbol
  static constexpr int kHoleDays = 5;              // on the calendar, without any bar

  struct Settings {
    TimeZone zone;
    bool intraday = false;
    CorporateActions actions;  // of raw prices
    const TradingHours* hours = nullptr;
  };
  DataCheck(const InstrumentTable& instruments, Settings settings);

  // The bars of the next session, at most one an instrument.
  void take(Timestamp session, sluice_rows bars);
  void add(DataFinding finding);
  [[nodiscard]] DataReport finish();

 private:
  struct Seen {
    SymbolCoverage coverage;
    std::int64_t close = 0;
    std::uint64_t same = 0;  // bars in a row with that close
    std::uint64_t day = 0;   // number of the day of its last bar
    std::optional<Date> same_since;
  };
  void begin_day(Date day);
  void look_at_hours(Date day);
  void take_bar(const sluice_bar& bar);
  void end_stale(Seen& seen);

  Settings settings_;
  std::vector<Seen> seen_;
  std::optional<Date> today_;
  std::uint64_t day_ = 0;
  DataReport report_;
  std::map<std::string, std::size_t> told_;      // by code
  std::map<std::string, DataFinding> left_out_;  // by code
};

}  // namespace sluice::market
