// SPDX-License-Identifier: Apache-2.0
#include "journal/follower.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/log_session.hpp"
#include "journal/memory_disk.hpp"

namespace sluice::journal {
namespace {

using testing::append_number;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kDirectory;
using testing::MemoryDisk;
using testing::Seen;
using testing::small_options;

class FollowerTest : public ::testing::Test {
 protected:
  Log open_log() {
    auto log = Log::open(disk_, small_options(), {});
    EXPECT_TRUE(log.ok());
    return std::move(*log);
  }
  static void append(Log& log, std::int64_t from, std::int64_t to) {
    for (std::int64_t n = from; n <= to; ++n) ASSERT_TRUE(append_number(log, n).ok());
  }
  // The numbers of the MARK records that come next.
  std::vector<std::int64_t> follow(std::uint64_t until = Follower::kToTheEnd,
                                   std::uint64_t limit = 1'000) {
    Seen seen;
    const auto count = follower_.follow(until, limit, std::ref(seen));
    EXPECT_TRUE(count.ok()) << (count.ok() ? "" : count.error().message);
    return seen.numbers;
  }

  MemoryDisk disk_;
  Follower follower_{disk_, kDirectory};
};

TEST_F(FollowerTest, Follow_WhileTheLogIsOpen_GivesEachRecordOnce) {
  Log log = open_log();
  append(log, 1, 2);
  ASSERT_TRUE(log.commit().ok());
  EXPECT_THAT(follow(log.durable_seq()), ElementsAre(1, 2));
  EXPECT_THAT(follow(log.durable_seq()), IsEmpty());
  append(log, 3, 3);
  EXPECT_THAT(follow(log.durable_seq()), IsEmpty());
  ASSERT_TRUE(log.commit().ok());
  EXPECT_THAT(follow(log.durable_seq()), ElementsAre(3));
}

TEST_F(FollowerTest, Follow_AcrossSegmentsAndWriters_GoesOn) {
  std::vector<std::int64_t> all;
  std::vector<std::int64_t> followed;
  for (std::int64_t round = 0; round < 3; ++round) {
    Log log = open_log();
    for (std::int64_t n = round * 20; n < round * 20 + 20; ++n) {
      append(log, n, n);
      ASSERT_TRUE(log.commit().ok());
      all.push_back(n);
    }
    const auto next = follow();
    followed.insert(followed.end(), next.begin(), next.end());
    ASSERT_TRUE(log.close().ok());
  }
  EXPECT_EQ(followed, all);
  EXPECT_NE(follower_.place().segment, "order_audit.000001.jsonl");
}

TEST_F(FollowerTest, Follow_WithALimit_StopsThere) {
  Log log = open_log();
  append(log, 1, 5);
  ASSERT_TRUE(log.close().ok());
  EXPECT_THAT(follow(Follower::kToTheEnd, 4), ElementsAre(1, 2));  // behind OPEN and EPOCH
  EXPECT_THAT(follow(6), ElementsAre(3, 4));
  EXPECT_THAT(follow(), ElementsAre(5));
}

TEST_F(FollowerTest, Follow_WhenTheVisitorFails_GivesTheRecordAgain) {
  Log log = open_log();
  append(log, 1, 2);
  ASSERT_TRUE(log.close().ok());
  const auto failed = follower_.follow(Follower::kToTheEnd, 10, [](const Record& record) {
    return record.type() == kMark ? Result<void>{Error{"no"}} : Result<void>{};
  });
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(follow(), ElementsAre(1, 2));
}

TEST_F(FollowerTest, Resume_AtARecordOfTheLog_GoesOnBehindIt) {
  Log log = open_log();
  append(log, 1, 40);
  ASSERT_TRUE(log.close().ok());
  follow(20);
  const Place place = follower_.place();
  Follower other{disk_, kDirectory};
  ASSERT_TRUE(*other.resume(place));
  Seen seen;
  ASSERT_TRUE(other.follow(24, 100, std::ref(seen)).ok());
  EXPECT_EQ(seen.numbers, follow(24));
  EXPECT_THAT(seen.numbers, ::testing::SizeIs(::testing::Ge(3u)));
}

TEST_F(FollowerTest, Resume_AtARecordThatIsNotThere_BeginsAnew) {
  Log log = open_log();
  append(log, 1, 3);
  ASSERT_TRUE(log.close().ok());
  follow();
  const Place place = follower_.place();
  const auto is_refused = [&](auto change) {
    Place wrong = place;
    change(wrong);
    const auto resumed = follower_.resume(wrong);
    return resumed.ok() && !*resumed && follower_.place() == Place{};
  };
  EXPECT_TRUE(is_refused([](Place& p) { p.hash.bytes[0] ^= 1; }));
  EXPECT_TRUE(is_refused([](Place& p) { ++p.seq; }));
  EXPECT_TRUE(is_refused([](Place& p) { ++p.offset; }));
  EXPECT_TRUE(is_refused([](Place& p) { p.offset += 1'000'000; }));
  EXPECT_TRUE(is_refused([](Place& p) { p.segment = "order_audit.000009.jsonl"; }));
  EXPECT_TRUE(is_refused([](Place& p) { p.segment = "notes.txt"; }));
  EXPECT_THAT(follow(), ElementsAre(1, 2, 3));
}

TEST_F(FollowerTest, Log_ThatIsNotThere_HasNothing) { EXPECT_THAT(follow(), IsEmpty()); }

}  // namespace
}  // namespace sluice::journal
