// SPDX-License-Identifier: Apache-2.0
//
// corporate_actions.hpp: splits and dividends, for prices that are told as they were traded.
//
// Place: market; pure. Format: docs/formats/corporate_actions.md. An action belongs to the day that
// it is first traded on (the ex-date). Errors of the file: the first fault with file and line.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"

namespace sluice::market {

// New units for so many old ones; both > 0.
struct SplitRatio {
  std::int64_t units_new = 1;
  std::int64_t units_old = 1;
  friend bool operator==(const SplitRatio&, const SplitRatio&) = default;
};

// "7/1"
[[nodiscard]] std::string text_of(const SplitRatio& ratio);

// A price of the old units in new ones, to the nearest 1e-8, but never 0; a quantity likewise.
[[nodiscard]] std::int64_t rescaled_price(std::int64_t price, const SplitRatio& ratio) noexcept;
[[nodiscard]] std::int64_t rescaled_volume(std::int64_t volume, const SplitRatio& ratio) noexcept;

enum class ActionKind : std::uint8_t { kSplit, kDividend };

struct CorporateAction {
  Date day;
  InstrumentId instrument = 0;
  ActionKind kind = ActionKind::kSplit;
  SplitRatio ratio;  // of a split
  Price amount;      // of a dividend, for one unit; > 0
};

class CorporateActions {
 public:
  CorporateActions() = default;
  explicit CorporateActions(std::vector<CorporateAction> actions);

  // Of the days after `after` and up to `until`: by day, instrument, splits before dividends.
  [[nodiscard]] std::span<const CorporateAction> between(Date after, Date until) const noexcept;
  [[nodiscard]] std::span<const CorporateAction> all() const noexcept { return actions_; }

 private:
  std::vector<CorporateAction> actions_;
};

// `text` is the file's content, `file` its name for messages. Rows of symbols that are not in
// `instruments` are read and left out.
[[nodiscard]] Result<CorporateActions> parse_corporate_actions(std::string_view text,
                                                               std::string_view file,
                                                               const InstrumentTable& instruments);

}  // namespace sluice::market
