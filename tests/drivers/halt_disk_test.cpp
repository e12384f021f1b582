// SPDX-License-Identifier: Apache-2.0
//
// halt_disk_test.cpp: a disk that fails at each step of a halt.
#include "drivers/halt_fixture.hpp"

namespace sluice::drivers {
namespace {

// A latch that can be read, and written as long as its disk is good.
class FragileLatch final : public risk::LatchStorage {
 public:
  Result<std::optional<std::string>> read() override { return kept; }
  Result<void> write(std::string_view text) override {
    if (fails) return Error{"the disk is full"};
    kept = std::string{text};
    return {};
  }
  bool fails = false;
  std::optional<std::string> kept;
};

struct DiskFailure {
  bool latch_fails;
  int commits;  // that go well
};

class HaltOnAFailingDisk : public HaltActionsTest,
                           public ::testing::WithParamInterface<DiskFailure> {};

// Whatever was done, a later process knows why.
TEST_P(HaltOnAFailingDisk, NothingActsUnlatched) {
  auto latch = std::make_shared<FragileLatch>();
  storage_ = latch;
  restart();
  hold(0, Side::kBuy, "10");
  open_order(1, Side::kBuy, "5");
  const std::size_t sent = venue_.received().size();
  latch->fails = GetParam().latch_fails;
  process_->journal->commits_left = GetParam().commits;
  kill_switch().request({HaltScope::kAll, "", HaltLevel::kFlatten, "API", "", {}});
  for (int i = 0; i < 12; ++i) {
    now_ = now_.plus_nanoseconds(kSecond);
    if (i == 4) venue_.say(report(SLUICE_REPORT_CANCELED, 2));
    (void)lane().tick(now_);
    (void)lane().poll(now_);
    ASSERT_TRUE(kill_switch().is_engaged());
  }
  const bool acted = has_line(log_, "venue is asked to cancel") || venue_.received().size() > sent;
  EXPECT_TRUE(GetParam().commits != 0 || !acted);
  EXPECT_TRUE(GetParam().commits != 8 || acted);
  restart();
  const std::string refusal = submit(1, Side::kBuy, "1").refusal;
  if (acted || !GetParam().latch_fails) {
    EXPECT_THAT(refusal, HasSubstr("KILL_SWITCH"));
  }
}

std::vector<DiskFailure> disk_failures() {
  std::vector<DiskFailure> all;
  for (const bool latch_fails : {false, true})
    for (int commits = 0; commits <= 8; ++commits) all.push_back({latch_fails, commits});
  return all;
}
INSTANTIATE_TEST_SUITE_P(AtEachStep, HaltOnAFailingDisk, ::testing::ValuesIn(disk_failures()),
                         [](const auto& failure) {
                           return std::string{failure.param.latch_fails ? "NoLatch" : "Latch"} +
                                  "After" + std::to_string(failure.param.commits);
                         });

}  // namespace
}  // namespace sluice::drivers
