// SPDX-License-Identifier: Apache-2.0
//
// strategy_test.cpp: multifactor_long_short from bars to weights and factor returns, against its
// definition.
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sluice/testing/testing.hpp>

#include "strategies/formula/candles.hpp"
#include "strategies/multifactor/multifactor.hpp"
#include "strategies/multifactor/reference.hpp"
#include "support/allocations.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::strategies {
namespace {

using formula::Candle;
using formula::session_time;
using multifactor::Bundle;
using multifactor::Factor;
using multifactor::reference::Past;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// All kinds that bars alone decide, over short windows.
constexpr auto kAllFactors = R"(
factors:
  - {name: mom, kind: momentum, window: 12, skip: 2, weight: 2}
  - {name: rev, kind: reversal, window: 3}
  - {name: vol, kind: volatility, window: 8, direction: low}
  - {name: down, kind: downside_volatility, window: 6, direction: low}
  - {name: beta, kind: beta, window: 10, direction: low, weight: 0.5}
  - {name: ami, kind: amihud, window: 7}
  - {name: money, kind: dollar_volume, window: 5, direction: low}
  - {name: busy, kind: volume_trend, window: 3, base: 9}
  - {name: fall, kind: max_drawdown, window: 11, direction: low}
  - {name: high, kind: distance_from_high, window: 9}
  - {name: skew, kind: skewness, window: 10, direction: low}
)";

// A universe in three sectors whose bars are drawn; some are missing.
class World {
 public:
  World(std::size_t instruments, std::uint64_t seed, double missing = 0)
      : seed_{seed}, missing_{missing} {
    for (std::size_t i = 0; i < instruments; ++i) {
      market.add_instrument("S" + std::to_string(i), "sector " + std::to_string(i % 3));
      candles_.push_back(formula::wandering(200, seed * 1000 + i));
    }
    pasts.resize(instruments);
  }
  void next_session() {
    double sum = 0;
    std::size_t count = 0;
    std::vector<bool> trades(pasts.size());
    market.set_as_of(session_time(day));
    for (std::uint32_t i = 0; i < pasts.size(); ++i) {
      Past& past = pasts[i];
      trades[i] = draw() >= missing_;
      if (!trades[i]) continue;
      const Candle& candle = candles_[i][day];
      if (traded_before_.size() == pasts.size() && traded_before_[i]) {
        sum += candle.close / past.closes.back() - 1;
        ++count;
      }
      past.closes.push_back(candle.close);
      past.volumes.push_back(candle.volume);
      market.add_bar(formula::bar_of(candle, i, day));
    }
    for (std::uint32_t i = 0; i < pasts.size(); ++i)
      if (trades[i]) pasts[i].market.push_back(count > 0 ? sum / static_cast<double>(count) : 0);
    if (std::find(trades.begin(), trades.end(), true) != trades.end()) traded_before_ = trades;
    traded = trades;
    ++day;
  }

  testing::MockMarket market;
  std::vector<Past> pasts;
  std::vector<bool> traded;  // this session
  std::size_t day = 0;

 private:
  double draw() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state_ >> 40) / static_cast<double>(1u << 24);
  }
  std::uint64_t seed_;
  double missing_;
  std::uint64_t state_ = seed_;
  std::vector<bool> traded_before_;
  std::vector<formula::Candles> candles_;
};

std::string params_of(const std::filesystem::path& file) {
  return R"({"bundle_path":")" + file.string() + R"("})";
}

class Multifactor : public ::testing::Test {
 protected:
  std::string write(const std::string& text, const std::string& name = "b.yaml") {
    std::ofstream{folder.path() / name} << text;
    return params_of(folder.path() / name);
  }
  static std::vector<double> weights_of(testing::MockStrategy& of, const sluice_session* session) {
    EXPECT_EQ(of.on_bars(session), SLUICE_OK) << of.error();
    std::vector<double> weights;
    for (const sluice_target& target : of.targets()) weights.push_back(target.weight);
    return weights;
  }

  testing::TemporaryDirectory folder;
  testing::MockHost host;
};

// The scores of the members, from the reference's values.
std::vector<double> scores_of(const Bundle& bundle,
                              const std::vector<std::vector<double>>& values) {
  std::vector<double> scores(values.size());
  double whole = 0;
  for (const Factor& factor : bundle.factors) whole += factor.weight;
  for (std::size_t k = 0; k < bundle.factors.size(); ++k) {
    std::vector<double> row;
    for (const auto& each : values) row.push_back(each[k]);
    multifactor::Standardiser{bundle.winsorise_lower, bundle.winsorise_upper}.apply(row);
    for (std::size_t i = 0; i < row.size(); ++i)
      scores[i] += bundle.factors[k].sign * bundle.factors[k].weight / whole * row[i];
  }
  return scores;
}

TEST_F(Multifactor, OnBars_ChoosesWhatTheDefinitionChooses) {
  const auto params = write(kAllFactors);
  const Bundle bundle = multifactor::parse_bundle(kAllFactors, "b.yaml");
  testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  ASSERT_TRUE(made.ok()) << made.error();
  World world{20, 3, 0.02};
  std::size_t compared = 0;
  for (int session = 0; session < 60; ++session) {
    world.next_session();
    const auto weights = weights_of(made, world.market.session());
    std::vector<std::uint32_t> members;
    std::vector<std::vector<double>> values;
    for (std::uint32_t i = 0; i < 20; ++i) {
      std::vector<double> of;
      for (const Factor& factor : bundle.factors)
        of.push_back(multifactor::reference::value(factor, world.pasts[i]));
      if (!world.traded[i] || std::any_of(of.begin(), of.end(), [](double v) { return v != v; }))
        continue;
      members.push_back(i);
      values.push_back(of);
    }
    const auto scores = scores_of(bundle, values);
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<double> expected(20);
    const auto leg = static_cast<std::size_t>(0.2 * static_cast<double>(members.size()) + 1e-9);
    const std::size_t count = members.size() < 2 ? 0 : std::max<std::size_t>(leg, 1);
    for (std::size_t i = 0; i < count; ++i) {
      expected[members[order[i]]] = 0.5 / static_cast<double>(count);
      expected[members[order[order.size() - 1 - i]]] = -0.5 / static_cast<double>(count);
    }
    EXPECT_EQ(weights, expected) << "session " << session;
    compared += count;
  }
  EXPECT_GT(compared, 100u);
}

TEST_F(Multifactor, Measures_AreThoseOfTheDefinition) {
  const Bundle bundle = multifactor::parse_bundle(kAllFactors, "b.yaml");
  for (std::size_t k = 0; k < bundle.factors.size(); ++k) {
    Bundle one = bundle;
    one.factors = {bundle.factors[k]};
    multifactor::Measures measures{one};
    formula::History history;
    Past past;
    auto candles = formula::wandering(80, 5 + k);
    for (std::size_t i = 20; i < 26; ++i) candles[i].volume = 0;
    std::size_t defined = 0;
    for (std::size_t i = 0; i < candles.size(); ++i) {
      history.add(candles[i]);
      const double market = std::sin(static_cast<double>(i)) / 100;
      past.closes.push_back(candles[i].close);
      past.volumes.push_back(candles[i].volume);
      past.market.push_back(market);
      measures.push(history.series(), i, std::llround(market * 1e9));
      double value = 0;
      measures.values(i + 1, {&value, 1});
      const double expected = multifactor::reference::value(one.factors[0], past);
      ASSERT_EQ(std::isnan(value), std::isnan(expected)) << one.factors[0].name << " at " << i;
      if (std::isnan(expected)) continue;
      ++defined;
      ASSERT_NEAR(value, expected, 1e-6 * (1 + std::fabs(expected)))
          << one.factors[0].name << " at " << i;
    }
    EXPECT_GT(defined, 60u) << one.factors[0].name;
  }
}

// The view is the host's: a window of sessions. A cold start sees the same and knows the same.
RC_GTEST_PROP(MultifactorProperty, LongRun_AgreesWithAColdStartToTheBit, ()) {
  const testing::TemporaryDirectory folder;
  const bool sectors = *rc::gen::arbitrary<bool>();
  std::ofstream{folder.path() / "b.yaml"}
      << kAllFactors << "sector_neutral: " << (sectors ? "true" : "false") << "\nweighting: score\n"
      << "missing: " << (*rc::gen::arbitrary<bool>() ? "drop" : "neutral") << "\n";
  const auto params = params_of(folder.path() / "b.yaml");
  testing::MockHost host;
  const std::size_t window = *rc::gen::inRange<std::size_t>(5, 45);
  World world{8, *rc::gen::inRange<std::uint64_t>(1, 1'000'000), *rc::gen::inRange(0, 30) / 100.0};
  testing::MockStrategy warm{strategy<MultifactorLongShort>.describe(), params, host};
  for (int session = 0; session < 60; ++session) {
    world.next_session();
    // What the host would show: the bars of the newest `window` sessions.
    const sluice_session* shown = world.market.session();
    sluice_session seen = *shown;
    sluice_market_view view = *shown->market;
    std::vector<sluice_series> series;
    const sluice_time oldest =
        world.day > window ? session_time(world.day - window).nanoseconds() : INT64_MIN;
    for (const sluice_series& each : Rows<sluice_series>{view.series}) {
      std::size_t skip = 0;
      while (skip < each.count && each.time[skip] < oldest) ++skip;
      series.push_back({each.count - skip, each.time + skip, each.open + skip, each.high + skip,
                        each.low + skip, each.close + skip, each.volume + skip});
    }
    view.series = rows_of(series);
    seen.market = &view;
    if (*rc::gen::inRange(0, 15) == 0) continue;  // a session that was not run
    testing::MockStrategy cold{strategy<MultifactorLongShort>.describe(), params, host};
    for (auto* each : {&warm, &cold}) RC_ASSERT(each->on_bars(&seen) == SLUICE_OK);
    for (std::size_t i = 0; i < 8; ++i)
      RC_ASSERT(warm.targets()[i].weight == cold.targets()[i].weight);
    RC_ASSERT(warm.factor_returns() == cold.factor_returns());
  }
}

TEST_F(Multifactor, OnBars_WhenSectorNeutral_BalancesEverySector) {
  for (const char* weighting : {"equal", "score"}) {
    const auto params = write(std::string{kAllFactors} +
                              "sector_neutral: true\ngross_exposure: 1.2\nweighting: " + weighting);
    testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
    World world{18, 9};
    for (int session = 0; session < 30; ++session) {
      world.next_session();
      const auto weights = weights_of(made, world.market.session());
      std::map<std::size_t, double> net;
      double gross = 0;
      for (std::size_t i = 0; i < 18; ++i) {
        net[i % 3] += weights[i];
        gross += std::fabs(weights[i]);
      }
      for (const auto& [sector, sum] : net) EXPECT_NEAR(sum, 0, 1e-15);
      if (session > 15) {
        EXPECT_NEAR(gross, 1.2, 1e-12);
      }
    }
  }
}

// Three of one sector are alike; scores within it are 0, and the order of the universe decides.
TEST_F(Multifactor, OnBars_WhenScoresTie_TakesTheOrderOfTheUniverse) {
  const auto params = write(
      "factors: [{kind: reversal, window: 1}]\n"
      "top_quantile: 0.34\nbottom_quantile: 0.34\n");
  testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  testing::MockMarket market;
  for (const char* symbol : {"A", "B", "C"}) market.add_instrument(symbol);
  for (std::size_t day = 0; day < 2; ++day)
    for (std::uint32_t i = 0; i < 3; ++i)
      market.add_bar(i, session_time(day), Price::from_raw(kScale));
  EXPECT_THAT(weights_of(made, market.session()), ElementsAre(0.5, 0, -0.5));
}

TEST_F(Multifactor, OnBars_LongOnly_InvestsTheWholeGrossInTheTop) {
  const auto params = write(
      "factors: [{kind: reversal, window: 1, direction: low}]\n"
      "top_quantile: 0.5\nbottom_quantile: 0\nweighting: score\n");
  testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  testing::MockMarket market;
  const std::vector<double> second{110, 130, 100, 90};
  for (std::uint32_t i = 0; i < 4; ++i) market.add_instrument("S");
  for (std::uint32_t i = 0; i < 4; ++i) market.add_bar(formula::bar_of({0, 0, 0, 100, 0}, i, 0));
  for (std::uint32_t i = 0; i < 4; ++i)
    market.add_bar(formula::bar_of({0, 0, 0, second[i], 0}, i, 1));
  const auto weights = weights_of(made, market.session());
  EXPECT_NEAR(weights[0] + weights[1], 1, 1e-15);
  // Above the middle, 5 %, by 5 and by (winsorised) almost 25.
  EXPECT_GT(weights[1], 4 * weights[0]);
  EXPECT_EQ(weights[2], 0);
  EXPECT_EQ(weights[3], 0);
}

class MultifactorMissing : public Multifactor {
 protected:
  // B has no volume, C has no bar on the last session.
  std::vector<double> decide(const std::string& policy, sluice_status expected = SLUICE_OK) {
    const auto params = write(
        "factors: [{kind: reversal, window: 1}, {kind: dollar_volume, window: 1}]\n"
        "top_quantile: 0.5\nbottom_quantile: 0.5\nmissing: " +
        policy);
    made.emplace(strategy<MultifactorLongShort>.describe(), params, host);
    testing::MockMarket market;
    for (const char* symbol : {"A", "B", "C", "D"}) market.add_instrument(symbol);
    const double closes[2][4] = {{100, 100, 100, 100}, {105, 80, 0, 110}};
    for (std::size_t day = 0; day < 2; ++day)
      for (std::uint32_t i = 0; i < 4; ++i)
        if (closes[day][i] > 0)
          market.add_bar(formula::bar_of({0, 0, 0, closes[day][i], i == 1 ? 0.0 : 100.0}, i, day));
    EXPECT_EQ(made->on_bars(market.session()), expected) << made->error();
    std::vector<double> weights;
    for (const sluice_target& target : made->targets()) weights.push_back(target.weight);
    return weights;
  }
  std::optional<testing::MockStrategy> made;
};

TEST_F(MultifactorMissing, Drop_LeavesTheInstrumentOut) {
  // Of A and D, D has traded more money but lost less: it ties, and A is first.
  const auto weights = decide("drop");
  EXPECT_EQ(weights[1], 0);
  EXPECT_EQ(weights[2], 0);
  EXPECT_NE(weights[0], 0);
  EXPECT_EQ(weights[0], -weights[3]);
}
TEST_F(MultifactorMissing, Neutral_TakesTheMeanForWhatIsMissing) {
  const auto weights = decide("neutral");
  EXPECT_GT(weights[1], 0);  // it has fallen most
  EXPECT_EQ(weights[2], 0);  // no bar: no part
}
TEST_F(MultifactorMissing, Error_EndsTheSessionAndNamesFactorSymbolAndDay) {
  decide("error", SLUICE_ERROR_STATE);
  EXPECT_THAT(std::string{made->error()},
              HasSubstr("factor 'dollar_volume' has no value for B on 2024-10-05"));
}

TEST_F(Multifactor, OnBars_WithFundamentals_SeesNothingBeforeKnownAt) {
  std::ofstream{folder.path() / "f.csv"} << "known_at,symbol,eps\n"
                                         << session_time(0).date().to_string() << ",A,2\n"
                                         << session_time(0).date().to_string() << ",B,1\n"
                                         << session_time(2).date().to_string() << ",B,9\n";
  const auto params = write(
      "fundamentals: f.csv\ntop_quantile: 0.5\nbottom_quantile: 0.5\n"
      "factors: [{kind: value, column: eps, over_price: true}]\n");
  testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  ASSERT_TRUE(made.ok()) << made.error();
  testing::MockMarket market;
  for (const char* symbol : {"A", "B"}) market.add_instrument(symbol);
  const auto session = [&](std::size_t day, double a, double b) {
    market.add_bar(formula::bar_of({0, 0, 0, a, 0}, 0, day));
    market.add_bar(formula::bar_of({0, 0, 0, b, 0}, 1, day));
    return weights_of(made, market.session());
  };
  EXPECT_THAT(session(0, 10, 10), ElementsAre(0.5, -0.5));
  EXPECT_THAT(session(1, 10, 4), ElementsAre(-0.5, 0.5));  // cheap for what it earns
  EXPECT_THAT(session(2, 10, 10), ElementsAre(-0.5, 0.5));
  EXPECT_THAT(session(3, 1, 10), ElementsAre(0.5, -0.5));
}

// Each factor's portfolio is formed at the close before; its return is that of the next session.
TEST_F(Multifactor, FactorReturns_AreThoseOfPortfoliosFormedAtTheCloseBefore) {
  const auto params = write(
      "factors: [{name: rev, kind: reversal, window: 1}]\n"
      "top_quantile: 0.5\nbottom_quantile: 0.25\n");
  testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  ASSERT_TRUE(made.has_factors());
  testing::MockMarket market;
  for (int i = 0; i < 4; ++i) market.add_instrument("S");
  const auto session = [&](std::size_t day, const std::array<double, 4>& closes) {
    for (std::uint32_t i = 0; i < 4; ++i)
      if (closes[i] > 0) market.add_bar(formula::bar_of({0, 0, 0, closes[i], 0}, i, day));
    EXPECT_EQ(made.on_bars(market.session(false)), SLUICE_OK);
    return made.factor_returns();
  };
  EXPECT_TRUE(session(0, {100, 100, 100, 100}).empty());
  EXPECT_TRUE(session(1, {90, 95, 105, 110}).empty());
  // Bought the first two, which fell; sold the last. The second has no bar and earns nothing.
  const auto told = session(2, {99, 0, 50, 121});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].first, "rev");
  EXPECT_NEAR(told[0].second, (0.1 + 0.0) / 2 - 0.1, 1e-9);
}

TEST_F(Multifactor, OnBars_AfterASplit_ReadsItsPastAnew) {
  const auto params = write(kAllFactors);
  testing::MockStrategy warm{strategy<MultifactorLongShort>.describe(), params, host};
  World world{6, 21};
  for (int session = 0; session < 30; ++session) {
    world.next_session();
    weights_of(warm, world.market.session());
    (void)warm.factor_returns();
  }
  world.next_session();
  const sluice_session* shown = world.market.session();
  // The past of the first instrument is told in new units, today's bar too.
  sluice_session seen = *shown;
  sluice_market_view view = *shown->market;
  std::vector<sluice_series> series;
  for (const sluice_series& each : Rows<sluice_series>{view.series}) series.push_back(each);
  std::vector<std::int64_t> closes{series[0].close, series[0].close + series[0].count};
  for (std::int64_t& close : closes) close /= 7;
  series[0].close = closes.data();
  view.series = rows_of(series);
  seen.market = &view;
  testing::MockStrategy cold{strategy<MultifactorLongShort>.describe(), params, host};
  EXPECT_EQ(weights_of(warm, &seen), weights_of(cold, &seen));
  EXPECT_EQ(warm.factor_returns(), cold.factor_returns());
}

TEST_F(Multifactor, OnBars_OnceWarm_AllocatesNothing) {
  const auto params = write(std::string{kAllFactors} + "sector_neutral: true\n");
  testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  const auto& table = *static_cast<const sluice_strategy_v1*>(made.component().table);
  const sluice_decision_sink sink{
      nullptr, [](void*, sluice_rows) { return sluice_status{SLUICE_OK}; }, nullptr};
  const sluice_factor_sink factors{nullptr,
                                   [](void*, sluice_rows) { return sluice_status{SLUICE_OK}; }};
  World world{12, 4};
  std::uint64_t cost = 0;
  for (int session = 0; session < 120; ++session) {
    world.next_session();
    const sluice_session* shown = world.market.session();
    const std::uint64_t before = testing::allocations();
    EXPECT_EQ(table.on_bars(made.get(), shown, &sink, nullptr), SLUICE_OK);
    EXPECT_EQ(table.factor_returns(made.get(), &factors, nullptr), SLUICE_OK);
    cost = testing::allocations() - before;
  }
  EXPECT_EQ(cost, 0u);
}

TEST_F(Multifactor, Create_WithAFaultyBundle_NamesFileLineAndPath) {
  const auto params = write("factors:\n  - {kind: momentun}\n");
  const testing::MockStrategy made{strategy<MultifactorLongShort>.describe(), params, host};
  EXPECT_EQ(made.status(), SLUICE_ERROR_ARGUMENT);
  EXPECT_THAT(std::string{made.error()}, HasSubstr("b.yaml:2: factors[0].kind: is 'momentun'"));
}

}  // namespace
}  // namespace sluice::strategies
