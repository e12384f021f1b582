// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

sluice_status count_reports(void* context, sluice_rows reports) {
  *static_cast<std::uint64_t*>(context) += reports.count;
  return SLUICE_OK;
}

class ExecutorTest : public PluginsTest {
 protected:
  std::uint64_t reports_ = 0;
  sluice_report_sink sink_{&reports_, &count_reports};
};

TEST_F(ExecutorTest, SoundExecutor_ReportsAndNamesOpenOrders) {
  auto executor = start_sample<ExecutorInstance>();
  EXPECT_TRUE(executor->begin({}).ok());
  sluice_order orders[2]{};
  for (sluice_order& order : orders) order.size = sizeof order;
  orders[0].order_id = 7;
  orders[1].order_id = 9;
  EXPECT_TRUE(executor->submit(orders, sink_).ok());
  EXPECT_EQ(reports_, 2u);
  EXPECT_THAT(executor->open_orders().value(), ElementsAre(7u, 9u));
  EXPECT_TRUE(executor->poll(sink_).ok());
  EXPECT_TRUE(executor->on_market(SLUICE_PHASE_OPEN, {}, {}).ok());
}

TEST_F(ExecutorTest, ErrorOfTheVenue_IsAnErrorAndNoFault) {
  auto executor = start_sample<ExecutorInstance>();
  EXPECT_EQ(message_of(executor->cancel(5, sink_)),
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

TEST_F(ExecutorTest, ExceptionInSubmit_Quarantines) {
  auto executor = start_bad<ExecutorInstance>("submit throws");
  EXPECT_FALSE(executor->submit({}, sink_).ok());
  EXPECT_TRUE(executor->quarantined());
  EXPECT_FALSE(executor->cancel(1, sink_).ok());
}

TEST_F(ExecutorTest, PartOfAnOrderId_IsAFault) {
  auto executor = start_bad<ExecutorInstance>("open orders are cut");
  EXPECT_THAT(message_of(executor->open_orders()), HasSubstr("a part of an order id"));
  EXPECT_TRUE(executor->quarantined());
  EXPECT_TRUE(start_bad<ExecutorInstance>("")->open_orders().value().empty());
}

TEST_F(ExecutorTest, MoreOpenOrdersThanTheLimit_AreAFault) {
  auto executor = start_bad<ExecutorInstance>("open orders do not end");
  EXPECT_THAT(message_of(executor->open_orders()), HasSubstr("named more than 1048576 orders"));
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
