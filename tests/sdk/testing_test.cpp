// SPDX-License-Identifier: Apache-2.0
//
// testing_test.cpp: the SDK's own means of testing: checks that fail when they have to, the
// account that books, and how a component in C reads its parameters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/author.h>
#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

using ::testing::HasSubstr;
using testing::money;
using testing::units;

TEST(RunTests, EveryCasePassed_IsZero) {
  EXPECT_EQ(testing::run_tests({{"good", [] { SLUICE_CHECK_EQUAL("a", std::string{"a"}); }},
                                {"better", [] { SLUICE_CHECK(true); }}}),
            0);
}

TEST(RunTests, FailedCheckExceptionOrNothingChecked_IsOne) {
  EXPECT_EQ(testing::run_tests(
                {{"good", [] { SLUICE_CHECK(true); }}, {"bad", [] { SLUICE_CHECK(false); }}}),
            1);
  EXPECT_EQ(testing::run_tests({{"unequal", [] { SLUICE_CHECK_EQUAL(1, 2); }}}), 1);
  EXPECT_EQ(testing::run_tests({{"throws",
                                 [] {
                                   SLUICE_CHECK(true);
                                   throw std::runtime_error("no");
                                 }}}),
            1);
  EXPECT_EQ(testing::run_tests({{"throws a number", [] { throw 1; }}}), 1);
  EXPECT_EQ(testing::run_tests({{"empty", [] {}}}), 1);
  EXPECT_EQ(testing::run_tests({}), 1);
}

TEST(MockHost, ClockAndLog_AreWhatTheTestMadeThem) {
  testing::MockHost mock;
  mock.set_now(testing::time_of("2025-01-02"));
  mock.advance_nanoseconds(5);
  const Host host{&mock.raw()};
  EXPECT_EQ(host.now(), testing::time_of("2025-01-02").plus_nanoseconds(5));
  host.log(LogLevel::kWarning, "half full");
  EXPECT_TRUE(mock.has_logged(LogLevel::kWarning, "half"));
  EXPECT_FALSE(mock.has_logged(LogLevel::kError, "half"));
  EXPECT_FALSE(mock.has_logged(LogLevel::kWarning, "empty"));
}

class MockPortfolioTest : public ::testing::Test {
 protected:
  MockPortfolioTest() {
    market.add_instrument("A");
    market.add_instrument("B");
    market.add_bar(0, "2025-01-02", "10");
    market.add_bar(1, "2025-01-02", "20");
  }
  void fill(std::uint32_t instrument, Side side, const char* quantity, const char* price) {
    const auto order = testing::market_order(instrument, side, quantity);
    sluice_execution_report report{};
    report.kind = SLUICE_REPORT_FILLED;
    report.quantity = units(quantity);
    report.price = units(price);
    report.commission = money("1").to_c();
    account.book(order, report);
    report.kind = SLUICE_REPORT_ACKED;
    account.book(order, report);
  }
  testing::MockMarket market;
  testing::MockPortfolio account{money("1000")};
};

TEST_F(MockPortfolioTest, Fills_MoveCashAndPositionsAndNothingElseDoes) {
  fill(0, Side::kBuy, "10", "9.5");
  fill(1, Side::kSell, "5", "20.5");
  EXPECT_EQ(account.cash(), money("1005.5"));
  EXPECT_EQ(account.position(1).to_string(), "-5");
  EXPECT_EQ(account.fills().size(), 2u);
  EXPECT_EQ(account.equity(market), money("1005.5"));
}

TEST_F(MockPortfolioTest, SessionAndRiskView_ShowTheAccount) {
  fill(0, Side::kBuy, "10", "10");
  fill(1, Side::kSell, "5", "20");
  const Session session{account.session(market)};
  EXPECT_EQ(session.position(0).to_string(), "10");
  EXPECT_EQ(session.cash(), money("998"));
  EXPECT_EQ(session.equity(), money("998"));
  EXPECT_EQ(session.bars().size(), 2u);
  testing::MockRiskView view{2};
  account.show(market, view);
  EXPECT_EQ(view.view().row(1).position().to_string(), "-5");
  EXPECT_EQ(view.view().row(1).last(), Price::parse("20"));
  EXPECT_EQ(view.view().row(1).projected_value(), money("-100"));
  EXPECT_EQ(view.view().gross_exposure(), money("200"));
  EXPECT_EQ(view.view().net_exposure(), money("0"));
  EXPECT_EQ(view.view().now(), testing::time_of("2025-01-02"));
}

// What sluice_read_numbers makes of the text: "LIMIT RATE", or the error.
std::string read(std::string_view json) {
  std::int64_t limit = -1;
  std::int64_t rate = -1;
  const sluice_number_param params[] = {
      {"limit", SLUICE_SCALE, 1000 * std::int64_t{SLUICE_SCALE}, 0, &limit},
      {"rate", -SLUICE_SCALE, SLUICE_SCALE, 4, &rate}};
  testing::ErrorBuffer error;
  const auto status = sluice_read_numbers(to_c(json), params, 2, error.raw());
  if (status == SLUICE_OK)
    return Quantity::from_raw(limit).to_string() + " " + Quantity::from_raw(rate).to_string();
  EXPECT_EQ(status, SLUICE_ERROR_ARGUMENT);
  return error.text();
}

TEST(ReadNumbers, WholeObjects_AreReadExactly) {
  EXPECT_EQ(read(R"({"limit":7,"rate":-0.25})"), "7 -0.25");
  EXPECT_EQ(read(" {\n\"rate\" : 1.0000 ,\t\"limit\":1000.0 }\r\n"), "1000 1");
}

TEST(ReadNumbers, AnythingElse_IsRefusedByName) {
  for (const char* json :
       {R"({"limit":0,"rate":0})", R"({"limit":1001,"rate":0})", R"({"limit":1.5,"rate":0})",
        R"({"limit":"1","rate":0})", R"({"limit":1e2,"rate":0})", R"({"limit":true,"rate":0})",
        R"({"limit":- 1,"rate":0})", R"({"limit":1.,"rate":0})", R"({"rate":0})",
        R"({"limit":99999999999999999999,"rate":0})", R"({"limit":18446744073709551617,"rate":0})",
        R"({"limit":0.000000001,"rate":0})"})
    EXPECT_THAT(read(json), HasSubstr("parameter 'limit' must be a plain number from 1 to 1000"))
        << json;
  EXPECT_THAT(read(R"({"limit":1,"rate":0.00001})"), HasSubstr("'rate'"));
  EXPECT_THAT(read(R"({"limit":1})"), HasSubstr("'rate'"));
  for (const char* json : {R"({"limit":1,"rate":0,"x":1})", R"({"limit":1,"limit":1,"rate":0})",
                           R"({"limit":1,"rate":0,})", R"({"lim\u0069t":1,"rate":0})"})
    EXPECT_THAT(read(json), HasSubstr("unknown or stands there twice")) << json;
  for (const char* json : {"", "[]", "null", R"({"limit":1,"rate":0)", R"({"limit":1,"rate":0} x)",
                           R"({"limit":1 "rate":0})"})
    EXPECT_THAT(read(json), HasSubstr("the parameters")) << json;
}

}  // namespace
}  // namespace sluice
