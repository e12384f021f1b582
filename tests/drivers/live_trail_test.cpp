// SPDX-License-Identifier: Apache-2.0
//
// live_trail_test.cpp: the record of who opened and closed gate 2.
#include "drivers/live_trail.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "journal/follower.hpp"
#include "journal/record_types.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Timestamp kNow = *Timestamp::parse("2026-03-02T10:00:00Z");

class LiveTrail : public ::testing::Test {
 protected:
  Result<void> note(std::string_view text) {
    return note_live_gate(disk_, folder_.path(), text, kNow);
  }
  [[nodiscard]] std::vector<std::string> texts() {
    std::vector<std::string> found;
    journal::Follower follower{disk_, live_trail_directory(folder_.path())};
    const auto read = follower.follow(journal::Follower::kToTheEnd, journal::Follower::kToTheEnd,
                                      [&](const journal::Record& record) -> Result<void> {
                                        if (record.type() == journal::kLiveGate)
                                          found.push_back(record.text("text").value_or(""));
                                        return {};
                                      });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return found;
  }
  files::PosixDisk disk_;
  testing::TemporaryDirectory folder_;
};

TEST_F(LiveTrail, Records_StayInOrder_OneWriterAfterTheOther) {
  ASSERT_TRUE(note("one").ok());
  ASSERT_TRUE(note("two").ok());
  EXPECT_THAT(texts(), ElementsAre("one", "two"));
}

TEST_F(LiveTrail, TwoAtOnce_WaitForEachOther) {
  ASSERT_TRUE(note("one").ok());
  auto held = disk_.lock(live_trail_directory(folder_.path()) / "lock");
  ASSERT_TRUE(held.ok());
  std::thread lets_go{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    held->reset();
  }};
  EXPECT_TRUE(note("two").ok());
  lets_go.join();
  EXPECT_THAT(texts(), ElementsAre("one", "two"));
}

TEST_F(LiveTrail, ThatWasChanged_IsNotGoneOnWith) {
  ASSERT_TRUE(note("armed who=3:ben").ok());
  ASSERT_TRUE(note("two").ok());
  const auto first = live_trail_directory(folder_.path()) / "order_audit.000001.jsonl";
  std::string changed = testing::file_text(first);
  const auto at = changed.find("ben");
  ASSERT_NE(at, std::string::npos);
  changed.replace(at, 3, "ana");
  testing::write_text(first, changed);
  const auto noted = note("three");
  ASSERT_FALSE(noted.ok());
  EXPECT_THAT(noted.error().message, HasSubstr("damaged"));
}

TEST(LiveTrailTexts, NameWhoAndUntilWhen_AndNoToken) {
  const risk::Arming arming{kNow, kNow.plus_nanoseconds(900'000'000'000), "ben", "c0ffee"};
  EXPECT_EQ(text_of_arming(arming), "armed who=3:ben until=2026-03-02T10:15:00Z token=shown");
  EXPECT_EQ(text_of_arming({kNow, kNow, "ben", ""}),
            "armed who=3:ben until=2026-03-02T10:00:00Z token=not given");
  EXPECT_EQ(text_of_refusal("ana", "no"), "refused who=3:ana why=no");
  EXPECT_EQ(text_of_disarming("", false, "kill engage"),
            "disarmed who=0: was_armed=0 by=kill engage");
}

}  // namespace
}  // namespace sluice::drivers
