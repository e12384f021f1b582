// SPDX-License-Identifier: Apache-2.0
//
// allocation_test.cpp: once warm, a session of trend_baseline allocates nothing.
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

#include "strategies/trend_baseline.hpp"
#include "support/allocations.hpp"

namespace sluice::strategies {
namespace {

TEST(TrendBaseline, OnBars_OnceWarm_AllocatesNothing) {
  testing::MockHost host;
  testing::MockMarket market;
  for (int i = 0; i < 20; ++i) market.add_instrument("S");
  testing::MockStrategy trend{strategy<TrendBaseline>.describe(),
                              R"({"ma_fast":1,"ma_slow":2,"vol_scaling":true})", host};
  const auto& table = *static_cast<const sluice_strategy_v1*>(trend.component().table);
  std::uint64_t targets = 0;
  const sluice_decision_sink sink{&targets,
                                  [](void* count, sluice_rows rows) -> sluice_status {
                                    *static_cast<std::uint64_t*>(count) += rows.count;
                                    return SLUICE_OK;
                                  },
                                  nullptr};
  const auto next_session = [&](const char* date) {
    for (std::uint32_t i = 0; i < 20; ++i) market.add_bar(i, date, "10");
    const sluice_session* session = market.session();
    const std::uint64_t before = testing::allocations();
    EXPECT_EQ(table.on_bars(trend.get(), session, &sink, nullptr), SLUICE_OK);
    return testing::allocations() - before;
  };
  EXPECT_GT(next_session("2025-01-02"), 0u);
  EXPECT_EQ(next_session("2025-01-03"), 0u);
  EXPECT_EQ(targets, 40u);
}

}  // namespace
}  // namespace sluice::strategies
