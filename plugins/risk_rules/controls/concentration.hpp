// SPDX-License-Identifier: Apache-2.0
//
// concentration: caps what share of equity one symbol, sector or region could be.
//
//   what the symbol, and the sum over its sector and its region, could be worth with the order,
//   / equity <= symbol, sector, region limit, rounded up                                    [ratio]
//
// Place: native rule in the gate. State: none. Offline: as if everything approved had filled. An
// order that only makes a held position smaller is approved. Errors: UNKNOWN_SECTOR and
// UNKNOWN_REGION where those are limited (a limit of 0 switches one off); NO_REFERENCE_PRICE,
// NO_LAST_PRICE, NO_EQUITY, VALUE_OVERFLOW.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"

namespace sluice::risk_rules {

struct Concentration {
  static constexpr auto id = "concentration";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the share of equity in one symbol, sector or region";
  struct Params {
    Ratio symbol;
    Ratio sector;
    Ratio region;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("symbol", &Params::symbol)
                         .def("0.1")
                         .above(0)
                         .help("largest share of equity in one symbol: 0.1 is 10 %"),
                     sluice::param("sector", &Params::sector)
                         .def("0.3")
                         .min(0)
                         .help("largest share of equity in one sector; 0: not limited"),
                     sluice::param("region", &Params::region)
                         .def("0.5")
                         .min(0)
                         .help("largest share of equity in one region; 0: not limited"));

  explicit Concentration(Params params) noexcept : params_{params} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const WorstEffect effect = worst_effect(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    if (effect.reduces) return approve();
    if (!view.equity().is_positive()) return reject(code::kNoEquity);
    const sluice_risk_row& own = view.row(order.instrument()).raw();
    const auto symbol = share_of(effect.after, view.equity());
    if (!symbol) return reject(code::kValueOverflow);
    const bool passes_symbol = *symbol <= params_.symbol;
    if (!passes_symbol) return reject(code::kSymbolConcentration, *symbol, params_.symbol);
    const bool any_missed = any_may_be_missed(view);
    if (params_.sector.is_positive()) {
      const auto in_sector = [&](const auto& row) { return row.sector == own.sector; };
      const auto sector =
          share_with(view, view.sectors(), own.sector, own, effect, any_missed, in_sector);
      if (!is_known(view.sectors(), own.sector)) return reject(code::kUnknownSector);
      if (!sector) return reject(code::kValueOverflow);
      const bool passes_sector = *sector <= params_.sector;
      if (!passes_sector) return reject(code::kSectorConcentration, *sector, params_.sector);
    }
    if (params_.region.is_positive()) {
      const auto in_region = [&](const auto& row) { return row.region == own.region; };
      const auto region =
          share_with(view, view.regions(), own.region, own, effect, any_missed, in_region);
      if (!is_known(view.regions(), own.region)) return reject(code::kUnknownRegion);
      if (!region) return reject(code::kValueOverflow);
      const bool passes_region = *region <= params_.region;
      if (!passes_region) return reject(code::kRegionConcentration, *region, params_.region);
    }
    return approve(*symbol, params_.symbol);
  }

 private:
  // Group 0 is "unknown".
  static bool is_known(const Rows<RiskGroup>& groups, std::uint32_t index) noexcept {
    return index != 0 && index < groups.size();
  }
  template <typename Counts>
  static std::optional<Ratio> share_with(const RiskView& view, const Rows<RiskGroup>& groups,
                                         std::uint32_t index, const sluice_risk_row& own,
                                         const WorstEffect& effect, bool any_missed,
                                         Counts counts) noexcept {
    if (!is_known(groups, index)) return std::nullopt;
    const auto gross =
        worst_gross(view, groups[index].gross_exposure(), own, effect, any_missed, counts);
    return gross ? share_of(*gross, view.equity()) : std::nullopt;
  }

  Params params_;
};

}  // namespace sluice::risk_rules
