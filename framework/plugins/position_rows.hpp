// SPDX-License-Identifier: Apache-2.0
//
// position_rows.hpp: the positions of a snapshot on their way from a plugin to the caller.
//
// Place: plugins, private. Owns nothing. Units: 1e-8. Bound: one row for each instrument of the
// run. Thread: the lane. Throws nothing: the plugin calls it. Rows that can't be used are refused
// and stay refused; problem() says why.
#pragma once

#include <string_view>

#include <sluice/c/executor.h>

namespace sluice::plugins {

class PositionRows {
 public:
  // `target` is whom the rows are for; it outlives this object.
  PositionRows(const sluice_venue_account& target, std::uint64_t instrument_count) noexcept
      : target_{target}, instrument_count_{instrument_count} {}

  // What the plugin is given: empty but for the way back here.
  [[nodiscard]] sluice_venue_account account() noexcept;
  // What was wrong with the rows or the flags; empty: nothing.
  [[nodiscard]] std::string_view problem(const sluice_venue_account& told) const noexcept;

 private:
  static sluice_status take(void* self, sluice_rows rows) noexcept;
  [[nodiscard]] std::string_view fault_of(sluice_rows rows) const noexcept;

  const sluice_venue_account& target_;
  std::uint64_t instrument_count_;
  std::uint64_t row_count_ = 0;
  std::string_view problem_;
};

}  // namespace sluice::plugins
