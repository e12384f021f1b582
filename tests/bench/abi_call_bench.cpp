// SPDX-License-Identifier: Apache-2.0
//
// abi_call_bench: what the border between host and plugin costs a judgement.
//
// One rule, example_max_order_notional, called two ways in turns: as a class of the program through
// a virtual function that gives its verdict back, and as the loaded library through its table,
// which copies it into the host's memory; the latter also with the marks that the host makes for
// its watchdog. Figures are medians of rounds, so that a round somebody else's work fell into does
// not count. What else the host does around the call (a verdict filled in beforehand, a look at the
// answer) is the same for both, and in the figures of controls_bench.
// Both sides are measured in one run, in turns, so that a busy machine slows both.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <sluice/risk_rule.hpp>
#include <sluice/testing/mock_market.hpp>

#include "abi_call_rule.hpp"
#include "plugins/call_mark.hpp"

namespace sluice::bench {
namespace {

constexpr double kMostNs = 3.0;
constexpr int kRounds = 2'001;
constexpr int kCalls = 2'000;

// The compiler may assume nothing about the memory afterwards.
void touch(const void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

template <typename Call>
double round_ns(Call&& call) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kCalls; ++i) call(i);
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  return took.count() / kCalls;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "abi_call_bench: %s\n", why.c_str());
  std::exit(1);
}

// Sixteen orders, so that a branch is not always the same.
std::vector<sluice_order> make_orders() {
  std::vector<sluice_order> orders;
  for (int i = 0; i < 16; ++i)
    orders.push_back(testing::market_order(0, i % 2 == 0 ? Side::kBuy : Side::kSell,
                                           std::to_string(i + 1), "100"));
  return orders;
}

struct Figures {
  double virtual_ns;
  double table_ns;
  double watched_ns;
};

class Bench {
 public:
  Bench()
      : table_{plugin_table(SLUICE_EXAMPLE_PLUGIN, R"({"cap":1000})", &instance_)},
        direct_{make_direct_rule(*Money::parse("1000"))} {}

  Figures measure() {
    expect_the_same_answers();
    std::vector<double> direct;
    std::vector<double> table;
    std::vector<double> watched;
    for (int round = 0; round < kRounds; ++round) {
      direct.push_back(round_ns([&](int i) { by_virtual(order(i)); }));
      table.push_back(round_ns([&](int i) { by_table(order(i)); }));
      watched.push_back(round_ns([&](int i) { by_watched_table(order(i)); }));
    }
    return {median(std::move(direct)), median(std::move(table)), median(std::move(watched))};
  }

 private:
  const sluice_order& order(int i) const { return orders_[static_cast<std::size_t>(i) % 16]; }
  sluice_verdict by_virtual(const sluice_order& order) {
    const Verdict verdict = direct_->check(Order{&order}, RiskView{shown_});
    touch(&verdict);
    return verdict.raw();
  }
  void by_table(const sluice_order& order) {
    table_.check(instance_, &order, shown_, &verdict_);
    touch(&verdict_);
  }
  void by_watched_table(const sluice_order& order) {
    {
      const plugins::CallMark::Section section{mark_, "check", plugins::Patience::kHot};
      table_.check(instance_, &order, shown_, &verdict_);
    }
    if (mark_.overrun() != nullptr) give_up("a call took a second");
    touch(&verdict_);
  }

  // A benchmark of different answers would compare nothing.
  void expect_the_same_answers() {
    for (int i = 0; i < 16; ++i) {
      const sluice_verdict expected = by_virtual(order(i));
      verdict_ = reject("PLUGIN_FAULT").raw();
      by_table(order(i));
      if (verdict_.action != expected.action || std::strcmp(verdict_.code, expected.code) != 0 ||
          Money::from_c(verdict_.measured) != Money::from_c(expected.measured))
        give_up("the two ways answer differently");
    }
  }

  std::vector<sluice_order> orders_ = make_orders();
  testing::MockRiskView view_{1};
  const sluice_risk_view* shown_ = view_.raw();
  sluice_verdict verdict_ = reject("PLUGIN_FAULT").raw();
  void* instance_ = nullptr;
  const sluice_risk_rule_v1& table_;
  std::unique_ptr<DirectRule> direct_;
  plugins::CallMark mark_;
};

void run() {
  Bench bench;
  const Figures figures = bench.measure();
  std::printf("a direct virtual call                 %7.2f ns\n", figures.virtual_ns);
  std::printf("through the ABI's table               %7.2f ns  (%+.2f)\n", figures.table_ns,
              figures.table_ns - figures.virtual_ns);
  std::printf("the same, watched for its deadline    %7.2f ns  (%+.2f, bound %+.2f)\n",
              figures.watched_ns, figures.watched_ns - figures.virtual_ns, kMostNs);
}

}  // namespace
}  // namespace sluice::bench

int main() { sluice::bench::run(); }
