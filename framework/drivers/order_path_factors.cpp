// SPDX-License-Identifier: Apache-2.0
//
// order_path_factors.cpp: what the strategy's factors earned becomes part of the day.
#include "drivers/factor_rows.hpp"
#include "drivers/order_path.hpp"

namespace sluice::drivers {

Result<void> OrderPath::ask_for_factors() {
  if (!config_.intraday || day_.factors.empty()) {
    day_.factors.clear();
    const sluice_factor_sink sink{&day_.factors, &take_factors};
    return parts_.strategy.factor_returns(sink);
  }
  std::vector<records::FactorReturn> of_session;
  const sluice_factor_sink sink{&of_session, &take_factors};
  if (auto asked = parts_.strategy.factor_returns(sink); !asked) return asked;
  compound_factors(day_.factors, of_session);
  return {};
}

}  // namespace sluice::drivers
