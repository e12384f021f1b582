// SPDX-License-Identifier: Apache-2.0
//
// trend_baseline: long while the fast moving average of closes is above the slow one.
//
// Place: sluice_strategies. Owns two sums an instrument. Each instrument gets exposure / N of
// equity while it is long, else nothing; with vol_scaling that weight is cut to min(1, vol_target /
// vol). The averages are compared exactly, in integers: slow * sum_fast > fast * sum_slow; a tie is
// not long. Units: closes in 1e-8. Thread: lane. Errors: ma_fast must be below ma_slow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <sluice/params.hpp>
#include <sluice/strategy.hpp>

#include "history_cursor.hpp"
#include "moving_sum.hpp"
#include "moving_volatility.hpp"

namespace sluice::strategies {

class TrendBaseline {
 public:
  static constexpr auto id = "trend_baseline";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "long while the fast moving average is above the slow one";

  struct Params {
    std::int64_t ma_fast;
    std::int64_t ma_slow;
    double exposure;
    bool vol_scaling;
    double vol_target;
    std::int64_t vol_window;
  };
  static constexpr auto parameters =
      params(param("ma_fast", &Params::ma_fast)
                 .def(20)
                 .min(1)
                 .max(kWindowLimit)
                 .help("sessions of the fast average"),
             param("ma_slow", &Params::ma_slow)
                 .def(50)
                 .min(2)
                 .max(kWindowLimit)
                 .help("sessions of the slow average; above ma_fast"),
             param("exposure", &Params::exposure)
                 .def(0.95)
                 .above(0)
                 .max(10)
                 .help("share of equity spread evenly over the universe"),
             param("vol_scaling", &Params::vol_scaling)
                 .def(false)
                 .help("cut the weight of an instrument whose volatility is above vol_target"),
             param("vol_target", &Params::vol_target)
                 .def(0.15)
                 .above(0)
                 .max(10)
                 .help("annualised volatility up to which the weight is whole"),
             param("vol_window", &Params::vol_window)
                 .def(20)
                 .min(2)
                 .max(kReturnWindowLimit)
                 .help("daily returns the volatility is measured on"));

  explicit TrendBaseline(const Params& params)
      : params_{params},
        fast_{static_cast<std::size_t>(params.ma_fast)},
        slow_{static_cast<std::size_t>(params.ma_slow)},
        vol_window_{static_cast<std::size_t>(params.vol_window)} {
    if (params.ma_fast >= params.ma_slow)
      throw std::invalid_argument("parameter 'ma_fast' (" + std::to_string(params.ma_fast) +
                                  ") must be below 'ma_slow' (" + std::to_string(params.ma_slow) +
                                  ")");
  }

  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept {
    return static_cast<std::uint32_t>(longest() + 1 + kGapSessions);
  }

  void on_bars(const Session& session, Decisions& decisions) {
    const MarketView market = session.market();
    const std::size_t universe = market.instruments().size();
    trends_.resize(universe);
    const double whole = params_.exposure / static_cast<double>(universe);
    for (std::uint32_t i = 0; i < universe; ++i) {
      const Series series = market.series(i);
      update(trends_[i], series);
      if (session.rebalance())
        decisions.target_weight(i, whole * share(trends_[i], series.count()));
    }
  }

 private:
  // An instrument may lack this many bars and still be judged: averages need bars, not sessions.
  static constexpr std::size_t kGapSessions = 20;

  struct Trend {
    HistoryCursor cursor;
    MovingSum fast;
    MovingSum slow;
    MovingVolatility volatility;
  };

  // Bars the longest indicator looks back on.
  [[nodiscard]] std::size_t longest() const noexcept {
    return std::max(slow_, params_.vol_scaling ? vol_window_ + 1 : 0);
  }

  void update(Trend& trend, const Series& series) const noexcept {
    using Change = HistoryCursor::Change;
    const Change change = trend.cursor.advance(series, longest());
    if (change == Change::kOneBar) {
      trend.fast.append(series.closes(), fast_);
      trend.slow.append(series.closes(), slow_);
      if (params_.vol_scaling) trend.volatility.append(series.closes(), vol_window_);
    } else if (change == Change::kOther) {
      trend.fast.rebuild(series.closes(), fast_);
      trend.slow.rebuild(series.closes(), slow_);
      if (params_.vol_scaling) trend.volatility.rebuild(series.closes(), vol_window_);
    }
  }

  // Of the instrument's whole weight: 0 when not long.
  [[nodiscard]] double share(const Trend& trend, std::size_t close_count) const noexcept {
    const bool is_long = close_count >= slow_ && params_.ma_slow * trend.fast.value() >
                                                     params_.ma_fast * trend.slow.value();
    if (!is_long) return 0.0;
    if (!params_.vol_scaling) return 1.0;
    const auto volatility = trend.volatility.annual(close_count, vol_window_);
    if (!volatility) return 0.0;
    return *volatility > params_.vol_target ? params_.vol_target / *volatility : 1.0;
  }

  Params params_;
  std::size_t fast_;
  std::size_t slow_;
  std::size_t vol_window_;
  std::vector<Trend> trends_;
};

}  // namespace sluice::strategies
