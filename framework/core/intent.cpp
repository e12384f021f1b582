// SPDX-License-Identifier: Apache-2.0
#include "core/intent.hpp"

#define XXH_INLINE_ALL
#include <cstring>

#include <xxhash.h>

namespace sluice {
namespace {

// What an intent id is the hash of. Fixed layout without padding, so that the same decision has the
// same bytes.
struct IdentityBytes {
  std::uint64_t who;
  std::uint64_t symbol;
  std::uint64_t inputs;
  std::int64_t quantity;
  std::int64_t limit_price;
  std::int64_t decision_time;
  std::uint64_t kind;  // side, type, time in force
};
static_assert(sizeof(IdentityBytes) == 7 * 8);

}  // namespace

std::string IntentId::to_string() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(32, '0');
  for (int i = 0; i < 16; ++i) {
    text[static_cast<std::size_t>(15 - i)] = kDigits[(hi >> (4 * i)) & 15];
    text[static_cast<std::size_t>(31 - i)] = kDigits[(lo >> (4 * i)) & 15];
  }
  return text;
}

sluice_order to_row(const Intent& intent, std::uint64_t order_id) noexcept {
  sluice_order order{};
  order.size = sizeof order;
  order.instrument = intent.instrument;
  order.order_id = order_id;
  order.intent_id = {intent.id.hi, intent.id.lo};
  order.side = static_cast<std::uint8_t>(intent.side);
  order.type = static_cast<std::uint8_t>(intent.type);
  order.time_in_force = static_cast<std::uint8_t>(intent.time_in_force);
  order.quantity = intent.quantity.raw();
  order.limit_price = intent.limit_price.raw();
  order.reference_price = intent.reference_price.raw();
  order.reference_time = intent.reference_time.nanoseconds();
  order.decision_time = intent.decision_time.nanoseconds();
  order.average_daily_volume = intent.average_daily_volume.raw();
  order.daily_volatility = intent.daily_volatility;
  return order;
}

bool same_content(const Intent& a, const Intent& b) noexcept {
  return a.instrument == b.instrument && a.side == b.side && a.type == b.type &&
         a.time_in_force == b.time_in_force && a.quantity == b.quantity &&
         a.limit_price == b.limit_price && a.decision_time == b.decision_time;
}

IntentIdentity::IntentIdentity(std::string_view strategy, std::string_view account)
    : who_{XXH3_64bits_withSeed(account.data(), account.size(),
                                XXH3_64bits(strategy.data(), strategy.size()))} {}

IntentId IntentIdentity::id_of(const Intent& intent, std::string_view symbol,
                               std::uint64_t inputs_hash) const noexcept {
  const IdentityBytes bytes{who_,
                            XXH3_64bits(symbol.data(), symbol.size()),
                            inputs_hash,
                            intent.quantity.raw(),
                            intent.limit_price.raw(),
                            intent.decision_time.nanoseconds(),
                            static_cast<std::uint64_t>(intent.side) |
                                static_cast<std::uint64_t>(intent.type) << 8 |
                                static_cast<std::uint64_t>(intent.time_in_force) << 16};
  const XXH128_hash_t hash = XXH3_128bits(&bytes, sizeof bytes);
  return {hash.high64, hash.low64};
}

std::uint64_t hash_inputs(sluice_rows bars) noexcept {
  std::uint64_t hash = bars.count;
  for (std::uint64_t i = 0; i < bars.count; ++i) {
    const auto* bar = SLUICE_ROW(bars, sluice_bar, i);
    hash = XXH3_64bits_withSeed(
        bar, offsetof(sluice_bar, adjusted_close) + sizeof bar->adjusted_close, hash);
  }
  return hash;
}

}  // namespace sluice
