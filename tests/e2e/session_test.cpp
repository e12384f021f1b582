// SPDX-License-Identifier: Apache-2.0
//
// session_test.cpp: `sluice session` over recorded and made-up minutes: the same bytes twice,
// killed and resumed, asked from another process.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"
#include "records/session_store.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kShared = fs::path{SLUICE_SOURCE_DIR} / "../shared/data";

class SessionCli : public CliTest {
 protected:
  [[nodiscard]] Words start(const std::string& config, const std::string& root,
                            const Words& more = {}) const {
    Words words{"session",           "start",  "-c",          config, "--data-dir",
                path(root).string(), "--json", "--log-level", "error"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // The same session into two folders.
  void expect_the_same_bytes(const std::string& config) {
    for (const char* root : {"one", "two"}) {
      const Outcome run = sluice(start(config, root));
      ASSERT_EQ(run.exit_code, 0) << run.err;
      EXPECT_THAT(run.out, HasSubstr(R"("status": "STOPPED")"));
      EXPECT_THAT(run.out, HasSubstr(R"("late_ticks": 0)"));
    }
    const auto journal = [&](const char* root) {
      fs::path found;
      for (const auto& entry : fs::recursive_directory_iterator{path(root)})
        if (entry.path().filename() == "journal") found = entry.path();
      return read_tree(found);
    };
    EXPECT_EQ(difference(journal("one"), journal("two")), "");
    EXPECT_FALSE(journal("one").empty());
  }
  [[nodiscard]] static std::string made_up() {
    return (fs::path{SLUICE_SOURCE_DIR} / "configs/sessions/synthetic.yaml").string();
  }
  // The line of the last answer that has this key.
  [[nodiscard]] static std::string value_of(const std::string& json, const std::string& key) {
    const std::size_t begin = json.find('"' + key + '"');
    return begin == std::string::npos ? "" : json.substr(begin, json.find('\n', begin) - begin);
  }
};

TEST_F(SessionCli, MadeUpDay_GivesTheSameBytesTwice) { expect_the_same_bytes(made_up()); }

TEST_F(SessionCli, RealMinutesOfUsShares_GiveTheSameBytesTwice) {
  const fs::path data = kShared / "us_minute";
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not here: this test needs that data";
  write("hours.csv",
        "kind,from,to,days,open,close,offset\nsession,,,Mon-Fri,09:30,16:00,America/New_York\n");
  write("us.yaml",
        "strategy_name: us_minutes\n"
        "strategy: {type: trend_baseline, ma_fast: 5, ma_slow: 20}\n"
        "universe: {symbols: [AIG, BAC, IBM, SPY]}\n"
        "data:\n  source: replay\n  quotes: " +
            data.string() +
            "\n  quotes_suffix: _quote\n  quote_bar_minutes: 1\n"
            "  time_column: time_ny\n  timezone: America/New_York\n"
            "trading: {freq: 5min, calendar: hours.csv}\n"
            "portfolio: {seed_capital: 100000}\n"
            "session: {max_positions: 4, max_position_size_pct: 60, "
            "max_daily_loss_pct: 2}\n");
  expect_the_same_bytes(path("us.yaml").string());
}

TEST_F(SessionCli, RealMinutesOfBitcoin_GiveTheSameBytesTwice) {
  const fs::path data = kShared / "btc_perp_1m/btc_perp_1m.csv";
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not here: this test needs that data";
  write("btc.yaml",
        "strategy_name: btc_minutes\n"
        "strategy: {type: trend_baseline, ma_fast: 5, ma_slow: 20}\n"
        "universe: {symbols: [BTC-PERP]}\n"
        "data: {source: replay, path: " +
            data.string() +
            ", symbol: BTC-PERP, freq: 1min, quote_spread_bps: 1}\n"
            "trading: {freq: 5min}\nportfolio: {seed_capital: 1000000}\n"
            "session: {max_positions: 1, max_position_size_pct: 110, "
            "max_daily_loss_pct: 5}\n");
  expect_the_same_bytes(path("btc.yaml").string());
}

TEST_F(SessionCli, KilledTimeAndAgain_EndsAsIfItHadLived) {
  const Outcome whole = sluice(start(made_up(), "whole"));
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const Words words = start(made_up(), "killed", {"--set", "session.resume=reconciled"});
  int killed = 0;
  for (int milliseconds = 60; milliseconds <= 200; milliseconds += 20) {
    Process process{command(words), {}, path()};
    std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    process.send(SIGKILL);
    if (process.wait().exit_code != 0) ++killed;
  }
  EXPECT_GT(killed, 0);
  // A session that had stopped before it was killed has nothing left to do.
  const Outcome rest = sluice(words);
  ASSERT_EQ(rest.exit_code, 0) << rest.err;
  EXPECT_EQ(value_of(rest.out, "cash"), value_of(whole.out, "cash"));
  EXPECT_EQ(value_of(rest.out, "equity"), value_of(whole.out, "equity"));
}

TEST_F(SessionCli, AnotherProcess_SeesPausesAndStopsIt) {
  const Words slow = start(made_up(), "data", {"--set", "session.speed=20"});
  Process host{command(slow), {}, path()};
  const auto ask = [&](const Words& more) {
    Words words{"session"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--data-dir", path("data").string()});
    return sluice(words);
  };
  Outcome paused;
  for (int i = 0; i < 200 && paused.exit_code != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    paused = ask({"pause", "synthetic_trend", "--who", "ana", "--why", "lunch"});
  }
  ASSERT_EQ(paused.exit_code, 0) << paused.err;
  EXPECT_THAT(ask({"list"}).out, HasSubstr("PAUSED"));
  EXPECT_THAT(ask({"status", "synthetic_trend"}).out, HasSubstr(R"("reason": "lunch")"));
  const Outcome again = ask({"pause", "synthetic_trend", "--who", "ana", "--why", "lunch"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("InvalidTransition"));
  EXPECT_THAT(ask({"pause", "synthetic_trent", "--who", "ana", "--why", "x"}).err,
              HasSubstr("did you mean 'synthetic_trend'?"));
  const Outcome second = sluice(slow);
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.out, HasSubstr("lock"));
  EXPECT_THAT(ask({"list"}).out, HasSubstr("PAUSED"));
  EXPECT_EQ(ask({"stop", "synthetic_trend", "--who", "ana", "--why", "enough"}).exit_code, 0);
  EXPECT_EQ(host.wait().exit_code, 0);
  const Outcome late = ask({"resume", "synthetic_trend", "--who", "ana"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.err, HasSubstr("nobody is there to resume it"));
}

// A host that stands still: what it had not claimed is withdrawn, and it never does that.
TEST_F(SessionCli, HostThatIsSilent_IsToldByWhatIsCertain) {
  Process host{command(start(made_up(), "data", {"--set", "session.speed=20"})), {}, path()};
  const auto words = [&](const Words& more) {
    Words all{"session"};
    all.insert(all.end(), more.begin(), more.end());
    all.insert(all.end(), {"--data-dir", path("data").string()});
    return all;
  };
  const auto state = [&] { return sluice(words({"list"})).out; };
  for (int i = 0; i < 200 && state().find("RUNNING") == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  host.send(SIGSTOP);
  auto store = *records::SessionStore::open_existing(path("data") / "sessions" / "sessions.db");
  const auto waiting = [&] { return *store->waiting("synthetic_trend"); };
  Process taken{
      command(words({"stop", "synthetic_trend", "--who", "ana", "--why", "x"})), {}, path()};
  for (int i = 0; i < 200 && waiting().empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{25});
  ASSERT_EQ(waiting().size(), 1u);
  ASSERT_TRUE(*store->claim(waiting().front().number));
  Process left{
      command(words({"pause", "synthetic_trend", "--who", "ana", "--why", "x"})), {}, path()};
  const Outcome of_taken = taken.wait();
  const Outcome of_left = left.wait();
  EXPECT_EQ(of_taken.exit_code, 1);
  EXPECT_THAT(of_taken.err, HasSubstr("its host has taken the request"));
  EXPECT_THAT(of_taken.err, HasSubstr("sluice session status synthetic_trend"));
  EXPECT_EQ(of_left.exit_code, 1);
  EXPECT_THAT(of_left.err, HasSubstr("nothing was done, and nothing will be"));
  host.send(SIGCONT);
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  EXPECT_THAT(state(), HasSubstr("RUNNING"));
  host.send(SIGTERM);
  EXPECT_EQ(host.wait().exit_code, 0);
}

// A venue that is elsewhere repeats nothing; a session may trade there all the same, a backtest of
// the same config is of paper.
TEST_F(SessionCli, OnTheTestnet_IsMade_AndAskedForItsPrerequisites) {
  write("testnet.yaml",
        "strategy_name: on_testnet\nstrategy: {type: trend_baseline, ma_fast: 5, ma_slow: 20}\n"
        "universe: {symbols: [BTCUSDT]}\n"
        "data: {source: synthetic, freq: 5min, sessions: 1}\ntrading: {freq: 5min}\n"
        "portfolio: {seed_capital: 100000}\nenvironment: {mode: testnet}\n"
        "session: {max_positions: 1, max_position_size_pct: 50, max_daily_loss_pct: 2}\n");
  const std::string config = path("testnet.yaml").string();
  EXPECT_EQ(sluice({"config", "check", config}).exit_code, 0);
  const Outcome run = sluice(start(config, "testnet"));
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("PreRequisiteNotMet"));
  EXPECT_THAT(run.out, HasSubstr("the executor has no credentials: dry run"));
  EXPECT_EQ(sluice({"backtest", "-c", config, "--data-dir", path("tested").string()}).exit_code, 0);
}

TEST_F(SessionCli, ConfigWithoutASession_IsToldWhatIsMissing) {
  const Outcome run = sluice({"session", "start", "-c", demo_config().string()});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("session: required"));
}

}  // namespace
}  // namespace sluice::e2e
