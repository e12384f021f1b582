// SPDX-License-Identifier: Apache-2.0
#include "drivers/session_reader.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using testing::bar;

Timestamp session_time(std::int64_t number) {
  return Timestamp::from_date(Date::from_days(static_cast<sluice_date>(10'000 + number)));
}

// Hands out its bars in pieces of the sizes it is told, round and round.
class PiecewiseSource final : public BarSource {
 public:
  explicit PiecewiseSource(std::vector<sluice_bar> bars, std::vector<std::size_t> pieces = {8192})
      : bars_{std::move(bars)}, pieces_{std::move(pieces)} {}
  Result<std::size_t> pull(std::span<sluice_bar> out) override {
    if (at_ == bars_.size()) {
      if (fails_) return Error{"the file ended in the middle of a line"};
      return std::size_t{0};
    }
    const std::size_t piece = pieces_[calls_++ % pieces_.size()];
    const std::size_t count = std::min({piece, out.size(), bars_.size() - at_});
    std::copy_n(bars_.begin() + static_cast<std::ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }
  void fail_at_the_end() { fails_ = true; }

 private:
  std::vector<sluice_bar> bars_;
  std::vector<std::size_t> pieces_;
  std::size_t at_ = 0;
  std::size_t calls_ = 0;
  bool fails_ = false;
};

std::string error_of(std::vector<sluice_bar> bars, std::size_t instruments = 3) {
  PiecewiseSource source{std::move(bars)};
  SessionReader reader{source, instruments};
  SessionBars session;
  for (;;) {
    const auto more = reader.next(session);
    if (!more) return more.error().message;
    if (!*more) return "";
  }
}

TEST(SessionReader, OfAnEmptyFeed_EndsAtOnceAndStaysThere) {
  PiecewiseSource source{{}};
  SessionReader reader{source, 1};
  SessionBars session;
  EXPECT_FALSE(reader.next(session).value());
  EXPECT_FALSE(reader.next(session).value());
}

TEST(SessionReader, GroupsBarsByTime) {
  PiecewiseSource source{{bar(session_time(1), 0, "10"), bar(session_time(1), 2, "30"),
                          bar(session_time(3), 1, "20")}};
  SessionReader reader{source, 3};
  SessionBars session;
  ASSERT_TRUE(reader.next(session).value());
  EXPECT_EQ(session.time, session_time(1));
  ASSERT_EQ(session.bars.size(), 2u);
  EXPECT_EQ(session.rows().count, 2u);
  EXPECT_EQ(session.bars[1].instrument, 2u);
  ASSERT_TRUE(reader.next(session).value());
  EXPECT_EQ(session.time, session_time(3));
  ASSERT_EQ(session.bars.size(), 1u);
  EXPECT_FALSE(reader.next(session).value());
}

TEST(SessionReader, BarsThatCannotBe_AreAFaultOfTheFeed) {
  const std::string order = "the feed gave bars out of order";
  const std::string invalid = "the feed gave a bar that is not valid";
  EXPECT_EQ(error_of({bar(session_time(2), 0, "1"), bar(session_time(1), 0, "1")}), order);
  EXPECT_EQ(error_of({bar(session_time(1), 1, "1"), bar(session_time(1), 0, "1")}), order);
  EXPECT_EQ(error_of({bar(session_time(1), 1, "1"), bar(session_time(1), 1, "1")}), order);
  EXPECT_EQ(error_of({bar(session_time(1), 0, "1"), bar(session_time(2), 0, "1"),
                      bar(session_time(1), 1, "1")}),
            order);
  EXPECT_EQ(error_of({bar(session_time(1), 3, "1")}), invalid);
  EXPECT_EQ(error_of({bar(session_time(1), 0, "1"), bar(session_time(1), 3, "1")}), invalid);
  EXPECT_EQ(error_of({bar(session_time(1), 0, "0")}), invalid);
  EXPECT_EQ(error_of({bar(session_time(1), 0, "-1")}), invalid);
}

TEST(SessionReader, FeedThatFails_IsPassedOnAndItsHalfSessionIsNot) {
  PiecewiseSource source{{bar(session_time(1), 0, "1")}};
  source.fail_at_the_end();
  SessionReader reader{source, 1};
  SessionBars session;
  const auto more = reader.next(session);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().message, "the file ended in the middle of a line");
}

TEST(SessionReader, MoreBarsThanOneChunk_AreOneSession) {
  std::vector<sluice_bar> bars;
  for (InstrumentId id = 0; id < 20'000; ++id) bars.push_back(bar(session_time(1), id, "1"));
  PiecewiseSource source{bars, {100'000}};
  SessionReader reader{source, 20'000};
  SessionBars session;
  ASSERT_TRUE(reader.next(session).value());
  EXPECT_EQ(session.bars.size(), 20'000u);
  EXPECT_FALSE(reader.next(session).value());
}

TEST(SessionReaderProperty, HoweverTheFeedIsCutUp_SessionsAreTheSame) {
  EXPECT_TRUE(rc::check("chunks", [] {
    std::vector<sluice_bar> bars;
    std::vector<std::vector<InstrumentId>> expected;
    const int sessions = *rc::gen::inRange(1, 20);
    for (int s = 0; s < sessions; ++s) {
      std::vector<InstrumentId> ids;
      for (InstrumentId id = 0; id < 5; ++id)
        if (*rc::gen::arbitrary<bool>()) ids.push_back(id);
      for (const InstrumentId id : ids) bars.push_back(bar(session_time(s), id, "1"));
      if (!ids.empty()) expected.push_back(ids);
    }
    const auto pieces = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 7)));
    PiecewiseSource source{bars, pieces};
    SessionReader reader{source, 5};
    SessionBars session;
    std::vector<std::vector<InstrumentId>> actual;
    while (reader.next(session).value()) {
      actual.emplace_back();
      for (const auto& one : session.bars) actual.back().push_back(one.instrument);
    }
    RC_ASSERT(actual == expected);
  }));
}

}  // namespace
}  // namespace sluice::drivers
