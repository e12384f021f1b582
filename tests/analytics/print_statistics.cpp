// SPDX-License-Identifier: Apache-2.0
//
// print_statistics: what the SDK's statistics say of a series, for programs that compute the same.
//
// Place: tests; run by tests/analytics/independent. Usage: print_statistics KIND [NUMBERS] < rows
// with blanks between. Prints `name value` a line, 17 digits; `none` is what is not defined.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <sluice/statistics.hpp>

namespace {

using namespace sluice;
using namespace sluice::statistics;

void print(const std::string& name, std::optional<double> value) {
  if (value)
    std::printf("%s %.17g\n", name.c_str(), *value);
  else
    std::printf("%s none\n", name.c_str());
}
void print(const std::string& name, double value) { print(name, std::optional{value}); }
void print(const std::string& name, std::uint64_t value) {
  std::printf("%s %llu\n", name.c_str(), static_cast<unsigned long long>(value));
}

std::vector<std::vector<std::string>> read_rows() {
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) continue;
    std::istringstream in{line};
    auto& row = rows.emplace_back();
    for (std::string field; in >> field;) row.push_back(field);
  }
  return rows;
}

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

void print_tail(const std::string& name, const DailyTail& tail) {
  print(name + "_historical_var", tail.historical.value_at_risk);
  print(name + "_historical_cvar", tail.historical.shortfall);
  print(name + "_gaussian_var", tail.gaussian.value_at_risk);
  print(name + "_gaussian_cvar", tail.gaussian.shortfall);
  print(name + "_cornish_fisher_var", tail.cornish_fisher.value_at_risk);
  print(name + "_cornish_fisher_cvar", tail.cornish_fisher.shortfall);
}

void print_benchmark(const BenchmarkComparison& b) {
  print("benchmark_days", b.days);
  print("benchmark_total_return", b.total_return);
  print("benchmark_volatility", b.volatility);
  print("beta", b.beta);
  print("alpha", b.alpha);
  print("correlation", b.correlation);
  print("tracking_error", b.tracking_error);
  print("information_ratio", b.information_ratio);
}

void print_evidence(const Performance& p, std::uint64_t trials) {
  print("psr", p.probabilistic_sharpe);
  print("min_track_record", p.minimum_track_record);
  std::optional<double> deflated, expected;
  if (p.sharpe_sample) {
    deflated = deflated_sharpe(*p.sharpe_sample, trials);
    if (const auto variance = p.sharpe_sample->variance())
      expected = expected_maximum_sharpe(trials, *variance);
  }
  print("dsr", deflated);
  print("expected_maximum_sharpe", expected);
}

// Rows: date equity traded [benchmark return]. Numbers: seed, periods a year, trials.
void performance(const std::vector<double>& numbers) {
  PerformanceAccumulator sums{numbers.at(0), numbers.at(1), 5};
  for (const auto& row : read_rows())
    sums.add({Date::parse(row.at(0)).value(), number(row.at(1)), number(row.at(2)),
              row.size() > 3 ? std::optional{number(row[3])} : std::nullopt});
  const Performance p = sums.summary();
  print("days", p.days);
  print("total_return", p.total_return);
  print("annualised_return", p.annualised_return);
  print("volatility", p.volatility);
  print("downside_deviation", p.downside_deviation);
  print("sharpe", p.sharpe);
  print("sortino", p.sortino);
  print("calmar", p.calmar);
  print("omega", p.omega);
  print("profit_factor", p.profit_factor);
  print("skew", p.skew);
  print("excess_kurtosis", p.excess_kurtosis);
  print("hit_rate", p.hit_rate);
  print("max_drawdown", p.max_drawdown);
  print("longest_drawdown", p.longest_drawdown);
  print("days_under_water", p.days_under_water);
  print("turnover", p.turnover);
  print_tail("tail_5", p.tail_5);
  print_tail("tail_1", p.tail_1);
  print_evidence(p, static_cast<std::uint64_t>(numbers.at(2)));
  print("drawdowns", std::uint64_t{p.drawdowns.size()});
  for (std::size_t i = 0; i < p.drawdowns.size(); ++i) {
    const std::string name = "drawdown_" + std::to_string(i);
    print(name + "_depth", p.drawdowns[i].depth);
    print(name + "_periods", p.drawdowns[i].periods);
    print(name + "_fall", p.drawdowns[i].fall_periods);
    const auto recovery = p.drawdowns[i].recovery_periods();
    print(name + "_recovery",
          recovery ? std::optional{static_cast<double>(*recovery)} : std::nullopt);
  }
  print("months", std::uint64_t{p.months.size()});
  for (std::size_t i = 0; i < p.months.size(); ++i)
    print("month_" + std::to_string(i), p.months[i].value());
  if (p.benchmark) print_benchmark(*p.benchmark);
}

// Rows: return. Numbers: window, periods a year.
void rolling(const std::vector<double>& numbers) {
  RollingReturns window{static_cast<std::size_t>(numbers.at(0))};
  for (const auto& row : read_rows()) {
    window.add(number(row.at(0)));
    print("volatility", window.volatility(numbers.at(1)));
    print("sharpe", window.sharpe(numbers.at(1)));
  }
}

// Rows: return. Numbers: trend days, volatility days, crisis ratio, periods a year.
void regimes(const std::vector<double>& numbers) {
  RegimeDetector detector{{static_cast<std::size_t>(numbers.at(0)),
                           static_cast<std::size_t>(numbers.at(1)), numbers.at(2)}};
  RegimeTable table;
  for (const auto& row : read_rows()) {
    const auto regime = detector.next();
    print("day", std::uint64_t{static_cast<std::uint8_t>(regime)});
    table[std::string{name(regime)}].add(number(row.at(0)));
    detector.add(number(row.at(0)));
  }
  const double periods = numbers.at(3);
  for (const auto& [regime, days] : table) {
    print(regime + "_days", days.days());
    print(regime + "_total_return", days.total_return());
    print(regime + "_annualised_return", days.annualised_return(periods));
    print(regime + "_volatility", days.volatility(periods));
    print(regime + "_sharpe", days.sharpe(periods));
    print(regime + "_hit_rate", days.hit_rate());
    print(regime + "_max_drawdown", days.max_drawdown());
    print(regime + "_worst", days.worst());
  }
}

// Rows: return factor ... Numbers: window.
void regression(const std::vector<double>& numbers) {
  const auto rows = read_rows();
  std::vector<std::string> names;
  for (std::size_t i = 1; i < rows.at(0).size(); ++i) names.push_back("f" + std::to_string(i));
  RollingRegression window{static_cast<std::size_t>(numbers.at(0)), names};
  std::size_t day = 0;
  for (const auto& row : rows) {
    std::vector<double> factors;
    for (std::size_t i = 1; i < row.size(); ++i) factors.push_back(number(row[i]));
    window.add(number(row.at(0)), factors);
    if (++day % 50 != 0 && day != rows.size()) continue;
    const std::string at = std::to_string(day) + "_";
    const FactorFit fit = window.fit();
    print(at + "ok", std::uint64_t{fit.ok()});
    if (!fit.ok()) continue;
    print(at + "alpha", fit.alpha);
    print(at + "alpha_t", fit.alpha_t);
    print(at + "r_squared", fit.r_squared);
    print(at + "residual", fit.residual);
    for (std::size_t i = 0; i < names.size(); ++i) {
      print(at + "beta_" + names[i], fit.betas[i]);
      print(at + "t_" + names[i], fit.beta_t[i]);
    }
  }
}

// Rows: quantile at which p, cdf at which x.
void normal() {
  for (const auto& row : read_rows()) {
    print("quantile", normal_quantile(number(row.at(0))));
    print("cdf", normal_cdf(number(row.at(1))));
  }
}

// Rows: sharpe skew kurtosis count trials variance-of-trials.
void sharpe() {
  for (const auto& row : read_rows()) {
    const SharpeSample sample{number(row.at(0)), number(row.at(1)), number(row.at(2)),
                              static_cast<std::uint64_t>(number(row.at(3)))};
    const auto trials = static_cast<std::uint64_t>(number(row.at(4)));
    const double variance = number(row.at(5));
    print("psr", probabilistic_sharpe(sample, 0.01));
    print("mintrl", minimum_track_record(sample, 0.01, 0.95));
    print("expected_maximum", expected_maximum_sharpe(trials, variance));
    print("dsr", deflated_sharpe(sample, trials, variance));
  }
}

// Rows: symbol bought price costs.
void trades() {
  TradeOutcomes outcomes;
  for (const auto& row : read_rows())
    outcomes.add(row.at(0), Quantity::parse(row.at(1)).value(), Price::parse(row.at(2)).value(),
                 Money::parse(row.at(3)).value());
  const TradeFigures& f = outcomes.figures();
  print("closed", f.closed);
  print("win_rate", f.win_rate());
  print("average_win", f.average_win());
  print("average_loss", f.average_loss());
  print("profit_factor", f.profit_factor());
  print("payoff", f.payoff());
  print("expectancy", f.expectancy());
}

// Rows: notional equity daily-volume. Numbers: participation.
void capacity(const std::vector<double>& numbers) {
  CapacityEstimate estimate;
  for (const auto& row : read_rows())
    estimate.add(number(row.at(0)), number(row.at(1)), number(row.at(2)));
  print("capacity", estimate.at(numbers.at(0)));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string kind = argc > 1 ? argv[1] : "";
  std::vector<double> numbers;
  for (int i = 2; i < argc; ++i) numbers.push_back(number(argv[i]));
  if (kind == "performance")
    performance(numbers);
  else if (kind == "rolling")
    rolling(numbers);
  else if (kind == "regimes")
    regimes(numbers);
  else if (kind == "regression")
    regression(numbers);
  else if (kind == "normal")
    normal();
  else if (kind == "sharpe")
    sharpe();
  else if (kind == "trades")
    trades();
  else if (kind == "capacity")
    capacity(numbers);
  else
    return std::fprintf(stderr, "unknown kind '%s'\n", kind.c_str()), 2;
  return 0;
}
