// SPDX-License-Identifier: Apache-2.0
//
// digest.hpp: what the reports keep of a run.
//
// Place: reports. Owns copies: one row a day, sums, and a few trades. Figures come from the SDK's
// statistics. Thread: lane. Errors: rows before begin() or more than kMaxDays days are a Failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/plugin.hpp>
#include <sluice/statistics.hpp>

#include "blocked_book.hpp"
#include "exact_sum.hpp"
#include "exposure_book.hpp"
#include "trade_book.hpp"

namespace sluice::reports {

inline constexpr std::size_t kMaxDays = 4'000'000;

struct RunText {
  std::string title;
  std::string description;
  std::string driver;
  std::string config_hash;
  std::string data_source;
};

struct DayRow {
  Timestamp time;
  Money equity;
  Money cash;
  Money positions_value;
  Money traded_notional;
  Money commission;
  double drawdown = 0;
  std::uint32_t trades = 0;
  std::uint32_t blocked = 0;
  std::uint32_t positions = 0;
  std::optional<double> benchmark_return;
};

// How much of the equity stood in positions, over the days with positive equity.
struct Exposure {
  std::optional<double> average;
  std::optional<double> lowest;
  std::optional<double> highest;
  std::optional<double> last;  // nothing if the last day's equity is not positive
  std::optional<double> average_positions;
  std::uint32_t most_positions = 0;
  std::uint64_t days_invested = 0;
};

class Digest {
 public:
  struct Sizes {
    std::size_t worst_drawdowns = 5;
    std::size_t trades_shown = 10;
  };
  Digest(const Run& run, Sizes sizes);
  void add(const sluice_report_day& row);
  void add(const sluice_report_trade& row) { trades_.add(row); }
  void add(const sluice_report_blocked& row) { blocked_.add(row); }
  void add(const sluice_report_position& row) { held_.add(row); }

  [[nodiscard]] const RunText& run() const noexcept { return run_; }
  [[nodiscard]] Money seed() const noexcept { return seed_; }
  // Trials that the run was chosen from; 0: not told.
  [[nodiscard]] std::uint64_t n_tests() const noexcept { return n_tests_; }
  [[nodiscard]] double periods_per_year() const noexcept { return periods_per_year_; }
  [[nodiscard]] const std::vector<DayRow>& days() const noexcept { return days_; }
  [[nodiscard]] const TradeBook& trades() const noexcept { return trades_; }
  [[nodiscard]] const BlockedBook& blocked() const noexcept { return blocked_; }
  [[nodiscard]] const ExposureBook& held() const noexcept { return held_; }
  [[nodiscard]] std::optional<Money> traded() const noexcept { return traded_.value(); }
  [[nodiscard]] std::optional<Money> commission() const noexcept { return commission_.value(); }
  [[nodiscard]] Money final_equity() const noexcept;
  [[nodiscard]] std::optional<double> day_return(std::size_t day) const noexcept;
  [[nodiscard]] statistics::Performance performance() const { return performance_.summary(); }
  [[nodiscard]] Exposure exposure() const;

 private:
  RunText run_;
  Money seed_;
  double periods_per_year_;
  std::uint64_t n_tests_;
  statistics::PerformanceAccumulator performance_;
  std::vector<DayRow> days_;
  ExactSum traded_;
  ExactSum commission_;
  TradeBook trades_;
  BlockedBook blocked_;
  ExposureBook held_;
};

// What every report component does until it renders.
class Digesting {
 public:
  explicit Digesting(Digest::Sizes sizes) : sizes_{sizes} {}
  void begin(const Run& run) { digest_.emplace(run, sizes_); }
  void on_days(Rows<sluice_report_day> rows) { take(rows); }
  void on_trades(Rows<sluice_report_trade> rows) { take(rows); }
  void on_blocked(Rows<sluice_report_blocked> rows) { take(rows); }
  void on_positions(Rows<sluice_report_position> rows) { take(rows); }

 protected:
  [[nodiscard]] Digest& digest();

 private:
  template <typename Row>
  void take(Rows<Row> rows) {
    Digest& into = digest();
    for (const Row& row : rows) into.add(row);
  }
  Digest::Sizes sizes_;
  std::optional<Digest> digest_;
};

}  // namespace sluice::reports
