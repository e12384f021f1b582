// SPDX-License-Identifier: Apache-2.0
#include "core/instrument.hpp"

#include <algorithm>

namespace sluice {
namespace {

// The group's number, a new one for a name not met before. Universes have few groups: a scan is
// enough.
std::uint32_t group_number(std::vector<std::string>& groups, const std::string& name) {
  const auto found = std::find(groups.begin(), groups.end(), name);
  if (found != groups.end()) return static_cast<std::uint32_t>(found - groups.begin());
  groups.push_back(name);
  return static_cast<std::uint32_t>(groups.size() - 1);
}

}  // namespace

InstrumentTable::InstrumentTable(std::vector<Instrument> instruments)
    : instruments_{std::move(instruments)} {
  for (InstrumentId id = 0; id < instruments_.size(); ++id) {
    const Instrument& instrument = instruments_[id];
    by_symbol_.emplace(instrument.symbol, id);
    sector_of_.push_back(group_number(sectors_, instrument.sector));
    region_of_.push_back(group_number(regions_, instrument.region));
    rows_.push_back(
        {id, 0, borrow(instrument.symbol), borrow(instrument.sector), borrow(instrument.region),
         borrow(instrument.currency), instrument.tick.raw(), instrument.lot.raw(),
         instrument.average_daily_volume.value_or(Quantity{}).raw(), instrument.min_quantity.raw(),
         instrument.max_quantity.raw(), instrument.min_notional.to_c()});
  }
}

std::optional<InstrumentId> InstrumentTable::find(std::string_view symbol) const {
  const auto found = by_symbol_.find(symbol);
  return found == by_symbol_.end() ? std::nullopt : std::optional{found->second};
}

sluice_rows InstrumentTable::rows() const noexcept {
  return {rows_.data(), rows_.size(), sizeof(sluice_instrument)};
}

}  // namespace sluice
