// SPDX-License-Identifier: Apache-2.0
//
// instrument.hpp: what is traded in one run, and the groups it belongs to.
//
// Place: core. An InstrumentId is the row number in the run's universe and indexes every table of
// the run. Group 0 of sectors and of regions means "unknown".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sluice/c/market.h>
#include <sluice/decimal.hpp>

namespace sluice {

using InstrumentId = std::uint32_t;

struct Instrument {
  std::string symbol;
  std::string sector;    // empty: unknown
  std::string region;    // empty: unknown
  std::string currency;  // empty: unknown
  Price tick = Price::from_raw(1);
  Quantity lot = Quantity::from_raw(kScale);
  std::optional<Quantity> average_daily_volume;
  // Of one order; 0: none.
  Quantity min_quantity;
  Quantity max_quantity;
  Money min_notional;
};

// The universe of a run. Immutable once built; rows() stays valid as long as the table lives, and
// moves with it.
class InstrumentTable {
 public:
  explicit InstrumentTable(std::vector<Instrument> instruments);
  InstrumentTable(const InstrumentTable&) = delete;
  InstrumentTable& operator=(const InstrumentTable&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return instruments_.size(); }
  [[nodiscard]] const Instrument& operator[](InstrumentId id) const { return instruments_[id]; }
  [[nodiscard]] const std::string& symbol(InstrumentId id) const { return instruments_[id].symbol; }
  [[nodiscard]] std::optional<InstrumentId> find(std::string_view symbol) const;
  // The table as plugins see it.
  [[nodiscard]] sluice_rows rows() const noexcept;
  [[nodiscard]] const std::vector<std::string>& sectors() const noexcept { return sectors_; }
  [[nodiscard]] const std::vector<std::string>& regions() const noexcept { return regions_; }
  [[nodiscard]] std::uint32_t sector_of(InstrumentId id) const { return sector_of_[id]; }
  [[nodiscard]] std::uint32_t region_of(InstrumentId id) const { return region_of_[id]; }

 private:
  std::vector<Instrument> instruments_;
  std::vector<sluice_instrument> rows_;
  std::vector<std::string> sectors_{""};
  std::vector<std::string> regions_{""};
  std::vector<std::uint32_t> sector_of_;
  std::vector<std::uint32_t> region_of_;
  std::unordered_map<std::string_view, InstrumentId> by_symbol_;
};

// Text as plugins see it; borrowed from `text`.
[[nodiscard]] inline sluice_str borrow(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
[[nodiscard]] inline std::string_view view(sluice_str text) noexcept {
  return {text.ptr, text.len};
}

}  // namespace sluice
