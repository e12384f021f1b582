// SPDX-License-Identifier: Apache-2.0
//
// watchdog_test.cpp: calls that take too long are noticed, in whatever kind of component; those
// that do not are left alone.
#include "plugins/watchdog.hpp"

#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a watchdog has said.
class Told {
 public:
  Watchdog::Listener listener() {
    return [this](const Overrun& overrun) {
      const std::lock_guard lock{lock_};
      words_.push_back(std::string{overrun.function} + (overrun.is_hung ? " hangs " : " is late ") +
                       std::to_string(overrun.after.count()));
    };
  }
  [[nodiscard]] std::vector<std::string> words() const {
    const std::lock_guard lock{lock_};
    return words_;
  }
  // Waits for so many; however slow the machine is.
  [[nodiscard]] std::vector<std::string> words(std::size_t count) const {
    for (int i = 0; i < 10'000 && words().size() < count; ++i) std::this_thread::sleep_for(1ms);
    return words();
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::string> words_;
};

TEST(Watchdog, CallThatDoesNotComeBack_IsToldAtItsDeadlineAndAgainLater) {
  Told told;
  CallMark mark;
  Watchdog dog{1ms};
  dog.watch(mark, told.listener());
  EXPECT_EQ(mark.overrun(), nullptr);
  {
    const CallMark::Section section{mark, "check", Patience::kHot};
    EXPECT_THAT(told.words(2), ElementsAre("check is late 10", "check hangs 30"));
    EXPECT_STREQ(mark.overrun(), "check");
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(told.words().size(), 2u);
  }
}

TEST(Watchdog, Lane_MayTakeLongerThanHot) {
  Told told;
  CallMark mark;
  Watchdog dog{1ms};
  dog.watch(mark, told.listener());
  const CallMark::Section section{mark, "on_bars", Patience::kLane};
  EXPECT_THAT(told.words(1), ElementsAre("on_bars is late 300"));
}

TEST(Watchdog, CallsOneAfterTheOther_AreEachInTime) {
  Told told;
  CallMark mark;
  Watchdog dog{40ms};
  dog.watch(mark, told.listener());
  // Whenever it looks there is one going on.
  for (int i = 0; i < 200; ++i) {
    const CallMark::Section section{mark, "check", Patience::kHot};
    std::this_thread::sleep_for(4ms);
  }
  EXPECT_THAT(told.words(), IsEmpty());
  EXPECT_EQ(mark.overrun(), nullptr);
}

TEST(Watchdog, ForgottenMark_IsNotLookedAt) {
  Told told;
  Told other_told;
  CallMark mark;
  CallMark other;
  Watchdog dog{1ms};
  dog.watch(mark, told.listener());
  dog.watch(other, other_told.listener());
  dog.forget(mark);
  const CallMark::Section section{mark, "check", Patience::kHot};
  const CallMark::Section other_section{other, "check", Patience::kHot};
  EXPECT_EQ(other_told.words(2).size(), 2u);
  EXPECT_THAT(told.words(), IsEmpty());
}

class DeadlineTest : public PluginsTest {
 protected:
  DeadlineTest() {
    watchdog_ = std::make_shared<Watchdog>(1ms);
    on_hang_ = [this](std::string_view reason) {
      const std::lock_guard lock{lock_};
      hung_.emplace_back(reason);
    };
    row_.lot = 10;
    view_.size = sizeof view_;
    view_.instruments = {&row_, 1, sizeof row_};
    order_.size = sizeof order_;
    order_.quantity = 100;
  }
  [[nodiscard]] std::vector<std::string> hung() const {
    const std::lock_guard lock{lock_};
    return hung_;
  }
  sluice_verdict check(RuleInstance& rule) {
    sluice_verdict verdict{};
    rule.check(order_, view_, verdict);
    return verdict;
  }

  sluice_risk_row row_{};
  sluice_risk_view view_{};
  sluice_order order_{};

 private:
  mutable std::mutex lock_;
  std::vector<std::string> hung_;
};

TEST_F(DeadlineTest, RuleThatApprovesTooLate_RefusesAndIsQuarantined) {
  auto rule = start_bad<RuleInstance>("check sleeps");
  const auto late = check(*rule);
  EXPECT_EQ(late.action, SLUICE_VERDICT_REJECT);
  EXPECT_STREQ(late.code, "PLUGIN_FAULT");
  EXPECT_EQ(rule->quarantine_reason(), "check DEADLINE: it did not come back in time");
  EXPECT_STREQ(check(*rule).code, "PLUGIN_FAULT");
  EXPECT_THAT(log_.lines(),
              ElementsAre(HasSubstr("check DEADLINE: it is not back after 10 ms"),
                          HasSubstr("check DEADLINE: it is not back after 30 ms, and may never be"),
                          HasSubstr("check DEADLINE: it did not come back in time")));
  EXPECT_THAT(hung(), ElementsAre("check DEADLINE: it is not back after 30 ms, and may never be"));
}

TEST_F(DeadlineTest, RuleThatAnswersInTime_IsLeftAlone) {
  auto rule = start_bad<RuleInstance>("");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(check(*rule).action, SLUICE_VERDICT_APPROVE);
  EXPECT_FALSE(rule->quarantined());
}

TEST_F(DeadlineTest, OtherCallsOfTheLane_HaveADeadlineToo) {
  auto rule = start_bad<RuleInstance>("fills sleep");
  EXPECT_THAT(message_of(rule->on_fill({})),
              HasSubstr("on_fills: DEADLINE: it did not come back in time; it is quarantined"));
  EXPECT_TRUE(rule->quarantined());
  EXPECT_THAT(hung(), IsEmpty());
}

TEST_F(DeadlineTest, Feed_MayTakeAsLongAsItTakes) {
  auto feed = start_bad<FeedInstance>("pull sleeps");
  std::vector<sluice_bar> bars(1);
  static_cast<void>(feed->pull(bars));
  EXPECT_THAT(feed->quarantine_reason(), ::testing::Not(HasSubstr("DEADLINE")));
  EXPECT_THAT(log_.lines(), ::testing::Not(::testing::Contains(HasSubstr("DEADLINE"))));
}

}  // namespace
}  // namespace sluice::plugins
