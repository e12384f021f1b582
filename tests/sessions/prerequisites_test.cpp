// SPDX-License-Identifier: Apache-2.0
//
// prerequisites_test.cpp: each of the eight, at, below and above what is required.
#include "sessions/prerequisites.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <array>
#include <functional>

#include <gmock/gmock.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::sessions {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Timestamp kCheckTime = *Timestamp::parse("2026-03-02T14:00:00Z");

PrerequisiteFacts good_facts() {
  PrerequisiteFacts facts;
  facts.now = kCheckTime;
  facts.backtest.value = records::BacktestRun{
      "c", kCheckTime, Date::from_days(1), Date::from_days(20'000), 250, 1.0, std::nullopt, 1};
  facts.paper_days.value = 5;
  facts.controls_set = true;
  facts.route.value = "testnet_binance";
  facts.account.value = AccountSeen{false, true, false, true, "spot 1"};
  facts.certificate.value.emplace().complete = true;
  facts.clock.value = ClockSeen{false, 400'000'000, 100'000'000};
  facts.kill_test.value =
      records::KillTestRun{*Timestamp::parse("2026-03-02T00:00:00Z"), 20, 81'000};
  return facts;
}

TEST(Prerequisites, AllMet_AllPass_AndNothingIsToBeDone) {
  const auto list = judge_prerequisites(good_facts());
  EXPECT_THAT(failed_checks(list), IsEmpty());
  for (const auto& each : list) {
    EXPECT_TRUE(each.passed) << each.name << ": " << each.measured;
    EXPECT_FALSE(each.measured.empty()) << each.name;
    EXPECT_FALSE(each.required.empty()) << each.name;
    EXPECT_TRUE(each.hint.empty()) << each.name;
  }
}

TEST(Prerequisites, NothingKnown_NothingPasses_AndEachSaysWhatToDo) {
  PrerequisiteFacts facts;
  facts.now = kCheckTime;
  const auto failed = failed_checks(judge_prerequisites(facts));
  ASSERT_THAT(failed, SizeIs(kPrerequisiteCount));
  for (const auto& each : failed) EXPECT_FALSE(each.hint.empty()) << each.name;
  std::vector<std::string> names;
  for (const auto& each : failed) names.push_back(each.name);
  EXPECT_THAT(names,
              ::testing::ElementsAre("backtest", "paper_history", "risk_parameters", "executor",
                                     "account", "reconciliation", "clock", "kill_switch_test"));
}

struct Spoilt {
  const char* name;
  std::function<void(PrerequisiteFacts&)> spoil;
  const char* measured;
};

TEST(Prerequisites, EachThatIsNotMet_IsTheOnlyOne_WithWhatWasMeasured) {
  using F = PrerequisiteFacts;
  const Spoilt kSpoilt[] = {
      {"backtest", [](F& f) { f.backtest.value->sharpe = 0.999; }, "0.999, 250 sessions to 2024"},
      {"backtest", [](F& f) { f.backtest.value->sharpe.reset(); }, "not defined"},
      {"backtest", [](F& f) { f.backtest.value.reset(); }, "no backtest of these settings"},
      {"backtest",
       [](F& f) {
         f.backtest = {std::nullopt, "runs.db: damaged"};
       },
       "damaged"},
      {"backtest",
       [](F& f) {
         f.backtest.value->n_tests = 2;
         f.backtest.value->deflated_sharpe = 0.9499;
       },
       "deflated 0.950 after 2 trials"},
      {"backtest", [](F& f) { f.backtest.value->n_tests = 2; }, "deflated not defined"},
      {"paper_history", [](F& f) { f.paper_days.value = 4; }, "4 days"},
      {"paper_history",
       [](F& f) {
         f.paper_days = {std::nullopt, "damaged"};
       },
       "damaged"},
      {"risk_parameters", [](F& f) { f.controls_set = false; }, "not set"},
      {"risk_parameters", [](F& f) { f.control_faults = {"too large"}; }, "set; too large"},
      {"executor",
       [](F& f) {
         f.route = {std::nullopt, "key is refused"};
       },
       "key is refused"},
      {"account",
       [](F& f) {
         f.account = {std::nullopt, "no answer"};
       },
       "no answer"},
      {"account", [](F& f) { f.account.value->may_trade = false; }, "spot 1 may NOT trade"},
      {"account", [](F& f) { f.account.value->may_withdraw = true; }, "MAY withdraw"},
      {"account", [](F& f) { f.account.value->has_balances = false; }, "NOT readable"},
      {"reconciliation", [](F& f) { f.certificate.value->complete = false; }, "not complete"},
      {"reconciliation", [](F& f) { f.certificate.value.reset(); }, "no certificate"},
      {"clock", [](F& f) { f.clock.value->offset_ns += 1; }, "400.0 ms, give or take 100.0"},
      {"clock", [](F& f) { f.clock.value->error_ns += 1; }, "400.0 ms"},
      {"clock", [](F& f) { f.clock.value->offset_ns = -400'000'001; }, "-400.0 ms"},
      {"clock", [](F& f) { f.clock.value->offset_ns = INT64_MIN; }, "ms"},
      {"clock",
       [](F& f) {
         f.clock = {std::nullopt, "not told"};
       },
       "not told"},
      {"kill_switch_test", [](F& f) { f.kill_test.value.reset(); }, "never tested"},
      {"kill_switch_test",
       [](F& f) { f.kill_test.value->time = *Timestamp::parse("2026-03-01T23:59:59Z"); },
       "2026-03-01T23:59:59Z, last order after 81 us"},
      {"kill_switch_test",
       [](F& f) { f.kill_test.value->time = *Timestamp::parse("2026-03-03T00:00:00Z"); },
       "2026-03-03"},
  };
  for (const auto& spoilt : kSpoilt) {
    auto facts = good_facts();
    spoilt.spoil(facts);
    const auto failed = failed_checks(judge_prerequisites(facts));
    ASSERT_THAT(failed, SizeIs(1)) << spoilt.name << " " << spoilt.measured;
    EXPECT_EQ(failed[0].name, spoilt.name);
    EXPECT_THAT(failed[0].measured, HasSubstr(spoilt.measured));
    EXPECT_FALSE(failed[0].required.empty());
    EXPECT_FALSE(failed[0].hint.empty());
  }
}

TEST(Prerequisites, DeflatedSharpe_IsAskedForWhereTrialsAreKnown_AtItsLimitItPasses) {
  auto facts = good_facts();
  facts.backtest.value->n_tests = 2;
  facts.backtest.value->deflated_sharpe = 0.95;
  const auto list = judge_prerequisites(facts);
  EXPECT_TRUE(list[0].passed);
  EXPECT_EQ(list[0].required, "Sharpe ratio >= 1, deflated >= 0.95");
  facts.backtest.value->n_tests = 1;
  facts.backtest.value->deflated_sharpe = 0;
  EXPECT_TRUE(judge_prerequisites(facts)[0].passed);
}

TEST(Prerequisites, Wanted_AreThoseOfTheConfig) {
  auto facts = good_facts();
  facts.wanted = {2.5, 0.5, 9, 700};
  const auto list = judge_prerequisites(facts);
  EXPECT_EQ(list[0].required, "Sharpe ratio >= 2.5");
  EXPECT_FALSE(list[0].passed);
  EXPECT_EQ(list[1].required, ">= 9 days");
  EXPECT_FALSE(list[1].passed);
  EXPECT_EQ(list[6].required, "within 700 ms");
  facts.clock.value->offset_ns = 600'000'000;
  EXPECT_TRUE(judge_prerequisites(facts)[6].passed);
}

TEST(Prerequisites, SimulatedVenue_HasNeitherAccountNorClock) {
  auto facts = good_facts();
  facts.account.value = AccountSeen{true, false, true, false, ""};
  facts.clock.value = ClockSeen{true, INT64_MAX, 0};
  const auto list = judge_prerequisites(facts);
  EXPECT_TRUE(list[4].passed);
  EXPECT_EQ(list[4].measured, "simulated");
  EXPECT_TRUE(list[6].passed);
  EXPECT_EQ(list[6].measured, "simulated");
}

TEST(Prerequisites, Check_IsMetByWhatIsAskedForAlone) {
  SessionCheck check{judge_prerequisites(good_facts()), {}};
  check.is_asked_for.fill(true);
  EXPECT_TRUE(check.is_met());
  check.list.back().passed = false;
  EXPECT_FALSE(check.is_met());
  check.is_asked_for.back() = false;
  EXPECT_TRUE(check.is_met());
}

TEST(Prerequisites, WhatWasMeasured_IsToldWhole) {
  auto facts = good_facts();
  EXPECT_EQ(judge_prerequisites(facts)[0].measured, "1.000, 250 sessions to 2024-10-04");
  facts.account.value->account.clear();
  EXPECT_EQ(judge_prerequisites(facts)[4].measured,
            "may trade, may not withdraw, balances readable");
}

TEST(Prerequisites, Differences_AreTold) {
  auto facts = good_facts();
  facts.certificate.value->complete = false;
  facts.certificate.value->differences = {"one", "two"};
  EXPECT_EQ(judge_prerequisites(facts)[5].measured, "not complete; one; two");
}

TEST(Prerequisites, Records_AreRead) {
  const testing::TemporaryDirectory folder;
  const records::EvidenceKey key{"demo", "abc"};
  {
    auto store = std::move(records::RunStore::open(folder.path())).value();
    const auto facts = good_facts();
    ASSERT_TRUE(store->add_backtest(key, *facts.backtest.value).ok());
    ASSERT_TRUE(store->add_paper_days(key, std::array{Date::from_days(7)}, kCheckTime).ok());
    ASSERT_TRUE(store->add_kill_test(*facts.kill_test.value).ok());
  }
  PrerequisiteFacts facts;
  read_run_records(folder.path(), key, facts);
  EXPECT_EQ(facts.backtest.value->sharpe, 1.0);
  EXPECT_EQ(facts.paper_days.value, 1u);
  EXPECT_EQ(facts.kill_test.value->worst_ns, 81'000);
  PrerequisiteFacts other;
  read_run_records(folder.path(), {"demo", "abd"}, other);
  EXPECT_FALSE(other.backtest.value.has_value());
  EXPECT_EQ(other.backtest.fault, "");
  EXPECT_EQ(other.paper_days.value, 0u);
}

TEST(Prerequisites, RecordThatCannotBeRead_IsItsFault) {
  const testing::TemporaryDirectory folder;
  ASSERT_TRUE(records::RunStore::open(folder.path()).ok());
  SQLite::Database{(folder.path() / "runs.db").native(), SQLite::OPEN_READWRITE}.exec(
      "DROP TABLE backtests");
  PrerequisiteFacts facts;
  read_run_records(folder.path(), {"demo", "abc"}, facts);
  EXPECT_THAT(facts.backtest.fault, HasSubstr("backtests"));
  EXPECT_EQ(facts.paper_days.value, 0u);
}

TEST(Prerequisites, RecordsThatCannotBeRead_AreAFaultOfEach) {
  const testing::TemporaryDirectory folder;
  testing::write_text(folder.path() / "runs.db", std::string(5000, 'x'));
  auto facts = good_facts();
  facts.backtest = {};
  facts.paper_days = {};
  facts.kill_test = {};
  read_run_records(folder.path(), {"demo", "abc"}, facts);
  const auto failed = failed_checks(judge_prerequisites(facts));
  ASSERT_THAT(failed, SizeIs(3));
  for (const auto& each : failed) EXPECT_THAT(each.measured, HasSubstr("runs.db"));
}

}  // namespace
}  // namespace sluice::sessions
