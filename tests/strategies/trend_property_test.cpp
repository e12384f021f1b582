// SPDX-License-Identifier: Apache-2.0
//
// trend_property_test.cpp: whatever the history and its gaps, a long run, a cold start and the
// definition agree to the bit.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sluice/testing/testing.hpp>

#include "strategies/trend_baseline.hpp"
#include "strategies/trend_reference.hpp"

namespace sluice::strategies {
namespace {

constexpr std::size_t kInstruments = 3;
constexpr std::size_t kFast = 2;
constexpr std::size_t kSlow = 5;
constexpr std::size_t kVolWindow = 4;
constexpr auto kParams = R"({"ma_fast":2,"ma_slow":5})";
constexpr auto kScaledParams =
    R"({"ma_fast":2,"ma_slow":5,"vol_scaling":true,"vol_window":4,"vol_target":0.6})";

// One session: a price in a narrow range, so that ties happen, or 0 for a missing bar.
using Day = std::array<int, kInstruments>;

std::vector<Day> some_days() {
  return *rc::gen::container<std::vector<Day>>(rc::gen::container<Day>(
      rc::gen::weightedOneOf<int>({{1, rc::gen::just(0)}, {6, rc::gen::inRange(98, 104)}})));
}

Timestamp session_time(std::size_t day) {
  return Timestamp::from_date(Date::from_days(static_cast<sluice_date>(20'000 + day)));
}

std::vector<double> weights_of(const testing::MockStrategy& trend) {
  std::vector<double> weights;
  for (const sluice_target& target : trend.targets()) weights.push_back(target.weight);
  return weights;
}

// Plays the days to a long run, and shows each session to a fresh instance as well.
template <typename OnSession>
void play(const std::vector<Day>& days, std::string_view params, OnSession on_session) {
  testing::MockHost host;
  testing::MockMarket market;
  std::vector<std::vector<std::int64_t>> closes(kInstruments);
  for (std::size_t i = 0; i < kInstruments; ++i) market.add_instrument("S" + std::to_string(i));
  testing::MockStrategy warm{strategy<TrendBaseline>.describe(), params, host};
  for (std::size_t day = 0; day < days.size(); ++day) {
    market.set_as_of(session_time(day));
    for (std::uint32_t i = 0; i < kInstruments; ++i) {
      if (days[day][i] == 0) continue;
      closes[i].push_back(days[day][i] * kScale);
      market.add_bar(i, session_time(day), Price::from_raw(closes[i].back()));
    }
    testing::MockStrategy cold{strategy<TrendBaseline>.describe(), params, host};
    RC_ASSERT(warm.on_bars(market.session()) == SLUICE_OK);
    RC_ASSERT(cold.on_bars(market.session()) == SLUICE_OK);
    on_session(weights_of(warm), weights_of(cold), closes);
  }
}

RC_GTEST_PROP(TrendBaseline, LongRun_AgreesWithColdStartAndDefinition, ()) {
  play(some_days(), kParams, [](const auto& warm, const auto& cold, const auto& closes) {
    RC_ASSERT(warm == cold);
    for (std::size_t i = 0; i < kInstruments; ++i) {
      const double expected = reference::is_long(closes[i], kFast, kSlow) ? 0.95 / kInstruments : 0;
      RC_ASSERT(warm[i] == expected);
    }
  });
}

RC_GTEST_PROP(TrendBaseline, LongRunWithVolatility_AgreesWithColdStartToTheBit, ()) {
  play(some_days(), kScaledParams, [](const auto& warm, const auto& cold, const auto& closes) {
    RC_ASSERT(warm == cold);
    for (std::size_t i = 0; i < kInstruments; ++i) {
      if (!reference::is_long(closes[i], kFast, kSlow)) {
        RC_ASSERT(warm[i] == 0.0);
        continue;
      }
      const double volatility = reference::annual_volatility(closes[i], kVolWindow);
      const double expected =
          0.95 / kInstruments * std::min(1.0, volatility > 0 ? 0.6 / volatility : 1.0);
      RC_ASSERT(std::fabs(warm[i] - expected) < 1e-6);
    }
  });
}

// Several new bars at once, as after sessions that were skipped, rebuild the sums.
RC_GTEST_PROP(TrendBaseline, RunThatMissedSessions_AgreesWithTheDefinition, ()) {
  testing::MockHost host;
  testing::MockMarket market;
  market.add_instrument("S");
  std::vector<std::int64_t> closes;
  testing::MockStrategy trend{strategy<TrendBaseline>.describe(), kParams, host};
  for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 4))) {
    for (int bar = 0; bar < step; ++bar) {
      closes.push_back(*rc::gen::inRange(98, 104) * kScale);
      market.add_bar(0, session_time(closes.size()), Price::from_raw(closes.back()));
    }
    RC_ASSERT(trend.on_bars(market.session()) == SLUICE_OK);
    RC_ASSERT((trend.targets()[0].weight > 0) == reference::is_long(closes, kFast, kSlow));
  }
}

}  // namespace
}  // namespace sluice::strategies
