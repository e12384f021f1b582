// SPDX-License-Identifier: Apache-2.0
//
// performance.hpp: the figures of a run, taken in day by day.
//
// Place: SDK. Owns the running sums, and the returns for their order; memory grows by eight bytes a
// day and one row a month. A day costs O(1), a summary sorts the returns. Returns are fractions,
// volatility and ratios are annualised by `periods_per_year`; money is in doubles, for statistics
// only. The first return is from the seed capital to the first day's equity. Days come in order.
// Errors: std::nullopt for what is not defined.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <sluice/statistics/benchmark.hpp>
#include <sluice/statistics/calendar_returns.hpp>
#include <sluice/statistics/drawdowns.hpp>
#include <sluice/statistics/moments.hpp>
#include <sluice/statistics/sharpe.hpp>
#include <sluice/statistics/tail_risk.hpp>
#include <sluice/time.hpp>

namespace sluice::statistics {

struct Day {
  Date date;
  double equity = 0;
  double traded = 0;                       // notional bought and sold
  std::optional<double> benchmark_return;  // of that day; what is not finite is none
};

struct DatedReturn {
  Date date;
  double value = 0;
};

// Value at risk and shortfall of one day, three ways.
struct DailyTail {
  TailRisk historical;
  TailRisk gaussian;
  TailRisk cornish_fisher;
};

// What the probability that a Sharpe ratio is above zero has to reach.
inline constexpr double kSharpeConfidence = 0.95;

struct Performance {
  std::uint64_t days = 0;
  std::optional<Date> first;
  std::optional<Date> last;
  double seed = 0;
  double final_equity = 0;
  std::optional<double> total_return;
  std::optional<double> annualised_return;
  std::optional<double> volatility;
  std::optional<double> downside_deviation;
  std::optional<double> sharpe;
  std::optional<double> sortino;
  std::optional<double> calmar;
  std::optional<double> skew;
  std::optional<double> excess_kurtosis;
  std::optional<double> omega;          // at a threshold of zero
  std::optional<double> profit_factor;  // of days, in money
  DailyTail tail_5;                     // the worst 5 % of days: "95 %"
  DailyTail tail_1;
  std::optional<SharpeSample> sharpe_sample;
  std::optional<double> probabilistic_sharpe;  // that the true one is above zero
  std::optional<double> minimum_track_record;  // days, for kSharpeConfidence
  std::optional<double> hit_rate;
  std::optional<DatedReturn> best;
  std::optional<DatedReturn> worst;
  std::optional<double> max_drawdown;        // <= 0; 0 where equity never fell
  std::optional<Drawdown> deepest_drawdown;  // nothing where equity never fell
  std::vector<Drawdown> drawdowns;           // the worst, deepest first
  std::uint64_t longest_drawdown = 0;        // days from a peak to its recovery, or so far
  std::uint64_t days_under_water = 0;        // below an earlier peak
  std::optional<double> average_equity;
  double traded = 0;
  std::optional<double> turnover;  // a year
  std::vector<CalendarReturn> months;
  std::vector<CalendarReturn> years;
  std::optional<BenchmarkComparison> benchmark;
};

class PerformanceAccumulator {
 public:
  PerformanceAccumulator(double seed, double periods_per_year, std::size_t worst_drawdowns)
      : seed_{seed},
        periods_{periods_per_year},
        last_equity_{seed},
        drawdowns_{seed, worst_drawdowns},
        calendar_{seed} {}

  void add(const Day& day) {
    if (days_ == 0) first_ = day.date;
    last_ = day.date;
    ++days_;
    if (const auto value = period_return(last_equity_, day.equity)) {
      add_return(day.date, *value);
      if (day.benchmark_return && std::isfinite(*day.benchmark_return))
        benchmark_.add(*value, *day.benchmark_return);
    }
    if (const double earned = day.equity - last_equity_; earned > 0)
      gained_ += earned;
    else
      lost_ -= earned;
    last_equity_ = day.equity;
    equity_sum_ += day.equity;
    traded_ += day.traded;
    drawdowns_.add(day.date, day.equity);
    calendar_.add(day.date, day.equity);
  }

  // Of the last day: equity / peak - 1.
  [[nodiscard]] double current_drawdown() const noexcept { return drawdowns_.current(); }

  [[nodiscard]] Performance summary() const {
    Performance result;
    result.days = days_;
    result.seed = seed_;
    result.final_equity = last_equity_;
    result.traded = traded_;
    if (days_ == 0) return result;
    result.first = first_;
    result.last = last_;
    put_returns(result);
    put_tails(result);
    put_evidence(result);
    put_drawdowns(result);
    put_turnover(result);
    result.months = calendar_.months();
    result.years = calendar_.years();
    result.benchmark = benchmark_.compare(periods_);
    return result;
  }

 private:
  void add_return(Date date, double value) {
    returns_.add(value);
    sample_.add(value);
    if (value < 0) {
      downside_squares_ += value * value;
      falls_ -= value;
    }
    if (value > 0) {
      ++gains_;
      rises_ += value;
    }
    if (!best_ || value > best_->value) best_ = {date, value};
    if (!worst_ || value < worst_->value) worst_ = {date, value};
  }
  void put_returns(Performance& result) const {
    result.total_return = period_return(seed_, last_equity_);
    if (result.total_return)
      result.annualised_return = annualised_return(last_equity_ / seed_, days_, periods_);
    result.volatility = annualised_deviation(returns_.deviation(), periods_);
    result.sharpe = annualised_ratio(returns_.mean, returns_.deviation(), periods_);
    result.skew = returns_.skew();
    result.excess_kurtosis = returns_.excess_kurtosis();
    result.best = best_;
    result.worst = worst_;
    if (returns_.count == 0) return;
    const auto count = static_cast<double>(returns_.count);
    result.hit_rate = static_cast<double>(gains_) / count;
    if (returns_.count < 2) return;
    const auto downside = defined(std::sqrt(downside_squares_ / count));
    result.downside_deviation = annualised_deviation(downside, periods_);
    result.sortino = annualised_ratio(returns_.mean, downside, periods_);
  }
  void put_tails(Performance& result) const {
    const auto ascending = sample_.ascending();
    const auto at = [&](double tail) {
      return DailyTail{historical_tail(ascending, tail), gaussian_tail(returns_, tail),
                       cornish_fisher_tail(returns_, tail)};
    };
    result.tail_5 = at(0.05);
    result.tail_1 = at(0.01);
    if (falls_ > 0) result.omega = defined(rises_ / falls_);
    if (lost_ > 0) result.profit_factor = defined(gained_ / lost_);
  }
  void put_evidence(Performance& result) const {
    result.sharpe_sample = SharpeSample::of(returns_);
    if (!result.sharpe_sample) return;
    result.probabilistic_sharpe = statistics::probabilistic_sharpe(*result.sharpe_sample, 0);
    result.minimum_track_record =
        statistics::minimum_track_record(*result.sharpe_sample, 0, kSharpeConfidence);
  }
  void put_drawdowns(Performance& result) const {
    result.deepest_drawdown = drawdowns_.deepest();
    result.drawdowns = drawdowns_.worst();
    result.longest_drawdown = drawdowns_.longest();
    result.days_under_water = drawdowns_.days_under_water();
    result.max_drawdown = result.deepest_drawdown ? result.deepest_drawdown->depth : 0.0;
    if (result.annualised_return && *result.max_drawdown < 0)
      result.calmar = defined(*result.annualised_return / -*result.max_drawdown);
  }
  void put_turnover(Performance& result) const {
    const auto days = static_cast<double>(days_);
    result.average_equity = defined(equity_sum_ / days);
    if (result.average_equity && *result.average_equity > 0 && periods_ > 0)
      result.turnover = defined(traded_ / *result.average_equity * (periods_ / days));
  }

  double seed_;
  double periods_;
  double last_equity_;
  std::uint64_t days_ = 0;
  std::uint64_t gains_ = 0;
  double downside_squares_ = 0;
  double rises_ = 0;  // sums of returns above and, turned round, below zero
  double falls_ = 0;
  double gained_ = 0;  // the same of money
  double lost_ = 0;
  double equity_sum_ = 0;
  double traded_ = 0;
  Date first_;
  Date last_;
  std::optional<DatedReturn> best_;
  std::optional<DatedReturn> worst_;
  Moments returns_;
  ReturnSample sample_;
  BenchmarkAccumulator benchmark_;
  DrawdownTracker drawdowns_;
  CalendarReturns calendar_;
};

}  // namespace sluice::statistics
