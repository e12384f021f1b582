// SPDX-License-Identifier: Apache-2.0
//
// track_state_test.cpp: the state file's exact text, and everything that can be wrong with one.
#include "records/track_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/sha256.hpp"
#include "records/sample_state.hpp"

namespace sluice::records {
namespace {

using ::testing::HasSubstr;
using testing::money;
using testing::px;
using testing::qty;

TEST(CompactState, IsOneLineWithEveryField) {
  EXPECT_EQ(compact_state(sample_state()),
            R"({"strategy_name":"demo \"one\"","version":"1.0","last_run_date":"2024-02-29",)"
            R"("last_session":"2024-02-29T00:00:00Z","created_at":"2024-01-02T00:00:00Z",)"
            R"("updated_at":"2024-02-29T00:00:00Z","config_hash":"c0ffee","seed_capital":100000,)"
            R"("cash":48250.12345678,"equity":100500.5,"peak_equity":101000,"total_pnl":500.5,)"
            R"("total_trades":17,"next_order_id":42,"positions":[{"symbol":"AAA","qty":12},)"
            R"({"symbol":"BBB","qty":-0.5}],"marks":[{"symbol":"BBB","price":99.5,)"
            R"("time":"2024-02-27T00:00:00Z"}],"open_orders":[{"order_id":41,)"
            R"("intent_id":"0123456789abcdeffedcba9876543210","symbol":"BBB","side":"SELL",)"
            R"("type":"LIMIT","tif":"IOC","qty":10,"filled_qty":2.5,"limit_price":100.5,)"
            R"("reference_price":101,"reference_time":"2024-02-28T00:00:00Z",)"
            R"("decision_time":"2024-02-29T00:00:00Z","average_daily_volume":123456,)"
            R"("daily_volatility":"0.1","state":"PARTIAL","reserved":752.25,)"
            R"("executions":[{"id":7,"epoch":1,"qty":2.5,"price":101,"commission":0.25}]}],)"
            R"("statistics":{"mean":"0.1","squares":"-1e-300"},)"
            R"("components":{"executor":"{\"queue\":[]}","strategy":""},)"
            R"("files":{"equity_curve.csv":1234,"trades_all.csv":0}})");
}

TEST(CompactState, OfANewTrack_HasNulls) {
  const std::string text = compact_state({});
  EXPECT_THAT(text, HasSubstr(R"("last_run_date":null,"last_session":null)"));
  EXPECT_THAT(text, HasSubstr(R"("positions":[],"marks":[],"open_orders":[])"));
  EXPECT_THAT(text, HasSubstr(R"("statistics":{},"components":{},"files":{})"));
}

TEST(StateFile, EndsWithTheJournalsPositionAndTheHashOfEverythingBefore) {
  const std::string text = state_file_text(sample_state());
  const auto at = text.find(",\n  \"hash\": \"");
  const auto hash_at = text.rfind(",\n  \"hash\": \"");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(text.substr(hash_at),
            ",\n  \"hash\": \"" + files::sha256_hex(text.substr(0, hash_at)) + "\"\n}\n");
  EXPECT_THAT(text, HasSubstr("  \"journal\": {\n    \"segment\": \"order_audit.20240229.jsonl\",\n"
                              "    \"bytes\": 4096,\n    \"next_seq\": 77,\n    \"hash\": \"" +
                              std::string(64, 'a') + "\"\n  }"));
  EXPECT_TRUE(
      text.starts_with("{\n  \"strategy_name\": \"demo \\\"one\\\"\",\n  \"version\": "
                       "\"1.0\",\n"));
}

TEST(StateFile, ReadsBackToTheSameBytes) {
  const std::string text = state_file_text(sample_state());
  const auto read = parse_state_file(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(state_file_text(*read), text);
}

TEST(StateFile, ReadsEveryField) {
  const auto read = parse_state_file(state_file_text(sample_state()));
  ASSERT_TRUE(read) << read.error().message;
  const TrackState wanted = sample_state();
  EXPECT_EQ(read->strategy_name, wanted.strategy_name);
  EXPECT_EQ(read->config_hash, wanted.config_hash);
  EXPECT_EQ(read->last_run_date, wanted.last_run_date);
  EXPECT_EQ(read->last_session, wanted.last_session);
  EXPECT_EQ(read->created_at, wanted.created_at);
  EXPECT_EQ(read->updated_at, wanted.updated_at);
  EXPECT_EQ(read->cash, wanted.cash);
  EXPECT_EQ(read->total_trades, 17u);
  EXPECT_EQ(read->next_order_id, 42u);
  ASSERT_EQ(read->positions.size(), 2u);
  EXPECT_EQ(read->positions[1].quantity, qty("-0.5"));
  EXPECT_EQ(read->marks.at(0).price, px("99.5"));
  EXPECT_EQ(read->statistics, wanted.statistics);
  EXPECT_EQ(read->components, wanted.components);
  EXPECT_EQ(read->files, wanted.files);
  EXPECT_EQ(read->journal.bytes, 4096u);
  EXPECT_EQ(read->journal.next_seq, 77u);
  EXPECT_EQ(read->journal.hash, wanted.journal.hash);
  const Order& order = read->open_orders.at(0).order;
  EXPECT_EQ(order.id, 41u);
  EXPECT_EQ(order.intent.id, wanted.open_orders[0].order.intent.id);
  EXPECT_EQ(order.intent.side, Side::kSell);
  EXPECT_EQ(order.intent.time_in_force, TimeInForce::kIoc);
  EXPECT_EQ(order.reserved, money("752.25"));
  EXPECT_EQ(order.state, OrderState::kPartial);
}

TEST(StateFile, DecimalsOfManyDigits_AreKeptExactly) {
  TrackState state = sample_state();
  state.cash = money("123456789012345678.12345678");
  state.equity = money("1701411834604692317316873037158.84105727");  // the largest there is
  state.seed_capital = state.equity;
  state.peak_equity = money("-99999999999999999999");  // whole, and past 64 bits
  state.positions = {{"A", Quantity::from_raw(INT64_MAX)}, {"B", Quantity::from_raw(-INT64_MAX)}};
  state.marks = {{"A", px("0.00000001"), state.created_at}};
  const auto read = parse_state_file(state_file_text(state));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->cash, state.cash);
  EXPECT_EQ(read->equity, state.equity);
  EXPECT_EQ(read->peak_equity, state.peak_equity);
  EXPECT_EQ(read->positions[0].quantity, state.positions[0].quantity);
  EXPECT_EQ(read->positions[1].quantity, state.positions[1].quantity);
  EXPECT_EQ(read->marks[0].price, state.marks[0].price);
}

// --- What can be wrong ---------------------------------------------------------------------------

TEST(StateFile, CutAtAnyByte_IsRefused) {
  const std::string text = state_file_text(sample_state());
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto read = parse_state_file(std::string_view{text}.substr(0, size));
    ASSERT_FALSE(read) << "cut after " << size << " of " << text.size() << " bytes";
    EXPECT_FALSE(read.error().message.empty());
  }
}

TEST(StateFile, CutInHalf_SaysThatItIsCutShort) {
  const std::string text = state_file_text(sample_state());
  const auto read = parse_state_file(std::string_view{text}.substr(0, text.size() / 2));
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("cut short"));
}

TEST(StateFile, AnyByteChanged_IsRefused) {
  const std::string text = state_file_text(sample_state());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] ^= 1;
    EXPECT_FALSE(parse_state_file(changed)) << "byte " << at;
  }
}

TEST(StateFile, DigitChanged_NamesTheHash) {
  std::string text = state_file_text(sample_state());
  text.replace(text.find("48250"), 5, "98250");
  const auto read = parse_state_file(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "its content does not match its hash");
}

TEST(StateFile, TextBehindTheEnd_IsRefused) {
  EXPECT_FALSE(parse_state_file(state_file_text(sample_state()) + " "));
}

TEST(StateFile, WrittenByAnotherVersion_NamesBoth) {
  std::string text = state_file_text(sample_state());
  text = text.substr(0, text.rfind(",\n  \"hash\""));
  text.replace(text.find("\"1.0\""), 5, "\"2.0\"");
  text += ",\n  \"hash\": \"" + files::sha256_hex(text) + "\"\n}\n";
  const auto read = parse_state_file(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "version 2.0, this build reads version 1.0");
}

TEST(CompactState, ThatIsNoObject_IsRefused) {
  for (const char* text : {"", "[]", "5", "null", "\"x\""}) {
    const auto read = parse_compact_state(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, "not a JSON object") << text;
  }
}

struct Damage {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
};
class DamagedState : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedState, IsRefusedWithTheFieldsName) {
  std::string text = compact_state(sample_state());
  const auto at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view{GetParam().from}.size(), GetParam().to);
  const auto read = parse_compact_state(text);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr(GetParam().message));
}
constexpr Damage kDamages[] = {
    {"field_missing", "\"cash\"", "\"cush\"", "no field `cash`"},
    {"text_is_a_number", "\"c0ffee\"", "5", "`config_hash` is not a string"},
    {"count_is_negative", "\"total_trades\":17", "\"total_trades\":-1",
     "`total_trades` is not a whole number"},
    {"count_is_a_fraction", "\"total_trades\":17", "\"total_trades\":1.5",
     "`total_trades` is not a whole number"},
    {"decimal_is_a_word", "48250.12345678", "\"much\"", "`cash` is not a decimal: much"},
    {"decimal_is_null", "48250.12345678", "null", "`cash` is not a decimal"},
    {"decimal_too_fine", "48250.12345678", "48250.123456789", "`cash` is not a decimal"},
    {"decimal_with_exponent", "48250.12345678", "4.8e4", "`cash` is not a decimal: 4.8e4"},
    {"quantity_too_large", "\"qty\":12}", "\"qty\":99999999999999}", "`qty` is not a decimal"},
    {"date_impossible", "\"2024-02-29\"", "\"2023-02-29\"", "`last_run_date` is not a date"},
    {"time_without_zone", "\"2024-01-02T00:00:00Z\"", "\"2024-01-02 00:00\"",
     "`created_at` is not a time"},
    {"statistic_is_a_word", "\"mean\":\"0.1\"", "\"mean\":\"x\"", "a statistic is not a number"},
    {"statistic_with_a_tail", "\"mean\":\"0.1\"", "\"mean\":\"0.1x\"",
     "a statistic is not a number"},
    {"statistic_is_a_number", "\"mean\":\"0.1\"", "\"mean\":0", "type"},
    {"intent_id_short", "0123456789abcdef", "0123", "`intent_id` is not 32 hexadecimal digits"},
    {"intent_id_long", "0123456789abcdef", "0123456789abcdef0",
     "`intent_id` is not 32 hexadecimal digits"},
    {"intent_id_not_hex", "0123456789abcdef", "0123456789abcdeg",
     "`intent_id` is not 32 hexadecimal digits"},
    {"side_unknown", "\"SELL\"", "\"SHORT\"", "`side` has the unknown value SHORT"},
    {"state_final", "\"PARTIAL\"", "\"FILLED\"", "`state` has the unknown value FILLED"},
    {"type_unknown", "\"LIMIT\"", "\"ICEBERG\"", "`type` has the unknown value ICEBERG"},
    {"positions_not_a_list", "\"positions\":[{", "\"positions\":5,\"other\":[{", "symbol"},
    {"no_json", "{\"strategy_name\"", "[{\"strategy_name\"", "not a JSON object"},
    {"file_size_is_a_word", "\"trades_all.csv\":0", "\"trades_all.csv\":\"0\"", "type"},
};
INSTANTIATE_TEST_SUITE_P(TrackState, DamagedState, ::testing::ValuesIn(kDamages),
                         [](const auto& damage) { return std::string{damage.param.name}; });

}  // namespace
}  // namespace sluice::records
