// SPDX-License-Identifier: Apache-2.0
#include "plugins/position_rows.hpp"

#include <cstdint>

namespace sluice::plugins {
namespace {

bool is_flag(std::uint8_t value) noexcept { return value <= 1; }

}  // namespace

sluice_venue_account PositionRows::account() noexcept {
  sluice_venue_account account{};
  account.size = sizeof account;
  account.context = this;
  account.on_positions = &take;
  return account;
}

std::string_view PositionRows::problem(const sluice_venue_account& told) const noexcept {
  if (!problem_.empty()) return problem_;
  if (!is_flag(told.complete) || !is_flag(told.has_cash) || !is_flag(told.has_positions))
    return "gave an account whose flags are neither 0 nor 1";
  return {};
}

std::string_view PositionRows::fault_of(sluice_rows rows) const noexcept {
  if (rows.count == 0) return {};
  if (rows.base == nullptr || rows.stride < sizeof(sluice_venue_position) ||
      rows.stride % alignof(sluice_venue_position) != 0 ||
      reinterpret_cast<std::uintptr_t>(rows.base) % alignof(sluice_venue_position) != 0)
    return "gave positions that are no table of rows";
  if (rows.count > instrument_count_ - row_count_)
    return "gave more positions than the run has instruments";
  for (std::uint64_t i = 0; i < rows.count; ++i)
    if (SLUICE_ROW(rows, sluice_venue_position, i)->instrument >= instrument_count_)
      return "gave a position of an instrument that is not in the run";
  return {};
}

sluice_status PositionRows::take(void* self, sluice_rows rows) noexcept {
  PositionRows& own = *static_cast<PositionRows*>(self);
  if (own.problem_.empty()) own.problem_ = own.fault_of(rows);
  if (!own.problem_.empty()) return SLUICE_ERROR_ARGUMENT;
  own.row_count_ += rows.count;
  return own.target_.on_positions == nullptr ? sluice_status{SLUICE_OK}
                                             : own.target_.on_positions(own.target_.context, rows);
}

}  // namespace sluice::plugins
