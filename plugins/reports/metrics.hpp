// SPDX-License-Identifier: Apache-2.0
//
// metrics.hpp: the figures of a run as one list of names and values.
//
// Place: reports; printed by report_csv and report_json, so that both have the same. Returns,
// shares and drawdowns are fractions; amounts are in the currency of the run. Errors: what is not
// defined is std::monostate.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "digest.hpp"

namespace sluice::reports {

using MetricValue = std::variant<std::monostate, std::string, std::uint64_t, double, Money, Date>;

struct Metric {
  const char* name;
  MetricValue value;
};

// What the costs of a run amount to.
struct CostShares {
  std::optional<double> of_traded;  // of the notional traded
  std::optional<double> of_seed;    // of the seed capital
  std::optional<double> a_year;     // of the average equity, a year
};

[[nodiscard]] CostShares cost_shares(const Digest& digest,
                                     const statistics::Performance& performance);
// What the chance is that a Sharpe ratio is not luck.
[[nodiscard]] std::optional<double> deflated_sharpe_of(const Digest& digest,
                                                       const statistics::Performance& performance);
[[nodiscard]] std::vector<Metric> metrics_of(const Digest& digest);

}  // namespace sluice::reports
