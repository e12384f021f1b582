// SPDX-License-Identifier: Apache-2.0
//
// live_bounds.hpp: the limits of live orders, and what of the day counts towards them.
//
// Place: below the executor live_dry_run. Pure. Units: 1e-8 of the quote currency. A refusal is a
// code and two amounts.
#pragma once

#include <optional>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::executors {

class LiveBounds {
 public:
  struct Limits {
    bool enabled = false;
    std::optional<Money> max_order;
    std::optional<Money> max_exposure;
    std::optional<Money> max_live_order;
    std::optional<Money> max_day;
    std::optional<Money> min_order;
  };
  // Of one order.
  struct Asked {
    Price price;  // 0: none is known
    Quantity quantity;
    Date day;
    bool reduces = false;           // makes a position smaller, and nothing else
    std::optional<Money> exposure;  // of everything with it; nothing: it can't be told
  };
  struct Refusal {
    std::string_view code;  // empty: none
    Money measured;
    Money limit;
  };

  explicit LiveBounds(const Limits& limits) : limits_{limits} {}

  // Empty: all limits are set and in force.
  [[nodiscard]] std::string_view fault() const noexcept;
  [[nodiscard]] Refusal judge(const Asked& asked) const;
  // The order is taken: it counts from now on.
  void take(const Asked& asked);

  [[nodiscard]] Date day() const noexcept { return day_; }
  [[nodiscard]] Money day_total() const noexcept { return day_total_; }
  void restore(Date day, Money total) {
    day_ = day;
    day_total_ = total;
  }

 private:
  [[nodiscard]] Money total_with(const Asked& asked) const;

  Limits limits_;
  Date day_;  // of the total
  Money day_total_;
};

}  // namespace sluice::executors
