// SPDX-License-Identifier: Apache-2.0
//
// table_order.cpp: an order of a table, and what is expected of it.
#include "config/text.hpp"
#include "rule_tests/table_parts.hpp"
#include "rule_tests/words.hpp"

namespace sluice::rule_tests {
namespace {

OrderType usual_type(const Intent& intent) {
  const bool limit = !intent.limit_price.is_zero();
  if (!intent.stop_price.is_zero()) return limit ? OrderType::kStopLimit : OrderType::kStop;
  return limit ? OrderType::kLimit : OrderType::kMarket;
}

Price read_price(FieldReader& fields, std::string_view key) {
  const auto price = fields.exact<Price>(key);
  if (price && !price->is_positive()) fields.fault(key, "expected a price above 0");
  return price.value_or(Price{});
}

void read_prices(FieldReader& fields, Intent& intent) {
  const Price limit = read_price(fields, "price");
  const Price same = read_price(fields, "limit_price");
  if (!limit.is_zero() && !same.is_zero())
    fields.fault("limit_price", "it is told twice: limit_price is the same as price");
  intent.limit_price = limit.is_zero() ? same : limit;
  intent.stop_price = read_price(fields, "stop_price");
  const auto type = fields.word("type", kTypes);
  intent.type = type ? static_cast<OrderType>(*type) : usual_type(intent);
  if (has_limit(intent.type) != !intent.limit_price.is_zero())
    fields.fault(has_limit(intent.type) ? "an order of this type needs a price"
                                        : "an order of this type has no price");
  if (has_stop(intent.type) != !intent.stop_price.is_zero())
    fields.fault(has_stop(intent.type) ? "an order of this type needs a stop_price"
                                       : "an order of this type has no stop_price");
}

void read_terms(FieldReader& fields, Intent& intent) {
  const auto tif = fields.word("time_in_force", kTimesInForce);
  if (tif) intent.time_in_force = static_cast<TimeInForce>(*tif);
  const auto good_till = fields.time("good_till");
  if (good_till.has_value() != (intent.time_in_force == TimeInForce::kGtd))
    fields.fault("good_till", "it goes with time_in_force GTD, and that with it");
  intent.good_till = good_till.value_or(Timestamp{});
  intent.reduce_only = fields.flag("reduce_only").value_or(false);
  intent.post_only = fields.flag("post_only").value_or(false);
}

// The one number that is no decimal: a statistic.
double read_volatility(FieldReader& fields) {
  const auto units = fields.decimal("daily_volatility");
  if (units && *units < 0) fields.fault("daily_volatility", "expected a ratio >= 0");
  return units ? Money::from_raw(*units).to_double() : 0;
}

}  // namespace

OrderSpec read_order(const config::Value* map, const std::string& path, bool is_working,
                     config::Faults& faults) {
  FieldReader fields{map, path, faults};
  OrderSpec order;
  Intent& intent = order.intent;
  order.symbol = fields.text("symbol").value_or("");
  intent.side = static_cast<Side>(fields.word("side", kSides).value_or(SLUICE_SIDE_BUY));
  intent.quantity = fields.exact<Quantity>("quantity").value_or(Quantity::from_raw(kScale));
  if (!intent.quantity.is_positive()) fields.fault("quantity", "expected a quantity above 0");
  read_prices(fields, intent);
  read_terms(fields, intent);
  const auto reference = fields.exact<Price>("reference_price");
  order.has_reference = reference.has_value();
  intent.reference_price = reference.value_or(Price{});
  order.reference_age_ns = fields.seconds("reference_age_seconds").value_or(0);
  const auto volume = fields.exact<Quantity>("average_daily_volume");
  order.has_volume = volume.has_value();
  intent.average_daily_volume = volume.value_or(Quantity{});
  intent.daily_volatility = read_volatility(fields);
  order.parent_quantity = fields.exact<Quantity>("parent_quantity").value_or(Quantity{});
  order.parent = fields.text("parent").value_or("");
  order.intent_name = fields.text("intent").value_or("");
  if (is_working) order.remaining = fields.exact<Quantity>("remaining");
  if (order.remaining && (order.remaining->is_negative() || *order.remaining > intent.quantity))
    fields.fault("remaining", "expected 0 to the order's quantity");
  fields.finish();
  return order;
}

Expectation read_expectation(const config::Value* map, const std::string& path,
                             config::Faults& faults) {
  constexpr std::int64_t kManyInstructions = 1'000'000'000;
  constexpr std::int64_t kManyLines = 1'000'000;
  FieldReader fields{map, path, faults};
  Expectation expect;
  const auto verdict = fields.word("verdict", kVerdicts);
  if (!verdict && fields.take("verdict") == nullptr)
    fields.fault("verdict", "it is missing: expected one of approve, reject, resize, halt");
  expect.action = static_cast<std::int32_t>(verdict.value_or(SLUICE_VERDICT_APPROVE));
  expect.code = fields.text("code");
  expect.quantity = fields.exact<Quantity>("quantity");
  expect.measured = fields.money("measured");
  expect.limit = fields.money("limit");
  expect.unit = fields.word("unit", kUnits);
  expect.scope = fields.word("scope", kScopes);
  expect.level = fields.word("level", kLevels);
  expect.line = fields.whole("line", 1, kManyLines);
  expect.max_instructions = fields.whole("max_instructions", 0, kManyInstructions);
  if (expect.quantity && expect.action != SLUICE_VERDICT_RESIZE)
    fields.fault("quantity", "it goes with verdict resize");
  if ((expect.scope || expect.level) && expect.action != SLUICE_VERDICT_HALT)
    fields.fault(expect.scope ? "scope" : "level", "it goes with verdict halt");
  fields.finish();
  return expect;
}

}  // namespace sluice::rule_tests
