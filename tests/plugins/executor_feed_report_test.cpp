// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::HasSubstr;

sluice_order order_of(std::uint64_t id) {
  sluice_order order{};
  order.size = sizeof order;
  order.order_id = id;
  return order;
}

class ExecutorTest : public PluginsTest {
 protected:
  // Rows of two instruments: what is counted is all that begin needs.
  static constexpr sluice_instrument kInstruments[2]{};
  static constexpr sluice_rows kTwoInstruments{kInstruments, 2, sizeof(sluice_instrument)};

  // What a caller gets to see of a snapshot.
  Result<void> snapshot(ExecutorInstance& executor, std::span<const sluice_order> open = {}) {
    account_ = {};
    account_.size = sizeof account_;
    account_.context = &positions_;
    account_.on_positions = [](void* context, sluice_rows rows) {
      for (std::uint64_t i = 0; i < rows.count; ++i)
        static_cast<std::vector<sluice_venue_position>*>(context)->push_back(
            *SLUICE_ROW(rows, sluice_venue_position, i));
      return sluice_status{SLUICE_OK};
    };
    positions_.clear();
    return executor.snapshot(Timestamp::from_nanoseconds(77), open, sink_, account_);
  }
  std::vector<sluice_execution_report> reports_;
  sluice_report_sink sink_{
      &reports_, [](void* context, sluice_rows rows) {
        for (std::uint64_t i = 0; i < rows.count; ++i)
          static_cast<std::vector<sluice_execution_report>*>(context)->push_back(
              *SLUICE_ROW(rows, sluice_execution_report, i));
        return sluice_status{SLUICE_OK};
      }};
  sluice_venue_account account_{};
  std::vector<sluice_venue_position> positions_;
};

TEST_F(ExecutorTest, SoundExecutor_Reports) {
  auto executor = start_sample<ExecutorInstance>();
  EXPECT_TRUE(executor->begin(kTwoInstruments).ok());
  const sluice_order orders[]{order_of(7), order_of(9)};
  EXPECT_TRUE(executor->submit(orders, sink_).ok());
  EXPECT_EQ(reports_.size(), 2u);
  EXPECT_TRUE(executor->poll(sink_).ok());
  EXPECT_TRUE(executor->on_market(SLUICE_PHASE_OPEN, {}, {}).ok());
}

TEST_F(ExecutorTest, Query_TellsOfTheOrder) {
  auto executor = start_sample<ExecutorInstance>();
  ASSERT_TRUE(executor->submit(std::vector{order_of(7)}, sink_).ok());
  reports_.clear();
  EXPECT_TRUE(executor->query(order_of(7), sink_).ok());
  EXPECT_TRUE(executor->query(order_of(8), sink_).ok());
  ASSERT_EQ(reports_.size(), 2u);
  EXPECT_EQ(reports_[0].kind, std::uint32_t{SLUICE_REPORT_STATUS});
  EXPECT_EQ(reports_[1].kind, std::uint32_t{SLUICE_REPORT_NOT_FOUND});
}

TEST_F(ExecutorTest, Snapshot_TellsOpenOrdersAndTheAccount) {
  auto executor = start_sample<ExecutorInstance>();
  ASSERT_TRUE(executor->begin(kTwoInstruments).ok());
  ASSERT_TRUE(executor->submit(std::vector{order_of(7)}, sink_).ok());
  reports_.clear();
  ASSERT_TRUE(snapshot(*executor).ok());
  ASSERT_EQ(reports_.size(), 1u);
  EXPECT_EQ(reports_[0].order_id, 7u);
  EXPECT_EQ(account_.complete, 1);
  EXPECT_EQ(account_.time, 77);
  EXPECT_EQ(account_.has_cash, 1);
  EXPECT_EQ(account_.cash.lo, 500u);
  EXPECT_EQ(account_.has_positions, 1);
  ASSERT_EQ(positions_.size(), 1u);
  EXPECT_EQ(positions_[0].instrument, 1u);
  EXPECT_EQ(positions_[0].quantity, -3);
}

TEST_F(ExecutorTest, Snapshot_GivesBackTheCallersAccountAsItWas) {
  auto executor = start_bad<ExecutorInstance>("");
  ASSERT_TRUE(executor->begin(kTwoInstruments).ok());
  ASSERT_TRUE(snapshot(*executor).ok());
  EXPECT_EQ(account_.size, sizeof account_);
  EXPECT_EQ(account_.context, &positions_);
  EXPECT_NE(account_.on_positions, nullptr);
  EXPECT_EQ(positions_.size(), 2u);
}

TEST_F(ExecutorTest, SnapshotThatFails_SaysNothingOfTheAccount) {
  auto executor = start_bad<ExecutorInstance>("snapshot fails");
  ASSERT_TRUE(executor->begin(kTwoInstruments).ok());
  EXPECT_FALSE(snapshot(*executor).ok());
  EXPECT_EQ(account_.complete, 0);
  EXPECT_EQ(account_.has_positions, 0);
  EXPECT_FALSE(executor->quarantined());
}

TEST_F(ExecutorTest, PositionsThatCannotBe_AreAFaultAndNotPassedOn) {
  const std::pair<const char*, const char*> cases[] = {
      {"positions are nowhere", "no table of rows"},
      {"positions are crooked", "no table of rows"},
      {"positions are cut", "no table of rows"},
      {"positions overlap", "no table of rows"},
      {"positions of strangers", "an instrument that is not in the run"},
      {"too many positions", "more positions than the run has instruments"},
      {"positions again and again", "more positions than the run has instruments"},
      {"flag 2", "flags are neither 0 nor 1"}};
  for (const auto& [fault, message] : cases) {
    auto executor = start_bad<ExecutorInstance>(fault);
    ASSERT_TRUE(executor->begin(kTwoInstruments).ok());
    EXPECT_THAT(message_of(snapshot(*executor)), HasSubstr(message)) << fault;
    EXPECT_TRUE(executor->quarantined()) << fault;
    EXPECT_LE(positions_.size(), 2u) << fault;
    EXPECT_EQ(account_.complete, 0) << fault;
  }
}

TEST_F(ExecutorTest, Replace_WhereTheVenueCannot_IsRejectedInItsPlace) {
  auto executor = start_sample<ExecutorInstance>();
  ASSERT_TRUE(executor->begin(kTwoInstruments).ok());
  EXPECT_FALSE(executor->traits().can_replace);
  EXPECT_TRUE(executor->replace(order_of(7), sink_).ok());
  ASSERT_EQ(reports_.size(), 1u);
  EXPECT_EQ(reports_[0].kind, std::uint32_t{SLUICE_REPORT_REPLACE_REJECTED});
  EXPECT_EQ(reports_[0].order_id, 7u);
  EXPECT_STREQ(reports_[0].reason, "REPLACE_UNSUPPORTED");
}

TEST_F(ExecutorTest, Replace_WhereTheVenueCan_ReachesIt) {
  auto live = start_sample_as<ExecutorInstance>("sample_live");
  ASSERT_TRUE(live->begin(kTwoInstruments).ok());
  EXPECT_TRUE(live->traits().can_replace);
  EXPECT_TRUE(live->replace(order_of(7), sink_).ok());
  ASSERT_EQ(reports_.size(), 1u);
  EXPECT_EQ(reports_[0].kind, std::uint32_t{SLUICE_REPORT_REPLACED});
}

TEST_F(ExecutorTest, Traits_AreTheVenuesOnceItHasBegun) {
  auto live = start_sample_as<ExecutorInstance>("sample_live");
  EXPECT_EQ(live->traits().not_found_after_ns, 0);
  ASSERT_TRUE(live->begin(kTwoInstruments).ok());
  EXPECT_EQ(live->traits().not_found_after_ns, 60'000'000'000);
  auto plain = start_sample<ExecutorInstance>();
  ASSERT_TRUE(plain->begin(kTwoInstruments).ok());
  EXPECT_EQ(plain->traits().not_found_after_ns, 0);
}

TEST_F(ExecutorTest, Account_IsWhatTheVenueSaysOfIt) {
  auto live = start_sample_as<ExecutorInstance>("sample_live");
  ASSERT_TRUE(live->begin(kTwoInstruments).ok());
  const auto told = live->account();
  ASSERT_TRUE(told.ok() && told.value());
  const VenueAccountFacts& facts = *told.value();
  EXPECT_FALSE(facts.is_dry_run);
  EXPECT_EQ(facts.account, "uid 7");
  ASSERT_TRUE(facts.permissions);
  EXPECT_TRUE(facts.permissions->may_trade);
  EXPECT_TRUE(facts.permissions->may_withdraw);
  ASSERT_TRUE(facts.clock);
  EXPECT_EQ(facts.clock->offset_ns, -5);
  EXPECT_EQ(facts.clock->error_ns, 2);
  ASSERT_TRUE(facts.balances);
  ASSERT_EQ(facts.balances->size(), 1u);
  EXPECT_EQ(facts.balances->front().asset, "USDT");
  EXPECT_EQ(facts.balances->front().free.raw(), 3);
  EXPECT_EQ(facts.balances->front().locked.raw(), 1);
}

TEST_F(ExecutorTest, Account_OfAVenueWithoutOne_IsNothing) {
  auto plain = start_sample<ExecutorInstance>();
  ASSERT_TRUE(plain->begin(kTwoInstruments).ok());
  const auto told = plain->account();
  ASSERT_TRUE(told.ok());
  EXPECT_FALSE(told.value());
}

TEST_F(ExecutorTest, BrokenTraits_FailTheBegin) {
  for (const char* fault : {"traits throw", "bound below nothing"}) {
    auto executor = start_bad<ExecutorInstance>(fault);
    EXPECT_FALSE(executor->begin(kTwoInstruments).ok()) << fault;
    EXPECT_TRUE(executor->quarantined()) << fault;
  }
}

TEST_F(ExecutorTest, ErrorOfTheVenue_IsAnErrorAndNoFault) {
  auto executor = start_sample<ExecutorInstance>();
  EXPECT_EQ(message_of(executor->cancel(order_of(5), sink_)),
            "executor 'sample_executor': cancel: no order 5");
  EXPECT_FALSE(executor->quarantined());
}

TEST_F(ExecutorTest, Health_IsTheVenuesOrSaysWhyNot) {
  auto executor = start_sample<ExecutorInstance>();
  EXPECT_FALSE(executor->health().is_ready);
  EXPECT_EQ(executor->health().reason, "closed on Sundays");
  auto endless = start_sample<ExecutorInstance>();
  ASSERT_TRUE(endless->quiesce().ok());
  EXPECT_FALSE(endless->health().is_ready);
  EXPECT_THAT(endless->health().reason, HasSubstr("it was quiesced"));
}

TEST_F(ExecutorTest, BrokenHealth_IsNotReadyAndQuarantines) {
  for (const char* fault : {"health throws", "health does not end"}) {
    auto executor = start_bad<ExecutorInstance>(fault);
    EXPECT_FALSE(executor->health().is_ready);
    EXPECT_TRUE(executor->quarantined()) << fault;
  }
}

TEST_F(ExecutorTest, ExceptionInACall_Quarantines) {
  auto executor = start_bad<ExecutorInstance>("submit throws");
  EXPECT_FALSE(executor->submit({}, sink_).ok());
  EXPECT_TRUE(executor->quarantined());
  EXPECT_FALSE(executor->cancel(order_of(1), sink_).ok());
  executor = start_bad<ExecutorInstance>("query throws");
  EXPECT_FALSE(executor->query(order_of(1), sink_).ok());
  EXPECT_TRUE(executor->quarantined());
  executor = start_bad<ExecutorInstance>("snapshot throws");
  EXPECT_FALSE(snapshot(*executor).ok());
  EXPECT_TRUE(executor->quarantined());
}

class FeedTest : public PluginsTest {
 protected:
  Result<sluice_feed_info> open(FeedInstance& feed) {
    sluice_feed_request request{};
    request.size = sizeof request;
    return feed.open(request, {nullptr, [](void*, const sluice_feed_issue*) {}});
  }
};

TEST_F(FeedTest, SoundFeed_GivesItsBarsAndThenTheEnd) {
  auto feed = start_sample<FeedInstance>();
  const auto info = open(*feed);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->bar_count, 3u);
  EXPECT_STREQ(info->content_hash, "abc");
  sluice_bar bars[2];
  EXPECT_EQ(feed->pull(bars).value(), 2u);
  EXPECT_EQ(feed->pull(bars).value(), 1u);
  EXPECT_EQ(feed->pull(bars).value(), 0u);
}

TEST_F(FeedTest, HashThatDoesNotEnd_IsAFault) {
  auto feed = start_bad<FeedInstance>("hash does not end");
  EXPECT_THAT(message_of(open(*feed)), HasSubstr("not terminated"));
  EXPECT_TRUE(feed->quarantined());
}

TEST_F(FeedTest, PullThatIsNeitherBarsNorTheEnd_IsAFault) {
  const std::pair<const char*, const char*> cases[] = {
      {"pull claims too much", "claims more bars than there is room for"},
      {"pull ends with bars", "gave bars together with the end"},
      {"", "gave neither a bar nor the end"}};
  for (const auto& [fault, message] : cases) {
    auto feed = start_bad<FeedInstance>(fault);
    sluice_bar bars[2];
    EXPECT_THAT(message_of(feed->pull(bars)), HasSubstr(message));
    EXPECT_TRUE(feed->quarantined());
  }
}

TEST_F(FeedTest, FeedThatWasQuiesced_GivesNoBars) {
  auto feed = start_sample<FeedInstance>();
  ASSERT_TRUE(open(*feed).ok());
  ASSERT_TRUE(feed->quiesce().ok());
  sluice_bar bars[2];
  EXPECT_THAT(message_of(feed->pull(bars)), HasSubstr("it was quiesced"));
}

class ReportTest : public PluginsTest {};

TEST_F(ReportTest, SoundReport_RendersIntoTheSink) {
  auto report = start_sample<ReportInstance>();
  EXPECT_EQ(report->file_name(), "sample.txt");
  sluice_report_run run{};
  run.size = sizeof run;
  run.title = {"Dow", 3};
  EXPECT_TRUE(report->begin(run).ok());
  EXPECT_TRUE(report->on_days({}).ok());
  EXPECT_TRUE(report->on_trades({}).ok());
  EXPECT_TRUE(report->on_blocked({}).ok());
  std::string file;
  const sluice_sink sink{&file, [](void* context, const void* data, std::uint64_t size) {
                           static_cast<std::string*>(context)->append(
                               static_cast<const char*>(data), size);
                           return sluice_status{SLUICE_OK};
                         }};
  EXPECT_TRUE(report->render(sink).ok());
  EXPECT_EQ(file, "title: Dow");
}

TEST_F(ReportTest, Positions_ReachAReportThatShowsThem) {
  auto report = start_sample<ReportInstance>();
  EXPECT_TRUE(report->wants_positions());
  sluice_report_position row{};
  row.symbol = {"IBM", 3};
  EXPECT_TRUE(report->on_positions({&row, 1, sizeof row}).ok());
  std::string file;
  const sluice_sink sink{&file, [](void* context, const void* data, std::uint64_t size) {
                           static_cast<std::string*>(context)->append(
                               static_cast<const char*>(data), size);
                           return sluice_status{SLUICE_OK};
                         }};
  EXPECT_TRUE(report->render(sink).ok());
  EXPECT_EQ(file, "title:  IBM");
}

TEST_F(ReportTest, Positions_OfAReportWithoutThatFunction_AreNotWanted) {
  auto report = start_bad<ReportInstance>("");
  EXPECT_FALSE(report->wants_positions());
  EXPECT_TRUE(report->on_positions({}).ok());
}

TEST_F(ReportTest, SinkThatRefuses_IsAnErrorAndNoFault) {
  auto report = start_sample<ReportInstance>();
  const sluice_sink sink{
      nullptr, [](void*, const void*, std::uint64_t) { return sluice_status{SLUICE_ERROR_IO}; }};
  EXPECT_THAT(message_of(report->render(sink)), HasSubstr("the host did not take the output"));
  EXPECT_FALSE(report->quarantined());
}

TEST_F(ReportTest, FileNameThatIsNotPlain_FailsTheCreation) {
  for (const char* fault : {"file name climbs", "file name is hidden", "file name is empty"})
    EXPECT_THAT(message_of(create_bad<ReportInstance>(fault)),
                HasSubstr("which is not a plain file name"));
}

TEST_F(ReportTest, ExceptionInBegin_Quarantines) {
  auto report = start_bad<ReportInstance>("begin throws");
  EXPECT_FALSE(report->begin({}).ok());
  EXPECT_TRUE(report->quarantined());
}

}  // namespace
}  // namespace sluice::plugins
