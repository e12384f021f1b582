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

std::uint64_t kind_of(const Intent& intent) noexcept {
  return static_cast<std::uint64_t>(intent.side) | static_cast<std::uint64_t>(intent.type) << 8 |
         static_cast<std::uint64_t>(intent.time_in_force) << 16 |
         static_cast<std::uint64_t>(intent.reduce_only) << 24 |
         static_cast<std::uint64_t>(intent.post_only) << 25;
}

// Folds in what few orders have, so that the ids of all others are as they were before it existed.
std::uint64_t with_rare_terms(std::uint64_t hash, const Intent& intent) noexcept {
  const std::int64_t rare[] = {intent.stop_price.raw(), intent.good_till.nanoseconds()};
  if (rare[0] == 0 && rare[1] == 0) return hash;
  return XXH3_64bits_withSeed(rare, sizeof rare, hash);
}

}  // namespace

std::optional<IntentId> IntentId::parse(std::string_view hex) noexcept {
  if (hex.size() != 32) return std::nullopt;
  std::uint64_t halves[2] = {0, 0};
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const char digit = hex[i];
    const bool is_decimal = digit >= '0' && digit <= '9';
    if (!is_decimal && (digit < 'a' || digit > 'f')) return std::nullopt;
    const int value = is_decimal ? digit - '0' : digit - 'a' + 10;
    halves[i / 16] = halves[i / 16] << 4 | static_cast<std::uint64_t>(value);
  }
  return IntentId{halves[0], halves[1]};
}

IntentId derived_id(const IntentId& from, std::uint64_t what) noexcept {
  const std::uint64_t bytes[] = {from.hi, from.lo, what};
  const XXH128_hash_t hash = XXH3_128bits(bytes, sizeof bytes);
  return {hash.high64, hash.low64};
}

std::string client_order_id(const IntentId& id) { return "sl-" + id.to_string(); }

std::string IntentId::to_string() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(32, '0');
  for (int i = 0; i < 16; ++i) {
    text[static_cast<std::size_t>(15 - i)] = kDigits[(hi >> (4 * i)) & 15];
    text[static_cast<std::size_t>(31 - i)] = kDigits[(lo >> (4 * i)) & 15];
  }
  return text;
}

sluice_order to_row(const Intent& intent, std::uint64_t order_id, std::uint32_t attempt) noexcept {
  sluice_order order{};
  order.size = sizeof order;
  order.instrument = intent.instrument;
  order.order_id = order_id;
  order.attempt = attempt;
  order.intent_id = {intent.id.hi, intent.id.lo};
  order.side = static_cast<std::uint8_t>(intent.side);
  order.type = static_cast<std::uint8_t>(intent.type);
  order.time_in_force = static_cast<std::uint8_t>(intent.time_in_force);
  order.flags = static_cast<std::uint8_t>((intent.reduce_only ? SLUICE_ORDER_REDUCE_ONLY : 0) |
                                          (intent.post_only ? SLUICE_ORDER_POST_ONLY : 0));
  order.quantity = intent.quantity.raw();
  order.limit_price = intent.limit_price.raw();
  order.reference_price = intent.reference_price.raw();
  order.reference_time = intent.reference_time.nanoseconds();
  order.decision_time = intent.decision_time.nanoseconds();
  order.average_daily_volume = intent.average_daily_volume.raw();
  order.daily_volatility = intent.daily_volatility;
  order.stop_price = intent.stop_price.raw();
  order.good_till = intent.good_till.nanoseconds();
  order.parent_id = {intent.parent_id.hi, intent.parent_id.lo};
  order.parent_quantity = intent.parent_quantity.raw();
  return order;
}

std::uint64_t content_hash(const Intent& intent) noexcept {
  const std::uint64_t content[] = {intent.instrument, kind_of(intent),
                                   static_cast<std::uint64_t>(intent.quantity.raw()),
                                   static_cast<std::uint64_t>(intent.limit_price.raw()),
                                   static_cast<std::uint64_t>(intent.decision_time.nanoseconds())};
  return with_rare_terms(XXH3_64bits(content, sizeof content), intent);
}

IntentIdentity::IntentIdentity(std::string_view strategy, std::string_view account)
    : who_{XXH3_64bits_withSeed(account.data(), account.size(),
                                XXH3_64bits(strategy.data(), strategy.size()))} {}

IntentId IntentIdentity::id_of(const Intent& intent, std::string_view symbol,
                               std::uint64_t inputs_hash) const noexcept {
  const IdentityBytes bytes{who_,
                            XXH3_64bits(symbol.data(), symbol.size()),
                            with_rare_terms(inputs_hash, intent),
                            intent.quantity.raw(),
                            intent.limit_price.raw(),
                            intent.decision_time.nanoseconds(),
                            kind_of(intent)};
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
