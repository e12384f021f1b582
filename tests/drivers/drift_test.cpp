// SPDX-License-Identifier: Apache-2.0
//
// drift_test.cpp: a difference of one kind, planted into a made-up run, is given to its cause; the
// causes add up to the whole.
#include "drivers/drift.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace sluice::drivers {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kWhole = 100'000'000;
constexpr int kDriftSessions = 12;
constexpr int kDriftSymbols = 3;

Timestamp drift_day(int session) { return Timestamp::from_date(Date::from_days(18'000 + session)); }
std::string drift_symbol(int i) { return std::string(3, static_cast<char>('A' + i)); }

// A run as numbers; its equity follows from them.
struct Script {
  std::int64_t seed = 1'000'000;
  std::vector<DriftFill> fills;
  std::map<TimeAndSymbol, Price> closes;
};

// splitmix64: a run that follows from one drawn number.
class Draws {
 public:
  Draws() : state_{*rc::gen::arbitrary<std::uint64_t>()} {}
  std::int64_t below(std::int64_t bound) {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<std::int64_t>((z ^ (z >> 31)) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

// A hundredth a piece: costs that go with size.
void set_quantity(DriftFill& fill, std::int64_t whole) {
  fill.quantity = Quantity::from_raw(whole * kWhole);
  fill.commission = Money::from_raw(whole * kWhole / 100);
}

Script scripted(Draws& draws) {
  Script script;
  for (int session = 0; session < kDriftSessions; ++session) {
    for (int i = 0; i < kDriftSymbols; ++i) {
      const std::int64_t close = (50 + draws.below(50)) * kWhole + draws.below(100) * 1'000'000;
      script.closes[{drift_day(session), drift_symbol(i)}] = Price::from_raw(close);
      if (draws.below(3) == 0 && session > 0) continue;
      DriftFill& fill = script.fills.emplace_back();
      fill.time = drift_day(session);
      fill.symbol = drift_symbol(i);
      fill.side = draws.below(2) == 0 ? "BUY" : "SELL";
      fill.base = Price::from_raw(close);
      fill.price = Price::from_raw(close + (draws.below(1000) - 500) * 10'000);
      set_quantity(fill, 1 + draws.below(90));
    }
  }
  return script;
}

DriftRun played(const Script& script) {
  DriftRun run;
  run.has_trail = true;
  run.config["portfolio.seed_capital"] = std::to_string(script.seed);
  run.closes = script.closes;
  run.fills = script.fills;
  for (const auto& fill : script.fills)
    run.decisions.push_back({fill.time, fill.symbol, fill.side, "MARKET DAY", fill.quantity,
                             script.closes.at({fill.time, fill.symbol}), "", Timestamp{}});
  Money cash = Money::from_raw(int128{script.seed} * kWhole);
  std::map<std::string, std::int64_t> held;
  for (int session = 0; session < kDriftSessions; ++session) {
    for (const auto& fill : script.fills) {
      if (fill.time != drift_day(session)) continue;
      const bool is_sale = fill.side == "SELL";
      const Money value = notional(fill.price, fill.quantity, Rounding::kHalfEven);
      cash = Money::from_raw(cash.raw() + (is_sale ? value.raw() : -value.raw()) -
                             fill.commission.raw());
      held[fill.symbol] += is_sale ? -fill.quantity.raw() : fill.quantity.raw();
    }
    Money equity = cash;
    for (const auto& [symbol, quantity] : held)
      equity =
          Money::from_raw(equity.raw() + notional(script.closes.at({drift_day(session), symbol}),
                                                  Quantity::from_raw(quantity), Rounding::kHalfEven)
                                             .raw());
    run.curve[drift_day(session)] = {equity, cash};
  }
  return run;
}

Money sum_of(const Drift& drift) {
  int128 sum = drift.unexplained.raw();
  for (const auto& amount : drift.causes) sum += amount.direct.raw() + amount.followed.raw();
  return Money::from_raw(sum);
}

// What is planted shows in its cause alone, but for roundings of bookkeeping.
void expect_one_cause(const DriftRun& a, const DriftRun& b, DriftCause cause) {
  const auto drift = compare_runs(a, b);
  RC_ASSERT(drift.ok());
  RC_ASSERT(drift->first_difference.has_value());
  const Money whole = Money::from_raw(drift->equity_a.raw() - drift->equity_b.raw());
  RC_ASSERT(sum_of(*drift) == whole);
  const int128 rounding = drift->unexplained.raw();
  RC_ASSERT(rounding > -1000 && rounding < 1000);
  for (std::size_t i = 0; i < kDriftCauses; ++i)
    if (i != static_cast<std::size_t>(cause)) {
      RC_ASSERT(drift->causes[i].direct == Money{});
      RC_ASSERT(drift->causes[i].followed == Money{});
    }
}

DriftFill& some_fill(Script& script, Draws& draws) {
  return script
      .fills[static_cast<std::size_t>(draws.below(static_cast<std::int64_t>(script.fills.size())))];
}

RC_GTEST_PROP(Drift, SameRun_HasNoDifference, ()) {
  Draws draws;
  const DriftRun run = played(scripted(draws));
  const auto drift = compare_runs(run, run);
  RC_ASSERT(drift.ok());
  RC_ASSERT(!drift->first_difference.has_value());
  RC_ASSERT(sum_of(*drift) == Money{});
  RC_ASSERT(drift->unexplained == Money{});
}

RC_GTEST_PROP(Drift, OtherPrices_ArePrice, ()) {
  Draws draws;
  const Script script = scripted(draws);
  Script other = script;
  for (int i = 0; i < 3; ++i) {
    DriftFill& fill = some_fill(other, draws);
    const std::int64_t by = (1 + draws.below(500)) * 10'000;
    fill.base = Price::from_raw(fill.base.raw() + by);
    fill.price = Price::from_raw(fill.price.raw() + by);
  }
  expect_one_cause(played(script), played(other), DriftCause::kPrice);
}

RC_GTEST_PROP(Drift, OtherQuantities_AreQuantity, ()) {
  Draws draws;
  const Script script = scripted(draws);
  Script other = script;
  for (int i = 0; i < 3; ++i) {
    DriftFill& fill = some_fill(other, draws);
    set_quantity(fill, fill.quantity.raw() / kWhole + 7);
  }
  expect_one_cause(played(script), played(other), DriftCause::kQuantity);
}

RC_GTEST_PROP(Drift, OtherCommissionsAndSpreads_AreCost, ()) {
  Draws draws;
  const Script script = scripted(draws);
  Script other = script;
  some_fill(other, draws).commission = Money::from_raw(3 * kWhole);
  DriftFill& dearer = some_fill(other, draws);
  dearer.price = Price::from_raw(dearer.price.raw() + 123'456);
  expect_one_cause(played(script), played(other), DriftCause::kCost);
}

RC_GTEST_PROP(Drift, ATradeOnAnotherSession_IsTiming, ()) {
  Draws draws;
  Script script = scripted(draws);
  // Alone in its symbol, so that it meets no other trade where it goes.
  DriftFill moved = script.fills.front();
  moved.symbol = "ZZZ";
  set_quantity(moved, 1 + draws.below(99));
  for (int session = 0; session < kDriftSessions; ++session)
    script.closes[{drift_day(session), "ZZZ"}] = Price::from_raw((70 + session) * kWhole);
  const auto from = static_cast<int>(draws.below(kDriftSessions));
  const auto to = (from + 1 + static_cast<int>(draws.below(kDriftSessions - 1))) % kDriftSessions;
  Script other = script;
  const auto put = [&](Script& into, int session) {
    moved.time = drift_day(session);
    moved.base = moved.price = into.closes.at({moved.time, "ZZZ"});
    into.fills.push_back(moved);
  };
  put(script, from);
  put(other, to);
  expect_one_cause(played(script), played(other), DriftCause::kTiming);
}

RC_GTEST_PROP(Drift, OtherSeed_IsConfig_AndItsKeyIsListed, ()) {
  Draws draws;
  const Script script = scripted(draws);
  Script other = script;
  other.seed += 1 + draws.below(100'000);
  const DriftRun a = played(script);
  const DriftRun b = played(other);
  expect_one_cause(a, b, DriftCause::kConfig);
  const auto drift = compare_runs(a, b);
  RC_ASSERT(drift->config.size() == 1U);
  RC_ASSERT(drift->config[0].key == "portfolio.seed_capital");
}

RC_GTEST_PROP(Drift, OrdersOfAnotherStrategyParameter_AreConfig, ()) {
  Draws draws;
  const Script script = scripted(draws);
  Script other = script;
  DriftFill& larger = some_fill(other, draws);
  set_quantity(larger, larger.quantity.raw() / kWhole + 1);
  other.fills.pop_back();
  DriftRun a = played(script);
  DriftRun b = played(other);
  a.config["strategy.ma_fast"] = "20";
  b.config["strategy.ma_fast"] = "30";
  expect_one_cause(a, b, DriftCause::kConfig);
}

RC_GTEST_PROP(Drift, OtherPricesOfTheData_AreData, ()) {
  Draws draws;
  const Script script = scripted(draws);
  Script other = script;
  // A symbol that is traded on the first session; its close on the last one counts.
  const int session = kDriftSessions - 1;
  const std::string symbol = drift_symbol(static_cast<int>(draws.below(kDriftSymbols)));
  Price& close = other.closes.at({drift_day(session), symbol});
  close = Price::from_raw(close.raw() + kWhole);
  for (auto& fill : other.fills)
    if (fill.time == drift_day(session) && fill.symbol == symbol) {
      fill.base = close;
      fill.price = Price::from_raw(fill.price.raw() + kWhole);
    }
  const DriftRun a = played(script);
  const DriftRun b = played(other);
  RC_PRE(a.curve.at(drift_day(session)).equity != b.curve.at(drift_day(session)).equity);
  expect_one_cause(a, b, DriftCause::kData);
  RC_ASSERT(!compare_runs(a, b)->data.empty());
}

Script one_trade() {
  Script script;
  for (int session = 0; session < kDriftSessions; ++session)
    script.closes[{drift_day(session), "AAA"}] = Price::from_raw((100 + session) * kWhole);
  for (const int session : {1, 5})
    script.fills.push_back({drift_day(session), "AAA", "BUY", Quantity::from_raw(10 * kWhole),
                            Price::from_raw((100 + session) * kWhole),
                            Price::from_raw((100 + session) * kWhole), Money{}});
  return script;
}

TEST(Drift, SizesAfterEquityCameApart_FollowItsFirstCause) {
  const Script script = one_trade();
  Script dearer = script;
  dearer.fills[0].commission = Money::from_raw(100 * kWhole);
  dearer.fills[1].quantity = Quantity::from_raw(9 * kWhole);
  const auto drift = compare_runs(played(script), played(dearer));
  ASSERT_TRUE(drift.ok());
  const auto& cost = drift->causes[static_cast<std::size_t>(DriftCause::kCost)];
  EXPECT_EQ(cost.direct.to_amount(), "100.00");
  EXPECT_EQ(cost.followed.to_amount(), "6.00");  // one share, from 105 to 111
  EXPECT_EQ(drift->causes[static_cast<std::size_t>(DriftCause::kQuantity)].direct, Money{});
  EXPECT_EQ(drift->first_difference->time, drift_day(1));
  EXPECT_EQ(drift->first_difference->cause, DriftCause::kCost);
}

TEST(Drift, FirstDifference_IsTheFirstOrderThatDiffers) {
  const DriftRun a = played(one_trade());
  DriftRun b = a;
  b.decisions[1].refused = "KILL_SWITCH: source=test";
  const auto drift = compare_runs(a, b);
  ASSERT_TRUE(drift.ok() && drift->first_difference.has_value());
  EXPECT_EQ(drift->first_difference->time, drift_day(5));
  EXPECT_EQ(drift->first_difference->text,
            "order BUY AAA: is approved in A, refused (KILL_SWITCH: source=test) in B");
}

TEST(Drift, NoSessionInCommon_IsAnError) {
  const DriftRun a = played(one_trade());
  DriftRun b = a;
  b.curve.clear();
  b.curve[drift_day(100)] = {};
  const auto drift = compare_runs(a, b);
  ASSERT_FALSE(drift.ok());
  EXPECT_THAT(drift.error().message, HasSubstr("no session in common"));
}

// The same trades as a session's, in candles of a minute and ticks of a second.
DriftRun as_session(DriftRun run) {
  run.is_session = true;
  run.grain = DriftGrain::kBar;
  run.bar_ns = 60 * Timestamp::kNanosecondsPerSecond;
  run.tick_ns = Timestamp::kNanosecondsPerSecond;
  for (auto& decision : run.decisions)
    decision.decided = decision.time.plus_nanoseconds(run.bar_ns);
  return run;
}

TEST(DriftOfSessions, LaterFillAtAnotherPrice_IsTiming_AndInTimeIsPrice) {
  const DriftRun a = as_session(played(one_trade()));
  for (const auto& [delay_ns, cause] : {std::pair{0, DriftCause::kPrice},
                                        {999'999'999, DriftCause::kPrice},
                                        {1'000'000'000, DriftCause::kTiming}}) {
    Script dearer = one_trade();
    dearer.fills[0].base = dearer.fills[0].price = Price::from_raw(103 * kWhole);
    dearer.fills[0].delay_ns = delay_ns;
    const auto drift = compare_runs(a, as_session(played(dearer)));
    ASSERT_TRUE(drift.ok() && drift->first_difference.has_value());
    EXPECT_EQ(drift->first_difference->cause, cause) << delay_ns;
    EXPECT_EQ(drift->causes[static_cast<std::size_t>(cause)].direct.to_amount(), "20.00");
    EXPECT_EQ(drift->unexplained, Money{});
  }
}

TEST(DriftOfSessions, LaterFillAtTheSamePrice_IsTold_ButCostsNothing) {
  Script late = one_trade();
  late.fills[1].delay_ns = 2'500'000'000;
  const auto drift = compare_runs(as_session(played(one_trade())), as_session(played(late)));
  ASSERT_TRUE(drift.ok() && drift->first_difference.has_value());
  EXPECT_EQ(drift->first_difference->text,
            "trade BUY AAA: filled 0 s after its decision in A, 2.5 s in B");
  EXPECT_EQ(drift->first_difference->cause, DriftCause::kTiming);
  EXPECT_EQ(drift->equity_a, drift->equity_b);
}

TEST(DriftOfSessions, ReferencePricesOfDifferentMoments_AreTiming_OfOneMomentData) {
  const DriftRun a = as_session(played(one_trade()));
  DriftRun b = a;
  b.decisions[0].reference = Price::from_raw(102 * kWhole);
  EXPECT_EQ(compare_runs(a, b)->first_difference->cause, DriftCause::kData);
  b.decisions[0].decided = b.decisions[0].decided.plus_nanoseconds(b.tick_ns);
  const auto drift = compare_runs(a, b);
  EXPECT_EQ(drift->first_difference->cause, DriftCause::kTiming);
  EXPECT_TRUE(drift->data.empty());
}

TEST(DriftOfSessions, ThatEndedEarlier_IsComparedUpToThere) {
  const DriftRun a = as_session(played(one_trade()));
  DriftRun b = a;
  b.curve.erase(b.curve.upper_bound(drift_day(3)), b.curve.end());
  std::erase_if(b.decisions, [](const auto& each) { return each.time > drift_day(3); });
  std::erase_if(b.fills, [](const auto& each) { return each.time > drift_day(3); });
  const auto drift = compare_runs(a, b);
  ASSERT_TRUE(drift.ok());
  EXPECT_FALSE(drift->first_difference.has_value());
  EXPECT_EQ(drift->last, drift_day(3));
  EXPECT_EQ(drift->equity_a, drift->equity_b);
  EXPECT_EQ(drift->compared, 1u);
}

TEST(DriftHead, SessionAndRunOfOtherBars_CantBeCompared) {
  DriftHead session;
  session.is_session = true;
  session.bar_ns = 60 * Timestamp::kNanosecondsPerSecond;
  DriftHead track;
  track.bar_ns = Timestamp::kNanosecondsPerDay;
  const auto refused = common_grain(session, track);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("candle by candle of 60 s"));
  EXPECT_THAT(refused.error().message, HasSubstr("day by day"));
  track.bar_ns = session.bar_ns;
  EXPECT_EQ(common_grain(track, session).value(), DriftGrain::kBar);
  EXPECT_EQ(common_grain(session, session).value(), DriftGrain::kBar);
  EXPECT_EQ(common_grain(track, track).value(), DriftGrain::kDay);
}

}  // namespace
}  // namespace sluice::drivers
