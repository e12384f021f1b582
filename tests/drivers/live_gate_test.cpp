// SPDX-License-Identifier: Apache-2.0
//
// live_gate_test.cpp: what comes to the executor of mode live, and what closes gate 2 while a
// session runs.
#include "drivers/live_gate.hpp"

#include <cstdlib>
#include <vector>

#include <gmock/gmock.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kGateToken = "a token of sixteen or more";
const Timestamp kStart = *Timestamp::parse("2026-03-02T10:00:00Z");

// Remembers what came to it.
class CountingVenue final : public Venue {
 public:
  explicit CountingVenue(std::vector<std::string>& calls) : calls_{calls} {}
  Result<void> submit(std::span<const sluice_order> orders, const sluice_report_sink&) override {
    for (const auto& order : orders) calls_.push_back("submit " + std::to_string(order.order_id));
    return {};
  }
  Result<void> cancel(const sluice_order&, const sluice_report_sink&) override {
    return note("cancel");
  }
  Result<void> replace(const sluice_order&, const sluice_report_sink&) override {
    return note("replace");
  }
  Result<void> query(const sluice_order&, const sluice_report_sink&) override {
    return note("query");
  }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink&,
                        sluice_venue_account&) override {
    return note("snapshot");
  }
  Result<void> poll(const sluice_report_sink&) override { return note("poll"); }
  [[nodiscard]] VenueTraits traits() const override { return {}; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return note("market"); }

 private:
  Result<void> note(const char* what) {
    calls_.emplace_back(what);
    return {};
  }
  std::vector<std::string>& calls_;
};

struct LiveGates : ::testing::Test {
  LiveGates() {
    settings.is_live = settings.enable_live_trading = true;
    settings.enabled_by = "ana";
    settings.token = kGateToken;
    sink.context = this;
    sink.on_reports = [](void* self, sluice_rows rows) -> sluice_status {
      ++static_cast<LiveGates*>(self)->times_told;
      auto& told = static_cast<LiveGates*>(self)->reports;
      for (std::uint64_t i = 0; i < rows.count; ++i) {
        const auto& row = *SLUICE_ROW(rows, sluice_execution_report, i);
        told.push_back(std::to_string(row.kind) + " " + std::to_string(row.order_id) + " " +
                       row.reason);
      }
      return SLUICE_OK;
    };
  }
  LiveGate& gate() {
    if (gate_ == nullptr)
      gate_ = std::make_shared<LiveGate>(
          settings, LiveGateParts{folder.path(), &kill_switch, [this] { return now; },
                                  [this](const std::string& line) { log.push_back(line); }});
    return *gate_;
  }
  GuardedVenue& venue() {
    gate();
    if (!venue_) venue_.emplace(std::make_unique<CountingVenue>(calls), gate_);
    return *venue_;
  }
  void arm(Timestamp at) {
    ASSERT_TRUE(file.write({at, at.plus_nanoseconds(900'000'000'000), "ben",
                            risk::arming_proof(at, kGateToken)})
                    .ok());
  }
  void pass(std::int64_t seconds) {
    now = now.plus_nanoseconds(seconds * Timestamp::kNanosecondsPerSecond);
  }
  void submit(std::vector<std::uint64_t> ids) {
    std::vector<sluice_order> orders;
    for (const auto id : ids) {
      orders.emplace_back().order_id = id;
      orders.back().size = sizeof(sluice_order);
    }
    ASSERT_TRUE(venue().submit(orders, sink).ok());
  }
  // The gate is there, and somebody armed afterwards.
  void begin_armed() {
    gate();
    pass(1);
    arm(now);
    pass(1);
  }

  testing::TemporaryDirectory folder;
  risk::LiveSettings settings;
  risk::ArmingFile file{folder.path()};
  risk::KillSwitch kill_switch{{}};
  Timestamp now = kStart;
  sluice_report_sink sink{};
  std::vector<std::string> calls, reports, log;
  int times_told = 0;  // calls of the sink

 private:
  std::shared_ptr<LiveGate> gate_;
  std::optional<GuardedVenue> venue_;
};

TEST_F(LiveGates, ArmedAndOpen_OrdersReachTheDryRun_AndEachIsLogged) {
  begin_armed();
  submit({1, 2});
  EXPECT_THAT(calls, ElementsAre("submit 1", "submit 2"));
  EXPECT_EQ(times_told, 0);
  EXPECT_THAT(log, ElementsAre(HasSubstr("[SAFETY] LIVE_DRY_RUN"), HasSubstr("LIVE_DRY_RUN")));
}

TEST_F(LiveGates, NotArmed_OrdersAreRejectedWithTheGatesCode_AndNothingReachesTheExecutor) {
  submit({1, 2});
  EXPECT_THAT(calls, IsEmpty());
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ARMED", "3 2 LIVE_NOT_ARMED"));
  EXPECT_THAT(log, Contains("[SAFETY] LIVE_NOT_ARMED: gate 2 is closed: nobody has armed"));
}

TEST_F(LiveGates, EveryGate_HasItsCode) {
  settings.enable_live_trading = false;
  submit({1});
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ENABLED"));
}

TEST_F(LiveGates, WithoutADryRun_NothingPassesEither) {
  settings.dry_run = false;
  begin_armed();
  submit({1});
  EXPECT_THAT(calls, IsEmpty());
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_DRY_RUN"));
}

TEST_F(LiveGates, NewTerms_PassTheGatesToo) {
  sluice_order order{};
  order.order_id = 7;
  ASSERT_TRUE(venue().replace(order, sink).ok());
  EXPECT_THAT(reports, ElementsAre("9 7 LIVE_NOT_ARMED"));
  begin_armed();
  ASSERT_TRUE(venue().replace(order, sink).ok());
  EXPECT_THAT(calls, ElementsAre("replace"));
}

TEST_F(LiveGates, CancelsAndQuestions_AlwaysPass) {
  sluice_venue_account account{};
  ASSERT_TRUE(venue().cancel({}, sink).ok());
  ASSERT_TRUE(venue().query({}, sink).ok());
  ASSERT_TRUE(venue().snapshot({}, {}, sink, account).ok());
  ASSERT_TRUE(venue().poll(sink).ok());
  EXPECT_THAT(calls, ElementsAre("cancel", "query", "snapshot", "poll"));
}

TEST_F(LiveGates, ArmedBeforeTheStart_DoesNotCount) {
  arm(now);
  pass(1);
  submit({1});
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ARMED"));
}

TEST_F(LiveGates, Expired_IsClosed) {
  begin_armed();
  pass(899);
  submit({1});
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ARMED"));
}

TEST_F(LiveGates, Disconnect_Disarms_UntilSomebodyArmsAgain) {
  begin_armed();
  gate().disarm("the venue is gone");
  EXPECT_THAT(log, Contains("[SAFETY] gate 2 is closed: the venue is gone"));
  EXPECT_FALSE(file.read().arming.has_value());
  submit({1});
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ARMED"));
  pass(1);
  arm(now);
  submit({2});
  EXPECT_THAT(calls, ElementsAre("submit 2"));
}

TEST_F(LiveGates, DisarmedWhereTheFileStays_IsClosedAllTheSame) {
  begin_armed();
  const std::string text = testing::file_text(file.path());
  gate().disarm("the venue is gone");
  testing::write_text(file.path(), text);  // as if it could not be removed
  std::filesystem::permissions(file.path(), std::filesystem::perms::owner_read);
  submit({1});
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ARMED"));
}

TEST_F(LiveGates, OpeningAndClosing_AreRecorded_EachOnce) {
  std::vector<std::string> recorded;
  gate().record_to([&](const std::string& text) { recorded.push_back(text); });
  submit({1});
  EXPECT_THAT(recorded, IsEmpty());
  begin_armed();
  submit({2, 3});
  ASSERT_THAT(recorded, ElementsAre("open: armed by ben at 2026-03-02T10:00:01Z until "
                                    "2026-03-02T10:15:01Z"));
  // The file is gone, and not by us: it closes here all the same.
  ASSERT_TRUE(file.remove().ok());
  gate().disarm("the venue is gone");
  gate().disarm("the venue is gone");
  ASSERT_EQ(recorded.size(), 2u);
  EXPECT_EQ(recorded.back(), "closed: the venue is gone");
  pass(1);
  arm(now);
  submit({4});
  EXPECT_EQ(recorded.size(), 3u);
  pass(1);
  arm(now);
  submit({5});
  EXPECT_EQ(recorded.size(), 4u) << "somebody armed anew";
}

TEST_F(LiveGates, ArmedAndNeverUsed_ClosingIsRecordedAllTheSame) {
  std::vector<std::string> recorded;
  begin_armed();
  gate().record_to([&](const std::string& text) { recorded.push_back(text); });
  gate().disarm("the session ends");
  EXPECT_THAT(recorded, ElementsAre("closed: the session ends"));
}

TEST_F(LiveGates, Disarming_WhereNobodyHasArmed_IsNotTold) {
  gate().disarm("the venue is gone");
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(LiveGates, ArmingThatCannotBeRemoved_IsTold_AndClosedHere) {
  gate();
  std::filesystem::create_directories(file.path() / "in the way");
  gate().disarm("the venue is gone");
  EXPECT_THAT(log,
              ElementsAre(HasSubstr("[SAFETY] gate 2 is closed here (the venue is gone), but")));
}

TEST_F(LiveGates, NobodyListens_RefusesAndDisarmsAllTheSame) {
  auto silent = std::make_shared<LiveGate>(
      settings, LiveGateParts{folder.path(), nullptr, [this] { return now; }, nullptr});
  GuardedVenue guarded{std::make_unique<CountingVenue>(calls), silent};
  sluice_order order{};
  order.order_id = 7;
  ASSERT_TRUE(guarded.submit({&order, 1}, sink).ok());
  EXPECT_THAT(reports, ElementsAre("3 7 LIVE_NOT_ARMED"));
  pass(1);
  arm(now);
  silent->disarm("the venue is gone");
  EXPECT_FALSE(file.read().arming.has_value());
}

TEST_F(LiveGates, RefusalsThatAreNotTaken_AreAFault) {
  sink.on_reports = [](void*, sluice_rows) -> sluice_status { return SLUICE_ERROR_ARGUMENT; };
  sluice_order order{};
  EXPECT_FALSE(venue().submit({&order, 1}, sink).ok());
  EXPECT_FALSE(venue().replace(order, sink).ok());
  EXPECT_THAT(calls, IsEmpty());
}

TEST_F(LiveGates, HeedsTheKillSwitch_WithoutAnyOrder) {
  begin_armed();
  gate().heed_kill_switch();
  EXPECT_TRUE(file.read().arming.has_value());
  risk::Halt halt;
  halt.source = "test";
  kill_switch.request(halt);
  gate().heed_kill_switch();
  EXPECT_FALSE(file.read().arming.has_value());
  EXPECT_THAT(log, Contains("[SAFETY] gate 2 is closed: the kill switch is engaged"));
}

TEST_F(LiveGates, Halt_Disarms) {
  begin_armed();
  risk::Halt halt;
  halt.source = "test";
  kill_switch.request(halt);
  submit({1});
  EXPECT_THAT(reports, ElementsAre("3 1 LIVE_NOT_ARMED"));
  EXPECT_FALSE(file.read().arming.has_value());
}

// Settings, from the config.

config::Environment live_environment(const std::filesystem::path& token) {
  config::Environment environment;
  environment.mode = config::EnvironmentMode::Live;
  environment.enable_live_trading = true;
  environment.enabled_by = "ana";
  environment.confirm_token = config::SecretPlace{token, ""};
  return environment;
}

TEST_F(LiveGates, Settings_AreTheConfigs_WithTheTokenOfItsFile) {
  const auto token = folder.path() / "token";
  testing::write_text(token, std::string{"sixteen-or-more-x"} + "\n");
  std::filesystem::permissions(token, std::filesystem::perms::owner_read);
  const auto made = live_settings(live_environment(token));
  EXPECT_TRUE(made.is_live);
  EXPECT_TRUE(made.enable_live_trading);
  EXPECT_TRUE(made.require_confirm_token);
  EXPECT_TRUE(made.dry_run);
  EXPECT_EQ(made.enabled_by, "ana");
  EXPECT_EQ(made.token, "sixteen-or-more-x");
}

TEST_F(LiveGates, ModeLive_PutsTheGatesBeforeTheExecutor_OthersDoNot) {
  for (const auto mode : {config::EnvironmentMode::Paper, config::EnvironmentMode::Live}) {
    const bool is_live = mode == config::EnvironmentMode::Live;
    for (const bool is_logged : {true, false}) {
      calls.clear();
      reports.clear();
      log.clear();
      config::RunConfig config;
      config.environment.mode = mode;
      config.output.root = folder.path();
      RunParts parts;
      parts.venue = std::make_unique<CountingVenue>(calls);
      std::function<void(int, const std::string&)> listener;
      if (is_logged)
        listener = [this](int level, const std::string& line) {
          EXPECT_EQ(level, SLUICE_LOG_WARNING);
          log.push_back(line);
        };
      guard_live(
          config, parts, [this] { return now; }, listener);
      EXPECT_EQ(parts.live_gate != nullptr, is_live);
      sluice_order order{};
      order.order_id = 7;
      ASSERT_TRUE(parts.venue->submit({&order, 1}, sink).ok());
      if (is_live)
        EXPECT_THAT(reports, ElementsAre("3 7 LIVE_NOT_ENABLED"));
      else
        EXPECT_THAT(calls, ElementsAre("submit 7"));
      EXPECT_EQ(log.size(), is_live && is_logged ? 1u : 0u);
    }
  }
}

TEST_F(LiveGates, Settings_WithoutATokenAsked_HaveNoneAndNoFault) {
  auto environment = live_environment("");
  environment.confirm_token.reset();
  const auto made = live_settings(environment);
  EXPECT_EQ(made.token, "");
  EXPECT_EQ(made.token_fault, "");
}

TEST_F(LiveGates, OtherModes_AreNotLive) {
  auto environment = live_environment("");
  environment.confirm_token.reset();
  for (const auto mode : {config::EnvironmentMode::Paper, config::EnvironmentMode::Shadow,
                          config::EnvironmentMode::Testnet}) {
    environment.mode = mode;
    EXPECT_FALSE(live_settings(environment).is_live);
  }
}

TEST_F(LiveGates, TokenThatCannotBeHad_SaysWhy) {
  const auto token = folder.path() / "token";
  EXPECT_THAT(live_settings(live_environment(token)).token_fault, HasSubstr("no such file"));
  testing::write_text(token, "sixteen-or-more-x\n");
  std::filesystem::permissions(token, std::filesystem::perms::others_read);
  EXPECT_THAT(live_settings(live_environment(token)).token_fault, HasSubstr("chmod 600"));
  std::filesystem::permissions(token, std::filesystem::perms::owner_all);
  testing::write_text(token, "fifteen-letters\n");
  std::filesystem::permissions(token, std::filesystem::perms::owner_read);
  const auto made = live_settings(live_environment(token));
  EXPECT_THAT(made.token_fault, HasSubstr("less than 16 characters"));
  EXPECT_EQ(made.token, "");
}

TEST_F(LiveGates, TokenOfTheEnvironment_IsRead) {
  auto environment = live_environment("");
  environment.confirm_token = config::SecretPlace{std::nullopt, "SLUICE_TEST_LIVE_TOKEN"};
  ::unsetenv("SLUICE_TEST_LIVE_TOKEN");
  EXPECT_THAT(live_settings(environment).token_fault, HasSubstr("is not set"));
  ::setenv("SLUICE_TEST_LIVE_TOKEN", "", 1);
  EXPECT_THAT(live_settings(environment).token_fault, HasSubstr("is not set"));
  ::setenv("SLUICE_TEST_LIVE_TOKEN", "sixteen-or-more-x", 1);
  EXPECT_EQ(live_settings(environment).token, "sixteen-or-more-x");
  ::unsetenv("SLUICE_TEST_LIVE_TOKEN");
}

}  // namespace
}  // namespace sluice::drivers
