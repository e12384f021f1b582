// SPDX-License-Identifier: Apache-2.0
#include "analytics/track_risk.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::analytics {
namespace {

using statistics::defined;
using statistics::HeldValue;

std::vector<std::optional<statistics::Exposure>> over(const std::vector<HeldValue>& groups,
                                                      double equity) {
  std::vector<std::optional<statistics::Exposure>> exposures;
  for (const HeldValue& group : groups) exposures.push_back(group.over(equity));
  return exposures;
}

void add_each(std::vector<ExposureRange>& ranges,
              const std::vector<std::optional<statistics::Exposure>>& day) {
  for (std::size_t i = 0; i < ranges.size(); ++i) ranges[i].add(day[i]);
}

}  // namespace

void ExposureRange::add(const std::optional<statistics::Exposure>& day) noexcept {
  const auto of = [&](double value) { return day ? std::optional{value} : std::nullopt; };
  gross.add(of(day ? day->gross() : 0));
  net.add(of(day ? day->net() : 0));
  longs.add(of(day ? day->longs : 0));
  shorts.add(of(day ? day->shorts : 0));
}

TrackRisk::TrackRisk(const TrackRiskSettings& settings, const InstrumentTable& instruments)
    : settings_{settings},
      instruments_{instruments},
      last_equity_{settings.seed},
      performance_{settings.seed, settings.periods, settings.worst_drawdowns},
      rolling_{kRollingDays},
      sectors_(instruments.sectors().size()),
      regions_(instruments.regions().size()) {}

void TrackRisk::begin_period() { period_ = {}; }

void TrackRisk::add(const RiskDay& day) {
  const Date date = day.time.date();
  const double traded = add_trades(day);
  performance_.add({date, day.equity, traded, day.benchmark_return});
  add_positions(day);
  PeriodFigures& period = period_.figures;
  if (period.days++ == 0) period.first = date;
  period.trades += day.trades.size();
  period.traded += traded;
  if (day.benchmark_return) {
    period_.benchmark_growth *= 1 + *day.benchmark_return;
    period_.has_benchmark = true;
  }
  named_regime_ = day.regime;
  if (const auto value = statistics::period_return(last_equity_, day.equity))
    add_return(day, *value);
  last_equity_ = day.equity;
}

void TrackRisk::add_return(const RiskDay& day, double value) {
  const std::string regime = day.regime.value_or(std::string{statistics::name(detector_.next())});
  regimes_[regime].add(value);
  if (!settings_.regimes_of_benchmark)
    detector_.add(value);
  else if (day.benchmark_return)
    detector_.add(*day.benchmark_return);
  rolling_.add(value);
  add_factors(day, value);
  PeriodFigures& period = period_.figures;
  period_.growth *= 1 + value;
  period_.returns.add(value);
  period.worst_day = std::min(period.worst_day.value_or(value), value);
}

void TrackRisk::add_positions(const RiskDay& day) {
  HeldValue total;
  std::vector<HeldValue> sectors(sectors_.size());
  std::vector<HeldValue> regions(regions_.size());
  for (const RiskPosition& position : day.positions) {
    total.add(position.value);
    const bool known = position.instrument.has_value();
    sectors[known ? instruments_.sector_of(*position.instrument) : 0].add(position.value);
    regions[known ? instruments_.region_of(*position.instrument) : 0].add(position.value);
  }
  last_ = {total.over(day.equity), over(sectors, day.equity), over(regions, day.equity)};
  exposure_.add(last_.total);
  add_each(sectors_, last_.sectors);
  add_each(regions_, last_.regions);
}

double TrackRisk::add_trades(const RiskDay& day) {
  double traded = 0;
  for (const RiskTrade& trade : day.trades) {
    const double notional = std::fabs(trade.bought.to_double()) * trade.fill_price.to_double();
    traded += notional;
    const double costs = trade.costs.to_double();
    costs_ += costs;
    period_.figures.costs += costs;
    outcomes_.add(trade.symbol, trade.bought, trade.price, trade.costs);
    if (!trade.instrument) continue;
    if (const auto& volume = instruments_[*trade.instrument].average_daily_volume)
      capacity_.add(notional, last_equity_, volume->to_double() * trade.fill_price.to_double());
  }
  return traded;
}

void TrackRisk::add_factors(const RiskDay& day, double value) {
  if (day.factors.empty()) return;
  const auto has_name = [](const FactorReturn& factor, const std::string& name) {
    return factor.name == name;
  };
  if (!regression_ ||
      !std::equal(day.factors.begin(), day.factors.end(), regression_->names().begin(),
                  regression_->names().end(), has_name)) {
    // Other factors than before: what was known of the old ones says nothing of these.
    std::vector<std::string> names;
    for (const FactorReturn& factor : day.factors) names.push_back(factor.name);
    regression_.emplace(kFactorWindowDays, std::move(names));
  }
  std::vector<double> factors;
  for (const FactorReturn& factor : day.factors) factors.push_back(factor.value);
  regression_->add(value, factors);
}

statistics::FactorFit TrackRisk::factor_fit() const {
  if (regression_) return regression_->fit();
  statistics::FactorFit none;
  none.why_none = "the strategy tells no factor returns";
  return none;
}

std::vector<std::string> TrackRisk::factor_names() const {
  return regression_ ? regression_->names() : std::vector<std::string>{};
}

RiskSummary TrackRisk::summary() const {
  RiskSummary result;
  result.performance = performance_.summary();
  result.period = period_.figures;
  if (period_.returns.count > 0) result.period.total_return = defined(period_.growth - 1);
  if (period_.has_benchmark) result.period.benchmark_return = defined(period_.benchmark_growth - 1);
  result.period.volatility =
      statistics::annualised_deviation(period_.returns.deviation(), settings_.periods);
  result.exposure = exposure_;
  result.sectors = sectors_;
  result.regions = regions_;
  result.closed = outcomes_.figures();
  result.rolling_volatility = rolling_.volatility(settings_.periods);
  result.rolling_sharpe = rolling_.sharpe(settings_.periods);
  result.costs = costs_;
  const auto& figures = result.performance;
  if (figures.traded > 0) result.costs_of_traded = defined(costs_ / figures.traded);
  if (figures.average_equity && *figures.average_equity > 0)
    result.costs_a_year = defined(costs_ / *figures.average_equity * settings_.periods /
                                  static_cast<double>(figures.days));
  result.capacity = capacity_.at(kCapacityParticipation);
  result.capacity_covers = capacity_.covered();
  result.regimes = regimes_;
  result.regime = named_regime_.value_or(std::string{statistics::name(detector_.next())});
  result.factors = factor_fit();
  result.factor_names = factor_names();
  return result;
}

}  // namespace sluice::analytics
