// SPDX-License-Identifier: Apache-2.0
#include "plugins/host_services.hpp"

#include <set>

#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::ElementsAre;

sluice_str text(std::string_view value) { return {value.data(), value.size()}; }

TEST(HostServices, Log_IsOnePrintableBoundedLine) {
  LogLines log;
  HostServices host{"my_rule", {nullptr, log.sink(), 0, 0}};
  const sluice_host& table = *host.table();
  table.log(table.context, SLUICE_LOG_WARNING, text("two\nlines"));
  table.log(table.context, SLUICE_LOG_INFO, text(std::string(kMaxLogLineBytes + 1, 'x')));
  table.log(table.context, 99, text("loud"));
  table.log(table.context, -1, {nullptr, 5});
  EXPECT_THAT(log.lines(),
              ElementsAre("3 my_rule: two\\nlines",
                          "2 my_rule: " + std::string(kMaxLogLineBytes - 3, 'x') + "...",
                          "4 my_rule: loud", "1 my_rule: "));
}

TEST(HostServices, LogWithoutSinkOrWithOneThatThrows_IsDropped) {
  HostServices silent{"a", {}};
  silent.table()->log(silent.table()->context, 1, text("x"));
  HostServices angry{"a", {nullptr, [](int, auto, auto) { throw 7; }, 0, 0}};
  EXPECT_NO_THROW(angry.table()->log(angry.table()->context, 1, text("x")));
}

TEST(HostServices, Now_IsWhatTheLaneSet) {
  auto clock = std::make_shared<LaneClock>();
  HostServices host{"a", {clock, {}, 0, 0}};
  EXPECT_EQ(host.table()->now(host.table()->context), 0);
  clock->set_now(Timestamp::from_nanoseconds(123));
  EXPECT_EQ(host.table()->now(host.table()->context), 123);
}

TEST(HostServices, NowWithoutAClock_IsTheEpoch) {
  HostServices host{"a", {}};
  EXPECT_EQ(host.table()->now(host.table()->context), 0);
}

TEST(HostServices, UnknownInterface_IsNull) {
  HostServices host{"a", {}};
  EXPECT_EQ(host.table()->get_interface(host.table()->context, text("x/1")), nullptr);
}

TEST(HostServices, Bell_IsThereWhereSomebodyWaits_AndWhoAsksForItRings) {
  InstanceOptions options;
  options.bell = std::make_shared<LaneBell>();
  int wakes = 0;
  options.bell->wake_with([&] { ++wakes; });
  HostServices host{"a", options};
  EXPECT_FALSE(host.rings());
  const auto* const bell = static_cast<const sluice_bell_v1*>(
      host.table()->get_interface(host.table()->context, text(SLUICE_BELL_ID)));
  ASSERT_NE(bell, nullptr);
  EXPECT_TRUE(host.rings());
  // Twice is once, until somebody has looked.
  bell->ring(bell->context);
  bell->ring(bell->context);
  EXPECT_EQ(wakes, 1);
  EXPECT_TRUE(options.bell->take());
  EXPECT_FALSE(options.bell->take());
  bell->ring(bell->context);
  EXPECT_EQ(wakes, 2);
  options.bell->wake_with({});
  EXPECT_TRUE(options.bell->take());
  bell->ring(bell->context);
  EXPECT_EQ(wakes, 2);
  EXPECT_TRUE(options.bell->is_rung());
  HostServices alone{"a", {}};
  EXPECT_EQ(alone.table()->get_interface(alone.table()->context, text(SLUICE_BELL_ID)), nullptr);
}

TEST(RandomStream, SameInputs_GiveTheSameNumbers) {
  RandomStream a{1, "rule", 0};
  RandomStream b{1, "rule", 0};
  for (int i = 0; i < 100; ++i) ASSERT_EQ(a.next(), b.next());
}

TEST(RandomStream, AnyOtherInput_GivesAnotherStream) {
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const char* id : {"a", "b", "ab"})
      for (std::uint32_t index = 0; index < 10; ++index)
        firsts.insert(RandomStream{seed, id, index}.next());
  EXPECT_EQ(firsts.size(), 300u);
}

// Journals of earlier runs are replayed with these numbers: they may never change.
TEST(RandomStream, Numbers_AreThoseOfEarlierReleases) {
  RandomStream stream{42, "sample_rule", 0};
  EXPECT_EQ(stream.next(), 14441746990798994651u);
  EXPECT_EQ(stream.next(), 8047435034909856932u);
}

}  // namespace
}  // namespace sluice::plugins
