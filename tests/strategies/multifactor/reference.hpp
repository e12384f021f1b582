// SPDX-License-Identifier: Apache-2.0
//
// reference.hpp: the factors and the selection written again, from their definitions and without
// any memory.
//
// Place: tests. Over the bars of one instrument, oldest first; NaN: there is no value.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "strategies/multifactor/bundle.hpp"

namespace sluice::strategies::multifactor::reference {

struct Past {
  std::vector<double> closes;
  std::vector<double> volumes;
  std::vector<double> market;  // mean return of the universe at each bar
};

inline double mean(const std::vector<double>& of) {
  return std::accumulate(of.begin(), of.end(), 0.0) / static_cast<double>(of.size());
}
inline double moment(const std::vector<double>& of, int power) {
  double sum = 0;
  for (const double x : of) sum += std::pow(x - mean(of), power);
  return sum / static_cast<double>(of.size());
}

inline double value(const Factor& factor, const Past& past) {
  const double none = std::nan("");
  const std::size_t n = past.closes.size();
  const std::size_t w = factor.window;
  const auto close = [&](std::size_t back) { return past.closes[n - 1 - back]; };
  const auto tail = [n](const std::vector<double>& of, std::size_t count) {
    return std::vector<double>{of.end() - static_cast<std::ptrdiff_t>(std::min(count, n)),
                               of.end()};
  };
  std::vector<double> returns, market;
  for (std::size_t i = n > w ? n - w : 1; i < n; ++i) {
    returns.push_back(past.closes[i] / past.closes[i - 1] - 1);
    market.push_back(past.market[i]);
  }
  const bool has_returns = n > w;
  const auto traded = [](const std::vector<double>& volumes) {
    std::vector<double> some;
    for (const double v : volumes)
      if (v > 0) some.push_back(v);
    return 2 * some.size() < volumes.size() ? std::vector<double>{} : some;
  };
  switch (factor.kind) {
    case Kind::kMomentum:
      return n > w ? close(factor.second) / close(w) - 1 : none;
    case Kind::kReversal:
      return n > w ? 1 - close(0) / close(w) : none;
    case Kind::kVolatility:
      return has_returns ? std::sqrt(moment(returns, 2) * static_cast<double>(w) /
                                     static_cast<double>(w - 1) * 252)
                         : none;
    case Kind::kDownsideVolatility: {
      double sum = 0;
      for (const double r : returns) sum += std::min(r, 0.0) * std::min(r, 0.0);
      return has_returns ? std::sqrt(sum / static_cast<double>(w) * 252) : none;
    }
    case Kind::kBeta: {
      if (!has_returns) return none;
      double covariance = 0;
      for (std::size_t i = 0; i < w; ++i)
        covariance += (returns[i] - mean(returns)) * (market[i] - mean(market));
      return covariance / (moment(market, 2) * static_cast<double>(w));
    }
    case Kind::kSkewness:
      return has_returns ? moment(returns, 3) / std::pow(moment(returns, 2), 1.5) : none;
    case Kind::kAmihud: {
      if (!has_returns) return none;
      std::vector<double> ratios;
      for (std::size_t i = n - w; i < n; ++i)
        if (past.volumes[i] > 0)
          ratios.push_back(std::fabs(past.closes[i] / past.closes[i - 1] - 1) /
                           (past.closes[i] * past.volumes[i]) * 1e6);
      return 2 * ratios.size() < w ? none : mean(ratios);
    }
    case Kind::kDollarVolume: {
      if (n < w) return none;
      std::vector<double> money;
      for (std::size_t i = n - w; i < n; ++i)
        if (past.volumes[i] > 0) money.push_back(past.closes[i] * past.volumes[i]);
      return 2 * money.size() < w ? none : std::log(mean(money));
    }
    case Kind::kVolumeTrend: {
      if (n < factor.second) return none;
      const auto lately = traded(tail(past.volumes, w));
      const auto base = traded(tail(past.volumes, factor.second));
      return lately.empty() || base.empty() ? none : mean(lately) / mean(base) - 1;
    }
    case Kind::kMaxDrawdown: {
      if (n < w) return none;
      double worst = 0;
      for (std::size_t i = n - w; i < n; ++i)
        for (std::size_t j = i; j < n; ++j)
          worst = std::max(worst, 1 - past.closes[j] / past.closes[i]);
      return worst;
    }
    case Kind::kDistanceFromHigh: {
      if (n < w) return none;
      const auto seen = tail(past.closes, w);
      return close(0) / *std::max_element(seen.begin(), seen.end()) - 1;
    }
    case Kind::kValue:
      break;
  }
  return none;
}

}  // namespace sluice::strategies::multifactor::reference
