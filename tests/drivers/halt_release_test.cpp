// SPDX-License-Identifier: Apache-2.0
//
// halt_release_test.cpp: what it takes to end a halt of a session, and what does not.
#include "drivers/halt_fixture.hpp"

namespace sluice::drivers {
namespace {

TEST_F(HaltActionsTest, LatchRemovedByHand_DoesNotReleaseASession) {
  testing::write_text(latch_, "stop");
  tick();
  std::filesystem::remove(latch_);
  tick(1);
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("KILL_SWITCH"));
  restart();
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("reason=stop"));
}

TEST_F(HaltActionsTest, Release_NeedsWhoAndWhyAndReconciledBooks) {
  engage(HaltLevel::kHalt);
  EXPECT_FALSE(lane().release_kill_switch({HaltScope::kAll, "", now_, "", "checked"}, now_));
  EXPECT_FALSE(lane().release_kill_switch({HaltScope::kAll, "", now_, "ana", ""}, now_));
  venue_.account({});  // not complete
  const auto refused = release();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("not reconciled"));
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("KILL_SWITCH"));
  venue_.account(complete_);
  const auto ended = release();
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(ended->size(), 1u);
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
  EXPECT_TRUE(has_line(records(), "KILL_SWITCH_RELEASED release scope=all"));
  EXPECT_TRUE(has_line(records_, "who=\"ana\" why=\"checked\""));
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u) << "released across a restart";
}

TEST_F(HaltActionsTest, Release_OfOneScope_LeavesTheOthers) {
  engage(HaltLevel::kHalt, HaltScope::kSymbol, "AAA");
  engage(HaltLevel::kHalt, HaltScope::kSymbol, "BBB");
  ASSERT_TRUE(
      lane().release_kill_switch({HaltScope::kSymbol, "AAA", now_, "ana", "checked"}, now_));
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
  EXPECT_EQ(submit(1, Side::kBuy, "1").order, 0u);
  const auto none = lane().release_kill_switch({HaltScope::kRoute, "", now_, "ana", "x"}, now_);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("nothing"));
}

TEST_F(HaltActionsTest, Release_WhenTheJournalCannotBeKept_ReleasesNothing) {
  engage(HaltLevel::kHalt);
  process_->journal->fails = true;
  EXPECT_FALSE(release());
  EXPECT_TRUE(kill_switch().is_engaged());
  EXPECT_THAT(testing::file_text(latch_), HasSubstr("halt scope=all"));
}

TEST_F(HaltActionsTest, ReleaseInTheLatchFile_IsCarriedOutOnceTheBooksAreReconciled) {
  engage(HaltLevel::kHalt);
  risk::LatchFile file{latch_};
  std::vector<Halt> ended;
  ASSERT_TRUE(risk::keep_release(
      file, {HaltScope::kAll, "", now_.plus_nanoseconds(kSecond), "ana", "checked"}, ended));
  venue_.account({});  // not complete
  tick(1);
  EXPECT_TRUE(kill_switch().is_engaged());
  ASSERT_TRUE(lane().next_due().has_value());
  venue_.account(complete_);
  tick(1);
  EXPECT_TRUE(kill_switch().is_engaged()) << "tried again in a while";
  tick(5);
  EXPECT_FALSE(kill_switch().is_engaged());
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
  EXPECT_TRUE(has_line(records(), "HALT_ACTION a release waits: the books are not reconciled"));
  EXPECT_TRUE(has_line(records_, "KILL_SWITCH_RELEASED"));
}

TEST_F(HaltActionsTest, ReleaseWhileTheSessionIsDown_WaitsForItsNextReconciliation) {
  engage(HaltLevel::kHalt);
  process_.reset();
  risk::LatchFile file{latch_};
  std::vector<Halt> ended;
  ASSERT_TRUE(risk::keep_release(
      file, {HaltScope::kAll, "", now_.plus_nanoseconds(kSecond), "ana", "checked"}, ended));
  venue_.account({});
  start();
  EXPECT_EQ(submit(0, Side::kBuy, "1").order, 0u) << "its journal still holds the halt";
  venue_.account(complete_);
  tick(6);
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
}

TEST_F(HaltActionsTest, HaltAfterARelease_IsNotEndedByIt) {
  engage(HaltLevel::kHalt);
  ASSERT_TRUE(release());
  engage(HaltLevel::kHalt);
  tick(10);
  EXPECT_EQ(submit(0, Side::kBuy, "1").order, 0u);
  restart();
  tick(10);
  EXPECT_EQ(submit(0, Side::kBuy, "1").order, 0u);
}

}  // namespace
}  // namespace sluice::drivers
