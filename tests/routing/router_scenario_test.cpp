// SPDX-License-Identifier: Apache-2.0
//
// router_scenario_test.cpp: what happens to one order, step by step, as tables a trader can read.
// Each step is one call: the venue says something, the router takes it in.
#include "routing/router_fixture.hpp"

namespace sluice::routing {
namespace {

using testing::fill_report;
using testing::market_intent;
using testing::report;

enum class Does { kSubmit, kAck, kFill, kReject, kCancel, kExpire };
using enum Does;

struct Step {
  Does does;
  const char* quantity = "";  // of an order or a fill
  const char* price = "";
  const char* expect = "";  // nothing: goes out together with the next step
};

struct Scenario {
  const char* name;
  Side side;
  std::vector<Step> steps;
};

// The account starts with 1000. A submit's price is the reference, 100; its budget 100 a unit.
const std::vector<Scenario> kScenarios = {
    {"ack_then_fill",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kAck, "", "", "ACKED, position 0, reserved 1000"},
      {kFill, "10", "99.5", "FILLED, position 10, reserved 0"}}},
    {"ack_then_two_partials_then_fill",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kAck, "", "", "ACKED, position 0, reserved 1000"},
      {kFill, "4", "100", "PARTIAL, position 4, reserved 600"},
      {kFill, "5", "99", "PARTIAL, position 9, reserved 100"},
      {kFill, "1", "98", "FILLED, position 10, reserved 0"}}},
    {"ack_and_fill_at_once",
     Side::kBuy,
     {{kAck}, {kFill, "10", "100"}, {kSubmit, "10", "100", "FILLED, position 10, reserved 0"}}},
    {"fill_before_ack",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kFill, "10", "100", "FILLED, position 10, reserved 0"},
      {kAck, "", "", "FILLED, position 10, reserved 0"}}},
    {"fill_and_late_ack_at_once",
     Side::kBuy,
     {{kFill, "10", "100"}, {kAck}, {kSubmit, "10", "100", "FILLED, position 10, reserved 0"}}},
    {"partial_before_ack",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kFill, "3", "100", "PARTIAL, position 3, reserved 700"},
      {kAck, "", "", "PARTIAL, position 3, reserved 700"},
      {kFill, "7", "100", "FILLED, position 10, reserved 0"}}},
    {"definitive_reject",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kReject, "", "", "REJECTED, position 0, reserved 0"}}},
    {"reject_after_ack",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kAck, "", "", "ACKED, position 0, reserved 1000"},
      {kReject, "", "", "REJECTED, position 0, reserved 0"}}},
    {"ioc_expires_unacknowledged",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kExpire, "", "", "EXPIRED, position 0, reserved 0"}}},
    {"partial_then_expire_releases_the_rest",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kAck, "", "", "ACKED, position 0, reserved 1000"},
      {kFill, "4", "100", "PARTIAL, position 4, reserved 600"},
      {kExpire, "", "", "EXPIRED, position 4, reserved 0"}}},
    {"partial_then_cancel_releases_the_rest",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kFill, "4", "100", "PARTIAL, position 4, reserved 600"},
      {kCancel, "", "", "CANCELED, position 4, reserved 0"}}},
    {"ack_then_unsolicited_cancel",
     Side::kBuy,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved 1000"},
      {kAck, "", "", "ACKED, position 0, reserved 1000"},
      {kCancel, "", "", "CANCELED, position 0, reserved 0"}}},
    {"sell_holds_what_it_will_bring",
     Side::kSell,
     {{kSubmit, "10", "100", "SENDING, position 0, reserved -1000"},
      {kAck, "", "", "ACKED, position 0, reserved -1000"},
      {kFill, "2.5", "100", "PARTIAL, position -2.5, reserved -750"},
      {kExpire, "", "", "EXPIRED, position -2.5, reserved 0"}}},
    {"thirds_leave_nothing_behind",
     Side::kBuy,
     {{kSubmit, "0.00000003", "100", "SENDING, position 0, reserved 0.000003"},
      {kFill, "0.00000001", "100", "PARTIAL, position 0.00000001, reserved 0.000002"},
      {kFill, "0.00000001", "100", "PARTIAL, position 0.00000002, reserved 0.000001"},
      {kFill, "0.00000001", "100", "FILLED, position 0.00000003, reserved 0"}}},
};

class RouterScenario : public RouterTest, public ::testing::WithParamInterface<Scenario> {
 protected:
  void say(const Step& step) {
    switch (step.does) {
      case kAck:
        return venue_.say(report(SLUICE_REPORT_ACKED, 1));
      case kFill:
        return venue_.say(fill_report(1, ++fills_, step.quantity, step.price));
      case kReject:
        return venue_.say(report(SLUICE_REPORT_REJECTED, 1, "NO_SUCH_MARKET"));
      case kCancel:
        return venue_.say(report(SLUICE_REPORT_CANCELED, 1));
      case kExpire:
        return venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
      case kSubmit:
        return;
    }
  }
  std::uint64_t fills_ = 0;
};

TEST_P(RouterScenario, EndsAsTheTableSays) {
  std::size_t number = 0;
  for (const Step& step : GetParam().steps) {
    ++number;
    say(step);
    if (*step.expect == '\0') continue;
    const auto done =
        step.does == kSubmit
            ? submit({market_intent(1, 0, GetParam().side, step.quantity, step.price)})
            : poll();
    ASSERT_TRUE(done) << "step " << number << ": " << done.error().message;
    EXPECT_EQ(status(), step.expect) << "step " << number;
  }
  EXPECT_TRUE(router().open_orders().empty());
  EXPECT_EQ(count("final order 1"), 1) << "the end is told exactly once";
  EXPECT_EQ(count("FAULT"), 0);
}
INSTANTIATE_TEST_SUITE_P(Router, RouterScenario, ::testing::ValuesIn(kScenarios),
                         [](const auto& scenario) { return std::string{scenario.param.name}; });

}  // namespace
}  // namespace sluice::routing
