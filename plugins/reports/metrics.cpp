// SPDX-License-Identifier: Apache-2.0
#include "metrics.hpp"

namespace sluice::reports {
namespace {

template <typename T>
MetricValue value_of(const std::optional<T>& value) {
  return value ? MetricValue{*value} : MetricValue{};
}

std::optional<double> share(std::optional<Money> part, std::optional<double> whole) {
  if (!part || !whole || !(*whole > 0)) return std::nullopt;
  return statistics::defined(part->to_double() / *whole);
}

void add_run(std::vector<Metric>& list, const Digest& digest) {
  const RunText& run = digest.run();
  list.insert(list.end(),
              {{"title", run.title},
               {"driver", run.driver},
               {"config_hash", run.config_hash},
               {"data_source", run.data_source},
               {"periods_per_year", value_of(statistics::defined(digest.periods_per_year()))}});
}

void add_returns(std::vector<Metric>& list, const Digest& digest,
                 const statistics::Performance& figures) {
  using statistics::DatedReturn;
  const auto date = [](const std::optional<DatedReturn>& r) {
    return r ? MetricValue{r->date} : MetricValue{};
  };
  const auto value = [](const std::optional<DatedReturn>& r) {
    return r ? MetricValue{r->value} : MetricValue{};
  };
  list.insert(list.end(),
              {{"first_day", value_of(figures.first)},
               {"last_day", value_of(figures.last)},
               {"days", figures.days},
               {"seed_capital", digest.seed()},
               {"final_equity", digest.final_equity()},
               {"profit", value_of(checked_subtract(digest.final_equity(), digest.seed()))},
               {"total_return", value_of(figures.total_return)},
               {"annualised_return", value_of(figures.annualised_return)},
               {"volatility", value_of(figures.volatility)},
               {"downside_deviation", value_of(figures.downside_deviation)},
               {"sharpe", value_of(figures.sharpe)},
               {"sortino", value_of(figures.sortino)},
               {"calmar", value_of(figures.calmar)},
               {"hit_rate", value_of(figures.hit_rate)},
               {"skew", value_of(figures.skew)},
               {"excess_kurtosis", value_of(figures.excess_kurtosis)},
               {"best_day", date(figures.best)},
               {"best_day_return", value(figures.best)},
               {"worst_day", date(figures.worst)},
               {"worst_day_return", value(figures.worst)}});
}

void add_tail(std::vector<Metric>& list, const statistics::DailyTail& tail,
              const char* const (&names)[6]) {
  const statistics::TailRisk* const ways[] = {&tail.historical, &tail.gaussian,
                                              &tail.cornish_fisher};
  for (std::size_t i = 0; i < 3; ++i) {
    list.push_back({names[2 * i], value_of(ways[i]->value_at_risk)});
    list.push_back({names[2 * i + 1], value_of(ways[i]->shortfall)});
  }
}

void add_risk(std::vector<Metric>& list, const Digest& digest,
              const statistics::Performance& figures) {
  list.insert(list.end(), {{"omega", value_of(figures.omega)},
                           {"profit_factor", value_of(figures.profit_factor)}});
  add_tail(list, figures.tail_5,
           {"var_95", "cvar_95", "var_95_gaussian", "cvar_95_gaussian", "var_95_cornish_fisher",
            "cvar_95_cornish_fisher"});
  add_tail(list, figures.tail_1,
           {"var_99", "cvar_99", "var_99_gaussian", "cvar_99_gaussian", "var_99_cornish_fisher",
            "cvar_99_cornish_fisher"});
  list.insert(list.end(),
              {{"probabilistic_sharpe", value_of(figures.probabilistic_sharpe)},
               {"minimum_track_record_days", value_of(figures.minimum_track_record)},
               {"n_tests", digest.n_tests() > 0 ? MetricValue{digest.n_tests()} : MetricValue{}},
               {"deflated_sharpe", value_of(deflated_sharpe_of(digest, figures))}});
}

void add_drawdown(std::vector<Metric>& list, const Digest& digest,
                  const statistics::Performance& figures) {
  MetricValue peak, trough, recovery, current;
  if (const auto& deepest = figures.deepest_drawdown) {
    peak = deepest->peak;
    trough = deepest->trough;
    recovery = value_of(deepest->recovery);
  }
  if (!digest.days().empty()) current = digest.days().back().drawdown;
  list.insert(list.end(), {{"max_drawdown", value_of(figures.max_drawdown)},
                           {"max_drawdown_peak", peak},
                           {"max_drawdown_trough", trough},
                           {"max_drawdown_recovery", recovery},
                           {"current_drawdown", current},
                           {"longest_drawdown_days", figures.longest_drawdown},
                           {"days_under_water", figures.days_under_water}});
}

void add_trading(std::vector<Metric>& list, const Digest& digest,
                 const statistics::Performance& figures) {
  const CostShares shares = cost_shares(digest, figures);
  list.insert(list.end(), {{"trades", digest.trades().count()},
                           {"buys", digest.trades().buys()},
                           {"sells", digest.trades().count() - digest.trades().buys()},
                           {"blocked_orders", digest.blocked().count()},
                           {"traded_notional", value_of(digest.traded())},
                           {"turnover", value_of(figures.turnover)},
                           {"costs", value_of(digest.trades().costs())},
                           {"commission", value_of(digest.commission())},
                           {"costs_of_traded", value_of(shares.of_traded)},
                           {"costs_of_seed", value_of(shares.of_seed)},
                           {"costs_a_year", value_of(shares.a_year)}});
}

void add_closed_trades(std::vector<Metric>& list, const statistics::TradeFigures& closed) {
  list.insert(list.end(), {{"closed_trades", closed.closed},
                           {"win_rate", value_of(closed.win_rate())},
                           {"average_win", value_of(closed.average_win())},
                           {"average_loss", value_of(closed.average_loss())},
                           {"trade_profit_factor", value_of(closed.profit_factor())},
                           {"payoff", value_of(closed.payoff())},
                           {"expectancy", value_of(closed.expectancy())}});
}

void add_exposure(std::vector<Metric>& list, const Digest& digest,
                  const statistics::Performance& figures) {
  const Exposure exposure = digest.exposure();
  MetricValue cash, positions_value, positions;
  if (!digest.days().empty()) {
    const DayRow& last = digest.days().back();
    cash = last.cash;
    positions_value = last.positions_value;
    positions = std::uint64_t{last.positions};
  }
  list.insert(list.end(), {{"average_equity", value_of(figures.average_equity)},
                           {"average_invested", value_of(exposure.average)},
                           {"lowest_invested", value_of(exposure.lowest)},
                           {"highest_invested", value_of(exposure.highest)},
                           {"final_invested", value_of(exposure.last)},
                           {"days_invested", exposure.days_invested},
                           {"average_positions", value_of(exposure.average_positions)},
                           {"most_positions", std::uint64_t{exposure.most_positions}},
                           {"final_positions", positions},
                           {"final_positions_value", positions_value},
                           {"final_cash", cash}});
}

void add_held(std::vector<Metric>& list, const ExposureBook& held) {
  const ExposureFigures none;
  const ExposureFigures& total = held.is_told() ? held.total() : none;
  list.insert(list.end(), {{"gross_exposure", value_of(total.gross.last())},
                           {"net_exposure", value_of(total.net.last())},
                           {"long_exposure", value_of(total.longs.last())},
                           {"short_exposure", value_of(total.shorts.last())},
                           {"average_gross_exposure", value_of(total.gross.average())},
                           {"average_net_exposure", value_of(total.net.average())},
                           {"highest_gross_exposure", value_of(total.gross.highest())}});
}

void add_benchmark(std::vector<Metric>& list, const statistics::Performance& figures) {
  const auto b = figures.benchmark.value_or(statistics::BenchmarkComparison{});
  list.insert(list.end(), {{"benchmark_days", b.days},
                           {"benchmark_total_return", value_of(b.total_return)},
                           {"benchmark_annualised_return", value_of(b.annualised_return)},
                           {"benchmark_volatility", value_of(b.volatility)},
                           {"benchmark_sharpe", value_of(b.sharpe)},
                           {"benchmark_max_drawdown", value_of(b.max_drawdown)},
                           {"beta", value_of(b.beta)},
                           {"alpha", value_of(b.alpha)},
                           {"correlation", value_of(b.correlation)},
                           {"tracking_error", value_of(b.tracking_error)},
                           {"information_ratio", value_of(b.information_ratio)}});
}

}  // namespace

CostShares cost_shares(const Digest& digest, const statistics::Performance& performance) {
  const auto costs = digest.trades().costs();
  const auto traded = digest.traded();
  CostShares shares;
  shares.of_traded =
      share(costs, traded ? std::optional{traded->to_double()} : std::optional<double>{});
  shares.of_seed = share(costs, digest.seed().to_double());
  const auto of_average = share(costs, performance.average_equity);
  if (of_average && digest.periods_per_year() > 0)
    shares.a_year = statistics::defined(*of_average * digest.periods_per_year() /
                                        static_cast<double>(performance.days));
  return shares;
}

std::optional<double> deflated_sharpe_of(const Digest& digest,
                                         const statistics::Performance& performance) {
  if (digest.n_tests() == 0 || !performance.sharpe_sample) return std::nullopt;
  return statistics::deflated_sharpe(*performance.sharpe_sample, digest.n_tests());
}

std::vector<Metric> metrics_of(const Digest& digest) {
  const statistics::Performance figures = digest.performance();
  std::vector<Metric> list;
  add_run(list, digest);
  add_returns(list, digest, figures);
  add_risk(list, digest, figures);
  add_drawdown(list, digest, figures);
  add_trading(list, digest, figures);
  add_closed_trades(list, digest.trades().closed());
  add_exposure(list, digest, figures);
  add_held(list, digest.held());
  add_benchmark(list, figures);
  return list;
}

}  // namespace sluice::reports
