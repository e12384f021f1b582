// SPDX-License-Identifier: Apache-2.0
//
// limit.hpp: Limit, an amount of money or a multiple of equity ("0.25x").
//
// Place: SDK. A value. Units: the account's currency, or a pure number. Thread: any. Errors:
// std::nullopt for text that is neither, and for overflow.
#pragma once

#include <optional>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice {

struct Limit {
  enum Kind { kAmount, kMultiple };

  Kind kind = kAmount;
  Money amount;    // of kAmount
  Ratio multiple;  // of kMultiple

  [[nodiscard]] static constexpr Limit of(Money money) noexcept { return {kAmount, money, {}}; }
  [[nodiscard]] static constexpr Limit of(Ratio ratio) noexcept { return {kMultiple, {}, ratio}; }
  // "50000" or "0.25x"
  [[nodiscard]] static constexpr std::optional<Limit> parse(std::string_view text) noexcept {
    if (!text.empty() && text.back() == 'x') {
      const auto ratio = Ratio::parse(text.substr(0, text.size() - 1));
      return ratio ? std::optional{of(*ratio)} : std::nullopt;
    }
    const auto money = Money::parse(text);
    return money ? std::optional{of(*money)} : std::nullopt;
  }
  // The amount it stands for, rounded down: the tighter side of an upper limit.
  [[nodiscard]] constexpr std::optional<Money> resolve(Money equity) const noexcept {
    return kind == kAmount ? std::optional{amount}
                           : checked_multiply(equity, multiple, Rounding::kDown);
  }
  friend constexpr bool operator==(const Limit&, const Limit&) noexcept = default;
};

}  // namespace sluice
