// SPDX-License-Identifier: Apache-2.0
#include "plugins/market_rows.hpp"

#include <cstdint>
#include <type_traits>

namespace sluice::plugins {
namespace {

bool is_sound(const sluice_quote& row) noexcept {
  return row.bid >= 0 && row.ask >= 0 && row.bid_quantity >= 0 && row.ask_quantity >= 0;
}
bool is_sound(const sluice_trade& row) noexcept { return row.price > 0 && row.quantity >= 0; }
bool is_sound(const sluice_bar& row) noexcept { return row.close > 0; }

}  // namespace

sluice_market_sink MarketRows::sink() noexcept {
  return {this, &take<sluice_quote, &sluice_market_sink::on_quotes>,
          &take<sluice_trade, &sluice_market_sink::on_trades>,
          &take<sluice_bar, &sluice_market_sink::on_bars>, &connection};
}

template <typename Row>
std::string_view MarketRows::fault_of_row(const Row& row) const noexcept {
  constexpr bool kIsBar = std::is_same_v<Row, sluice_bar>;
  if (row.instrument >= order_.instruments)
    return "streamed a row of an instrument that was not asked for";
  // A bar that began at `until` has not ended then.
  if (kIsBar ? row.time >= until_ : row.time > until_) return "streamed a row of the future";
  if (row.time < (kIsBar ? order_.last_bar : order_.last_event))
    return "streamed rows that are not in the order of time";
  if (!is_sound(row)) return "streamed a row with a price or a quantity that cannot be";
  return {};
}

template <typename Row>
std::string_view MarketRows::fault_of(sluice_rows rows) noexcept {
  if (rows.count == 0) return {};
  if (rows.base == nullptr || rows.stride < sizeof(Row) || rows.stride % alignof(Row) != 0 ||
      reinterpret_cast<std::uintptr_t>(rows.base) % alignof(Row) != 0)
    return "streamed what is no table of rows";
  if (rows.count > limit_ - count_) return "streamed more rows than were asked for";
  for (std::uint64_t i = 0; i < rows.count; ++i) {
    const Row& row = *SLUICE_ROW(rows, Row, i);
    if (const auto fault = fault_of_row(row); !fault.empty()) return fault;
    (std::is_same_v<Row, sluice_bar> ? order_.last_bar : order_.last_event) = row.time;
  }
  return {};
}

template <typename Row, auto Target>
sluice_status MarketRows::take(void* self, sluice_rows rows) noexcept {
  MarketRows& own = *static_cast<MarketRows*>(self);
  if (own.problem_.empty()) own.problem_ = own.fault_of<Row>(rows);
  if (!own.problem_.empty()) return SLUICE_ERROR_ARGUMENT;
  own.count_ += rows.count;
  return rows.count == 0 ? sluice_status{SLUICE_OK}
                         : (own.target_.*Target)(own.target_.context, rows);
}

sluice_status MarketRows::connection(void* self, std::uint32_t connected,
                                     sluice_str reason) noexcept {
  MarketRows& own = *static_cast<MarketRows*>(self);
  if (own.problem_.empty() && (connected > 1 || (reason.ptr == nullptr && reason.len > 0)))
    own.problem_ = "told of a connection that is neither there nor gone";
  if (!own.problem_.empty()) return SLUICE_ERROR_ARGUMENT;
  return own.target_.on_connection(own.target_.context, connected, reason);
}

}  // namespace sluice::plugins
