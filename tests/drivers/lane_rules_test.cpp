// SPDX-License-Identifier: Apache-2.0
//
// lane_rules_test.cpp: a lane whose rule counts messages: it hears of them, its count survives the
// process, and it halts and is exchanged while the lane runs.
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/journal_audit.hpp"
#include "drivers/lane_recovery.hpp"
#include "drivers/order_lane.hpp"
#include "files/disk.hpp"
#include "journal/log.hpp"
#include "risk/living_rule.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using ::testing::Contains;
using testing::day;
using ::testing::ElementsAre;
using testing::fill_report;
using testing::has_line;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::market_intent;
using testing::money;
using testing::px;
using testing::qty;
using testing::report;

constexpr std::int64_t kSecond = Timestamp::kNanosecondsPerSecond;

class LaneRulesTest : public ::testing::Test {
 protected:
  struct Process {
    testing::LivingRuleKnobs knobs;
    std::optional<journal::Log> log;
    std::optional<JournalAudit> audit;
    risk::KillSwitch kill_switch{{}};
    std::optional<risk::Gate> gate;
    std::optional<OrderLane> lane;
  };

  LaneRulesTest() {
    config_.seed_capital = money("10000");
    config_.router.ack_timeout_ns = 5 * kSecond;
    config_.names = {"paper", "today", "trend", "sim", "cafe"};
    start();
  }

  void start() {
    process_ = std::make_unique<Process>();
    Process& own = *process_;
    own.knobs.assessment.action = SLUICE_VERDICT_APPROVE;
    own.knobs.most_messages = 3;
    LaneRecovery recovery{table_, config_.seed_capital, config_.router.remembered_orders};
    journal::LogOptions options;
    options.directory = directory_.path();
    options.header.time = now_;
    auto log = journal::Log::open(disk_, options,
                                  [&](const journal::Record& r) { return recovery.take(r); });
    ASSERT_TRUE(log) << log.error().message;
    own.log.emplace(std::move(*log));
    std::vector<risk::ChainedRule> rules;
    rules.push_back(testing::living(own.knobs, log_));
    own.audit.emplace(table_, std::vector<std::string>{"living@first"});
    own.audit->write_to(*own.log);
    own.gate.emplace(risk::GateConfig{}, std::move(rules), own.kill_switch, *own.audit);
    own.lane.emplace(config_, LaneParts{table_, venue_, *own.gate, own.kill_switch, *own.audit});
    const auto restored = lane().restore(std::move(recovery).state(), now_);
    ASSERT_TRUE(restored) << restored.error().message;
  }
  void restart() {
    process_.reset();
    start();
  }
  OrderLane& lane() { return *process_->lane; }
  testing::LivingRuleKnobs& knobs() { return process_->knobs; }
  void pass(std::int64_t seconds) { now_ = now_.plus_nanoseconds(seconds * kSecond); }
  void tick() {
    const auto ticked = lane().tick(now_);
    ASSERT_TRUE(ticked) << ticked.error().message;
  }
  IntentAnswer submit(std::uint64_t number) {
    pass(1);
    Intent wish = market_intent(number, 0, Side::kBuy, "1", "100");
    wish.decision_time = now_;
    venue_.say(report(SLUICE_REPORT_ACKED, lane().router().next_order_id()));
    auto answers = lane().submit({&wish, 1}, now_);
    EXPECT_TRUE(answers) << (answers ? "" : answers.error().message);
    return answers->front();
  }
  // The journal's records of a type.
  std::vector<std::string> records(std::string_view type) {
    std::vector<std::string> found;
    process_.reset();
    auto log = journal::Log::open(disk_, {.directory = directory_.path()},
                                  [&](const journal::Record& record) -> Result<void> {
                                    if (record.type() == type)
                                      found.push_back(std::string{record.line()});
                                    return {};
                                  });
    EXPECT_TRUE(log.ok());
    return found;
  }
  [[nodiscard]] testing::Log heard() const {
    testing::Log lines;
    for (const auto& line : log_)
      if (line.starts_with("hear ")) lines.push_back(line.substr(5));
    return lines;
  }
  void reload() {
    ASSERT_TRUE(lane().request_reload());
    for (int i = 0; i < 5000 && knobs().source == "first"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
      tick();
    }
  }

  testing::TemporaryDirectory directory_;
  files::PosixDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  LaneConfig config_;
  Timestamp now_ = day("2024-01-02");
  std::unique_ptr<Process> process_;
};

TEST_F(LaneRulesTest, RuleThatCountsMessages_RefusesAfterThem) {
  EXPECT_NE(submit(1).order, 0u);
  EXPECT_NE(submit(2).order, 0u);
  ASSERT_TRUE(lane().cancel(1, now_).ok());
  EXPECT_THAT(submit(3).refusal, HasSubstr("TOO_MANY_MESSAGES"));
}

TEST_F(LaneRulesTest, Restarted_RuleGoesOnCounting) {
  submit(1);
  submit(2);
  restart();
  EXPECT_EQ(knobs().messages, 2);
  EXPECT_NE(submit(3).order, 0u);
  restart();
  EXPECT_EQ(knobs().messages, 3);
  EXPECT_THAT(submit(4).refusal, HasSubstr("TOO_MANY_MESSAGES"));
}

TEST_F(LaneRulesTest, Restarted_RuleThatCannotTakeItsState_RefusesEverything) {
  submit(1);
  process_.reset();
  start();
  knobs().restores = false;
  risk::Gate& gate = *process_->gate;
  gate.restore_rule_states({{"living", "1"}}, now_);
  EXPECT_THAT(submit(2).refusal, HasSubstr("PLUGIN_FAULT: rule=living"));
}

TEST_F(LaneRulesTest, OrderAndFill_AreHeardInTheirOrder) {
  submit(1);
  venue_.say(fill_report(1, 70, "1", "100"));
  ASSERT_TRUE(lane().poll(now_).ok());
  EXPECT_THAT(heard(),
              ElementsAre("APPROVED order 0 1 @ 100", "SENT order 1 1 @ 100",
                          "ACKED order 1 1 @ 100", "FILLED order 1 1 @ 100", "ENDED order 1"));
}

TEST_F(LaneRulesTest, NewTermsThatTheRouterDoesNotTake_AreDenied) {
  submit(1);
  log_.clear();
  Intent terms = market_intent(9, 0, Side::kBuy, "1", "100");
  terms.decision_time = now_;
  const auto answer = lane().replace(77, terms, now_);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(*answer, routing::ChangeAnswer::kNoSuchOrder);
  EXPECT_THAT(heard(), ElementsAre("APPROVED order 0 1 @ 100", "DENIED order 0 1 @ 100"));
  EXPECT_EQ(lane().book().working_orders().size(), 1u);
}

TEST_F(LaneRulesTest, Assessment_OnATick_HaltsAndIsJournalled) {
  knobs().assessment = testing::halting(SLUICE_SCOPE_ACCOUNT, SLUICE_HALT_ALL_ORDERS);
  tick();
  EXPECT_THAT(submit(1).refusal, HasSubstr("KILL_SWITCH"));
  const auto journalled = records("ASSESSMENT");
  ASSERT_EQ(journalled.size(), 1u);
  EXPECT_THAT(journalled[0], HasSubstr("LOSS: rule=living, measured=7, limit=5"));
}

TEST_F(LaneRulesTest, Assessment_OnAPrice_HaltsAtOnce) {
  knobs().assessment = testing::halting(SLUICE_SCOPE_ACCOUNT, SLUICE_HALT_ALL_ORDERS);
  lane().on_price(0, px("90"), now_);
  ASSERT_EQ(process_->kill_switch.halts().size(), 1u);
  tick();
  EXPECT_EQ(records("ASSESSMENT").size(), 1u) << "committed with the next tick";
}

TEST_F(LaneRulesTest, ReleasedHalt_IsHeardByItsRule) {
  knobs().assessment = testing::halting(SLUICE_SCOPE_ALL, SLUICE_HALT_ALL_ORDERS);
  venue_.account({.complete = 1});
  tick();
  knobs().assessment.action = SLUICE_VERDICT_APPROVE;
  pass(1);
  risk::Release release;
  release.who = "ann";
  release.why = "looked at it";
  release.until = now_;
  const auto ended = lane().release_kill_switch(release, now_);
  ASSERT_TRUE(ended.ok()) << ended.error().message;
  EXPECT_THAT(heard(), Contains("RELEASED"));
  EXPECT_NE(submit(1).order, 0u);
}

TEST_F(LaneRulesTest, Reload_IsAdoptedOnATickAndVerdictsNameTheNewSource) {
  knobs().prepared = true;
  submit(1);
  reload();
  submit(2);
  const auto exchanged = records("RULE_VERSION");
  ASSERT_EQ(exchanged.size(), 1u);
  EXPECT_THAT(exchanged[0], HasSubstr(R"("rule":"living@second","was":"living@first")"));
  const auto verdicts = records("VERDICT");
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_THAT(verdicts[0], HasSubstr(R"("rule":"living@first")"));
  EXPECT_THAT(verdicts[1], HasSubstr(R"("rule":"living@second")"));
}

TEST_F(LaneRulesTest, Reload_AtAnInterval_IsAskedForByTheLane) {
  config_.reload_every_ns = kSecond;
  restart();
  knobs().prepared = true;
  for (int i = 0; i < 5000 && knobs().source == "first"; ++i) {
    pass(1);
    tick();
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  EXPECT_EQ(knobs().source, "second");
}

TEST_F(LaneRulesTest, Explanation_IsJournalledWithTheVerdict) {
  knobs().explanation = R"({"read":["order.quantity"]})";
  submit(1);
  const auto verdicts = records("VERDICT");
  ASSERT_EQ(verdicts.size(), 1u);
  EXPECT_THAT(verdicts[0],
              HasSubstr(R"("headroom":3,"explanation":"{\"read\":[\"order.quantity\"]}")"));
}

TEST_F(LaneRulesTest, WhatIf_TellsAndLeavesNoTrace) {
  knobs().most_messages = 0;
  const auto answer = lane().what_if(market_intent(1, 0, Side::kBuy, "1", "100"), now_);
  EXPECT_FALSE(answer.approved);
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_TRUE(records("VERDICT").empty());
}

TEST_F(LaneRulesTest, Book_ShowsNamesQuotesAndWhatTheVenueTold) {
  EXPECT_EQ(sluice::view(lane().book().view().session), "today");
  EXPECT_EQ(sluice::view(lane().book().view().route), "sim");
  EXPECT_EQ(lane().book().view().venue_heartbeat, 0);
  EXPECT_EQ(lane().book().row(1).has_venue_position, 0u);
  sluice_quote quote{};
  quote.time = now_.nanoseconds();
  quote.instrument = 1;
  quote.bid = px("9").raw();
  quote.ask = px("11").raw();
  ASSERT_TRUE(lane().on_market(SLUICE_PHASE_QUOTE, now_, {&quote, 1, sizeof quote}).ok());
  EXPECT_EQ(lane().book().row(1).bid, px("9").raw());
  EXPECT_EQ(lane().book().row(1).ask, px("11").raw());
  pass(3);
  venue_.account({.complete = 1, .has_positions = 1},
                 {{sizeof(sluice_venue_position), 1, qty("-4").raw()}});
  ASSERT_TRUE(lane().reconcile("test", now_).ok());
  EXPECT_EQ(lane().book().row(1).venue_position, qty("-4").raw());
  EXPECT_EQ(lane().book().row(0).has_venue_position, 1u);
  EXPECT_EQ(lane().book().row(0).venue_position, 0);
  EXPECT_EQ(lane().book().view().venue_heartbeat, now_.nanoseconds());
  pass(1);
  venue_.fail_with("the line is dead");
  (void)lane().poll(now_);
  EXPECT_EQ(lane().book().view().venue_heartbeat, now_.plus_nanoseconds(-kSecond).nanoseconds());
}

TEST_F(LaneRulesTest, Restarted_LossOfTheSessionAndPeakAreRemembered) {
  lane().begin_session(now_);
  venue_.say(fill_report(1, 70, "10", "100"));
  Intent wish = market_intent(1, 0, Side::kBuy, "10", "100");
  wish.decision_time = now_;
  lane().on_price(0, px("100"), now_);
  ASSERT_TRUE(lane().submit({&wish, 1}, now_).ok());
  pass(60);
  lane().on_price(0, px("120"), now_);
  tick();
  lane().on_price(0, px("90"), now_);
  tick();
  EXPECT_EQ(Money::from_c(lane().book().view().day_pnl), money("-100"));
  EXPECT_EQ(Money::from_c(lane().book().view().peak_equity), money("10200"));
  wish = market_intent(2, 0, Side::kBuy, "1", "90");
  wish.decision_time = now_;
  ASSERT_TRUE(lane().submit({&wish, 1}, now_).ok());
  restart();
  lane().on_price(0, px("90"), now_);
  lane().begin_session(now_);
  EXPECT_EQ(Money::from_c(lane().book().view().day_pnl), money("-100"));
  const Money peak = Money::from_c(lane().book().view().peak_equity);
  EXPECT_GE(peak, money("10200"));
  EXPECT_LE(peak, money("10201.02")) << "a hundredth of a percent against us at most";
  pass(24 * 3600);
  lane().begin_session(now_);
  EXPECT_EQ(Money::from_c(lane().book().view().day_pnl), Money{}) << "another day";
}

TEST_F(LaneRulesTest, SessionHours_AreThoseOfTheSessionInProgressOrTheNext) {
  config_.hours = std::make_shared<const market::TradingHours>(
      *market::parse_trading_hours("kind,from,to,days,open,close,offset\n"
                                   "session,,,Mon-Fri,09:30,16:00,-05:00\n",
                                   "c.csv"));
  restart();
  tick();
  EXPECT_EQ(lane().book().view().session_open, testing::at("2024-01-02T14:30:00Z").nanoseconds());
  now_ = testing::at("2024-01-02T20:59:59Z");
  tick();
  EXPECT_EQ(lane().book().view().session_close, testing::at("2024-01-02T21:00:00Z").nanoseconds());
  pass(1);
  tick();
  EXPECT_EQ(lane().book().view().session_open, testing::at("2024-01-03T14:30:00Z").nanoseconds());
}

TEST_F(LaneRulesTest, ReservedCash_IsShownToTheNextOrder) {
  submit(1);
  submit(2);
  EXPECT_EQ(Money::from_c(lane().book().view().reserved_cash),
            Money::from_raw(lane().router().reserved().raw() / 2));
}

TEST_F(LaneRulesTest, RestOfAnOrder_IsAPartOfIt) {
  config_.retry_rest = true;
  config_.router.max_retries = 2;
  restart();
  Intent wish = market_intent(1, 0, Side::kBuy, "10", "100");
  wish.time_in_force = TimeInForce::kIoc;
  wish.decision_time = now_;
  venue_.say(fill_report(1, 70, "4", "100"));
  venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
  ASSERT_TRUE(lane().submit({&wish, 1}, now_).ok());
  ASSERT_EQ(venue_.received().size(), 2u);
  EXPECT_EQ(venue_.received()[0].parent_quantity, 0);
  EXPECT_EQ(venue_.received()[1].parent_id.lo, wish.id.lo);
  EXPECT_EQ(venue_.received()[1].parent_quantity, qty("10").raw());
  restart();
  const auto& open = lane().router().open_orders();
  ASSERT_FALSE(open.empty());
  EXPECT_EQ(open.back().intent.parent_id, wish.id);
  EXPECT_EQ(open.back().intent.parent_quantity, qty("10"));
}

}  // namespace
}  // namespace sluice::drivers
