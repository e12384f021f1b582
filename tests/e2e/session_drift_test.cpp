// SPDX-License-Identifier: Apache-2.0
//
// session_drift_test.cpp: `sluice drift` over what `sluice session start` leaves: one thing is
// different between two sessions, and is named.
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Json = nlohmann::json;

class SessionDrift : public CliTest {
 protected:
  // A session over the made-up day; its folder.
  std::string session(const std::string& root, const Words& changes = {}) {
    Words words{"session",           "start",       "-c",    made_up(), "--data-dir",
                path(root).string(), "--log-level", "error", "--set",   "journal.sync=none"};
    for (const std::string& change : changes) words.insert(words.end(), {"--set", change});
    const Outcome run = sluice(words);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return folder(root);
  }
  [[nodiscard]] std::string folder(const std::string& root) const {
    return (path(root) / "sessions/synthetic_trend").string();
  }
  [[nodiscard]] Json drift(const std::string& a, const std::string& b, int exit_code) const {
    const Outcome run = sluice({"drift", a, b, "--json"});
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return Json::parse(run.out);
  }
  // The difference in equity is all of one cause, to the last hundred-millionth but one.
  static void expect_one_cause(const Json& drift, const std::string& cause) {
    EXPECT_EQ(drift["first_difference"]["cause"], cause);
    const double difference = drift["equity"]["difference"];
    EXPECT_NE(difference, 0);
    for (const Json& each : drift["causes"])
      EXPECT_NEAR(each["total"].get<double>(), each["cause"] == cause ? difference : 0, 2e-8)
          << each;
    EXPECT_NEAR(drift["unexplained"].get<double>(), 0, 2e-8);
  }
  [[nodiscard]] static std::string made_up() {
    return (fs::path{SLUICE_SOURCE_DIR} / "configs/sessions/synthetic.yaml").string();
  }
};

TEST_F(SessionDrift, SameSessionTwice_IsTheSame) {
  const std::string a = session("one");
  const Json drift = this->drift(a, session("two", {"session.speed=0"}), 0);
  EXPECT_TRUE(drift["same"]);
  EXPECT_EQ(drift["compared_by"], "candle");
  EXPECT_EQ(drift["candles"], 62);
  EXPECT_TRUE(drift["config"].empty());
  EXPECT_THAT(sluice({"drift", a, folder("two")}).out, HasSubstr("the same: every order"));
}

TEST_F(SessionDrift, OtherCommission_IsCost) {
  const Json drift = this->drift(session("one"), session("dear", {"costs.commission_bps=2"}), 1);
  expect_one_cause(drift, "cost");
  EXPECT_EQ(drift["first_difference"]["candle"], "2025-01-02T14:49:00Z");
  ASSERT_EQ(drift["config"].size(), 1u);
  EXPECT_EQ(drift["config"][0]["key"], "costs.commission_bps");
}

TEST_F(SessionDrift, SignalRefusedByAControl_IsToldWithItsReason) {
  const Json drift = this->drift(session("one"), session("narrow", {"session.max_positions=1"}), 1);
  EXPECT_EQ(drift["first_difference"]["cause"], "config");
  EXPECT_THAT(drift["first_difference"]["text"],
              HasSubstr("order BUY CCC: is approved in A, refused (BLOCKED: MAX_POSITIONS"));
}

// The venue takes two and a half seconds for an order; what the market did meanwhile is timing.
TEST_F(SessionDrift, SlowVenue_IsTiming) {
  const Json drift = this->drift(session("one"), session("slow", {"executor.latency_ms=2500"}), 1);
  EXPECT_EQ(drift["first_difference"]["cause"], "timing");
  EXPECT_EQ(drift["first_difference"]["candle"], "2025-01-02T14:49:00Z");
  for (const Json& each : drift["causes"]) {
    const bool may_be = each["cause"] != "price" && each["cause"] != "data";
    EXPECT_TRUE(may_be || each["direct"].get<double>() == 0) << each;
  }
}

TEST_F(SessionDrift, OtherQuotes_AreData) {
  const Json drift = this->drift(session("one"), session("other", {"data.seed=5"}), 1);
  EXPECT_EQ(drift["first_difference"]["cause"], "data");
  EXPECT_FALSE(drift["data"].empty());
}

TEST_F(SessionDrift, OfWhatAKillLeft_GoesUpToThere) {
  const std::string whole = session("whole");
  const fs::path journal = fs::path{session("killed")} / "journal/order_audit.000001.jsonl";
  std::ifstream file{journal};
  std::string kept;
  std::string line;
  // Up to a decision that follows from a candle.
  for (int i = 0; std::getline(file, line); ++i) {
    if (i >= 500 && line.find("\"DECISION\"") != std::string::npos) break;
    kept += line + "\n";
  }
  std::ofstream{journal} << kept;
  const Json drift = this->drift(whole, folder("killed"), 0);
  EXPECT_TRUE(drift["same"]);
  EXPECT_LT(drift["last"], "2025-01-02T20:00:00Z");
  EXPECT_LT(drift["candles"], 62);
}

TEST_F(SessionDrift, AgainstABacktest_NeedsBarsAsLongAsItsCandles) {
  const Words five{"data.freq=5min", "trading.rebalance_freq=bar", "session.candle=5min"};
  Words backtest{"backtest",
                 "-c",
                 made_up(),
                 "--data-dir",
                 path("tested").string(),
                 "--set",
                 "data.freq=5min",
                 "--set",
                 "trading.rebalance_freq=bar",
                 "--set",
                 "session.candle=5min"};
  ASSERT_EQ(sluice(backtest).exit_code, 0);
  const std::string tested = path("tested/strategy_synthetic_trend/backtest").string();
  const Outcome refused = sluice({"drift", session("minutes"), tested});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("can't be compared: A is a session that decides candle by "
                                     "candle of 60 s, B is a track or backtest that decides bar "
                                     "by bar of 300 s"));
  const Json drift = this->drift(session("five", five), tested, 1);
  EXPECT_EQ(drift["compared_by"], "candle");
  EXPECT_GT(drift["candles"], 10);
  EXPECT_TRUE(drift["config"].empty()) << drift["config"];
}

TEST_F(SessionDrift, FolderThatHoldsNoRun_IsToldWithTheSessionsInIt) {
  const std::string a = session("one");
  const Outcome root = sluice({"drift", a, path("one").string()});
  EXPECT_EQ(root.exit_code, 2);
  EXPECT_THAT(root.err, HasSubstr("there are sessions in it: " + a));
  const Outcome nothing = sluice({"drift", path("nowhere").string(), a});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("no run in"));
  fs::remove(fs::path{a} / "config.yaml");
  EXPECT_THAT(sluice({"drift", a, a}).err, HasSubstr("holds no config.yaml"));
}

}  // namespace
}  // namespace sluice::e2e
