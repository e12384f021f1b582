// SPDX-License-Identifier: Apache-2.0
//
// lua_bench.cpp: what a Lua rule costs an order, every budget on, through the component's table as
// the host calls it. Medians and tails are of single calls, the clock's own cost taken off.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include <sluice/risk_rule.hpp>
#include <sluice/testing/testing.hpp>

#include "lua/lua_rule.hpp"
#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using Clock = std::chrono::steady_clock;
using sluice::testing::MockRule;

constexpr int kCalls = 200'000;

constexpr const char* kEmpty = "return function(order, view) return approve() end\n";
constexpr const char* kFiveFields = R"(return function(order, view)
  if order.side == "SELL" and view.position_after < 0 and view.minutes_to_close < 15 then
    return reject("NO_OVERNIGHT_SHORT", { measured = view.position_after, limit = 0 })
  end
  if order.notional > 50000 or view.equity < 1000 then
    return reject("TOO_LARGE", { measured = order.notional, limit = 50000 })
  end
  return approve()
end
)";
constexpr const char* kWithState = R"(return function(order, view)
  if state:incr("orders") > 1000000000 then return reject("TOO_MANY") end
  return approve()
end
)";

class Bench {
 public:
  Bench() {
    market_.add_instrument("ABC", "Tech", "EU");
    view_ = testing::account_view(account_, market_);
    account_.row(0).position = sluice::testing::units("100");
    order_ = sluice::testing::limit_order(0, Side::kSell, "10", "100", "100");
  }

  void run(const char* name, const char* source, int rules) {
    const auto file = std::filesystem::temp_directory_path() / "sluice_lua_bench.lua";
    std::ofstream{file} << source;
    std::vector<std::unique_ptr<MockRule>> chain;
    for (int i = 0; i < rules; ++i)
      chain.push_back(std::make_unique<MockRule>(sluice::risk_rule<LuaRule>.describe(),
                                                 R"({"file":")" + file.string() + "\"}", host_));
    std::filesystem::remove(file);
    int approved = 0;
    std::vector<std::int64_t> times;
    times.reserve(kCalls);
    for (int call = 0; call < kCalls; ++call) {
      const auto start = Clock::now();
      for (const auto& rule : chain)
        approved += rule->check(order_, &view_).action == SLUICE_VERDICT_APPROVE ? 1 : 0;
      times.push_back((Clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
      return times[static_cast<std::size_t>(share * (kCalls - 1))] - clock_cost_;
    };
    std::printf("%-28s median %6lld ns   p99 %6lld ns   p99.9 %6lld ns   approved %d of %d\n", name,
                static_cast<long long>(at(0.5)), static_cast<long long>(at(0.99)),
                static_cast<long long>(at(0.999)), approved, kCalls * rules);
  }

  void measure_clock() {
    std::vector<std::int64_t> times;
    for (int i = 0; i < kCalls; ++i) {
      const auto start = Clock::now();
      times.push_back((Clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + kCalls / 2, times.end());
    clock_cost_ = times[kCalls / 2];
  }

 private:
  sluice::testing::MockHost host_;
  sluice::testing::MockMarket market_;
  sluice::testing::MockRiskView account_{1};
  sluice_risk_view view_{};
  sluice_order order_{};
  std::int64_t clock_cost_ = 0;
};

}  // namespace
}  // namespace sluice::lua

int main() {
  sluice::lua::Bench bench;
  bench.measure_clock();
  bench.run("empty rule", sluice::lua::kEmpty, 1);
  bench.run("five fields", sluice::lua::kFiveFields, 1);
  bench.run("ten rules of five fields", sluice::lua::kFiveFields, 10);
  bench.run("a counter in the state", sluice::lua::kWithState, 1);
}
