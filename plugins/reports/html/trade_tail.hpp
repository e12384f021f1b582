// SPDX-License-Identifier: Apache-2.0
//
// trade_tail.hpp: the newest trades of a run, and what each day's trades cost.
//
// Place: report_html. Owns copies. Memory: `shown` trades, a name for each symbol of them, and one
// sum a day with trades. Errors: more days than a report can have are a Failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include <sluice/c/report.h>

#include "digest.hpp"

namespace sluice::reports {

class TradeTail {
 public:
  explicit TradeTail(std::size_t shown) : shown_{shown} {}
  void add(const sluice_report_trade& row);

  struct Row {
    Timestamp time;
    std::string symbol;
    std::uint8_t side = 0;
    Quantity quantity;
    Price price;
    Price fill_price;
    Money costs;
  };
  // In the order they came.
  [[nodiscard]] const std::deque<Row>& newest() const noexcept { return newest_; }
  [[nodiscard]] std::uint64_t left_out() const noexcept { return count_ - newest_.size(); }
  // One sum for each day: of the trades since the day before.
  [[nodiscard]] std::vector<double> costs_over(const std::vector<DayRow>& days) const;

 private:
  std::size_t shown_;
  std::uint64_t count_ = 0;
  std::deque<Row> newest_;
  std::map<sluice_time, double> costs_;
};

}  // namespace sluice::reports
