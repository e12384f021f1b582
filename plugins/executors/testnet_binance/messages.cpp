// SPDX-License-Identifier: Apache-2.0
#include "messages.hpp"

#include "json_fields.hpp"

namespace sluice::testnet {
namespace {

constexpr std::string_view kClientIdPrefix = "sl-";
constexpr std::string_view kHexDigits = "0123456789abcdef";

struct StatusWord {
  std::string_view word;
  std::uint32_t status;
};
constexpr StatusWord kStatusWords[] = {
    {"NEW", SLUICE_STATUS_OPEN},
    {"PENDING_NEW", SLUICE_STATUS_OPEN},
    {"PARTIALLY_FILLED", SLUICE_STATUS_OPEN},
    {"PENDING_CANCEL", SLUICE_STATUS_OPEN},
    {"FILLED", SLUICE_STATUS_FILLED},
    {"CANCELED", SLUICE_STATUS_CANCELED},
    {"REJECTED", SLUICE_STATUS_REJECTED},
    {"EXPIRED", SLUICE_STATUS_EXPIRED},
    {"EXPIRED_IN_MATCH", SLUICE_STATUS_EXPIRED},
};

// The first of the keys that is there: answers name their time in different ways.
std::int64_t time_in(const JsonValue& row, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const auto ms = integer_in(row, key)) return *ms * kNsPerMs;
  return 0;
}

std::optional<Commission> commission_in(const JsonValue& row, std::string_view amount_key,
                                        std::string_view asset_key) {
  const auto amount = decimal_in<Money>(row, amount_key);
  if (!amount || amount->is_negative()) return std::nullopt;
  return Commission{*amount, std::string{text_in(row, asset_key).value_or("")}};
}

// The trades in the answer to a new order name no order and no time: they are the order's.
std::optional<TradeRow> read_own_trade(const JsonValue& row, const OrderRow& order) {
  const auto id = integer_in(row, "tradeId");
  const auto price = decimal_in<Price>(row, "price");
  const auto quantity = decimal_in<Quantity>(row, "qty");
  const auto commission = commission_in(row, "commission", "commissionAsset");
  if (!id || !price || !quantity || !commission) return std::nullopt;
  return TradeRow{*id, order.venue_order_id, *quantity, *price, *commission, order.time_ns};
}

void append_hex(std::string& out, std::uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) out.push_back(kHexDigits[value >> shift & 15]);
}

std::optional<std::uint64_t> hex_in(std::string_view text) noexcept {
  std::uint64_t value = 0;
  for (const char c : text) {
    const std::size_t digit = kHexDigits.find(c);
    if (digit == kHexDigits.npos) return std::nullopt;
    value = value << 4 | digit;
  }
  return value;
}

}  // namespace

std::optional<OrderRow> read_order(const JsonValue& row) {
  const auto symbol = text_in(row, "symbol");
  const auto client_id = text_in(row, "clientOrderId");
  const auto id = integer_in(row, "orderId");
  const auto status = text_in(row, "status");
  const auto quantity = decimal_in<Quantity>(row, "origQty");
  const auto filled = decimal_in<Quantity>(row, "executedQty");
  const auto price = decimal_in<Price>(row, "price");
  if (!symbol || !client_id || !id || !status || !quantity || !filled || !price)
    return std::nullopt;
  OrderRow order{std::string{*symbol},
                 std::string{*client_id},
                 *id,
                 std::string{*status},
                 *quantity,
                 *filled,
                 *price,
                 time_in(row, {"transactTime", "updateTime", "time"}),
                 {}};
  const JsonValue* const trades = list_in(row, "fills");
  if (trades == nullptr) return order;
  for (const JsonValue& item : trades->items) {
    auto trade = read_own_trade(item, order);
    if (!trade) return std::nullopt;
    order.trades.push_back(std::move(*trade));
  }
  return order;
}

std::optional<TradeRow> read_trade(const JsonValue& row) {
  const auto id = integer_in(row, "id");
  const auto order = integer_in(row, "orderId");
  const auto price = decimal_in<Price>(row, "price");
  const auto quantity = decimal_in<Quantity>(row, "qty");
  const auto time = integer_in(row, "time");
  const auto commission = commission_in(row, "commission", "commissionAsset");
  if (!id || !order || !price || !quantity || !time || !commission) return std::nullopt;
  return TradeRow{*id, *order, *quantity, *price, *commission, *time * kNsPerMs};
}

std::optional<OrderEvent> read_order_event(const JsonValue& event) {
  const auto symbol = text_in(event, "s");
  const auto kind = text_in(event, "x");
  const auto status = text_in(event, "X");
  const auto id = integer_in(event, "i");
  const auto own_name = text_in(event, "c");
  const auto original = text_in(event, "C");
  const auto quantity = decimal_in<Quantity>(event, "q");
  const auto filled = decimal_in<Quantity>(event, "z");
  const auto price = decimal_in<Price>(event, "p");
  const auto time = integer_in(event, "T");
  if (!symbol || !kind || !status || !id || !own_name || !quantity || !filled || !price || !time)
    return std::nullopt;
  OrderEvent read;
  read.kind = *kind;
  // A cancel has a name of its own: the order's is the original one.
  read.order = {std::string{*symbol},
                std::string{original && !original->empty() ? *original : *own_name},
                *id,
                std::string{*status},
                *quantity,
                *filled,
                *price,
                *time * kNsPerMs,
                {}};
  read.reject_reason = text_in(event, "r").value_or("");
  if (read.kind != "TRADE") return read;
  const auto trade_id = integer_in(event, "t");
  const auto last_quantity = decimal_in<Quantity>(event, "l");
  const auto last_price = decimal_in<Price>(event, "L");
  const auto commission = commission_in(event, "n", "N");
  if (!trade_id || !last_quantity || !last_price || !commission) return std::nullopt;
  read.trade = {*trade_id, *id, *last_quantity, *last_price, *commission, *time * kNsPerMs};
  return read;
}

std::uint32_t status_of(std::string_view word) noexcept {
  for (const StatusWord& known : kStatusWords)
    if (known.word == word) return known.status;
  return 0;
}

std::string_view expiry_reason_of(std::string_view word) noexcept {
  return word == "EXPIRED_IN_MATCH" ? "SELF_TRADE" : "";
}

std::string client_id_of(const sluice_intent_id& intent) {
  std::string id{kClientIdPrefix};
  append_hex(id, intent.hi);
  append_hex(id, intent.lo);
  return id;
}

std::optional<sluice_intent_id> intent_of(std::string_view client_id) noexcept {
  if (client_id.size() != SLUICE_CLIENT_ORDER_ID_SIZE || !client_id.starts_with(kClientIdPrefix))
    return std::nullopt;
  const auto hi = hex_in(client_id.substr(kClientIdPrefix.size(), 16));
  const auto lo = hex_in(client_id.substr(kClientIdPrefix.size() + 16));
  if (!hi || !lo) return std::nullopt;
  return sluice_intent_id{*hi, *lo};
}

}  // namespace sluice::testnet
