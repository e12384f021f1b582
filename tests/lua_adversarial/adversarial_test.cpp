// SPDX-License-Identifier: Apache-2.0
//
// adversarial_test.cpp: every script of this folder ends within its budgets, refuses with the code
// it has to, says nothing of the host's memory, and leaves a rule that goes on refusing.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <unistd.h>

#include <gtest/gtest.h>

#include <sluice/risk_rule.hpp>
#include <sluice/testing/testing.hpp>

#include "lua/lua_rule.hpp"
#include "lua/rule_fixture.hpp"
#include "lua_adversarial/adversary.hpp"

namespace sluice::lua {
namespace {

using testing::adversaries;
using testing::Adversary;
using Clock = std::chrono::steady_clock;

const std::vector<Adversary>& all() {
  static const auto kAll = adversaries(SLUICE_SOURCE_DIR "/tests/lua_adversarial/scripts");
  return kAll;
}

// Of the specification. A sanitizer slows everything down, and so does valgrind, which says so in
// the environment: then the clock decides nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
bool is_slow() { return kSanitized || std::getenv("SLUICE_SLOW_MACHINE") != nullptr; }
double slowest_allowed_ms() { return is_slow() ? 2000 : 5; }

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Outcome {
  std::string code;  // of the first refusal; empty: it approved to the end
  bool approved_later = false;
  double slowest_call_ms = 0;
  double load_ms = 0;
  std::string said;  // log, explanations, errors
};

sluice_order order_of(const Adversary& one) {
  auto order = sluice::testing::limit_order(0, Side::kBuy, one.quantity, one.price, one.price);
  order.intent_id = {1, 1};
  return order;
}

Outcome run(const Adversary& one, const std::string& file) {
  sluice::testing::MockHost host;
  sluice::testing::MockMarket market;
  market.add_instrument("ABC", "Tech", "EU");
  sluice::testing::MockRiskView account{1};
  const auto view = testing::account_view(account, market);
  account.row(0).position = sluice::testing::units(one.position);
  Outcome outcome;
  auto start = Clock::now();
  sluice::testing::MockRule rule{sluice::risk_rule<LuaRule>.describe(),
                                 R"({"file":")" + file + R"(","params":)" + one.params +
                                     (is_slow() ? R"(,"cpu_us":100000})" : "}"),
                                 host};
  outcome.load_ms = milliseconds_since(start);
  EXPECT_TRUE(rule.ok()) << rule.error();
  if (!rule.ok()) return outcome;
  for (int call = 0; call < one.calls + 3; ++call) {
    const auto order = order_of(one);
    start = Clock::now();
    const auto verdict = rule.check(order, &view);
    outcome.slowest_call_ms = std::max(outcome.slowest_call_ms, milliseconds_since(start));
    const bool approved = verdict.action == SLUICE_VERDICT_APPROVE;
    outcome.said += rule.explain();
    if (!outcome.code.empty() && approved && one.calls == 1) outcome.approved_later = true;
    if (outcome.code.empty() && !approved) outcome.code = verdict.code;
    if (outcome.code.empty() && call + 1 >= one.calls) break;
    sluice_risk_event event{};
    event.size = sizeof event;
    event.kind = approved ? SLUICE_RISK_EVENT_APPROVED : SLUICE_RISK_EVENT_REFUSED;
    event.order = &order;
    rule.on_event(event);
  }
  for (const auto& line : host.log()) outcome.said += line.text;
  return outcome;
}

class Adversarial : public ::testing::TestWithParam<Adversary> {};

TEST_P(Adversarial, Script_IsRefusedInTimeAndTellsNothing) {
  const Adversary& one = GetParam();
  ASSERT_FALSE(one.expected.empty()) << "the script does not say what it expects";
  const auto file = std::filesystem::temp_directory_path() /
                    ("sluice_adversary_" + std::to_string(::getpid()) + ".lua");
  std::ofstream{file, std::ios::binary} << one.source;
  // The machine may be busy: of several runs the quickest tells what the script costs.
  double slowest = 1e9;
  double load = 1e9;
  for (int turn = 0; turn < 3; ++turn) {
    const Outcome outcome = run(one, file.string());
    EXPECT_NE(std::find(one.expected.begin(), one.expected.end(), outcome.code), one.expected.end())
        << "refused with '" << outcome.code << "' " << outcome.said;
    EXPECT_FALSE(outcome.approved_later);
    EXPECT_FALSE(std::regex_search(outcome.said, std::regex{"0x[0-9a-f]{5,}"})) << outcome.said;
    slowest = std::min(slowest, outcome.slowest_call_ms);
    load = std::min(load, outcome.load_ms);
  }
  std::filesystem::remove(file);
  RecordProperty("slowest_call_us", static_cast<int>(slowest * 1000));
  static double worst_call = 0;
  static double worst_load = 0;
  if (slowest > worst_call || load > worst_load) {
    worst_call = std::max(slowest, worst_call);
    worst_load = std::max(load, worst_load);
    std::printf("worst so far: call %.3f ms, load %.3f ms (%s)\n", worst_call, worst_load,
                one.name.c_str());
  }
  EXPECT_LT(slowest, slowest_allowed_ms());
  EXPECT_LT(load, 10 * slowest_allowed_ms());
}

INSTANTIATE_TEST_SUITE_P(Lua, Adversarial, ::testing::ValuesIn(all()),
                         [](const auto& script) { return script.param.name; });

TEST(AdversarialSuite, Scripts_AreAtLeast48) { EXPECT_GE(all().size(), 48u); }

}  // namespace
}  // namespace sluice::lua
