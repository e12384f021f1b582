// SPDX-License-Identifier: Apache-2.0
//
// replay_test.cpp: the orders of a small audit trail judged again.
#include "rule_tests/replay.hpp"

#include "journal/record_types.hpp"
#include "journal/writer.hpp"
#include "rule_tests/table_fixture.hpp"
#include "support/domain_values.hpp"

namespace sluice::rule_tests {
namespace {

using ::sluice::testing::at;
using ::sluice::testing::instrument;
using ::sluice::testing::money;
using ::sluice::testing::qty;

constexpr const char* kFirst = "2025-01-15T15:00:00Z";
constexpr const char* kSecond = "2025-01-16T15:00:00Z";

// Two orders on two days: bought 10 AAA at 100 and filled, then 5 more asked for and refused.
class ReplayTest : public TableTest {
 protected:
  void SetUp() override {
    auto writer = journal::Writer::create(trail(), {at(kFirst), {{"strategy", "test"}}},
                                          journal::Sync::kNone);
    ASSERT_TRUE(writer) << writer.error().message;
    order(*writer, kFirst, 1, "10", "100", true);
    writer->begin(journal::kFilled, at(kFirst))
        .text("intent_id", IntentId{1, 1}.to_string())
        .text("state", "FILLED")
        .integer("order_id", 1)
        .decimal("qty", qty("10"))
        .decimal("price", ::sluice::testing::px("100"))
        .decimal("commission", money("1"))
        .decimal("filled_qty", qty("10"));
    ASSERT_TRUE(writer->append());
    writer->begin(journal::kMark, at(kFirst))
        .decimal("equity", money("9999"))
        .decimal("cash", money("8999"));
    ASSERT_TRUE(writer->append());
    order(*writer, kSecond, 2, "5", "110", false);
    ASSERT_TRUE(writer->finish());
  }
  static void order(journal::Writer& writer, const char* time, std::uint64_t id,
                    const char* quantity, const char* price, bool approved) {
    const IntentId intent{1, id};
    writer.begin(journal::kNew, at(time))
        .text("intent_id", intent.to_string())
        .text("state", "NEW")
        .text("symbol", "AAA")
        .text("side", "BUY")
        .text("order_type", "MARKET")
        .text("tif", "DAY")
        .decimal("qty", qty(quantity))
        .decimal("reference_price", ::sluice::testing::px(price));
    ASSERT_TRUE(writer.append());
    auto& record = writer.begin(journal::kVerdict, at(time));
    record.text("intent_id", intent.to_string()).text("state", approved ? "APPROVED" : "DENIED");
    record.decimal("qty", qty(quantity)).begin_array("rules").end_array();
    if (!approved) record.text("reason", "TOO_BIG: rule=x");
    ASSERT_TRUE(writer.append());
  }
  [[nodiscard]] std::filesystem::path trail() const { return folder_ / "trail.jsonl"; }

  [[nodiscard]] ReplayResult replay_with(const std::string& script) {
    write("rule.lua", script);
    const RuleMaker maker{registry(), {"", folder_ / "rule.lua", folder_.path()}, {}};
    config::Faults faults;
    const auto params = maker.complete({}, faults);
    auto made = maker.make(params.value());
    EXPECT_TRUE(made) << made.error().message;
    const std::vector<std::filesystem::path> segments{trail()};
    const auto surveyed = survey(segments);
    EXPECT_TRUE(surveyed) << surveyed.error().message;
    EXPECT_EQ(surveyed->first_cash, money("10000"));  // before what the first day spent
    EXPECT_EQ(surveyed->strategy, "test");
    ReplayBook book{*surveyed, {instrument("AAA")}, Money{}};
    auto result = replay(segments, book, made.value(), maker.source());
    EXPECT_TRUE(result) << result.error().message;
    return std::move(result).value();
  }
};

TEST_F(ReplayTest, SameDecisions_DifferInNothing) {
  const auto result = replay_with(
      "return function(order) if order.quantity < 6 then return reject('TOO_BIG') end "
      "return approve() end\n");
  EXPECT_EQ(result.orders, 2u);
  EXPECT_EQ(result.differences, 0u);
  EXPECT_EQ(result.skipped, 0u);
}

TEST_F(ReplayTest, OtherDecisions_AreCountedByVerdictCodeAndSymbol) {
  const auto result = replay_with("return function(order) return reject('NEVER') end\n");
  EXPECT_EQ(result.differences, 2u);
  EXPECT_EQ(result.by_verdict.at("approve -> reject").orders, 1u);
  EXPECT_EQ(result.by_verdict.at("approve -> reject").notional, money("1000"));
  EXPECT_EQ(result.by_verdict.at("reject -> reject").orders, 1u);
  EXPECT_EQ(result.by_code.at("NEVER").orders, 2u);
  EXPECT_EQ(result.by_symbol.at("AAA").notional, money("1550"));
  ASSERT_EQ(result.kept.size(), 2u);
  EXPECT_EQ(result.kept[1].was.code, "TOO_BIG");
}

// One rule that refuses with what it sees wherever the account is not what it must be.
TEST_F(ReplayTest, AccountIsRebuiltFromTheTrail) {
  const auto result = replay_with(R"(return function(order, view)
  local first = order.quantity > 6
  if first and (view.cash ~= decimal(10000) or view.position ~= decimal(0) or view.last ~= decimal(100)) then return reject("FIRST") end
  if first then return approve() end
  if view.position ~= decimal(10) then return reject("POSITION") end
  if view.cash ~= decimal(8999) then return reject("CASH") end
  if view.last ~= decimal(110) or view.equity ~= decimal(10099) then return reject("EQUITY") end
  if view.day_pnl ~= decimal(100) then return reject("PNL") end
  if view.working_orders ~= 0 then return reject("WORKING") end
  if view.peak_equity ~= decimal(10099) then return reject("PEAK") end
  return reject("TOO_BIG")
end
)");
  EXPECT_EQ(result.differences, 0u) << replay_text(result);
}

TEST_F(ReplayTest, StateFollowsWhatReallyHappened) {
  // The refused order of the second day was not approved: only one was.
  const auto result = replay_with(R"(return {
  check = function(order, view)
    local seen = state:incr("seen", 1)
    if order.quantity < 6 and state:get("filled", 0) == 1 and seen == 2 then return reject("TOO_BIG") end
    return approve()
  end,
  on_fill = function(fill) state:incr("filled", 1) end,
}
)");
  EXPECT_EQ(result.differences, 0u) << replay_text(result);
}

}  // namespace
}  // namespace sluice::rule_tests
