// SPDX-License-Identifier: Apache-2.0
//
// trade_outcomes.hpp: what closed trades earned, and how many of them earned anything.
//
// Place: SDK. Every fill that makes a position smaller closes that part of it, against the average
// price of what it holds. Prices are those before spread and impact, `costs` are commission, spread
// and impact together, so that nothing counts twice; the costs of opening are borne by what closes
// it, by quantity. Money is in doubles, quantities are exact. Memory: a row for each open position.
// Errors: std::nullopt for what is not defined.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/statistics/moments.hpp>

namespace sluice::statistics {

struct TradeFigures {
  std::uint64_t closed = 0;
  std::uint64_t wins = 0;    // above zero, after costs
  std::uint64_t losses = 0;  // below zero
  double gained = 0;         // >= 0, by the wins
  double lost = 0;           // <= 0, by the losses
  [[nodiscard]] std::optional<double> win_rate() const noexcept { return ratio(wins, closed); }
  [[nodiscard]] std::optional<double> average_win() const noexcept { return ratio(gained, wins); }
  [[nodiscard]] std::optional<double> average_loss() const noexcept { return ratio(lost, losses); }
  [[nodiscard]] std::optional<double> profit_factor() const noexcept {
    return ratio(gained, -lost);
  }
  // Average win / -average loss.
  [[nodiscard]] std::optional<double> payoff() const noexcept {
    const auto win = average_win();
    const auto loss = average_loss();
    return win && loss ? ratio(*win, -*loss) : std::nullopt;
  }
  // Mean of all closed trades.
  [[nodiscard]] std::optional<double> expectancy() const noexcept {
    return ratio(gained + lost, closed);
  }

 private:
  template <typename Above, typename Below>
  static std::optional<double> ratio(Above above, Below below) noexcept {
    if (!(below > Below{})) return std::nullopt;
    return defined(static_cast<double>(above) / static_cast<double>(below));
  }
};

class TradeOutcomes {
 public:
  // `bought` is negative for a sale.
  void add(std::string_view symbol, Quantity bought, Price price, Money costs) {
    if (bought.is_zero()) return;
    auto found = open_.find(symbol);
    if (found == open_.end()) found = open_.emplace(std::string{symbol}, Held{}).first;
    Held& held = found->second;
    double quantity = bought.to_double();
    double cost = costs.to_double();
    if (held.raw != 0 && (held.raw > 0) != (bought.raw() > 0)) {
      const double part = close(held, bought.raw(), price.to_double(), cost);
      quantity *= 1 - part;
      cost *= 1 - part;
    }
    held.raw += bought.raw();
    if (quantity != 0) {
      held.value += quantity * price.to_double();
      held.costs += cost;
    }
    if (held.raw == 0) open_.erase(found);
  }
  [[nodiscard]] const TradeFigures& figures() const noexcept { return figures_; }

 private:
  struct Held {
    int128 raw = 0;    // signed quantity in units of 1e-8
    double value = 0;  // what it was opened for, signed as the quantity
    double costs = 0;  // of opening it
  };

  // Closes as much as the fill can; returns the share of the fill that it took.
  double close(Held& held, std::int64_t fill, double price, double costs) {
    const double of_held =
        std::min(1.0, static_cast<double>(fill) / -static_cast<double>(held.raw));
    const double of_fill =
        std::min(1.0, static_cast<double>(held.raw) / -static_cast<double>(fill));
    const double quantity = of_held * static_cast<double>(held.raw) / static_cast<double>(kScale);
    note(quantity * price - of_held * held.value - of_held * held.costs - of_fill * costs);
    held.value -= of_held * held.value;
    held.costs -= of_held * held.costs;
    return of_fill;
  }
  void note(double earned) noexcept {
    ++figures_.closed;
    if (earned > 0) {
      ++figures_.wins;
      figures_.gained += earned;
    } else if (earned < 0) {
      ++figures_.losses;
      figures_.lost += earned;
    }
  }

  std::map<std::string, Held, std::less<>> open_;
  TradeFigures figures_;
};

}  // namespace sluice::statistics
