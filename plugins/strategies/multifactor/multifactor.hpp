// SPDX-License-Identifier: Apache-2.0
//
// multifactor.hpp: the strategy `multifactor_long_short`: buys what a bundle of factors ranks
// highest and sells what it ranks lowest.
//
// Place: sluice_strategies. On a rebalance session every factor's values become winsorised
// z-scores, their weighted sum the score; the top quantile is bought, the bottom quantile sold, in
// equal parts or by score, sector by sector where the bundle is neutral. Every other instrument
// gets the target 0. State: none, all comes from the view and from files read at creation. Thread:
// lane. Errors: a bundle that makes no sense is refused with its lines; with `missing: error`, a
// value that is not there ends the session.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sluice/params.hpp>
#include <sluice/strategy.hpp>

#include "bundle.hpp"
#include "cross_section.hpp"
#include "factor_portfolios.hpp"
#include "fundamentals.hpp"
#include "market_mean.hpp"
#include "measures.hpp"

namespace sluice::strategies {

class MultifactorLongShort {
 public:
  static constexpr auto id = "multifactor_long_short";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "long what a bundle of factors ranks highest, short the lowest";

  struct Params {
    std::string bundle_path;
  };
  static constexpr auto parameters =
      params(param("bundle_path", &Params::bundle_path)
                 .required()
                 .path()
                 .help("YAML file with factors, weights, directions and quantiles"));

  explicit MultifactorLongShort(const Params& params);

  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept;
  void on_bars(const Session& session, Decisions& decisions);
  // What each factor alone would have earned over this session.
  void factor_returns(FactorReturns& out);

 private:
  // An instrument may lack this many bars and its values still be whole.
  static constexpr std::uint32_t kGapSessions = 20;

  struct One {
    explicit One(const multifactor::Bundle& bundle) : measures{bundle} {}
    multifactor::Measures measures;  // of the bars up to `newest`
    std::uint32_t group = 0;
    std::size_t visible = 0;  // bars in the view at the last look
    sluice_time newest = INT64_MIN;
    std::size_t earlier = 0;     // bars in the view before this session's
    bool traded = false;         // has a bar this session
    bool traded_before = false;  // had one at the session before
  };

  void meet(const MarketView& market);
  void look(const MarketView& market);
  void catch_up(const MarketView& market);
  void read_again(One& one, const Series& series) const noexcept;
  void form_portfolios(const MarketView& market);
  void take_in(const MarketView& market);
  void decide(const MarketView& market, Decisions& decisions);
  void find_members(const MarketView& market);
  [[nodiscard]] bool takes_part(std::uint32_t instrument, const MarketView& market) const;
  void score(const std::vector<std::uint32_t>& members);
  void choose(const std::vector<std::uint32_t>& members, double gross);
  void weigh(std::span<const multifactor::Ranked> leg, double middle, double gross);
  // The values of one instrument, with the fundamentals known at the time.
  void values_of(std::uint32_t instrument, const MarketView& market, std::size_t visible,
                 sluice_time as_of, std::span<double> out) const;
  [[nodiscard]] std::span<double> values_at(std::uint32_t instrument) {
    return std::span{values_}.subspan(instrument * bundle_.factors.size(), bundle_.factors.size());
  }

  multifactor::Bundle bundle_;
  multifactor::Fundamentals fundamentals_;
  std::vector<std::size_t> columns_;  // of the fundamentals, by factor
  multifactor::Standardiser standardiser_;
  multifactor::FactorPortfolios portfolios_;
  multifactor::MarketMean market_mean_;
  bool needs_market_mean_ = false;
  double whole_weight_ = 0;  // of all factors

  std::vector<One> ones_;                   // by instrument
  bool wants_factors_ = true;               // until a session passed without the question
  sluice_time session_before_ = INT64_MIN;  // the last on which anything traded
  std::vector<double> factor_returns_;

  // Of one session, kept for their room.
  std::vector<std::vector<std::uint32_t>> members_;  // who takes part, by group
  std::vector<double> values_;                       // by instrument, then by factor
  std::vector<double> row_;                          // of one factor over the members of a group
  std::vector<double> scores_;                       // by instrument, as the next ones
  std::vector<double> weights_;
  std::vector<std::int64_t> changes_;
  std::vector<multifactor::Ranked> ranked_;
  std::vector<std::vector<multifactor::Ranked>> rankings_;  // by factor, then by group
};

}  // namespace sluice::strategies
