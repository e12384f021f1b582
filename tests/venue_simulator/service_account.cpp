// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "venue_simulator/service.hpp"

namespace sluice::venue_simulator {

Outcome<Json> Service::account(const Ask& ask) {
  return account_json(ask.seen, ask.account, ask.params.text("omitZeroBalances") == "true");
}

Outcome<Json> Service::commission(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  Json none{{"maker", wire_text(Ratio{})},
            {"taker", wire_text(Ratio{})},
            {"buyer", wire_text(Ratio{})},
            {"seller", wire_text(Ratio{})}};
  return Json{{"symbol", ask.seen.symbols()[std::size_t(*symbol)].name},
              {"standardCommission", commission_rates_json(ask.seen)},
              {"specialCommission", none},
              {"taxCommission", none},
              {"discount",
               {{"enabledForAccount", false},
                {"enabledForSymbol", false},
                {"discountAsset", "BNB"},
                {"discount", wire_text(Ratio{})}}}};
}

Outcome<Json> Service::order_limits(const Ask& ask) {
  const Usage usage = limits_.usage("", ask.account, ask.now);
  Json rows = Json::array();
  for (Json row : rate_limits_json(limits_.settings())) {
    if (row["rateLimitType"] != "ORDERS") continue;
    row["count"] = row["interval"] == "DAY" ? usage.orders_a_day : usage.orders_in_ten_seconds;
    rows.push_back(std::move(row));
  }
  return rows;
}

Outcome<Json> Service::own_trades(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto limit = limit_in(ask, 500, 1'000);
  if (!limit) return limit.refusal();
  std::optional<std::int64_t> order, begin, end, from;
  for (const auto& [name, value] : {std::pair{"orderId", &order}, std::pair{"startTime", &begin},
                                    std::pair{"endTime", &end}, std::pair{"fromId", &from}}) {
    const auto given = ask.params.integer(name);
    if (!given) return given.refusal();
    *value = *given;
  }
  std::vector<const Trade*> found;
  for (const Trade& trade : ask.seen.trades()) {
    const bool is_asked = trade.account == ask.account && trade.symbol == *symbol &&
                          (!order || trade.order == *order) && trade.id >= from.value_or(0) &&
                          trade.time >= begin.value_or(0) && (!end || trade.time <= *end);
    if (is_asked) found.push_back(&trade);
  }
  const bool from_begin = from || begin;
  const std::size_t count = std::min(found.size(), *limit);
  const std::size_t first = from_begin ? 0 : found.size() - count;
  Json rows = Json::array();
  for (std::size_t i = first; i < first + count; ++i)
    rows.push_back(trade_json(ask.seen, *found[i]));
  return rows;
}

}  // namespace sluice::venue_simulator
