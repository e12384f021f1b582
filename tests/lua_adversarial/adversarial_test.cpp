// SPDX-License-Identifier: Apache-2.0
//
// adversarial_test.cpp: every script of this folder ends within its budgets, refuses with the code
// it has to, says nothing of the host's memory, and leaves a rule that goes on refusing. Codes are
// tested with a clock that decides nothing, times with the budgets as they are.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <time.h>
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

double thread_cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Outcome {
  std::string code;  // of the first refusal; empty: it approved to the end
  bool approved_later = false;
  double wall_ms = 0;  // of the call that refused first
  double slowest_cpu_ms = 0;
  double load_ms = 0;
  std::string said;  // log, explanations, errors
};

sluice_order order_of(const Adversary& one) {
  auto order = sluice::testing::limit_order(0, Side::kBuy, one.quantity, one.price, one.price);
  order.intent_id = {1, 1};
  return order;
}

Outcome run(const Adversary& one, const std::string& file, int cpu_us) {
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
                                     R"(,"cpu_us":)" + std::to_string(cpu_us) + "}",
                                 host};
  outcome.load_ms = milliseconds_since(start);
  EXPECT_TRUE(rule.ok()) << rule.error();
  if (!rule.ok()) return outcome;
  for (int call = 0; call < one.calls + 3; ++call) {
    const auto order = order_of(one);
    const double cpu_before = thread_cpu_ms();
    start = Clock::now();
    const auto verdict = rule.check(order, &view);
    // A busy machine takes the processor away: wall time is that of the first refusal alone.
    if (outcome.code.empty()) outcome.wall_ms = milliseconds_since(start);
    outcome.slowest_cpu_ms = std::max(outcome.slowest_cpu_ms, thread_cpu_ms() - cpu_before);
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

class Adversarial : public ::testing::TestWithParam<Adversary> {
 protected:
  Adversarial() { std::ofstream{file_, std::ios::binary} << GetParam().source; }
  ~Adversarial() override { std::filesystem::remove(file_); }

  const std::filesystem::path file_ = std::filesystem::temp_directory_path() /
                                      ("sluice_adversary_" + std::to_string(::getpid()) + ".lua");
};

constexpr int kPatientUs = 100'000;
constexpr int kUsualUs = 1000;

// Where every instruction takes fifty times as long, the clock's backstop may come before the other
// budgets.
bool is_backstop(const std::string& code, const std::vector<std::string>& expected) {
  return is_slow() && code == "RULE_BUDGET_TIME" &&
         std::any_of(expected.begin(), expected.end(),
                     [](const std::string& one) { return one.starts_with("RULE_BUDGET_"); });
}

TEST_P(Adversarial, Script_IsRefusedWithItsCodeAndTellsNothing) {
  const Adversary& one = GetParam();
  ASSERT_FALSE(one.expected.empty()) << "the script does not say what it expects";
  const Outcome outcome = run(one, file_.string(), kPatientUs);
  EXPECT_TRUE(std::find(one.expected.begin(), one.expected.end(), outcome.code) !=
                  one.expected.end() ||
              is_backstop(outcome.code, one.expected))
      << "refused with '" << outcome.code << "' " << outcome.said;
  EXPECT_FALSE(outcome.approved_later);
  EXPECT_FALSE(std::regex_search(outcome.said, std::regex{"0x[0-9a-f]{5,}"})) << outcome.said;
}

struct Worst {
  double wall_ms = 0;
  double cpu_ms = 0;
  double load_ms = 0;
};

TEST_P(Adversarial, Script_EndsInTime) {
  const Adversary& one = GetParam();
  // The machine may be busy: of several runs the quickest tells what the script costs.
  Worst least{1e9, 1e9, 1e9};
  for (int turn = 0; turn < 3 || (turn < 20 && least.wall_ms >= slowest_allowed_ms()); ++turn) {
    const Outcome outcome = run(one, file_.string(), is_slow() ? kPatientUs : kUsualUs);
    EXPECT_NE(outcome.code, "");
    EXPECT_FALSE(outcome.approved_later);
    least.wall_ms = std::min(least.wall_ms, outcome.wall_ms);
    least.cpu_ms = std::min(least.cpu_ms, outcome.slowest_cpu_ms);
    least.load_ms = std::min(least.load_ms, outcome.load_ms);
  }
  static Worst worst;
  if (least.wall_ms > worst.wall_ms || least.load_ms > worst.load_ms) {
    worst = {std::max(least.wall_ms, worst.wall_ms), std::max(least.cpu_ms, worst.cpu_ms),
             std::max(least.load_ms, worst.load_ms)};
    std::printf("worst so far: a call %.3f ms (CPU %.3f ms), loading %.3f ms (%s)\n", worst.wall_ms,
                worst.cpu_ms, worst.load_ms, one.name.c_str());
  }
  EXPECT_LT(least.wall_ms, slowest_allowed_ms());
  EXPECT_LT(least.cpu_ms, slowest_allowed_ms());
  EXPECT_LT(least.load_ms, 20 * slowest_allowed_ms());
}

INSTANTIATE_TEST_SUITE_P(Lua, Adversarial, ::testing::ValuesIn(all()),
                         [](const auto& script) { return script.param.name; });

TEST(AdversarialSuite, Scripts_AreAtLeast48) { EXPECT_GE(all().size(), 48u); }

}  // namespace
}  // namespace sluice::lua
