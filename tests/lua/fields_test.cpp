// SPDX-License-Identifier: Apache-2.0
//
// fields_test.cpp: what a script reads is what the C structs say.
#include "lua/fields.hpp"

#include <set>

#include <gtest/gtest.h>

#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using testing::money;
using testing::Rule;
using testing::units;

struct Reading {
  const char* field;
  const char* text;  // as tostring gives it
};
void PrintTo(const Reading& reading, std::ostream* out) { *out << reading.field; }

// An account with something in every field.
void fill_in(Rule& rule) {
  rule.order = testing::limit_order(0, Side::kSell, "30", "101.255", "100");
  rule.order.stop_price = units("99");
  rule.order.reference_time = rule.view.now - 1'500'000'000;
  rule.order.average_daily_volume = units("1000000");
  rule.order.daily_volatility = 0.25;
  rule.order.flags = SLUICE_ORDER_REDUCE_ONLY;
  rule.order.parent_quantity = units("300");
  sluice_risk_row& row = rule.row();
  row.position = units("20");
  row.working_buy = units("5");
  row.working_sell = units("10");
  row.resting_buy = units("4");
  row.resting_sell = units("9");
  row.resting_value = money("900").to_c();
  row.last_time = rule.view.now - 250'000'000;
  row.quote_time = rule.view.now - 10;
  row.average_daily_volume = units("900000");
  row.projected_value = money("1500").to_c();
  row.working_orders = 3;
  row.trading_state = SLUICE_TRADING_REDUCING;
  row.has_venue_position = 1;
  row.venue_position = units("19");
  rule.view.cash = money("40000").to_c();
  rule.view.reserved_cash = money("12.5").to_c();
  rule.view.peak_equity = money("120000").to_c();
  rule.view.day_pnl = money("-250.75").to_c();
  rule.view.gross_exposure = money("61500").to_c();
  rule.view.resting_exposure = money("1400").to_c();
  rule.view.net_exposure = money("-500").to_c();
  rule.view.open_positions = 7;
  rule.view.working_notional = money("2500").to_c();
  rule.view.venue_heartbeat = rule.view.now - 3'000'000'000;
  rule.view.offline = 1;
  rule.view.account = to_c("main");
}

class FieldOf : public ::testing::TestWithParam<Reading> {};
TEST_P(FieldOf, Field_HasItsValue) {
  Rule rule{Rule::function("state:set('read', tostring(" + std::string{GetParam().field} +
                           ")) return approve()")};
  fill_in(rule);
  rule.settle();
  EXPECT_EQ(rule.message(), "");
  EXPECT_EQ(rule.state().get("read").text, GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(
    Fields, FieldOf,
    ::testing::Values(
        Reading{"order.symbol", "ABC"}, Reading{"order.sector", "Tech"},
        Reading{"order.region", "EU"}, Reading{"order.currency", "nil"},
        Reading{"order.side", "SELL"}, Reading{"order.type", "LIMIT"},
        Reading{"order.time_in_force", "DAY"}, Reading{"order.quantity", "30"},
        Reading{"order.signed_quantity", "-30"}, Reading{"order.price", "101.255"},
        Reading{"order.notional", "3037.65"}, Reading{"order.limit_price", "101.255"},
        Reading{"order.stop_price", "99"}, Reading{"order.reference_price", "100"},
        Reading{"order.reference_age_seconds", "1.5"},
        Reading{"order.average_daily_volume", "1000000"}, Reading{"order.daily_volatility", "0.25"},
        Reading{"order.lot", "1"}, Reading{"order.tick", "0.01"},
        Reading{"order.reduce_only", "true"}, Reading{"order.post_only", "false"},
        Reading{"order.parent_quantity", "300"}, Reading{"order.attempt", "0"},
        // 20 held, 10 being sold, 30 more: the buys are not counted on.
        Reading{"view.position", "20"}, Reading{"view.position_after", "-20"},
        Reading{"view.position_projected", "-15"}, Reading{"view.working_buy", "5"},
        Reading{"view.working_sell", "10"}, Reading{"view.last", "100"},
        Reading{"view.bid", "99.9"}, Reading{"view.ask", "100.1"}, Reading{"view.spread", "0.2"},
        Reading{"view.last_age_seconds", "0.25"}, Reading{"view.quote_age_seconds", "0.00000001"},
        Reading{"view.average_daily_volume", "900000"}, Reading{"view.value", "1500"},
        Reading{"view.value_after", "-2025.1"}, Reading{"view.weight_after", "0.020251"},
        Reading{"view.symbol_working_orders", "3"},
        Reading{"view.symbol_trading_state", "REDUCING"}, Reading{"view.venue_position", "19"},
        Reading{"view.cash", "40000"}, Reading{"view.reserved_cash", "12.5"},
        Reading{"view.equity", "100000"}, Reading{"view.peak_equity", "120000"},
        Reading{"view.drawdown", "0.16666667"}, Reading{"view.day_pnl", "-250.75"},
        Reading{"view.resting_buy", "4"}, Reading{"view.resting_sell", "9"},
        Reading{"view.gross_exposure", "61500"}, Reading{"view.gross_worst", "62900"},
        // 62900 - (1500 + 900) + 2025.1
        Reading{"view.gross_after", "62525.1"}, Reading{"view.net_exposure", "-500"},
        Reading{"view.open_positions", "7"}, Reading{"view.working_orders", "0"},
        Reading{"view.working_notional", "2500"}, Reading{"view.trading_state", "ACTIVE"},
        Reading{"view.account", "main"}, Reading{"view.session", "nil"},
        Reading{"view.strategy", "nil"}, Reading{"view.route", "nil"},
        Reading{"view.now", "1736953200000000000"}, Reading{"now()", "1736953200000000000"},
        Reading{"view.minutes_to_close", "10"}, Reading{"view.minutes_since_open", "360"},
        Reading{"view.minute_of_day", "900"}, Reading{"view.weekday", "3"},
        Reading{"view.heartbeat_age_seconds", "3"}, Reading{"view.offline", "true"}));

class AbsentField : public ::testing::TestWithParam<const char*> {};
TEST_P(AbsentField, Field_IsNilWhereItIsNotKnown) {
  Rule rule{
      Rule::function("state:set('nil', " + std::string{GetParam()} + " == nil) return approve()")};
  const auto now = rule.view.now;
  rule.view.session_close = rule.view.session_open = 0;
  rule.order = testing::market_order(0, Side::kBuy, "10");
  rule.row() = {};
  rule.view.equity = {};
  rule.view.peak_equity = {};
  rule.view.now = now;
  rule.settle();
  EXPECT_EQ(rule.state().get("nil").integer, 1) << GetParam() << rule.message();
}
INSTANTIATE_TEST_SUITE_P(
    Fields, AbsentField,
    ::testing::Values("order.price", "order.notional", "order.limit_price", "order.stop_price",
                      "order.reference_price", "order.reference_age_seconds", "order.tick",
                      "order.average_daily_volume", "order.daily_volatility",
                      "order.parent_quantity", "view.last", "view.bid", "view.ask", "view.spread",
                      "view.last_age_seconds", "view.quote_age_seconds", "view.value_after",
                      "view.weight_after", "view.gross_after", "view.venue_position",
                      "view.drawdown", "view.minutes_to_close", "view.minutes_since_open",
                      "view.heartbeat_age_seconds", "view.account"));

struct Priced {
  std::uint8_t type;
  Side side;
  const char* limit;
  const char* stop;
  const char* reference;
  const char* ask;
  const char* expected;
};

TEST(Fields, Price_IsWhatTheOrderIsJudgedAt) {
  const Priced cases[] = {
      {SLUICE_ORDER_LIMIT, Side::kBuy, "90", "0", "100", "101", "90"},
      {SLUICE_ORDER_MARKET, Side::kBuy, "0", "0", "100", "101", "101"},
      {SLUICE_ORDER_MARKET, Side::kBuy, "0", "0", "100", "99", "100"},
      {SLUICE_ORDER_MARKET, Side::kSell, "0", "0", "100", "101", "100"},
      {SLUICE_ORDER_STOP, Side::kBuy, "0", "110", "100", "101", "110"},
      {SLUICE_ORDER_STOP, Side::kSell, "0", "90", "100", "101", "100"},
      {SLUICE_ORDER_MARKET, Side::kBuy, "0", "0", "0", "101", "nil"},
  };
  for (const Priced& each : cases) {
    Rule rule{Rule::function("state:set('p', tostring(order.price)) return approve()")};
    rule.order = testing::market_order(0, each.side, "10");
    rule.order.type = each.type;
    rule.order.limit_price = units(each.limit);
    rule.order.stop_price = units(each.stop);
    rule.order.reference_price = units(each.reference);
    rule.row().ask = units(each.ask);
    rule.settle();
    EXPECT_EQ(rule.state().get("p").text, each.expected) << int{each.type} << each.expected;
  }
}

TEST(Fields, Value_TooLargeForADecimal_IsAnErrorAndNoWrap) {
  Rule rule{Rule::function("if view.equity < 0 then return reject('X') end return approve()")};
  rule.view.equity = money("92233720369").to_c();
  EXPECT_EQ(rule.code(), "RULE_ERROR");
  EXPECT_NE(rule.message().find("view.equity does not fit"), std::string::npos) << rule.message();
  rule.view.equity = money("92233720368").to_c();
  EXPECT_TRUE(rule.approves()) << rule.message();
}

TEST(Fields, UnknownName_IsAnErrorThatNamesTheNearest) {
  Rule rule{Rule::function("local x = view.postion_after return approve()")};
  EXPECT_EQ(rule.code(), "RULE_ERROR");
  EXPECT_EQ(rule.message(),
            "rule.lua:2: view has no field 'postion_after'; the nearest is 'position_after'");
}

TEST(Fields, Names_StandOnceInEachTable) {
  for (const auto table : {order_fields(), view_fields(), fill_fields()}) {
    std::set<std::string_view> names;
    for (const Field& field : table) {
      EXPECT_TRUE(names.insert(field.name).second) << field.name;
      EXPECT_FALSE(field.help.empty()) << field.name;
    }
  }
}

TEST(Fields, InstrumentOutsideTheRun_HasNoPriceAndNoSymbol) {
  Rule rule{Rule::function(
      "if order.symbol == nil and view.last == nil then return reject('UNKNOWN') end "
      "return approve()")};
  rule.order.instrument = 99;
  EXPECT_EQ(rule.code(), "UNKNOWN") << rule.message();
}

}  // namespace
}  // namespace sluice::lua
