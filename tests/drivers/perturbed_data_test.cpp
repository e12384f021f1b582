// SPDX-License-Identifier: Apache-2.0
//
// perturbed_data_test.cpp: behind the cut everything is another, before it nothing; and the outbox
// of alerts, which forgets none.
#include "drivers/perturbed_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/alert_outbox.hpp"
#include "drivers/health_files.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kPrices =
    "Date,Symbol,Open,Close,Volume,Note\r\n"
    "2025-01-14,AAA,10,11,100,x\r\n"
    "2025-01-15,AAA,11,12,100,x\r\n"
    "2025-01-16,AAA,12,13,100,x\r\n"
    "20250117,AAA,,14,100,12.5\r\n";

std::string perturbed(std::uint64_t seed) {
  const auto text = perturbed_csv(kPrices, {*Date::parse("2025-01-15"), seed});
  EXPECT_TRUE(text.ok());
  return text.ok() ? *text : "";
}

// Two bars of a day each.
class TwoBars final : public BarSource {
 public:
  Result<std::size_t> pull(std::span<sluice_bar> bars) override {
    std::size_t count = 0;
    for (; at_ < 2 && count < bars.size(); ++at_, ++count) {
      bars[count] = {};
      bars[count].time = Date::parse(at_ == 0 ? "2025-01-15" : "2025-01-16")->days() *
                         Timestamp::kNanosecondsPerDay;
      bars[count].close = bars[count].open = 100'000'000;
      bars[count].volume = 5'000'000'000;
    }
    return count;
  }

 private:
  int at_ = 0;
};

std::vector<sluice_bar> bars_behind(const char* cut, std::uint64_t seed,
                                    const TimeZone& zone = {}) {
  TwoBars source;
  const auto open = perturbed_feed(
      [&](const FeedWindow&) {
        OpenFeed opened;
        opened.source = &source;
        return Result<OpenFeed>{opened};
      },
      {*Date::parse(cut), seed}, zone);
  std::vector<sluice_bar> bars(3);
  const auto opened = open({});
  EXPECT_EQ(opened->source->pull(bars).value(), 2u);
  bars.resize(2);
  return bars;
}

TEST(PerturbedFeed, BarsUpToTheCut_Stay_AndTheOthersAreOthersFromTheSeed) {
  const auto bars = bars_behind("2025-01-15", 1);
  EXPECT_EQ(bars[0].close, 100'000'000);
  EXPECT_NE(bars[1].close, 100'000'000);
  EXPECT_EQ(bars[1].open, bars[1].close) << "one factor for all prices of a bar";
  EXPECT_NE(bars[1].volume, 5'000'000'000);
  EXPECT_EQ(bars_behind("2025-01-15", 1)[1].close, bars[1].close);
  EXPECT_NE(bars_behind("2025-01-15", 2)[1].close, bars[1].close);
  EXPECT_EQ(bars_behind("2025-01-16", 1)[1].close, 100'000'000);
  // There it is still the day before.
  EXPECT_EQ(bars_behind("2025-01-15", 1, *TimeZone::find("-05:00"))[1].close, 100'000'000);
}

TEST(PerturbedData, RowsUpToTheCut_StayByteByByte_AndTheOthersKeepTheirForm) {
  const std::string text = perturbed(1);
  const std::string_view whole{kPrices};
  const auto kept = whole.find("2025-01-16");
  EXPECT_EQ(text.substr(0, kept), whole.substr(0, kept));
  EXPECT_EQ(text.find("2025-01-16,AAA,"), kept);
  EXPECT_EQ(text.find("2025-01-16,AAA,12,13,100,x"), std::string::npos);
  EXPECT_NE(text.find("\r\n20250117,AAA,,"), std::string::npos);  // what is empty stays empty
  EXPECT_TRUE(text.ends_with(",12.5\r\n"));                       // and what is no price as it was
}

TEST(PerturbedData, SameSeed_GivesTheSame_AnotherSeedAnother) {
  EXPECT_EQ(perturbed(1), perturbed(1));
  EXPECT_NE(perturbed(1), perturbed(2));
}

TEST(PerturbedData, NoDateColumn_IsAnError) { EXPECT_FALSE(perturbed_csv("a,b\n1,2\n", {}).ok()); }

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() { std::filesystem::create_directories(track() / "state"); }
  [[nodiscard]] std::filesystem::path track() const { return folder_.path(); }
  void log(const std::string& text) const {
    std::filesystem::create_directories(track() / "health");
    testing::write_text(track() / kAlertsFile, text);
  }
  [[nodiscard]] UnsentAlerts unsent(const char* channel = "webhook") const {
    const auto found = unsent_alerts(track(), channel);
    EXPECT_TRUE(found.ok());
    return found.ok() ? *found : UnsentAlerts{};
  }
  testing::TemporaryDirectory folder_;
};

TEST_F(OutboxTest, NoAlerts_HaveNothingToSend) { EXPECT_THAT(unsent().lines, IsEmpty()); }

TEST_F(OutboxTest, WhatWasSent_IsNotSentAgain_AndEachChannelHasItsOwnPlace) {
  log("{1}\n{2}\n");
  EXPECT_THAT(unsent().lines, ElementsAre("{1}", "{2}"));
  ASSERT_TRUE(mark_alerts_sent(track(), "webhook", unsent().end).ok());
  EXPECT_THAT(unsent().lines, IsEmpty());
  EXPECT_THAT(unsent("file").lines, ElementsAre("{1}", "{2}"));
  log("{1}\n{2}\n{3}\n");
  EXPECT_THAT(unsent().lines, ElementsAre("{3}"));
}

TEST_F(OutboxTest, LogCutBackByADayRunAgain_IsNoError) {
  log("{1}\n{2}\n");
  ASSERT_TRUE(mark_alerts_sent(track(), "webhook", unsent().end).ok());
  log("{1}\n");
  EXPECT_THAT(unsent().lines, IsEmpty());
}

TEST_F(OutboxTest, ManyAlerts_AreSentByTheirNewest_AndTheOthersCounted) {
  std::string text;
  for (std::size_t i = 0; i < kMaxAlertsAtOnce + 7; ++i) text += "{" + std::to_string(i) + "}\n";
  log(text);
  const UnsentAlerts found = unsent();
  EXPECT_EQ(found.left_out, 7U);
  ASSERT_EQ(found.lines.size(), kMaxAlertsAtOnce);
  EXPECT_EQ(found.lines.front(), "{7}");
  EXPECT_EQ(found.end, text.size());
}

TEST_F(OutboxTest, DamagedPlace_IsAnError) {
  log("{1}\n");
  testing::write_text(track() / "state" / "alerts_sent_webhook", "12");
  EXPECT_FALSE(unsent_alerts(track(), "webhook").ok());
}

}  // namespace
}  // namespace sluice::drivers
