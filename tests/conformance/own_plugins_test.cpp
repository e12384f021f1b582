// SPDX-License-Identifier: Apache-2.0
//
// own_plugins_test.cpp: our own libraries and the SDK's examples pass level 9; where a sanitizer is
// built in, level 10.
#include <filesystem>

#include "conformance/fixture.hpp"

namespace sluice::conformance {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr int kLevel = kHighestLevel;
#else
constexpr int kLevel = 9;
#endif

struct Own {
  const char* name;
};

std::string check_file_of(const std::string& name) {
  const auto file = std::filesystem::path{SLUICE_SOURCE_DIR} / "tests" / "conformance" /
                    "parameters" / (name + ".check.json");
  return std::filesystem::exists(file) ? file.string() : std::string{};
}

CheckOptions options_for(const std::string& name) {
  CheckOptions options = runner_options();
  options.check_file = check_file_of(name);
  return options;
}

std::filesystem::path library(const std::string& name) {
  return std::filesystem::path{SLUICE_BINARY_DIR} / "plugins" / (name + ".so");
}

class OwnPlugin : public ::testing::TestWithParam<Own> {};

TEST_P(OwnPlugin, Conforms) {
  CheckOptions options = options_for(GetParam().name);
  options.level = kLevel;
  const auto report = check_library(library(GetParam().name), options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  for (const TestResult& result : report->results)
    EXPECT_EQ(result.status, expected_of(*result.test)) << result_text(result);
}

INSTANTIATE_TEST_SUITE_P(Libraries, OwnPlugin,
                         ::testing::Values(Own{"sluice_strategies"}, Own{"sluice_standard_risk"},
                                           Own{"sluice_executors"}, Own{"sluice_testnet"},
                                           Own{"sluice_feeds"}, Own{"sluice_reports"},
                                           Own{"sluice_lua"}, Own{"example_c_rules"},
                                           Own{"example_max_order_notional"},
                                           Own{"example_momentum"}, Own{"example_slow_venue"},
                                           Own{"example_random_walk"}, Own{"example_trade_list"}),
                         [](const auto& each) { return std::string{each.param.name}; });

}  // namespace
}  // namespace sluice::conformance
