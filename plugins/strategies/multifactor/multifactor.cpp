// SPDX-License-Identifier: Apache-2.0
#include "multifactor.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace sluice::strategies {

using multifactor::Factor;
using multifactor::Kind;
using multifactor::Missing;
using multifactor::Ranked;

MultifactorLongShort::MultifactorLongShort(const Params& params)
    : bundle_{multifactor::read_bundle(params.bundle_path)},
      standardiser_{bundle_.winsorise_lower, bundle_.winsorise_upper},
      portfolios_{bundle_.factors.size(), bundle_.top_quantile, bundle_.bottom_quantile},
      factor_returns_(bundle_.factors.size(), std::nan("")) {
  std::vector<std::string> names;
  for (const Factor& factor : bundle_.factors) {
    columns_.push_back(names.size());
    if (factor.kind == Kind::kValue) names.push_back(factor.column);
    needs_market_mean_ |= factor.kind == Kind::kBeta;
    whole_weight_ += factor.weight;
  }
  if (!names.empty()) fundamentals_ = multifactor::Fundamentals::read(bundle_.fundamentals, names);
}

std::uint32_t MultifactorLongShort::lookback_sessions() const noexcept {
  return bundle_.memory() + 1 + kGapSessions;
}

void MultifactorLongShort::on_bars(const Session& session, Decisions& decisions) {
  const MarketView market = session.market();
  if (ones_.size() != market.instruments().size()) meet(market);
  look(market);
  catch_up(market);
  if (wants_factors_) form_portfolios(market);
  take_in(market);
  if (wants_factors_) portfolios_.earn(changes_, factor_returns_);
  wants_factors_ = false;
  if (session.rebalance()) decide(market, decisions);
}

void MultifactorLongShort::factor_returns(FactorReturns& out) {
  wants_factors_ = true;
  for (std::size_t i = 0; i < factor_returns_.size(); ++i)
    if (!std::isnan(factor_returns_[i])) out.add(bundle_.factors[i].name, factor_returns_[i]);
}

void MultifactorLongShort::meet(const MarketView& market) {
  ones_.clear();
  std::map<std::string_view, std::uint32_t> groups;
  for (const Instrument& instrument : market.instruments()) {
    One& one = ones_.emplace_back(bundle_);
    if (!bundle_.sector_neutral) continue;
    const auto next = static_cast<std::uint32_t>(groups.size());
    one.group = groups.try_emplace(instrument.sector(), next).first->second;
  }
  members_.resize(std::max<std::size_t>(groups.size(), 1));
  rankings_.resize(members_.size() * bundle_.factors.size());
  values_.resize(ones_.size() * bundle_.factors.size());
  scores_.resize(ones_.size());
  changes_.resize(ones_.size());
}

// Who traded this session and at the one before.
void MultifactorLongShort::look(const MarketView& market) {
  const sluice_time now = market.as_of().nanoseconds();
  session_before_ = INT64_MIN;
  for (std::uint32_t i = 0; i < ones_.size(); ++i) {
    const auto times = market.series(i).times();
    One& one = ones_[i];
    one.traded = !times.empty() && times.back() == now;
    one.earlier = times.size() - (one.traded ? 1 : 0);
    if (one.earlier > 0) session_before_ = std::max(session_before_, times[one.earlier - 1]);
  }
  for (std::uint32_t i = 0; i < ones_.size(); ++i) {
    One& one = ones_[i];
    one.traded_before =
        one.earlier > 0 && market.series(i).times()[one.earlier - 1] == session_before_;
  }
}

// Everybody is brought to the session before this one. Whose bars are no longer those that were
// taken in begins anew; where the past itself reads otherwise, as after a split, all do, for
// everybody's market is another.
void MultifactorLongShort::catch_up(const MarketView& market) {
  const std::size_t memory = bundle_.memory();
  bool told_anew = false;
  std::size_t behind = 0;
  for (std::uint32_t i = 0; i < ones_.size(); ++i) {
    One& one = ones_[i];
    const Series series = market.series(i);
    const sluice_time newest = one.earlier > 0 ? series.times()[one.earlier - 1] : INT64_MIN;
    const bool same_newest = one.newest == newest;
    if (same_newest && one.earlier > 0 &&
        series.closes()[one.earlier - 1] != one.measures.last_close())
      told_anew = true;
    const bool in_step = same_newest && (one.earlier == one.visible || one.earlier >= memory);
    if (!in_step) one.visible = SIZE_MAX;
    behind += in_step ? 0 : 1;
  }
  if (needs_market_mean_) {
    const bool all_behind = behind > 0 && market_mean_.last() != session_before_;
    if (told_anew || all_behind)
      market_mean_.rebuild(market);
    else
      market_mean_.append(market, lookback_sessions() + 1);
  }
  for (std::uint32_t i = 0; i < ones_.size(); ++i)
    if (told_anew || ones_[i].visible == SIZE_MAX) read_again(ones_[i], market.series(i));
}

void MultifactorLongShort::read_again(One& one, const Series& series) const noexcept {
  one.measures.clear();
  const std::size_t first = one.earlier - std::min<std::size_t>(one.earlier, bundle_.memory());
  for (std::size_t bar = first; bar < one.earlier; ++bar)
    one.measures.push(series, bar, needs_market_mean_ ? market_mean_.at(series.times()[bar]) : 0);
}

void MultifactorLongShort::form_portfolios(const MarketView& market) {
  portfolios_.clear();
  for (auto& ranking : rankings_) ranking.clear();
  const std::size_t groups = members_.size();
  for (std::uint32_t i = 0; i < ones_.size(); ++i) {
    if (!ones_[i].traded_before) continue;
    const std::span<double> values = values_at(i);
    values_of(i, market, ones_[i].earlier, session_before_, values);
    for (std::size_t k = 0; k < values.size(); ++k)
      if (!std::isnan(values[k]))
        rankings_[k * groups + ones_[i].group].push_back({bundle_.factors[k].sign * values[k], i});
  }
  for (std::size_t k = 0; k < bundle_.factors.size(); ++k)
    for (std::size_t group = 0; group < groups; ++group)
      portfolios_.add(k, rankings_[k * groups + group]);
}

void MultifactorLongShort::take_in(const MarketView& market) {
  const sluice_time now = market.as_of().nanoseconds();
  const std::int64_t mean = needs_market_mean_ ? market_mean_.at(now) : 0;
  for (std::uint32_t i = 0; i < ones_.size(); ++i) {
    One& one = ones_[i];
    const Series series = market.series(i);
    changes_[i] = 0;
    if (one.traded) {
      one.measures.push(series, series.count() - 1, mean);
      changes_[i] = one.measures.last_change();
    }
    one.visible = series.count();
    one.newest = one.visible > 0 ? series.times()[one.visible - 1] : INT64_MIN;
  }
}

void MultifactorLongShort::values_of(std::uint32_t instrument, const MarketView& market,
                                     std::size_t visible, sluice_time as_of,
                                     std::span<double> out) const {
  const One& one = ones_[instrument];
  one.measures.values(visible, out);
  for (std::size_t k = 0; k < out.size(); ++k) {
    const Factor& factor = bundle_.factors[k];
    if (factor.kind != Kind::kValue) continue;
    const std::string_view symbol = market.instruments()[instrument].symbol();
    out[k] = fundamentals_.value(symbol, columns_[k], as_of);
    if (factor.over_price) out[k] /= Price::from_raw(one.measures.last_close()).to_double();
  }
}

bool MultifactorLongShort::takes_part(std::uint32_t instrument, const MarketView& market) const {
  const auto factors = bundle_.factors.size();
  std::size_t missing = 0;
  for (std::size_t k = 0; k < factors; ++k) {
    if (!std::isnan(values_[instrument * factors + k])) continue;
    ++missing;
    if (bundle_.missing == Missing::kError)
      throw Failure(SLUICE_ERROR_STATE,
                    "factor '" + bundle_.factors[k].name + "' has no value for " +
                        std::string{market.instruments()[instrument].symbol()} + " on " +
                        market.as_of().date().to_string() + ", and the bundle says missing: error");
  }
  return bundle_.missing == Missing::kNeutral ? missing < factors : missing == 0;
}

void MultifactorLongShort::find_members(const MarketView& market) {
  for (auto& members : members_) members.clear();
  const sluice_time now = market.as_of().nanoseconds();
  for (std::uint32_t i = 0; i < ones_.size(); ++i) {
    if (!ones_[i].traded) continue;
    values_of(i, market, market.series(i).count(), now, values_at(i));
    if (takes_part(i, market)) members_[ones_[i].group].push_back(i);
  }
}

void MultifactorLongShort::score(const std::vector<std::uint32_t>& members) {
  for (const std::uint32_t i : members) scores_[i] = 0;
  const std::size_t factors = bundle_.factors.size();
  for (std::size_t k = 0; k < factors; ++k) {
    row_.clear();
    for (const std::uint32_t i : members) row_.push_back(values_[i * factors + k]);
    standardiser_.apply(row_);
    const double share = bundle_.factors[k].sign * bundle_.factors[k].weight / whole_weight_;
    // What is missing is taken for the mean.
    for (std::size_t m = 0; m < members.size(); ++m)
      if (!std::isnan(row_[m])) scores_[members[m]] += share * row_[m];
  }
}

// In proportion to the distance from the middle of the group, or in equal parts.
void MultifactorLongShort::weigh(std::span<const Ranked> leg, double middle, double gross) {
  const auto distance = [&](const Ranked& each) {
    const double beyond = gross > 0 ? each.score - middle : middle - each.score;
    return bundle_.score_weights ? std::max(beyond, 0.0) : 1.0;
  };
  double total = 0;
  for (const Ranked& each : leg) total += distance(each);
  for (const Ranked& each : leg)
    weights_[each.instrument] =
        total > 0 ? gross * distance(each) / total : gross / static_cast<double>(leg.size());
}

void MultifactorLongShort::choose(const std::vector<std::uint32_t>& members, double gross) {
  const auto sizes =
      multifactor::leg_sizes(members.size(), bundle_.top_quantile, bundle_.bottom_quantile);
  ranked_.clear();
  for (const std::uint32_t i : members) ranked_.push_back({scores_[i], i});
  std::sort(ranked_.begin(), ranked_.end(), multifactor::ranks_before);
  const std::size_t half = ranked_.size() / 2;
  const double middle = ranked_.size() % 2 == 1
                            ? ranked_[half].score
                            : (ranked_[half - 1].score + ranked_[half].score) / 2;
  const std::span<const Ranked> all{ranked_};
  const double leg_gross = sizes.bottom > 0 ? gross / 2 : gross;
  weigh(all.first(sizes.top), middle, leg_gross);
  weigh(all.last(sizes.bottom), middle, -leg_gross);
}

void MultifactorLongShort::decide(const MarketView& market, Decisions& decisions) {
  find_members(market);
  weights_.assign(ones_.size(), 0.0);
  // A group that is too small for both legs leaves its share to the others.
  const auto invested = [&](const std::vector<std::uint32_t>& members) {
    return multifactor::leg_sizes(members.size(), bundle_.top_quantile, bundle_.bottom_quantile)
                       .top > 0
               ? members.size()
               : 0;
  };
  std::size_t everybody = 0;
  for (const auto& members : members_) everybody += invested(members);
  for (const auto& members : members_) {
    if (invested(members) == 0) continue;
    score(members);
    choose(members, bundle_.gross_exposure * static_cast<double>(members.size()) /
                        static_cast<double>(everybody));
  }
  for (std::uint32_t i = 0; i < ones_.size(); ++i) decisions.target_weight(i, weights_[i]);
}

}  // namespace sluice::strategies
