// SPDX-License-Identifier: Apache-2.0
//
// A disk that says no: the first error is the log's last word, and what was acknowledged before it
// is there when the log is opened again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/log_session.hpp"
#include "journal/memory_disk.hpp"

namespace sluice::journal {
namespace {

using testing::append_number;
using testing::MemoryDisk;
using testing::Seen;
using testing::small_options;
using testing::Told;
using testing::write_groups;

constexpr const char* kFull = "cannot write 'x': no space left on the device";

TEST(LogFaults, AnyFailedCall_PoisonsForGoodAndLosesNothingAcknowledged) {
  for (const Sync sync : {Sync::kAlways, Sync::kBatch}) {
    bool reached_end = false;
    for (long at = 1; !reached_end; ++at) {
      ASSERT_LT(at, 500);
      MemoryDisk disk;
      auto log = Log::open(disk, small_options(sync), nullptr);
      ASSERT_TRUE(log);
      Told told;
      disk.fail_in(at, kFull, 33);
      const auto failed = write_groups(*log, 10, told);
      reached_end = failed.ok();
      if (!failed) {
        EXPECT_EQ(failed.error().message, kFull);
        EXPECT_TRUE(log->poisoned());
        const long calls = disk.calls();
        const std::uint64_t durable = log->durable_seq();
        // The disk is well again; the log is not.
        for (int i = 0; i < 3; ++i) EXPECT_EQ(append_number(*log, 99).error().message, kFull);
        EXPECT_EQ(log->commit().error().message, kFull);
        EXPECT_EQ(log->close().error().message, kFull);
        EXPECT_EQ(disk.calls(), calls) << "something was tried again";
        EXPECT_EQ(log->durable_seq(), durable);
      }
      { const Log gone = std::move(*log); }
      disk.restart(testing::oldest);
      Seen seen;
      const auto again = Log::open(disk, small_options(sync), std::ref(seen));
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_GE(std::ssize(seen.numbers), told.acknowledged) << "call " << at;
      EXPECT_LE(std::ssize(seen.numbers), told.appended) << "call " << at;
    }
  }
}

TEST(LogFaults, AnyFailedCallWhileOpening_IsItsErrorAndTheNextOpeningIsWell) {
  bool reached_end = false;
  for (long at = 1; !reached_end; ++at) {
    ASSERT_LT(at, 100);
    MemoryDisk disk;
    Told told;
    {
      auto log = Log::open(disk, small_options(), nullptr);
      ASSERT_TRUE(write_groups(*log, 3, told));
      ASSERT_TRUE(append_number(*log, told.appended++));
    }
    disk.fail_in(at, "no", 100);
    const auto opened = Log::open(disk, small_options(), nullptr);
    reached_end = opened.ok();
    if (opened) continue;
    EXPECT_EQ(opened.error().message, "no");
    disk.calm();
    Seen seen;
    const auto again = Log::open(disk, small_options(), std::ref(seen));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(std::ssize(seen.numbers), told.acknowledged);
  }
}

TEST(LogFaults, FailedCallWhileClosing_IsToldAndLosesNothing) {
  for (long at = 1; at <= 4; ++at) {
    MemoryDisk disk;
    {
      auto log = Log::open(disk, small_options(), nullptr);
      ASSERT_TRUE(append_number(*log, 0));
      ASSERT_TRUE(log->commit());
      ASSERT_TRUE(append_number(*log, 1));
      disk.fail_in(at, "no");  // write, sync, cut, sync
      EXPECT_EQ(log->close().error().message, "no") << at;
    }
    disk.restart(testing::oldest);
    Seen seen;
    ASSERT_TRUE(Log::open(disk, small_options(), std::ref(seen)));
    EXPECT_EQ(seen.numbers.size(), at <= 2 ? 1u : 2u) << at;
  }
}

// The system forgets what a failed sync did not write, and later syncs succeed without it.
TEST(LogFaults, WhatIsReadAfterAFailedSync_IsOnTheDiskOnceTheLogIsOpen) {
  for (long at = 1; at <= 60; ++at) {
    MemoryDisk disk;
    Told told;
    {
      auto log = Log::open(disk, small_options(), nullptr);
      disk.fail_in(at, "cannot synchronise", 1u << 20);
      static_cast<void>(write_groups(*log, 10, told));
    }
    disk.calm();
    Seen seen;
    {
      const auto first = Log::open(disk, small_options(), std::ref(seen));
      ASSERT_TRUE(first) << first.error().message << " call " << at;
    }
    disk.restart(testing::oldest);
    Seen again;
    const auto opened = Log::open(disk, small_options(), std::ref(again));
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(again.numbers, seen.numbers) << "call " << at;
  }
}

// A head that says less than it should is no anchor.
class BrokenAnchor final : public Anchor {
 public:
  Result<void> keep(const Head&) override { return Error{"the other disk is gone"}; }
  Result<std::optional<Head>> last() override { return std::optional<Head>{}; }
};

TEST(LogFaults, AnchorThatCannotBeKept_PoisonsTheLog) {
  MemoryDisk disk;
  BrokenAnchor anchor;
  LogOptions options = small_options();
  options.anchor = &anchor;
  options.anchor_every = 2;
  auto log = Log::open(disk, options, nullptr);
  ASSERT_TRUE(log);
  ASSERT_TRUE(append_number(*log, 0));
  EXPECT_EQ(log->commit().error().message, "the other disk is gone");
  EXPECT_EQ(append_number(*log, 1).error().message, "the other disk is gone");
}

}  // namespace
}  // namespace sluice::journal
