// SPDX-License-Identifier: Apache-2.0
//
// router_fault_test.cpp: what cannot be true stops the run, is journalled, and nothing is guessed.
#include "routing/router_fixture.hpp"

namespace sluice::routing {
namespace {

using testing::fill_report;
using testing::has_line;
using ::testing::HasSubstr;
using testing::report;
using testing::VenueReport;

struct ImpossibleReport {
  const char* name;
  std::vector<VenueReport> before;
  VenueReport impossible;
  const char* message;
};

VenueReport with(VenueReport report, std::int64_t quantity, std::int64_t price) {
  report.quantity = quantity;
  report.price = price;
  return report;
}

// The order is number 1: BUY 10.
const std::vector<ImpossibleReport> kImpossible = {
    {"unknown_order", {}, report(SLUICE_REPORT_ACKED, 2), "execution report for unknown order 2"},
    {"order_zero", {}, report(SLUICE_REPORT_ACKED, 0), "execution report for unknown order 0"},
    {"fill_for_unknown_order",
     {},
     fill_report(7, 1, "1", "100"),
     "execution report for unknown order 7"},
    {"overfill", {}, fill_report(1, 1, "10.00000001", "100"), "filled 10.00000001 of 10"},
    {"overfill_after_partial",
     {fill_report(1, 1, "6", "100")},
     fill_report(1, 2, "5", "100"),
     "filled 11 of 10"},
    {"same_execution_with_other_content",
     {fill_report(1, 1, "2", "100")},
     fill_report(1, 1, "3", "100"),
     "execution 1 is told with other content"},
    {"execution_zero", {}, fill_report(1, 0, "2", "100"), "a fill that can't be"},
    {"fill_of_nothing", {}, with(fill_report(1, 1, "1", "100"), 0, kScale), "a fill that can't be"},
    {"fill_of_a_negative_quantity",
     {},
     with(fill_report(1, 1, "1", "100"), -kScale, kScale),
     "a fill that can't be"},
    {"fill_at_no_price",
     {},
     with(fill_report(1, 1, "1", "100"), kScale, 0),
     "a fill that can't be"},
    {"fill_at_a_negative_price",
     {},
     with(fill_report(1, 1, "1", "100"), kScale, -1),
     "a fill that can't be"},
    {"unknown_kind", {}, report(99, 1), "is of no kind there is"},
    {"kind_zero", {}, report(0, 1), "is of no kind there is"},
    {"fill_after_filled",
     {fill_report(1, 1, "10", "100")},
     fill_report(1, 2, "1", "100"),
     "filled 11 of 10"},
    {"fill_after_rejected",
     {report(SLUICE_REPORT_REJECTED, 1)},
     fill_report(1, 1, "1", "100"),
     "a fill after it was over"},
    {"taken_back",
     {fill_report(1, 1, "2", "100")},
     with(fill_report(1, 1, "2", "100", SLUICE_REPORT_BUSTED), 0, 0),
     "took execution 1 back"},
};

class RouterImpossibleReport : public RouterTest,
                               public ::testing::WithParamInterface<ImpossibleReport> {
 protected:
  void expect_fault(const Result<void>& done, std::string_view message) {
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr(std::string{message}));
    EXPECT_TRUE(has_line(log_, "HALT " + done.error().message));
    EXPECT_FALSE(router().halted().empty());
  }
};

TEST_P(RouterImpossibleReport, StopsTheRunAndIsJournalled) {
  for (const auto& earlier : GetParam().before) venue_.say(earlier);
  venue_.say(GetParam().impossible);
  expect_fault(submit_one(), GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(Router, RouterImpossibleReport, ::testing::ValuesIn(kImpossible),
                         [](const auto& one) { return std::string{one.param.name}; });

TEST_F(RouterTest, FillBehindAnImpossibleReport_IsBookedBeforeTheRunStops) {
  venue_.say(report(SLUICE_REPORT_ACKED, 2));
  venue_.say(fill_report(1, 1, "10", "100"));
  EXPECT_FALSE(submit_one());
  EXPECT_EQ(account_.position, testing::qty("10").raw()) << "an execution is the truth";
}

TEST_F(RouterTest, Overfill_IsBookedWhole) {
  venue_.say(fill_report(1, 1, "12", "100"));
  EXPECT_FALSE(submit_one());
  EXPECT_EQ(account_.position, testing::qty("12").raw());
  EXPECT_EQ(router().reserved(), Money{});
  EXPECT_EQ(count("DISPUTED of order 1"), 1);
}

TEST_F(RouterTest, ExecutionTakenBack_IsTakenOutOfTheBooks) {
  venue_.say(fill_report(1, 1, "4", "100"));
  ASSERT_TRUE(submit_one());
  venue_.say(fill_report(1, 1, "4", "100", SLUICE_REPORT_BUSTED));
  EXPECT_FALSE(poll());
  EXPECT_EQ(account_.position, 0);
  EXPECT_EQ(account_.cash, testing::money("1000"));
}

TEST_F(RouterTest, LateWordOnAForgottenOrder_SaysNothing) {
  config_.remembered_orders = 1;
  venue_.say(fill_report(1, 1, "1", "100"));
  ASSERT_TRUE(submit({testing::market_intent(1, 0, Side::kBuy, "1", "100")}));
  venue_.say(fill_report(2, 1, "1", "100"));
  ASSERT_TRUE(submit({testing::market_intent(2, 0, Side::kBuy, "1", "100")}));
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  EXPECT_TRUE(poll());
  EXPECT_EQ(count("QUARANTINE"), 0);
}

TEST_F(RouterTest, LateFillOfAForgottenOrder_IsToldOnceAndNotBooked) {
  config_.remembered_orders = 1;
  for (std::uint64_t number = 1; number <= 2; ++number) {
    venue_.say(fill_report(number, 1, "1", "100"));
    ASSERT_TRUE(submit({testing::market_intent(number, 0, Side::kBuy, "1", "100")}));
  }
  for (int again = 0; again < 2; ++again) {
    venue_.say(fill_report(1, 2, "1", "100"));
    EXPECT_TRUE(poll());
  }
  EXPECT_EQ(count("QUARANTINE"), 1);
  EXPECT_EQ(router().halted(), "");
  EXPECT_EQ(account_.position, testing::qty("2").raw());
}

// Fills of an account that is nearly as large as a number.
TEST_F(RouterTest, FillThatNoPositionHolds_IsDisputedAndNotBooked) {
  struct Full final : AccountView {
    [[nodiscard]] Quantity position(InstrumentId) const override {
      return Quantity::from_raw(INT64_MAX - testing::qty("15").raw());
    }
    [[nodiscard]] Money cash() const override { return {}; }
    [[nodiscard]] std::size_t instruments() const override { return 1; }
  } full;
  router().reconcile_with(full);
  venue_.say(fill_report(1, 1, "10", "100"));
  venue_.say(fill_report(1, 2, "6", "100"));
  EXPECT_FALSE(submit_one());
  EXPECT_THAT(router().halted(), HasSubstr("a fill beyond what can be counted"));
  EXPECT_EQ(account_.position, testing::qty("10").raw()) << "the first one fits";
}

TEST_F(RouterTest, VenueThatFailsToSend_LeavesTheOrderReservedAndStopsTheRun) {
  venue_.fail_with("connection lost");
  const auto sent = submit_one();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().message,
            "the venue failed while orders were sent, their fate is not known: connection lost");
  EXPECT_TRUE(has_line(log_, "UNKNOWN of order 1: connection lost"));
  EXPECT_EQ(status().substr(0, 7), "SENDING") << "never REJECTED: it may have arrived";
  EXPECT_EQ(router().reserved(), testing::money("1000"));
}

TEST_F(RouterTest, VenueThatFailsToPoll_StopsTheRun) {
  ASSERT_TRUE(submit_one());
  venue_.fail_with("connection lost");
  const auto polled = poll();
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().message, "the venue failed: connection lost");
}

TEST_F(RouterTest, ReportThatCannotBeKept_IsToldToNobody) {
  venue_.say(fill_report(1, 1, "10", "100"));
  audit_.fail_commit(2);
  const auto sent = submit_one();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().message, "the disk is full");
  EXPECT_EQ(account_.position, 0) << "nobody hears of a fill that is not durable";
}

}  // namespace
}  // namespace sluice::routing
