// SPDX-License-Identifier: Apache-2.0
//
// track_state_property_test.cpp: every state reads back as it was written, to the last bit.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/exact_reference.hpp"
#include "records/track_state.hpp"

namespace sluice::records {
namespace {

template <typename T>
rc::Gen<std::vector<T>> some(rc::Gen<T> element) {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 4), [element](std::size_t count) {
    return rc::gen::container<std::vector<T>>(count, element);
  });
}

// Any bytes a JSON text can hold: control characters, quotes, and characters beyond ASCII.
std::string any_text() {
  const auto letters = *some(rc::gen::element<std::string>(
      "A", "z", "0", "\"", "\\", "\n", "\t", std::string(1, '\0'), "\x1f", "\x7f", "é", "·", "€",
      "{", "}", "[", "]", ",", ":", "/", "\"hash\": \"", ",\n  \"hash\": \""));
  std::string text;
  for (const auto& letter : letters) text += letter;
  return text;
}

double any_double() { return *exact::doubles(); }

Timestamp any_time() {
  // Years 1700 to 2200: four digits, as the text has them.
  return Timestamp::from_nanoseconds(*rc::gen::inRange<std::int64_t>(
      -270LL * 365 * Timestamp::kNanosecondsPerDay, 230LL * 365 * Timestamp::kNanosecondsPerDay));
}

StateOrder any_order() {
  StateOrder kept;
  kept.symbol = any_text();
  Order& order = kept.order;
  order.id = *exact::bits();
  order.state = *rc::gen::element(OrderState::kAcked, OrderState::kPartial, OrderState::kSending);
  order.filled = *rc::gen::arbitrary<Quantity>();
  order.reserved = *rc::gen::arbitrary<Money>();
  order.executions.push_back({*exact::bits(), *rc::gen::arbitrary<std::uint32_t>(),
                              *rc::gen::arbitrary<Quantity>(), *rc::gen::arbitrary<Price>(),
                              *rc::gen::arbitrary<Money>()});
  Intent& intent = order.intent;
  intent.id = {*exact::bits(), *exact::bits()};
  intent.side = *rc::gen::element(Side::kBuy, Side::kSell);
  intent.type = *rc::gen::element(OrderType::kMarket, OrderType::kLimit, OrderType::kStopLimit);
  intent.time_in_force = *rc::gen::element(TimeInForce::kDay, TimeInForce::kIoc, TimeInForce::kGtd);
  if (has_stop(intent.type)) intent.stop_price = *rc::gen::arbitrary<Price>();
  if (intent.time_in_force == TimeInForce::kGtd) intent.good_till = any_time();
  intent.reduce_only = *rc::gen::arbitrary<bool>();
  intent.post_only = *rc::gen::arbitrary<bool>();
  intent.quantity = *rc::gen::arbitrary<Quantity>();
  intent.limit_price = *rc::gen::arbitrary<Price>();
  intent.reference_price = *rc::gen::arbitrary<Price>();
  intent.reference_time = any_time();
  intent.decision_time = any_time();
  intent.average_daily_volume = *rc::gen::arbitrary<Quantity>();
  intent.daily_volatility = any_double();
  return kept;
}

TrackState any_state() {
  TrackState state;
  state.strategy_name = any_text();
  state.config_hash = "c0ffee";
  if (*rc::gen::arbitrary<bool>()) state.last_run_date = any_time().date();
  if (*rc::gen::arbitrary<bool>()) state.last_session = any_time();
  state.created_at = any_time();
  state.updated_at = any_time();
  state.seed_capital = Money::from_raw((*rc::gen::arbitrary<Money>()).raw() / 2);
  state.cash = *rc::gen::arbitrary<Money>();
  state.equity = Money::from_raw((*rc::gen::arbitrary<Money>()).raw() / 2);
  state.peak_equity = *rc::gen::arbitrary<Money>();
  state.total_trades = *exact::bits();
  state.next_order_id = *exact::bits();
  const auto count = [] { return *rc::gen::inRange(0, 4); };
  for (int i = count(); i > 0; --i)
    state.positions.push_back({any_text(), *rc::gen::arbitrary<Quantity>()});
  for (int i = count(); i > 0; --i)
    state.marks.push_back({any_text(), *rc::gen::arbitrary<Price>(), any_time()});
  for (int i = count(); i > 0; --i) state.open_orders.push_back(any_order());
  for (int i = count(); i > 0; --i) state.statistics[any_text()] = any_double();
  for (int i = count(); i > 0; --i) state.components[any_text()] = any_text();
  for (int i = count(); i > 0; --i) state.files[any_text()] = *exact::bits();
  state.journal = {any_text(), *exact::bits(), *exact::bits(), std::string(64, 'f')};
  return state;
}

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

TEST(TrackStateProperty, WrittenAndRead_IsTheSameText) {
  EXPECT_TRUE(rc::check("state file", [] {
    const TrackState state = any_state();
    const std::string text = state_file_text(state);
    const auto read = parse_state_file(text);
    if (!read) RC_FAIL(read.error().message + "\n" + text);
    RC_ASSERT(state_file_text(*read) == text);
  }));
  EXPECT_TRUE(rc::check("compact state", [] {
    const std::string text = compact_state(any_state());
    const auto read = parse_compact_state(text);
    if (!read) RC_FAIL(read.error().message + "\n" + text);
    RC_ASSERT(compact_state(*read) == text);
  }));
}

// That the text is the same would not notice a value that is written wrong both times.
TEST(TrackStateProperty, WrittenAndRead_KeepsValuesToTheLastBit) {
  EXPECT_TRUE(rc::check("values", [] {
    const TrackState state = any_state();
    const auto read = parse_state_file(state_file_text(state));
    RC_ASSERT(read.ok());
    RC_ASSERT(read->strategy_name == state.strategy_name);
    RC_ASSERT(read->cash == state.cash);
    RC_ASSERT(read->components == state.components);
    RC_ASSERT(read->files == state.files);
    RC_ASSERT(read->statistics.size() == state.statistics.size());
    for (const auto& [key, value] : state.statistics)
      RC_ASSERT(same_bits(read->statistics.at(key), value));
    RC_ASSERT(read->open_orders.size() == state.open_orders.size());
    for (std::size_t i = 0; i < state.open_orders.size(); ++i) {
      const Order& a = read->open_orders[i].order;
      const Order& b = state.open_orders[i].order;
      RC_ASSERT(content_hash(a.intent) == content_hash(b.intent));
      RC_ASSERT(a.intent.id == b.intent.id);
      RC_ASSERT(a.reserved == b.reserved);
      RC_ASSERT(a.executions == b.executions);
      RC_ASSERT(same_bits(a.intent.daily_volatility, b.intent.daily_volatility));
    }
  }));
}

}  // namespace
}  // namespace sluice::records
