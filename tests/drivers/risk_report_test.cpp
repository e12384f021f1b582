// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "drivers/regime_file.hpp"
#include "drivers/risk_report_rows.hpp"
#include "drivers/risk_report_text.hpp"
#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using testing::date;
using testing::day;
using testing::instrument;
using testing::px;
using testing::qty;

constexpr const char* kCurve =
    "timestamp,equity,cash,positions_value,daily_return,cumulative_return\n"
    "2024-01-02T00:00:00Z,1000.00,400.00,600.00,0.0000000000,0.0000000000\n"
    "2024-01-03T00:00:00Z,1010.00,410.00,600.00,0.0100000000,0.0100000000\n";
constexpr const char* kTrades =
    "timestamp,symbol,side,qty,price,fill_price,costs\n"
    "2024-01-02T00:00:00Z,A,BUY,6,100,100.5,4.00\n"
    "2024-01-03T00:00:00Z,B,SELL,2,50,49.5,1.50\n";
constexpr const char* kPositions =
    "timestamp,symbol,qty,price,value\n"
    "2024-01-02T00:00:00Z,A,6,100,600.00\n"
    "2024-01-03T00:00:00Z,A,7,100,700.00\n"
    "2024-01-03T00:00:00Z,B,-2,50,-100.00\n";
constexpr const char* kFactors =
    "timestamp,factor,return\n"
    "2024-01-03T00:00:00Z,momentum,0.00125\n";

class RiskRows : public ::testing::Test {
 protected:
  RiskRows() : instruments_{{instrument("A", "Tech", "US"), instrument("B", "Energy", "EU")}} {}
  std::vector<analytics::RiskDay> read(const TrackRows& rows) {
    std::vector<analytics::RiskDay> days;
    const auto done =
        read_risk_days(rows, instruments_, [&](analytics::RiskDay& day) { days.push_back(day); });
    fault_ = done ? "" : done.error().message;
    return days;
  }
  InstrumentTable instruments_;
  std::string fault_;
};

TEST_F(RiskRows, OfWholeFiles_GiveEachDayWhatBelongsToIt) {
  const auto days = read({kCurve, kTrades, kPositions, kFactors});
  ASSERT_EQ(fault_, "");
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].equity, 1000);
  ASSERT_EQ(days[0].trades.size(), 1U);
  EXPECT_EQ(days[0].trades[0].bought, qty("6"));
  EXPECT_EQ(days[0].trades[0].fill_price, px("100.5"));
  EXPECT_TRUE(days[0].factors.empty());
  ASSERT_EQ(days[1].positions.size(), 2U);
  EXPECT_EQ(days[1].positions[1].value, -100);
  EXPECT_EQ(days[1].trades[0].bought, qty("-2"));
  ASSERT_EQ(days[1].factors.size(), 1U);
  EXPECT_EQ(days[1].factors[0].value, 0.00125);
}

TEST_F(RiskRows, OfOneDayWithoutHeaders_AreReadAsWell) {
  const auto days = read({"2024-01-04T00:00:00Z,1020.00,1020.00,0.00,0.01,0.02\n", "", "", ""});
  ASSERT_EQ(fault_, "");
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0].time, day("2024-01-04"));
}

TEST_F(RiskRows, OfAnInstrumentThatLeftTheUniverse_HaveNone) {
  const auto days = read({kCurve, "", "2024-01-02T00:00:00Z,GONE,1,5,5.00\n", ""});
  ASSERT_EQ(fault_, "");
  EXPECT_FALSE(days.at(0).positions.at(0).instrument.has_value());
}

TEST_F(RiskRows, ThatAreBroken_NameFileLineAndField) {
  read({"2024-01-04T00:00:00Z,ten,0,0,0,0\n", "", "", ""});
  EXPECT_EQ(fault_, "equity_curve.csv:1: expected an amount, not 'ten'");
  read({kCurve, "", "2024-01-02T00:00:00Z,A,6,100\n", ""});
  EXPECT_EQ(fault_, "positions_history.csv:1: expected 5 fields");
  read({kCurve, "2024-01-02T00:00:00Z,A,HOLD,6,100,100.5,4.00\n", "", ""});
  EXPECT_EQ(fault_, "trades_all.csv:1: expected BUY or SELL");
  read({kCurve, "", "", "2024-01-03T00:00:00Z,momentum,nan\n"});
  EXPECT_EQ(fault_, "factor_returns.csv:1: expected a number, not 'nan'");
  read({"2024-01-04T00:00:00Z,10,0,0,0,0", "", "", ""});
  EXPECT_EQ(fault_, "equity_curve.csv:1: expected a row that ends with its line");
}

class RiskOfATrack : public RiskRows {
 protected:
  analytics::RiskSummary summary() {
    analytics::TrackRisk risk{{1000}, instruments_};
    for (const auto& each : read({kCurve, kTrades, kPositions, ""})) {
      risk.add(each);
      last_row_ = exposure_row(each.time, risk.exposure());
    }
    return risk.summary();
  }
  std::string last_row_;
};

TEST_F(RiskOfATrack, Exposure_IsByLongAndShort_SectorAndRegion) {
  const auto told = summary();
  EXPECT_DOUBLE_EQ(told.exposure.gross.last().value(), 800.0 / 1010);
  EXPECT_DOUBLE_EQ(told.exposure.net.last().value(), 600.0 / 1010);
  EXPECT_DOUBLE_EQ(told.exposure.gross.average().value(), (0.6 + 800.0 / 1010) / 2);
  EXPECT_EQ(exposure_header(instruments_),
            "timestamp,gross,net,long,short,sector:unknown:gross,sector:unknown:net,"
            "sector:Tech:gross,sector:Tech:net,sector:Energy:gross,sector:Energy:net,"
            "region:unknown:gross,region:unknown:net,region:US:gross,region:US:net,"
            "region:EU:gross,region:EU:net\n");
  EXPECT_EQ(last_row_,
            "2024-01-03T00:00:00Z,0.7920792079,0.5940594059,0.6930693069,-0.0990099010,"
            "0.0000000000,0.0000000000,0.6930693069,0.6930693069,0.0990099010,-0.0990099010,"
            "0.0000000000,0.0000000000,0.6930693069,0.6930693069,0.0990099010,-0.0990099010\n");
}

TEST_F(RiskOfATrack, Costs_AreOfWhatWasTraded) {
  const auto told = summary();
  EXPECT_DOUBLE_EQ(told.performance.traded, 6 * 100.5 + 2 * 49.5);
  EXPECT_DOUBLE_EQ(told.costs, 5.5);
  EXPECT_DOUBLE_EQ(told.costs_of_traded.value(), 5.5 / 702);
  EXPECT_EQ(told.capacity, std::nullopt);
  EXPECT_EQ(told.period.trades, 2U);
}

TEST_F(RiskOfATrack, Capacity_NeedsAVolume) {
  auto traded = instrument("A", "Tech");
  traded.average_daily_volume = qty("6000");
  const InstrumentTable known{{traded, instrument("B")}};
  analytics::TrackRisk risk{{1000}, known};
  const auto done = read_risk_days({kCurve, kTrades, "", ""}, known,
                                   [&](analytics::RiskDay& each) { risk.add(each); });
  ASSERT_TRUE(done);
  // A thousandth of the volume for a capital of a thousand: a tenth for a hundred thousand.
  EXPECT_DOUBLE_EQ(risk.summary().capacity.value(), 100'000);
  EXPECT_DOUBLE_EQ(risk.summary().capacity_covers, 603);
}

TEST_F(RiskOfATrack, Period_BeginsAnew) {
  analytics::TrackRisk risk{{1000}, instruments_};
  auto days = read({kCurve, "", "", ""});
  risk.add(days.at(0));
  risk.begin_period();
  risk.add(days.at(1));
  const auto told = risk.summary();
  EXPECT_EQ(told.period.days, 1U);
  EXPECT_EQ(told.period.first, date("2024-01-03"));
  EXPECT_DOUBLE_EQ(told.period.total_return.value(), 1010.0 / 1000 - 1);
  EXPECT_EQ(told.performance.days, 2U);
}

TEST_F(RiskOfATrack, Summary_HasNoNumberThatIsNone) {
  const std::string text = risk_summary_csv({}, summary());
  EXPECT_EQ(text.find(",nan"), std::string::npos);
  EXPECT_EQ(text.find(",inf"), std::string::npos);
  EXPECT_EQ(text.find(",-inf"), std::string::npos);
  EXPECT_NE(text.find("\ndeflated_sharpe,\n"), std::string::npos);
  EXPECT_NE(text.find("\nshort_exposure,-0.0990099010\n"), std::string::npos);
}

TEST_F(RiskOfATrack, DeflatedSharpe_NeedsTrials_AndTakesTheirVariance) {
  statistics::PerformanceAccumulator sums{100, 252, 5};
  double equity = 100;
  for (int i = 0; i < 300; ++i)
    sums.add({Date::from_days(19'000 + i), equity *= 1.001 + 0.01 * std::sin(i), 0, std::nullopt});
  const auto figures = sums.summary();
  RiskReportHead head;
  EXPECT_EQ(deflated_sharpe_of(figures, head), std::nullopt);
  head.n_tests = 20;
  EXPECT_EQ(deflated_sharpe_of(figures, head),
            statistics::deflated_sharpe(*figures.sharpe_sample, 20));
  head.trial_variance = 0.5;
  EXPECT_EQ(deflated_sharpe_of(figures, head),
            statistics::deflated_sharpe(*figures.sharpe_sample, 20, 0.5 / 252));
}

TEST_F(RiskRows, OfFactorReturns_ReadBackAsTheyWere) {
  records::Day told;
  told.time = day("2024-01-03");
  told.factors = {{"momentum", 0.1 + 0.2}, {"a,\"b\"", -1e-9}};
  const std::string rows = factor_returns_header() + factor_return_rows(told);
  const auto days = read({kCurve, "", "", rows});
  ASSERT_EQ(fault_, "");
  ASSERT_EQ(days.at(1).factors.size(), 2U);
  EXPECT_EQ(days[1].factors[0].value, 0.1 + 0.2);
  EXPECT_EQ(days[1].factors[1].name, "a__b_");
  EXPECT_EQ(days[1].factors[1].value, -1e-9);
}

TEST(FactorExposures, WithoutAFit_SayWhy) {
  statistics::FactorFit fit;
  fit.days = 3;
  fit.why_none = "3 of 126 days so far";
  EXPECT_EQ(factor_exposure_rows(day("2024-01-03"), fit, {}),
            "2024-01-03T00:00:00Z,,,,,,,3,3 of 126 days so far\n");
}

TEST(RegimeFile, HoldsFromEachDateOn) {
  const auto file = parse_regimes("date,regime\n2024-01-02,calm\n2024-02-01,storm\n", "r.csv");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->on(date("2024-01-01")), "unknown");
  EXPECT_EQ(file->on(date("2024-01-02")), "calm");
  EXPECT_EQ(file->on(date("2024-01-31")), "calm");
  EXPECT_EQ(file->on(date("2030-01-01")), "storm");
}

TEST(RegimeFile, ThatIsWrong_SaysWhere) {
  const auto fault = [](const char* text) { return parse_regimes(text, "r.csv").error().message; };
  EXPECT_EQ(fault(""), "r.csv:0: no regimes in it");
  EXPECT_EQ(fault("day,regime\n"), "r.csv:1: expected the columns date and regime");
  EXPECT_EQ(fault("date,regime\nsoon,calm\n"), "r.csv:2: 'soon' is not a date");
  EXPECT_EQ(fault("date,regime\n2024-01-02,a\n2024-01-02,b\n"),
            "r.csv:3: dates must rise from line to line");
  EXPECT_EQ(fault("date,regime\n2024-01-02,\n"), "r.csv:2: expected a name of 1 to 64 bytes");
}

}  // namespace
}  // namespace sluice::drivers
