// SPDX-License-Identifier: Apache-2.0
//
// delivered_test.cpp: prices that tell when they were known: how late a bar was, and what came
// again with other values.
#include <sluice/c/history.h>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::ElementsAre;

using DeliveredPrices = FeedTest;

constexpr const char* kDelivered =
    "delivered,date,symbol,close\n"
    "2006-01-03,2006-01-03,AAA,1\n"
    "2006-01-03,2006-01-03,BBB,7\n"
    "2006-01-06,2006-01-04,AAA,2\n"
    "2006-01-09,2006-01-04,BBB,8\n"  // restated by the next line, which was known before
    "2006-01-05,2006-01-04,BBB,9\n"
    "2006-01-10,2006-01-03,AAA,1\n"  // the same again
    ",2006-01-05,AAA,3\n";

TEST_F(DeliveredPrices, Lag_StandsInTheFlags_AndWhatWasKnownFirstIsGiven) {
  for (const bool cache : {false, true, true}) {
    const auto run = run_text(kDelivered, {"AAA", "BBB"}, {.cache = cache});
    std::vector<std::string> found;
    for (const auto& bar : run.bars)
      found.push_back(line_of(bar) + " +" + std::to_string(SLUICE_BAR_KNOWN_AFTER_DAYS(bar.flags)));
    EXPECT_THAT(found,
                ElementsAre("2006-01-03 #0 C1 +0", "2006-01-03 #1 C7 +0", "2006-01-04 #0 C2 +2",
                            "2006-01-04 #1 C9 +1", "2006-01-05 #0 C3 +0"));
    EXPECT_EQ(run.info.fields, 0U) << "fields hold no lag";
    EXPECT_EQ(run.count_of("DUPLICATE_ROW"), 0U);
    EXPECT_EQ(run.count_of("RESTATED"), 1U);
  }
}

TEST_F(DeliveredPrices, Restatement_IsTold_ByItsLine) {
  const auto run = run_text(
      "date,symbol,close,known_at\n2006-01-03,AAA,1,2006-01-03\n2006-01-03,AAA,2,2006-01-05\n",
      {"AAA"});
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("RESTATED:3 [AAA] the bar of 2006-01-03 of line 2 was delivered with "
                          "other values on 2006-01-05 -> kept what was known first"));
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C1"));
}

TEST_F(DeliveredPrices, DeliveryThatIsNoDay_OrLiesBeforeItsRow_LosesTheRow) {
  const auto run = run_text(
      "date,symbol,close,delivered\n2006-01-03,AAA,1,soon\n2006-01-04,AAA,2,2006-01-03\n"
      "2006-01-05,AAA,3,2006-01-05\n",
      {"AAA"});
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("BAD_DATE:2 [AAA] delivered 'soon' is not a day like 2025-01-15 -> "
                          "dropped the row",
                          "BAD_DATE:3 [AAA] delivered '2006-01-03' lies before the row's day -> "
                          "dropped the row"));
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-05 #0 C3"));
}

}  // namespace
}  // namespace sluice::feeds
