// SPDX-License-Identifier: Apache-2.0
//
// equal_weight: the same share of equity for every instrument that has a bar this session.
//
// Place: sluice_strategies. State: none. An instrument without a bar is left alone and takes no
// share. Units: shares of equity. Thread: lane.
#pragma once

#include <cstdint>

#include <sluice/params.hpp>
#include <sluice/strategy.hpp>

namespace sluice::strategies {

class EqualWeight {
 public:
  static constexpr auto id = "equal_weight";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "the same share of equity for every instrument with a bar";

  struct Params {
    double exposure;
  };
  static constexpr auto parameters = params(param("exposure", &Params::exposure)
                                                .def(0.95)
                                                .above(0)
                                                .max(10)
                                                .help("share of equity spread evenly"));

  explicit EqualWeight(const Params& params) noexcept : exposure_{params.exposure} {}

  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept { return 0; }

  void on_bars(const Session& session, Decisions& decisions) const {
    if (!session.rebalance()) return;
    const Rows<sluice_bar> bars = session.bars();
    const double weight = exposure_ / static_cast<double>(bars.size());
    for (const sluice_bar& bar : bars) decisions.target_weight(bar.instrument, weight);
  }

 private:
  double exposure_;
};

}  // namespace sluice::strategies
