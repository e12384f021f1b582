// SPDX-License-Identifier: Apache-2.0
//
// kill_command_test.cpp: a person engages, looks, releases, with and without sessions; daily runs
// obey.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "drivers/paper_session.hpp"
#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

class KillCommandTest : public CliTest {
 protected:
  [[nodiscard]] Outcome kill(Words words, bool as_json = false) const {
    words.insert(words.begin(), "kill");
    words.insert(words.end(), {"--data-dir", "out"});
    if (as_json) words.emplace_back("--json");
    return sluice(words);
  }
  [[nodiscard]] json status() const { return json::parse(kill({"status"}, true).out); }
  [[nodiscard]] Outcome release(const Words& more = {}) const {
    Words words{"release", "--who", "ana", "--why", "looked into it"};
    words.insert(words.end(), more.begin(), more.end());
    return kill(words);
  }
};

TEST_F(KillCommandTest, Engage_WritesTheLatchAndStatusTellsIt) {
  EXPECT_EQ(status()["engaged"], false);
  const auto engaged = kill({"engage", "--reason", "odd fills", "--who", "ana"});
  EXPECT_EQ(engaged.exit_code, 0) << engaged.err;
  EXPECT_THAT(engaged.out, HasSubstr("scope=all, level=halt_and_cancel"));
  EXPECT_EQ(kill({"engage", "--reason", "leak", "--scope", "symbol", "--name", "AAA", "--level",
                  "reduce_only"})
                .exit_code,
            0);
  const json told = status();
  EXPECT_EQ(told["engaged"], true);
  ASSERT_EQ(told["halts"].size(), 2u);
  EXPECT_EQ(told["halts"][0]["why"], "ana: odd fills");
  EXPECT_EQ(told["halts"][1]["scope"], "symbol");
  EXPECT_EQ(told["halts"][1]["name"], "AAA");
  EXPECT_EQ(told["halts"][1]["level"], "reduce_only");
}

TEST_F(KillCommandTest, Release_EndsWhatItCoversAndRemembersWho) {
  (void)kill({"engage", "--reason", "x"});
  (void)kill({"engage", "--reason", "x", "--scope", "symbol", "--name", "AAA"});
  EXPECT_THAT(release({"--scope", "symbol"}).out, HasSubstr("STILL ENGAGED: scope=all"));
  EXPECT_EQ(status()["halts"].size(), 1u);
  EXPECT_THAT(release().out, HasSubstr("released: scope=all"));
  const json told = status();
  EXPECT_EQ(told["engaged"], false);
  EXPECT_EQ(told["releases"].back()["who"], "ana");
  EXPECT_EQ(told["releases"].back()["why"], "looked into it");
  EXPECT_THAT(release().out, HasSubstr("nothing that this covers was halted"));
}

// A wrong folder or name stops nothing of what was meant, and whoever engages has no time to look.
TEST_F(KillCommandTest, PlaceWhereNothingHasRun_IsEngagedAndDoubted) {
  EXPECT_THAT(kill({"status"}).err, HasSubstr("nothing has run below " + path("out").string()));
  const auto first = kill({"engage", "--reason", "x"});
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_THAT(first.out, HasSubstr("latch file " + path("out/KILL_SWITCH").string()));
  EXPECT_THAT(first.err, HasSubstr("IS THIS THE ONE? nothing has run below"));
  EXPECT_EQ(kill({"engage", "--reason", "x"}).err, "");
  EXPECT_EQ(sluice({"kill", "engage", "--reason", "x", "--data-dir", ""}).exit_code, 2);
}

TEST_F(KillCommandTest, NameThatTheConfigDoesNotHave_IsEngagedAndDoubted) {
  write("config.yaml",
        "strategy_name: panel\nstrategy: {type: equal_weight}\nuniverse: {symbols: [IBM, KO]}\n"
        "data: {source: csv, path: prices.csv}\ntrading: {freq: 1d}\n"
        "portfolio: {seed_capital: 100000}\noutput: {root: out}\n");
  write("prices.csv", "date,symbol,open,high,low,close,volume\n");
  const auto of = [&](const std::string& scope, const std::string& name) {
    return json::parse(sluice({"kill", "engage", "--reason", "x", "-c", "config.yaml", "--scope",
                               scope, "--name", name, "--json"})
                           .out)["doubts"];
  };
  EXPECT_THAT(of("symbol", "IMB").back().get<std::string>(), HasSubstr("did you mean 'IBM'?"));
  EXPECT_THAT(of("strategy", "panl").back().get<std::string>(), HasSubstr("did you mean 'panel'?"));
  EXPECT_EQ(of("symbol", "IBM"), json::array());
}

TEST_F(KillCommandTest, WrongWords_AreUsageWithTheNearestName) {
  const auto level = kill({"engage", "--reason", "x", "--level", "halt_and_cancle"});
  EXPECT_EQ(level.exit_code, 2);
  EXPECT_THAT(level.err, HasSubstr("did you mean 'halt_and_cancel'?"));
  EXPECT_THAT(kill({"engage", "--reason", "x", "--scope", "symbl"}).err,
              HasSubstr("did you mean 'symbol'?"));
  EXPECT_THAT(kill({"engage", "--reason", "x", "--name", "AAA"}).err, HasSubstr("--scope"));
  EXPECT_EQ(kill({"engage"}).exit_code, 2) << "no reason";
  EXPECT_EQ(kill({"release", "--who", "ana"}).exit_code, 2) << "no why";
  EXPECT_EQ(kill({"release", "--why", "x"}).exit_code, 2) << "nobody";
  EXPECT_EQ(sluice({"kill", "engage", "--reason", "x"}).exit_code, 2) << "whose?";
  EXPECT_EQ(kill({"stop"}).exit_code, 2);
  EXPECT_EQ(sluice({"kill", "test", "--rounds", "0"}).exit_code, 2);
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(KillCommandTest, LatchThatCannotBeWritten_IsAFailureThatSaysWhetherOrdersAreStopped) {
  fs::create_directories(path("out/KILL_SWITCH"));
  const auto engaged = kill({"engage", "--reason", "x"});
  EXPECT_EQ(engaged.exit_code, 1);
  EXPECT_THAT(engaged.err, HasSubstr("orders are stopped by scope=all"));
  EXPECT_EQ(release().exit_code, 1);
  EXPECT_EQ(status()["engaged"], true);
}

class KillDailyRunTest : public KillCommandTest {
 protected:
  static constexpr int kSessions = 30;
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
  }
  [[nodiscard]] Outcome run(Words words) const {
    words.insert(words.end(), {"-c", "panel.yaml"});
    return sluice(words);
  }
};

TEST_F(KillDailyRunTest, EngagedAndReleasedByTheConfigsOwnLatch) {
  EXPECT_EQ(run({"kill", "engage", "--reason", "odd"}).exit_code, 0);
  const auto blocked = run({"paper-track", "run", "--date", session_date(20)});
  EXPECT_EQ(blocked.exit_code, 3);
  EXPECT_THAT(text("out/strategy_panel/runs/20200203/orders_today.csv"),
              HasSubstr("KILL_SWITCH: Kill switch is engaged, scope=all, level=halt_and_cancel, "
                        "source=command line, reason=odd"));
  EXPECT_EQ(run({"backtest"}).exit_code, 3);
  EXPECT_EQ(run({"eod", "--date", session_date(20)}).exit_code, 3);
  EXPECT_EQ(run({"kill", "release", "--who", "ana", "--why", "ok"}).exit_code, 0);
  EXPECT_EQ(run({"paper-track", "run", "--date", session_date(21)}).exit_code, 0);
}

// Every later day of the catch-up is blocked, and so is the next run.
TEST_F(KillCommandTest, SignalToARunningTrack_StopsItsOrdersAndLatches) {
  const Words track{"paper-track", "run",        "-c",   demo_config(),
                    "--from",      "1991-01-02", "--to", "1992-06-30"};
  Process running{command(track), {}, path()};
  const fs::path curve = path("output/paper_track/strategy_dow30_trend/equity_curve.csv");
  std::error_code error;
  for (std::uintmax_t size = 0; error || size < 2000; size = fs::file_size(curve, error))
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  running.send(SIGUSR1);
  const auto run = running.wait();
  EXPECT_EQ(run.exit_code, 3) << run.out << run.err;
  const auto told = sluice({"kill", "status", "-c", demo_config(), "--json"});
  const json halts = json::parse(told.out)["halts"];
  ASSERT_EQ(halts.size(), 1u) << told.out << told.err;
  EXPECT_EQ(halts[0]["source"], "signal");
  EXPECT_EQ(halts[0]["level"], "halt_and_cancel");
}

// A session with a scripted venue, whose journal the commands read.
class KillSessionTest : public KillCommandTest {
 protected:
  void SetUp() override { fs::create_directories(path("out/morning")); }
  std::unique_ptr<drivers::PaperSession> open() {
    risk::KillSwitchConfig kill;
    kill.latch_file = path("out/KILL_SWITCH");
    kill_switch_ = std::make_unique<risk::KillSwitch>(std::move(kill));
    venue_.account(account_);
    drivers::PaperSessionConfig config;
    config.directory = path("out/morning");
    config.lane.seed_capital = testing::money("10000");
    config.lane.router.ack_timeout_ns = Timestamp::kNanosecondsPerSecond;
    config.with_store = false;
    const drivers::PaperSessionParts parts{disk_,
                                           table_,
                                           venue_,
                                           {"executor", [] { return std::string{"state"}; },
                                            [](std::string_view) { return Result<void>{}; }},
                                           *kill_switch_,
                                           nullptr,
                                           {}};
    auto session = drivers::PaperSession::open(std::move(config), {}, parts, now_);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return std::move(*session);
  }
  bool trades(drivers::PaperSession& session) {
    now_ = now_.plus_nanoseconds(10 * Timestamp::kNanosecondsPerSecond);
    EXPECT_TRUE(session.at(now_).tick(now_));
    Intent wish = testing::market_intent(++number_, 0, Side::kBuy, "1", "100");
    wish.decision_time = now_;
    const auto answers = session.at(now_).submit({&wish, 1}, now_);
    return answers.ok() && answers->front().order != 0;
  }
  void reconcile(drivers::PaperSession& session, bool complete) {
    account_.complete = complete ? 1 : 0;
    venue_.account(account_);
    ASSERT_TRUE(session.at(now_).reconcile("operator", now_));
  }
  sluice_venue_account account_{};
  files::PosixDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  std::unique_ptr<risk::KillSwitch> kill_switch_;
  Timestamp now_ = testing::day("2025-01-15");
  std::uint64_t number_ = 0;
};

TEST_F(KillSessionTest, Running_ReleaseIsRefusedUntilItsBooksAreReconciled) {
  const auto session = open();
  (void)kill({"engage", "--reason", "odd", "--level", "halt"});
  EXPECT_FALSE(trades(*session));
  reconcile(*session, false);
  const json told = status();
  ASSERT_EQ(told["sessions"].size(), 1u);
  EXPECT_EQ(told["sessions"][0]["running"], true);
  EXPECT_EQ(told["sessions"][0]["reconciled"], false);
  EXPECT_EQ(told["sessions"][0]["halts"].size(), 1u);
  const auto refused = release();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("not reconciled"));
  EXPECT_EQ(status()["engaged"], true);
  reconcile(*session, true);
  EXPECT_THAT(release().out, HasSubstr("goes on after its next complete reconciliation"));
  EXPECT_TRUE(trades(*session));
  EXPECT_TRUE(status()["sessions"][0]["halts"].empty());
}

TEST_F(KillSessionTest, NotRunning_TheNextStartReconcilesFirst) {
  account_.complete = 1;
  {
    const auto session = open();
    (void)kill({"engage", "--reason", "odd", "--level", "halt"});
    EXPECT_FALSE(trades(*session));
  }
  account_.complete = 0;
  EXPECT_EQ(status()["sessions"][0]["running"], false);
  EXPECT_EQ(release().exit_code, 0);
  EXPECT_EQ(status()["engaged"], false);
  EXPECT_EQ(status()["sessions"][0]["halts"].size(), 1u) << "its journal holds it";
  const auto session = open();
  EXPECT_FALSE(trades(*session));
  reconcile(*session, true);
  EXPECT_TRUE(trades(*session));
}

TEST_F(KillSessionTest, LatchRemovedByHand_LeavesTheSessionHaltedAndReleasable) {
  account_.complete = 1;
  const auto session = open();
  write("out/KILL_SWITCH", "");
  EXPECT_FALSE(trades(*session));
  fs::remove(path("out/KILL_SWITCH"));
  EXPECT_FALSE(trades(*session));
  EXPECT_EQ(release().exit_code, 0);
  EXPECT_TRUE(trades(*session));
}

TEST_F(KillCommandTest, Test_MeasuresEverySource) {
  const auto measured = kill({"test", "--rounds", "2"}, true);
  ASSERT_EQ(measured.exit_code, 0) << measured.err;
  const json told = json::parse(measured.out);
  ASSERT_EQ(told["latencies"].size(), 3u);
  for (const auto& row : told["latencies"]) {
    EXPECT_GE(row["last_send_us"]["max"], row["last_send_us"]["median"]);
    EXPECT_GT(row["refused_us"]["median"], 0.0) << row;
  }
}

}  // namespace
}  // namespace sluice::e2e
