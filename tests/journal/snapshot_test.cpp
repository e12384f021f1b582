// SPDX-License-Identifier: Apache-2.0
#include "journal/snapshot.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/log_session.hpp"
#include "journal/memory_disk.hpp"

namespace sluice::journal {
namespace {

using testing::Crash;
using testing::kDirectory;
using testing::MemoryDisk;
using testing::Seen;
using testing::small_options;
using testing::Told;
using testing::write_groups;

const std::filesystem::path kPath{"/state/book"};

class SnapshotTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto log = Log::open(disk_, small_options(), nullptr);
    Told told;
    ASSERT_TRUE(write_groups(*log, 12, told));
    ASSERT_TRUE(log->close());
    ASSERT_TRUE(Log::open(disk_, small_options(), std::ref(seen_)));
  }
  Head head(std::size_t seq) { return {seq, sha256(seen_.lines.at(seq - 1))}; }
  std::optional<Snapshot> usable() {
    const auto found = usable_snapshot(disk_, kPath, kDirectory);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : std::nullopt;
  }

  MemoryDisk disk_;
  Seen seen_;
};

TEST_F(SnapshotTest, OfAnyRecordOfTheLog_IsUsed) {
  EXPECT_FALSE(usable());
  for (std::size_t seq = 1; seq <= seen_.lines.size(); ++seq) {
    const std::string body = "book\n" + std::to_string(seq);
    ASSERT_TRUE(keep_snapshot(disk_, kPath, head(seq), body));
    const auto found = usable();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at, head(seq));
    EXPECT_EQ(found->body, body);
  }
}

TEST_F(SnapshotTest, OfAnotherLogOrBehindItsEnd_IsNot) {
  ASSERT_TRUE(keep_snapshot(disk_, kPath, {5, sha256("another")}, "x"));
  EXPECT_FALSE(usable());
  ASSERT_TRUE(keep_snapshot(disk_, kPath, {1'000, sha256("later")}, "x"));
  EXPECT_FALSE(usable());
}

TEST_F(SnapshotTest, WithAnyByteChangedOrCutOff_IsPassedOverForTheOneBefore) {
  ASSERT_TRUE(keep_snapshot(disk_, kPath, head(4), "older"));
  ASSERT_TRUE(keep_snapshot(disk_, kPath, head(9), "newer"));
  const std::string whole = disk_.text(kPath);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    for (const std::string& bytes : {changed, whole.substr(0, at)}) {
      disk_.put(kPath, bytes);
      const auto found = usable();
      ASSERT_TRUE(found) << at;
      EXPECT_EQ(found->body, "older") << at;
    }
  }
  disk_.put(kPath, whole);
  EXPECT_EQ(usable()->body, "newer");
}

TEST_F(SnapshotTest, ThatWasKept_IsThereAfterACrash) {
  ASSERT_TRUE(keep_snapshot(disk_, kPath, head(2), "first"));
  ASSERT_TRUE(keep_snapshot(disk_, kPath, head(4), "second"));
  disk_.restart(testing::oldest);
  ASSERT_TRUE(usable());
  EXPECT_EQ(usable()->body, "second");
}

TEST_F(SnapshotTest, CrashAtAnyCall_LeavesOneThatIsWhole) {
  ASSERT_TRUE(keep_snapshot(disk_, kPath, head(2), "first"));
  ASSERT_TRUE(keep_snapshot(disk_, kPath, head(4), "second"));
  for (long at = 1; at <= 6; ++at) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      std::mt19937_64 random{seed * 100 + static_cast<std::uint64_t>(at)};
      MemoryDisk disk = disk_;
      disk.restart(testing::newest);
      disk.crash_in(at, 50);
      try {
        ASSERT_TRUE(keep_snapshot(disk, kPath, head(9), "third"));
      } catch (const Crash&) {
      }
      disk.restart([&](std::size_t count) { return random() % count; });
      const auto found = usable_snapshot(disk, kPath, kDirectory);
      ASSERT_TRUE(found);
      if (!*found) continue;  // both names were on their way: it is a cache
      EXPECT_THAT((*found)->body, ::testing::AnyOf("first", "second", "third"));
      // And the next one can be kept, whatever was left.
      ASSERT_TRUE(keep_snapshot(disk, kPath, head(9), "fourth"));
      EXPECT_EQ((*usable_snapshot(disk, kPath, kDirectory))->body, "fourth");
    }
  }
}

}  // namespace
}  // namespace sluice::journal
