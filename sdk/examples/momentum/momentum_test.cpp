// SPDX-License-Identifier: Apache-2.0
//
// momentum_test.cpp: the example strategy on the SDK's mock host. Built with momentum.cpp: the
// component comes from the library's own entry function.
#include <sluice/testing/testing.hpp>

namespace {

using namespace sluice::testing;

// Three instruments over two sessions, of which A rises 10 %, B 20 %, and C falls.
struct Scene {
  Scene() {
    const char* const closes[][2] = {{"100", "110"}, {"10", "12"}, {"50", "49"}};
    for (const char* symbol : {"A", "B", "C"}) market.add_instrument(symbol);
    for (int day = 0; day < 2; ++day)
      for (std::uint32_t i = 0; i < 3; ++i)
        market.add_bar(i, day == 0 ? "2025-01-02" : "2025-01-03", closes[i][day]);
  }
  MockHost host;
  MockMarket market;
  MockPortfolio account{money("100000")};
  MockStrategy strategy{component_of(*sluice_library_entry_v1(), "example_momentum"),
                        R"({"sessions":1,"holdings":2,"exposure":0.9})", host};
};

void the_best_two_are_held() {
  Scene scene;
  SLUICE_CHECK_EQUAL(scene.strategy.on_bars(scene.account.session(scene.market)), SLUICE_OK);
  const auto& targets = scene.strategy.targets();
  SLUICE_CHECK_EQUAL(targets.size(), 3u);
  SLUICE_CHECK_EQUAL(targets.at(0).instrument, 1u);
  SLUICE_CHECK_EQUAL(targets.at(0).weight, 0.45);
  SLUICE_CHECK_EQUAL(targets.at(1).instrument, 0u);
  SLUICE_CHECK_EQUAL(targets.at(2).weight, 0.0);
}

void without_history_it_decides_nothing() {
  Scene scene;
  MockMarket young;
  young.add_bar(young.add_instrument("A"), "2025-01-02", "100");
  SLUICE_CHECK_EQUAL(scene.strategy.on_bars(scene.account.session(young)), SLUICE_OK);
  SLUICE_CHECK(scene.strategy.targets().empty());
  SLUICE_CHECK_EQUAL(scene.strategy.lookback_sessions(), 2u);
}

}  // namespace

int main() {
  return run_tests({{"the best two are held", &the_best_two_are_held},
                    {"without history it decides nothing", &without_history_it_decides_nothing}});
}
