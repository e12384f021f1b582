// SPDX-License-Identifier: Apache-2.0
#include "drivers/journalled_venue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::market_intent;
using testing::report;

// Tells a log of each record that is ended.
class RecordingSink final : public journal::RecordSink {
 public:
  explicit RecordingSink(testing::Log& log) : log_{log} {}
  journal::RecordBuilder& begin(std::string_view type, Timestamp time) override {
    builder_.clear();
    log_.push_back("record " + std::string{type} + " at " + time.to_string());
    return builder_.begin(type, time);
  }
  Result<void> append() override {
    line = builder_.end();
    return answer;
  }
  Result<void> commit() override { return {}; }
  Result<void> answer;
  std::string line;  // the last one

 private:
  testing::Log& log_;
  journal::RecordBuilder builder_;
};

class JournalledVenueTest : public ::testing::Test {
 protected:
  // The same sink for every call; it tells the log what it was told.
  sluice_report_sink reports() {
    return {&log_, [](void* log, sluice_rows rows) -> sluice_status {
              for (std::uint64_t i = 0; i < rows.count; ++i)
                static_cast<testing::Log*>(log)->push_back(
                    "report about order " +
                    std::to_string(SLUICE_ROW(rows, sluice_execution_report, i)->order_id));
              return SLUICE_OK;
            }};
  }
  Result<void> submit() { return journalled_.submit({&order_, 1}, reports()); }
  Result<void> poll() { return journalled_.poll(reports()); }

  testing::Log log_;
  testing::Log unheard_;
  testing::ScriptedVenue venue_{unheard_};
  RecordingSink sink_{log_};
  Result<std::string> state_{std::string{"one"}};
  Timestamp now_ = day("2025-01-15");
  JournalledVenue journalled_{venue_, [this] { return state_; }, sink_, [this] { return now_; }};
  sluice_order order_ = to_row(market_intent(1, 0, Side::kBuy, "10", "100"), 1, 1);
};

TEST_F(JournalledVenueTest, Submit_KeepsTheStateBeforeItsReportsAreHeard) {
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  ASSERT_TRUE(submit().ok());
  EXPECT_THAT(log_,
              ElementsAre("record VENUE_STATE at 2025-01-15T00:00:00Z", "report about order 1"));
}

TEST_F(JournalledVenueTest, State_ThatIsTheSame_IsKeptOnce) {
  ASSERT_TRUE(submit().ok());
  ASSERT_TRUE(submit().ok());
  EXPECT_THAT(log_, ElementsAre(HasSubstr("VENUE_STATE")));
  state_ = std::string{"two"};
  ASSERT_TRUE(journalled_.cancel(order_, reports()).ok());
  EXPECT_THAT(log_, ElementsAre(HasSubstr("VENUE_STATE"), HasSubstr("VENUE_STATE")));
}

TEST_F(JournalledVenueTest, State_OfTheJournal_IsNotWrittenAgain) {
  JournalledVenue again{venue_, [this] { return state_; }, sink_, [this] { return now_; }, "one"};
  ASSERT_TRUE(again.submit({&order_, 1}, reports()).ok());
  EXPECT_THAT(log_, IsEmpty());
}

std::string state_of(int number) {
  std::string text;
  for (int line = 0; line < 100; ++line)
    text += "order " + std::to_string(line == 50 ? number : line) + " of this venue\n";
  return text;
}

TEST_F(JournalledVenueTest, StateThatChangesALittle_IsKeptAsADelta) {
  state_ = state_of(1'000);
  ASSERT_TRUE(submit().ok());
  EXPECT_THAT(sink_.line, HasSubstr(R"("text":"order 0 of)"));
  state_ = state_of(1'001);
  ASSERT_TRUE(submit().ok());
  EXPECT_THAT(sink_.line, ::testing::Not(HasSubstr("\"text\"")));
  EXPECT_THAT(sink_.line, HasSubstr(R"("delta":"=)"));
  EXPECT_THAT(sink_.line, HasSubstr("\"bytes\":" + std::to_string(state_of(1'001).size())));
}

TEST_F(JournalledVenueTest, FirstStateOfAProcess_IsWhole) {
  JournalledVenue again{venue_, [this] { return state_; }, sink_, [this] { return now_; },
                        state_of(1'000)};
  state_ = state_of(1'001);
  ASSERT_TRUE(again.submit({&order_, 1}, reports()).ok());
  EXPECT_THAT(sink_.line, HasSubstr("\"text\""));
}

TEST_F(JournalledVenueTest, WholeState_ComesAgainBeforeTheDeltasAreLongerThanIt) {
  std::size_t since = 0;
  std::size_t bytes = 0;
  std::size_t whole = 0;
  for (int i = 0; i < 600; ++i) {
    state_ = state_of(1'000 + i);
    ASSERT_TRUE(submit().ok());
    const bool is_whole = sink_.line.find("\"text\"") != std::string::npos;
    whole += is_whole ? 1 : 0;
    since = is_whole ? 0 : since + 1;
    bytes = is_whole ? 0 : bytes + 30;
    ASSERT_LE(since, JournalledVenue::kMaxDeltas);
    ASSERT_LE(bytes, state_->size());
  }
  EXPECT_GE(whole, 3u);
  EXPECT_LT(whole, 20u);
}

TEST_F(JournalledVenueTest, WholeState_ComesAgainAfterManyDeltasHoweverShort) {
  std::string rest;
  for (int i = 0; i < 20; ++i) rest += state_of(100 * i);
  std::vector<int> whole;
  for (int i = 0; i < 600; ++i) {
    state_ = rest + state_of(10'000 + i);
    ASSERT_TRUE(submit().ok());
    if (sink_.line.find("\"text\"") != std::string::npos) whole.push_back(i);
  }
  EXPECT_THAT(whole, ElementsAre(0, 256, 512));
}

TEST_F(JournalledVenueTest, Poll_WithoutAReport_DoesNotAskForTheState) {
  state_ = Error{"asked"};
  EXPECT_TRUE(poll().ok());
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(JournalledVenueTest, Poll_WithAReport_KeepsTheStateFirst) {
  venue_.say(report(SLUICE_REPORT_FILLED, 1));
  ASSERT_TRUE(poll().ok());
  EXPECT_THAT(log_, ElementsAre(HasSubstr("VENUE_STATE"), "report about order 1"));
}

TEST_F(JournalledVenueTest, StateThatCannotBeTold_IsTheEndOfTheVenueAndNobodyHears) {
  state_ = Error{"out of memory"};
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  const auto sent = submit();
  ASSERT_FALSE(sent.ok());
  EXPECT_THAT(sent.error().message, HasSubstr("the venue's state cannot be kept: out of memory"));
  EXPECT_THAT(log_, IsEmpty());
  state_ = std::string{"two"};
  EXPECT_FALSE(submit().ok());
  EXPECT_FALSE(poll().ok());
  EXPECT_EQ(venue_.received().size(), 1u) << "it is not called again";
}

TEST_F(JournalledVenueTest, JournalThatFails_LetsNoReportThrough) {
  sink_.answer = Error{"disk full"};
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  const auto sent = submit();
  ASSERT_FALSE(sent.ok());
  EXPECT_THAT(sent.error().message, HasSubstr("disk full"));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("VENUE_STATE")));
}

TEST_F(JournalledVenueTest, FailureOfTheVenue_IsToldAfterItsReports) {
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  venue_.fail_with("connection lost");
  const auto sent = submit();
  ASSERT_FALSE(sent.ok());
  EXPECT_EQ(sent.error().message, "connection lost");
  EXPECT_THAT(log_, ElementsAre(HasSubstr("VENUE_STATE"), "report about order 1"));
}

}  // namespace
}  // namespace sluice::drivers
