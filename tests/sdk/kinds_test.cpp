// SPDX-License-Identifier: Apache-2.0
//
// kinds_test.cpp: strategies, executors and reports through their tables, as the host calls them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::units;

struct Decider {
  static constexpr auto id = "decider";
  static constexpr auto version = "1.0.0";
  std::uint32_t lookback_sessions() const noexcept { return 3; }
  void on_bars(const Session& session, Decisions& decisions) {
    if (!session.rebalance()) return;
    decisions.target_weight(0, 0.5);
    decisions.target_quantity(1, session.position(1));
    if (session.bars().empty()) throw std::runtime_error("no bars");
    decisions.order(0, Side::kSell, *Quantity::parse("2"), *Price::parse("9.5"), TimeInForce::kIoc);
    decisions.order(1, Side::kBuy, *Quantity::parse("3"));
  }
  void on_fills(Rows<Fill> fills) {
    if (fills.empty()) throw std::runtime_error("no fills");
  }
};

class StrategyTest : public ::testing::Test {
 protected:
  testing::MockHost host;
  testing::MockMarket market;
  testing::MockStrategy decider{strategy<Decider>.describe(), "{}", host};
};

TEST_F(StrategyTest, OnBars_HandsOverTargetsAndIntents) {
  market.add_instrument("A");
  market.add_instrument("B");
  market.add_bar(0, "2025-01-02", "10");
  market.set_position(1, "-4");
  ASSERT_EQ(decider.on_bars(market.session()), SLUICE_OK);
  ASSERT_EQ(decider.targets().size(), 2u);
  EXPECT_EQ(decider.targets()[0].weight, 0.5);
  EXPECT_EQ(decider.targets()[1].kind, std::uint32_t{SLUICE_TARGET_QUANTITY});
  EXPECT_EQ(decider.targets()[1].quantity, units("-4"));
  ASSERT_EQ(decider.intents().size(), 2u);
  EXPECT_EQ(decider.intents()[0].type, SLUICE_ORDER_LIMIT);
  EXPECT_EQ(decider.intents()[0].side, SLUICE_SIDE_SELL);
  EXPECT_EQ(decider.intents()[0].limit_price, units("9.5"));
  EXPECT_EQ(decider.intents()[0].time_in_force, SLUICE_TIF_IOC);
  EXPECT_EQ(decider.intents()[1].type, SLUICE_ORDER_MARKET);
  EXPECT_EQ(decider.intents()[1].quantity, units("3"));
  EXPECT_EQ(decider.lookback_sessions(), 3u);
}

TEST_F(StrategyTest, OnBars_WhenItThrows_DecidesNothingThenOrLater) {
  market.add_instrument("A");
  EXPECT_EQ(decider.on_bars(market.session()), SLUICE_ERROR_FAULT);
  EXPECT_THAT(decider.targets(), IsEmpty());
  EXPECT_EQ(decider.on_bars(market.session(false)), SLUICE_OK);
  EXPECT_THAT(decider.targets(), IsEmpty());
}

TEST_F(StrategyTest, OnBars_WhenTheHostRefuses_GivesItsStatus) {
  market.add_instrument("A");
  market.add_bar(0, "2025-01-02", "10");
  const sluice_decision_sink refusing{
      nullptr, [](void*, sluice_rows) -> sluice_status { return SLUICE_ERROR_STATE; },
      [](void*, sluice_rows) -> sluice_status { return SLUICE_OK; }};
  const auto& table = *static_cast<const sluice_strategy_v1*>(decider.component().table);
  testing::ErrorBuffer error;
  EXPECT_EQ(table.on_bars(decider.get(), market.session(), &refusing, error.raw()),
            SLUICE_ERROR_STATE);
  EXPECT_EQ(error.text(), "the host refused the strategy's decisions");
}

TEST_F(StrategyTest, OnFills_WhenItThrows_IsAFault) {
  const auto& table = *static_cast<const sluice_strategy_v1*>(decider.component().table);
  EXPECT_EQ(table.on_fills(decider.get(), {}, nullptr), SLUICE_ERROR_FAULT);
}

// Fills every order at once, except the second of a batch, at which its line goes dead.
struct Venue {
  static constexpr auto id = "venue";
  static constexpr auto version = "1.0.0";
  static constexpr std::uint64_t traits = SLUICE_TRAIT_NONDETERMINISTIC | SLUICE_TRAIT_NO_FILLS;
  void begin(Rows<Instrument> instruments) { known = instruments.size(); }
  void submit(Rows<sluice_order> orders, Reports& reports) {
    const Timestamp time = Timestamp::from_nanoseconds(5);
    for (const sluice_order& order : orders) {
      if (order.order_id == 2) throw Failure(SLUICE_ERROR_IO, "the line is dead");
      reports.ack(order.order_id, time);
      reports.fill(order.order_id, 1, Quantity::from_raw(order.quantity), *Price::parse("10.5"),
                   *Price::parse("10"), testing::money("0.25"), time);
    }
  }
  void cancel(const sluice_order& order, Reports& reports) {
    reports.cancel(order.order_id, Timestamp::from_nanoseconds(heard));
    reports.expire(order.order_id + 1, Timestamp{}, "SELF_TRADE");
    reports.cancel_rejected(order.order_id + 2, "NOT_OPEN", Timestamp{});
    reports.not_sent(order, "THROTTLED", Timestamp{}, 250);
  }
  void replace(const sluice_order& amended, Reports& reports) {
    if (amended.quantity == 0)
      return reports.replace_rejected(amended.order_id, "NO_QUANTITY", Timestamp{});
    reports.replaced(amended.order_id, Quantity::from_raw(amended.quantity),
                     Price::from_raw(amended.limit_price), Timestamp{});
  }
  void query(const sluice_order& order, Reports& reports) {
    if (order.order_id == 5) return reports.not_found(order.order_id, Timestamp{});
    reports.status(order.order_id, SLUICE_STATUS_OPEN, Quantity::from_raw(1), Quantity::from_raw(3),
                   Price::from_raw(7), Timestamp{});
  }
  void snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports, VenueAccount& account) {
    for (const sluice_order& order : open) query(order, reports);
    account.cash(testing::money("12.5"));
    account.positions({{sizeof(sluice_venue_position), 2, -9}});
    account.complete(since);
  }
  std::int64_t not_found_after_ns() const noexcept { return 60'000; }
  void poll(Reports& reports) { reports.reject(9, std::string(100, 'R'), Timestamp{}); }
  Health health() const { return {known > 0, known > 0 ? "" : "begin was not called"}; }
  void on_market(std::uint32_t phase, Timestamp, Rows<sluice_bar> bars) {
    if (phase != SLUICE_PHASE_CLOSE || bars.size() != 1) throw std::runtime_error("which phase?");
  }
  void on_quotes(Timestamp, Rows<sluice_quote> quotes) { heard += quotes[0].bid; }
  void on_trades(Timestamp, Rows<sluice_trade> trades) { heard += 10 * trades[0].price; }
  std::size_t known = 0;
  std::int64_t heard = 0;
};

// As little as an executor may be.
struct PlainVenue {
  static constexpr auto id = "plain_venue";
  static constexpr auto version = "1.0.0";
  void begin(Rows<Instrument>) {}
  void submit(Rows<sluice_order>, Reports&) {}
  void cancel(const sluice_order&, Reports&) {}
  void query(const sluice_order&, Reports&) {}
  void snapshot(Timestamp, Rows<sluice_order>, Reports&, VenueAccount& account) {
    account.positions({});
  }
  void poll(Reports&) {}
  Health health() const { return {}; }
};

class ExecutorTest : public ::testing::Test {
 protected:
  static std::vector<sluice_order> orders(std::initializer_list<std::uint64_t> ids) {
    std::vector<sluice_order> rows;
    for (const std::uint64_t id : ids)
      rows.emplace_back(testing::market_order(0, Side::kBuy, "3")).order_id = id;
    return rows;
  }
  testing::MockHost host;
  testing::MockExecutor venue{executor<Venue>.describe(), "{}", host};
};

TEST_F(ExecutorTest, Submit_ReportsInOrder) {
  ASSERT_EQ(venue.submit(orders({1})), SLUICE_OK);
  const auto reports = venue.take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].kind, std::uint32_t{SLUICE_REPORT_ACKED});
  EXPECT_EQ(reports[1].kind, std::uint32_t{SLUICE_REPORT_FILLED});
  EXPECT_EQ(reports[1].order_id, 1u);
  EXPECT_EQ(reports[1].execution_id, 1u);
  EXPECT_EQ(reports[1].quantity, units("3"));
  EXPECT_EQ(reports[1].price, units("10.5"));
  EXPECT_EQ(reports[1].base_price, units("10"));
  EXPECT_EQ(Money::from_c(reports[1].commission), testing::money("0.25"));
  EXPECT_EQ(reports[1].time, 5);
  EXPECT_EQ(reports[1].size, sizeof(sluice_execution_report));
}

TEST_F(ExecutorTest, Submit_WhenItFailsMidway_StillHandsOverWhatHappened) {
  EXPECT_EQ(venue.submit(orders({1, 2, 3})), SLUICE_ERROR_IO);
  EXPECT_EQ(venue.error(), "the line is dead");
  EXPECT_EQ(venue.take_reports().size(), 2u);
  EXPECT_EQ(venue.poll(), SLUICE_OK);
  EXPECT_EQ(venue.take_reports().size(), 1u);
}

TEST_F(ExecutorTest, CancelAndPoll_ReportTheRest) {
  std::vector<sluice_order> sent = orders({4});
  sent[0].attempt = 3;
  venue.cancel(sent[0]);
  venue.poll();
  const auto reports = venue.take_reports();
  ASSERT_EQ(reports.size(), 5u);
  EXPECT_EQ(reports[0].kind, std::uint32_t{SLUICE_REPORT_CANCELED});
  EXPECT_EQ(reports[1].kind, std::uint32_t{SLUICE_REPORT_EXPIRED});
  EXPECT_STREQ(reports[1].reason, "SELF_TRADE");
  EXPECT_EQ(reports[2].kind, std::uint32_t{SLUICE_REPORT_CANCEL_REJECTED});
  EXPECT_STREQ(reports[2].reason, "NOT_OPEN");
  EXPECT_EQ(reports[3].kind, std::uint32_t{SLUICE_REPORT_NOT_SENT});
  EXPECT_STREQ(reports[3].reason, "THROTTLED");
  EXPECT_EQ(reports[3].retry_after_ns, 250);
  EXPECT_EQ(reports[3].attempt, 3u);
  EXPECT_EQ(reports[4].kind, std::uint32_t{SLUICE_REPORT_REJECTED});
  EXPECT_EQ(std::string{reports[4].reason}, std::string(63, 'R'));
}

TEST_F(ExecutorTest, Replace_TellsTheTermsInForceOrWhyNot) {
  std::vector<sluice_order> amended = orders({4, 6});
  amended[0].limit_price = 11;
  amended[1].quantity = 0;
  venue.replace(amended[0]);
  venue.replace(amended[1]);
  const auto reports = venue.take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].kind, std::uint32_t{SLUICE_REPORT_REPLACED});
  EXPECT_EQ(reports[0].tells, std::uint32_t{SLUICE_TELLS_TERMS});
  EXPECT_EQ(reports[0].order_quantity, units("3"));
  EXPECT_EQ(reports[0].order_limit_price, 11);
  EXPECT_EQ(reports[1].kind, std::uint32_t{SLUICE_REPORT_REPLACE_REJECTED});
  EXPECT_STREQ(reports[1].reason, "NO_QUANTITY");
}

TEST_F(ExecutorTest, Query_TellsHowTheOrderStandsOrThatThereIsNone) {
  venue.query(orders({4})[0]);
  venue.query(orders({5})[0]);
  const auto reports = venue.take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].kind, std::uint32_t{SLUICE_REPORT_STATUS});
  EXPECT_EQ(reports[0].order_status, std::uint32_t{SLUICE_STATUS_OPEN});
  EXPECT_EQ(reports[0].tells, std::uint32_t{SLUICE_TELLS_CUMULATIVE | SLUICE_TELLS_TERMS});
  EXPECT_EQ(reports[0].cumulative_quantity, 1);
  EXPECT_EQ(reports[0].order_quantity, 3);
  EXPECT_EQ(reports[0].order_limit_price, 7);
  EXPECT_EQ(reports[1].kind, std::uint32_t{SLUICE_REPORT_NOT_FOUND});
  EXPECT_EQ(reports[1].order_id, 5u);
}

TEST_F(ExecutorTest, Snapshot_TellsOrdersAndTheAccount) {
  const auto told = venue.snapshot(Timestamp::from_nanoseconds(77), orders({4, 6}));
  EXPECT_EQ(venue.take_reports().size(), 2u);
  EXPECT_EQ(told.account.complete, 1);
  EXPECT_EQ(told.account.time, 77);
  EXPECT_EQ(told.account.has_cash, 1);
  EXPECT_EQ(Money::from_c(told.account.cash), testing::money("12.5"));
  EXPECT_EQ(told.account.has_positions, 1);
  ASSERT_EQ(told.positions.size(), 1u);
  EXPECT_EQ(told.positions[0].instrument, 2u);
  EXPECT_EQ(told.positions[0].quantity, -9);
}

TEST_F(ExecutorTest, Snapshot_WhosePositionsTheHostRefuses_GivesItsStatus) {
  const auto& table = *static_cast<const sluice_executor_v1*>(venue.component().table);
  sluice_venue_account account{};
  account.size = sizeof account;
  account.on_positions = [](void*, sluice_rows) -> sluice_status { return SLUICE_ERROR_STATE; };
  const sluice_report_sink sink{nullptr, [](void*, sluice_rows) -> sluice_status { return 0; }};
  testing::ErrorBuffer error;
  EXPECT_EQ(table.snapshot(venue.get(), 0, {}, &sink, &account, error.raw()), SLUICE_ERROR_STATE);
  EXPECT_EQ(error.text(), "the host refused the positions");
  EXPECT_EQ(account.complete, 0);
}

TEST_F(ExecutorTest, Traits_AreWhatTheVenuePromises) {
  const auto& table = *static_cast<const sluice_executor_v1*>(venue.component().table);
  sluice_executor_traits traits{};
  traits.size = sizeof traits;
  table.traits(venue.get(), &traits);
  EXPECT_EQ(traits.not_found_after_ns, 60'000);
}

TEST_F(ExecutorTest, VenueWithoutTheOptionalFunctions_HasNoSlotsForThem) {
  const sluice_component plain = executor<PlainVenue>.describe();
  const auto& table = *static_cast<const sluice_executor_v1*>(plain.table);
  EXPECT_EQ(table.replace, nullptr);
  EXPECT_EQ(table.traits, nullptr);
  EXPECT_EQ(table.on_market, nullptr);
  EXPECT_EQ(table.account, nullptr);
  testing::MockExecutor silent{plain, "{}", host};
  const auto told = silent.snapshot(Timestamp{}, {});
  EXPECT_EQ(told.account.complete, 0);
  EXPECT_EQ(told.account.has_cash, 0);
  EXPECT_EQ(told.account.has_positions, 1);
}

TEST_F(ExecutorTest, Health_SaysWhyItIsNotReady) {
  EXPECT_EQ(venue.health().ready, 0);
  EXPECT_STREQ(venue.health().reason, "begin was not called");
  testing::MockMarket market;
  market.add_instrument("A");
  venue.begin(market.instruments());
  EXPECT_EQ(venue.health().ready, 1);
  EXPECT_STREQ(venue.health().reason, "");
}

TEST_F(ExecutorTest, OnMarket_ReachesASimulatedVenue) {
  const sluice_bar bar{};
  EXPECT_EQ(venue.on_market(SLUICE_PHASE_CLOSE, Timestamp{}, {&bar, 1}), SLUICE_OK);
  EXPECT_EQ(venue.on_market(SLUICE_PHASE_OPEN, Timestamp{}, {&bar, 1}), SLUICE_ERROR_FAULT);
}

TEST_F(ExecutorTest, QuotesAndTrades_ReachTheVenueAsWhatTheyAre) {
  sluice_quote quote{};
  quote.bid = 3;
  sluice_trade trade{};
  trade.price = 4;
  EXPECT_EQ(venue.on_quotes(Timestamp{}, {&quote, 1}), SLUICE_OK);
  EXPECT_EQ(venue.on_trades(Timestamp{}, {&trade, 1}), SLUICE_OK);
  venue.cancel(orders({1})[0]);
  EXPECT_EQ(venue.take_reports()[0].time, 43);
}

struct Page {
  static constexpr auto id = "page";
  static constexpr auto version = "1.0.0";
  static constexpr auto file_name = "page.txt";
  void begin(const Run& run) {
    text = std::string{run.title()} + " " + run.seed_capital().to_amount();
  }
  void on_days(Rows<sluice_report_day> days) { text += " d" + std::to_string(days.size()); }
  void on_trades(Rows<sluice_report_trade> trades) { text += " t" + std::to_string(trades.size()); }
  void on_blocked(Rows<sluice_report_blocked> rows) { text += " b" + std::to_string(rows.size()); }
  void render(Sink& sink) {
    sink.write(text);
    sink.write(".");
  }
  std::string text;
};

TEST(Report, Render_WritesWhatItWasTold) {
  testing::MockHost host;
  testing::MockReport page{report<Page>.describe(), "{}", host};
  sluice_report_run run{};
  run.title = to_c("Trend");
  run.seed_capital = testing::money("100").to_c();
  page.begin(run);
  page.on_days(std::vector<sluice_report_day>(2));
  page.on_trades(std::vector<sluice_report_trade>(3));
  page.on_blocked(std::vector<sluice_report_blocked>(1));
  EXPECT_EQ(page.render(), "Trend 100.00 d2 t3 b1.");
  EXPECT_EQ(page.file_name(), "page.txt");
}

struct Held : Page {
  static constexpr auto id = "held";
  void on_positions(Rows<sluice_report_position> rows) {
    text += " p" + std::to_string(rows.size());
  }
};

TEST(Report, Positions_AreOnlyThoseReportsThatShowThem) {
  testing::MockHost host;
  testing::MockReport held{report<Held>.describe(), "{}", host};
  EXPECT_TRUE(held.wants_positions());
  held.on_positions(std::vector<sluice_report_position>(2));
  EXPECT_EQ(held.render(), " p2.");
  EXPECT_FALSE((testing::MockReport{report<Page>.describe(), "{}", host}.wants_positions()));
}

TEST(Report, Run_OfAnOlderHost_HasNeitherBenchmarkNorTrials) {
  sluice_report_run run{};
  run.size = sizeof run;
  run.benchmark = to_c("SPY");
  run.n_tests = 7;
  EXPECT_EQ(sluice::Run{&run}.benchmark(), "SPY");
  EXPECT_EQ(sluice::Run{&run}.n_tests(), 7U);
  run.size = offsetof(sluice_report_run, n_tests);
  EXPECT_EQ(sluice::Run{&run}.benchmark(), "SPY");
  EXPECT_EQ(sluice::Run{&run}.n_tests(), 0U);
  run.size = offsetof(sluice_report_run, benchmark);
  EXPECT_EQ(sluice::Run{&run}.benchmark(), "");
}

TEST(Report, Render_WhenTheSinkIsFull_GivesItsStatus) {
  testing::MockHost host;
  testing::MockReport page{report<Page>.describe(), "{}", host};
  const sluice_sink full{
      nullptr, [](void*, const void*, std::uint64_t) -> sluice_status { return SLUICE_ERROR_IO; }};
  const auto& table = *static_cast<const sluice_report_v1*>(page.component().table);
  EXPECT_EQ(table.render(page.get(), &full, nullptr), SLUICE_ERROR_IO);
}

}  // namespace
}  // namespace sluice
