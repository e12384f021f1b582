// SPDX-License-Identifier: Apache-2.0
//
// max_group_exposure.hpp: max_sector_exposure and max_region_exposure, one rule over two groupings.
//
//   measured = gross exposure of the symbol's group, and how much more it may be for what rests,
//              - before + after, rounded up                                              [currency]
//   limit    = limits[group], else `limit`, else none; multiples of equity rounded down [currency]
//
// Place: native rules in the gate. State: the limit of each group, by index, resolved at the start
// of a session. Errors: an instrument without a group (index 0) is refused
// unless the order reduces its position, even where only some groups are limited: it might belong
// to one of them. A limit that names a group no instrument has is a warning, for a universe may
// well change; it names the nearest group. A session that was never announced refuses like an
// unknown group.
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/host.hpp>
#include <sluice/params.hpp>

#include "amount_limit.hpp"
#include "nearest_name.hpp"

namespace sluice::risk_rules {

struct SectorGrouping {
  static constexpr auto id = "max_sector_exposure";
  static constexpr auto summary = "caps the gross exposure of a sector";
  static constexpr std::string_view noun = "sector";
  static constexpr std::string_view breach = code::kMaxSector;
  static constexpr std::string_view unknown = code::kUnknownSector;
  static std::uint32_t group_of(const RiskRow& row) noexcept { return row.sector(); }
  static Rows<RiskGroup> groups(const RiskView& view) noexcept { return view.sectors(); }
};

struct RegionGrouping {
  static constexpr auto id = "max_region_exposure";
  static constexpr auto summary = "caps the gross exposure of a region";
  static constexpr std::string_view noun = "region";
  static constexpr std::string_view breach = code::kMaxRegion;
  static constexpr std::string_view unknown = code::kUnknownRegion;
  static std::uint32_t group_of(const RiskRow& row) noexcept { return row.region(); }
  static Rows<RiskGroup> groups(const RiskView& view) noexcept { return view.regions(); }
};

template <typename Grouping>
struct MaxGroupExposure {
  static constexpr auto id = Grouping::id;
  static constexpr auto version = "1.1.0";
  static constexpr auto summary = Grouping::summary;
  struct Params {
    std::optional<Limit> limit;
    LimitsByName limits;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .min(0)
                         .help("for every group: an amount, or a multiple of equity like \"0.3x\""),
                     sluice::param("limits", &Params::limits)
                         .min(0)
                         .help("by group name; a group not named here has `limit`, or none"));

  MaxGroupExposure(Params params, Host host) : params_{std::move(params)}, host_{host} {
    if (!params_.limit && params_.limits.empty())
      throw std::invalid_argument("one of the parameters 'limit' and 'limits' is needed");
  }

  void on_session(const RiskView& view) {
    const Rows<RiskGroup> groups = Grouping::groups(view);
    std::optional<AmountLimit> common;
    if (params_.limit) common.emplace(*params_.limit);
    limit_of_group_.assign(groups.size(), common);
    for (const auto& [name, limit] : params_.limits) {
      const std::size_t index = find_group(groups, name);
      if (index < groups.size()) {
        limit_of_group_[index].emplace(limit);
      } else {
        warn_of_unused(groups, name);
      }
    }
  }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const OrderEffect effect = effect_of(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    const std::uint32_t group = Grouping::group_of(view.row(order.instrument()));
    const Rows<RiskGroup> groups = Grouping::groups(view);
    if (group == 0 || group >= groups.size() || group >= limit_of_group_.size())
      return effect.reduces ? approve() : reject(Grouping::unknown);
    const std::optional<AmountLimit>& limit = limit_of_group_[group];
    if (!limit) return approve();
    const RiskGroup own = groups[group];
    const auto measured = gross_after(own.gross_exposure(), own.resting_exposure(), effect);
    return judge_amount(measured, *limit, view.equity(), effect.reduces, Grouping::breach);
  }

 private:
  // Index of the group, or groups.size(). Group 0 is "unknown": it has no name to be limited by.
  static std::size_t find_group(const Rows<RiskGroup>& groups, std::string_view name) noexcept {
    std::size_t index = 1;
    while (index < groups.size() && groups[index].name() != name) ++index;
    return std::min(index, groups.size());
  }

  void warn_of_unused(const Rows<RiskGroup>& groups, const std::string& name) const {
    std::vector<std::string_view> names;
    for (std::size_t index = 1; index < groups.size(); ++index)
      names.push_back(groups[index].name());
    const std::string noun{Grouping::noun};
    std::string text = "no instrument has the " + noun + " '" + name + "', its limit has no effect";
    const std::string_view nearest = nearest_name(name, names);
    if (!nearest.empty()) text += "; the nearest " + noun + " is '" + std::string{nearest} + "'";
    host_.log(LogLevel::kWarning, text);
  }

  Params params_;
  Host host_;
  std::vector<std::optional<AmountLimit>> limit_of_group_;
};

using MaxSectorExposure = MaxGroupExposure<SectorGrouping>;
using MaxRegionExposure = MaxGroupExposure<RegionGrouping>;

}  // namespace sluice::risk_rules
