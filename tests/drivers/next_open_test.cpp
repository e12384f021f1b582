// SPDX-License-Identifier: Apache-2.0
//
// next_open_test.cpp: orders that wait for the next session's open, as tables a trader can read.
#include "drivers/path_fixture.hpp"

namespace sluice::drivers {
namespace {

using testing::approves;
using testing::bar;
using ::testing::ElementsAre;
using testing::money;
using testing::px;
using testing::qty;

class NextOpenTest : public OrderPathTest {
 protected:
  NextOpenTest() { venue_ = BarVenue{SLUICE_PHASE_OPEN}; }
  // A bar that opens at one price and closes at another.
  static sluice_bar moving(InstrumentId id, std::string_view open, std::string_view close) {
    sluice_bar made = bar({}, id, close);
    made.open = px(open).raw();
    return made;
  }
  [[nodiscard]] std::size_t waiting() { return path().state().open_orders.size(); }
};

TEST_F(NextOpenTest, Order_WaitsForTheNextOpenAndFillsThere) {
  strategy_.wish({quantity(kA, "10")});
  run(session("2024-01-02", {moving(kA, "99", "100")}));
  EXPECT_EQ(waiting(), 1u);
  EXPECT_EQ(position(kA), qty("0"));
  EXPECT_EQ(path().day().cash, money("100000"));
  EXPECT_EQ(path().day().orders.at(0).state, OrderState::kAcked);
  EXPECT_TRUE(path().day().trades.empty());

  run(session("2024-01-03", {moving(kA, "103", "110")}));
  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(position(kA), qty("10"));
  EXPECT_EQ(path().day().cash, money("98969"));  // 10 * 103 and 1
  EXPECT_EQ(path().day().equity, money("100069"));
  EXPECT_EQ(path().day().traded_notional, money("1030"));
  ASSERT_EQ(path().day().trades.size(), 1u);
  EXPECT_EQ(path().day().trades[0].fill_price, px("103"));
  EXPECT_TRUE(path().day().orders.empty()) << "it was decided the day before";
}

TEST_F(NextOpenTest, OpenPhase_ShowsTheVenueOpensAlone) {
  strategy_.wish({quantity(kA, "10")});
  run(session("2024-01-02", {moving(kA, "99", "100")}));
  EXPECT_TRUE(venue_.open_bars_seen.empty()) << "nothing waits";
  run(session("2024-01-03", {moving(kA, "103", "110")}));
  ASSERT_EQ(venue_.open_bars_seen.size(), 1u);
  const sluice_bar& seen = venue_.open_bars_seen[0];
  EXPECT_EQ(seen.open, px("103").raw());
  EXPECT_EQ(seen.flags, std::uint32_t{SLUICE_BAR_HAS_OPEN});
  EXPECT_EQ(seen.high, 0);
  EXPECT_EQ(seen.low, 0);
  EXPECT_EQ(seen.close, 0);
  EXPECT_EQ(seen.volume, 0);
}

TEST_F(NextOpenTest, InstrumentWithoutABar_LetsItsOrderWaitOn) {
  strategy_.wish({quantity(kA, "10"), quantity(kB, "5")});
  run(session("2024-01-02", {moving(kA, "99", "100"), moving(kB, "10", "10")}));
  EXPECT_EQ(waiting(), 2u);
  run(session("2024-01-03", {moving(kA, "100", "100")}));
  EXPECT_EQ(waiting(), 1u);
  EXPECT_EQ(position(kA), qty("10"));
  EXPECT_EQ(position(kB), qty("0"));
  run(session("2024-01-04", {moving(kA, "100", "100"), moving(kB, "12", "12")}));
  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(position(kB), qty("5"));
  EXPECT_EQ(path().day().trades.at(0).fill_price, px("12"));
}

TEST_F(NextOpenTest, OrderThatWaits_CountsTowardsItsTarget) {
  strategy_.wish({quantity(kA, "10")});
  run(session("2024-01-02", {moving(kA, "1", "1"), moving(kB, "1", "1")}));
  run(session("2024-01-03", {moving(kB, "1", "1")}));  // A does not trade: the order waits
  EXPECT_THAT(sent(), ElementsAre("BUY 10 #0"));
  strategy_.wish({quantity(kA, "12")});
  run(session("2024-01-04", {moving(kB, "1", "1")}));
  EXPECT_THAT(sent(), ElementsAre("BUY 10 #0", "BUY 2 #0"));
}

TEST_F(NextOpenTest, OrderThatWaits_CountsAsExposure) {
  std::vector<Money> gross;
  add_rule("look", [&](const sluice_order&, const sluice_risk_view& view, sluice_verdict& verdict) {
    gross.push_back(Money::from_c(view.gross_exposure));
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  });
  strategy_.wish({quantity(kA, "10")});
  run(session("2024-01-02", {moving(kA, "100", "100"), moving(kB, "1", "1")}));
  strategy_.wish({quantity(kB, "1")});
  run(session("2024-01-03", {moving(kB, "1", "1")}));
  EXPECT_THAT(gross, ElementsAre(money("0"), money("1000")));
}

// The day's equity at its open fills: what is known at the open is all that counts for them.
TEST_F(NextOpenTest, OpenFills_AreBookedBeforeTheStrategyIsAsked) {
  strategy_.wish({quantity(kA, "10")});
  run(session("2024-01-02", {moving(kA, "100", "100")}));
  std::int64_t held = -1;
  strategy_.decide = [&](const sluice_session& seen, const sluice_decision_sink&) {
    held = *SLUICE_ROW(seen.positions, std::int64_t, kA);
    return Result<void>{};
  };
  run(session("2024-01-03", {moving(kA, "100", "100")}));
  EXPECT_EQ(held, qty("10").raw());
}

}  // namespace
}  // namespace sluice::drivers
