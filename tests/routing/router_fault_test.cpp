// SPDX-License-Identifier: Apache-2.0
//
// router_fault_test.cpp: what cannot be true stops the run, is journalled, and nothing is guessed.
#include "routing/router_fixture.hpp"

namespace sluice::routing {
namespace {

using ::testing::ElementsAre;
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
    {"overfill",
     {},
     fill_report(1, 1, "10.00000001", "100"),
     "fill 1 of order 1 over 10.00000001 @ 100 does not fit the order: 10 remaining, execution 1 "
     "expected"},
    {"overfill_after_partial",
     {fill_report(1, 1, "6", "100")},
     fill_report(1, 2, "5", "100"),
     "4 remaining"},
    {"same_execution_twice",
     {fill_report(1, 1, "2", "100")},
     fill_report(1, 1, "2", "100"),
     "execution 2 expected"},
    {"execution_left_out",
     {fill_report(1, 1, "2", "100")},
     fill_report(1, 3, "2", "100"),
     "execution 2 expected"},
    {"execution_zero", {}, fill_report(1, 0, "2", "100"), "execution 1 expected"},
    {"fill_of_nothing", {}, with(fill_report(1, 1, "1", "100"), 0, kScale), "does not fit"},
    {"fill_of_a_negative_quantity",
     {},
     with(fill_report(1, 1, "1", "100"), -kScale, kScale),
     "does not fit"},
    {"fill_at_no_price", {}, with(fill_report(1, 1, "1", "100"), kScale, 0), "does not fit"},
    {"fill_at_a_negative_price",
     {},
     with(fill_report(1, 1, "1", "100"), kScale, -1),
     "does not fit"},
    {"unknown_kind", {}, report(99, 1), "execution report of kind 99 for order 1 in state SENDING"},
    {"kind_zero", {}, report(0, 1), "is not possible"},
    {"cancel_before_ack", {}, report(SLUICE_REPORT_CANCELED, 1), "in state SENDING"},
    {"second_ack",
     {report(SLUICE_REPORT_ACKED, 1)},
     report(SLUICE_REPORT_ACKED, 1),
     "in state ACKED is not possible"},
    {"reject_after_partial",
     {fill_report(1, 1, "2", "100")},
     report(SLUICE_REPORT_REJECTED, 1),
     "in state PARTIAL is not possible"},
    {"fill_after_filled",
     {fill_report(1, 1, "10", "100")},
     fill_report(1, 2, "1", "100"),
     "in state FILLED is not possible"},
    {"fill_after_expired",
     {report(SLUICE_REPORT_ACKED, 1), report(SLUICE_REPORT_EXPIRED, 1)},
     fill_report(1, 1, "1", "100"),
     "in state EXPIRED is not possible"},
    {"ack_after_rejected",
     {report(SLUICE_REPORT_REJECTED, 1)},
     report(SLUICE_REPORT_ACKED, 1),
     "in state REJECTED is not possible"},
};

class RouterImpossibleReport : public RouterTest,
                               public ::testing::WithParamInterface<ImpossibleReport> {
 protected:
  void expect_fault(const Result<void>& done, std::string_view message) {
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr(std::string{message}));
    EXPECT_TRUE(has_line(log_, "FAULT " + done.error().message));
    EXPECT_EQ(log_.back(), "commit") << "the fault is kept before the run stops";
  }
};

TEST_P(RouterImpossibleReport, StopsTheRunAndIsJournalled) {
  for (const auto& earlier : GetParam().before) venue_.say(earlier);
  venue_.say(GetParam().impossible);
  expect_fault(submit_one(), GetParam().message);
  EXPECT_LT(venue_.statuses().back(), 0) << "the venue is told that it was not taken in";
}
INSTANTIATE_TEST_SUITE_P(Router, RouterImpossibleReport, ::testing::ValuesIn(kImpossible),
                         [](const auto& one) { return std::string{one.param.name}; });

TEST_F(RouterTest, ReportBehindAnImpossibleOne_IsNotTakenIn) {
  venue_.say(report(SLUICE_REPORT_ACKED, 2));
  venue_.say(fill_report(1, 1, "10", "100"));
  EXPECT_FALSE(submit_one());
  EXPECT_EQ(account_.position, 0);
  EXPECT_THAT(venue_.statuses(), ElementsAre(SLUICE_ERROR_ARGUMENT, SLUICE_ERROR_STATE));
}

TEST_F(RouterTest, ImpossibleReportInAPoll_StopsTheRun) {
  ASSERT_TRUE(submit_one());
  venue_.say(report(SLUICE_REPORT_CANCELED, 1));
  const auto polled = poll();
  ASSERT_FALSE(polled);
  EXPECT_TRUE(has_line(log_, "FAULT execution report of kind 4 for order 1 in state SENDING"));
}

TEST_F(RouterTest, AckOfAnOrderFilledBeforeTheNewestDecision_IsUnknown) {
  venue_.say(fill_report(1, 1, "10", "100"));
  ASSERT_TRUE(submit_one());
  ASSERT_TRUE(submit({}));
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  EXPECT_FALSE(poll());
}

TEST_F(RouterTest, FillOfAnOrderFilledBefore_IsUnknownInALaterCallToo) {
  venue_.say(fill_report(1, 1, "10", "100"));
  ASSERT_TRUE(submit_one());
  venue_.say(fill_report(1, 2, "1", "100"));
  const auto polled = poll();
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().message, "execution report for unknown order 1");
  EXPECT_EQ(account_.position, testing::qty("10").raw());
}

TEST_F(RouterTest, VenueThatFailsToSend_LeavesTheOrderReservedAndStopsTheRun) {
  venue_.fail_with("connection lost");
  const auto sent = submit_one();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().message,
            "the venue failed while orders were sent, their fate is not known: connection lost");
  EXPECT_TRUE(has_line(log_, "FAULT the venue failed"));
  EXPECT_EQ(status().substr(0, 7), "SENDING") << "never REJECTED: it may have arrived";
  EXPECT_EQ(router().reserved(), testing::money("1000"));
}

TEST_F(RouterTest, VenueThatFailsToPoll_StopsTheRun) {
  ASSERT_TRUE(submit_one());
  venue_.fail_with("connection lost");
  const auto polled = poll();
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().message, "the venue failed: connection lost");
  EXPECT_TRUE(has_line(log_, "FAULT the venue failed: connection lost"));
}

TEST_F(RouterTest, FaultThatCannotBeKeptEither_NamesBoth) {
  venue_.say(report(SLUICE_REPORT_ACKED, 2));
  audit_.fail_commit(2);
  const auto sent = submit_one();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().message, "execution report for unknown order 2; the disk is full");
}

}  // namespace
}  // namespace sluice::routing
