// SPDX-License-Identifier: Apache-2.0
//
// Damaged files: whatever the bytes, there is a configuration or a fault that says where.
#include <cstdint>
#include <random>

#include "config_fixture.hpp"

namespace sluice::config {
namespace {

class Mutation : public ConfigFolder {
 protected:
  static std::string damaged(std::string text, std::mt19937_64& random) {
    static constexpr std::string_view kBytes = "{}[]:,-#&*!|>'\"%@`\n\t \\0x=.~?<\xff\xc3";
    const auto changes = 1 + random() % 6;
    for (std::uint64_t i = 0; i < changes && !text.empty(); ++i) {
      const auto at = random() % text.size();
      const char byte =
          random() % 4 == 0 ? static_cast<char>(random() % 256) : kBytes[random() % kBytes.size()];
      switch (random() % 4) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        case 2:
          text.erase(at, 1 + random() % 8);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
          break;
      }
    }
    return text;
  }

  static void survive(const std::string& file, const std::string& good, std::uint64_t seed) {
    ASSERT_EQ(format(load(file, good).faults), "");
    std::mt19937_64 random{seed};
    for (int round = 0; round < 1500; ++round) {
      const std::string text = damaged(good, random);
      const LoadResult result = load(file, text);
      EXPECT_EQ(result.hash.empty(), !result.faults.empty()) << text;
      for (const Fault& fault : result.faults) {
        EXPECT_GT(fault.line, 0) << format(fault) << "\n" << text;
        EXPECT_FALSE(fault.message.empty()) << text;
      }
    }
  }
};

constexpr const char* kYaml = R"(strategy_name: demo
costs: &costs {spread: 0.0002, impact: sqrt}
strategy: {type: trend_baseline, ma_fast: 20}
universe: {file: universe.txt}
trading:
  freq: 1d   # daily
  max_gross_exposure: 1.0
portfolio: {seed_capital: "100000.50"}
pre_trade:
  max_gross_exposure: 1.5x
  max_sector_exposure: {Tech: 0.3}
risk_rules:
  - {type: price_collar, mode: shadow}
)";
constexpr const char* kJson = R"({
  "strategy_name": "demo",
  "strategy": {"type": "trend_baseline", "ma_fast": 20},
  "universe": {"symbols": ["AAPL", "MSFT"]},
  "trading": {"freq": "1d", "max_gross_exposure": 1.0},
  "portfolio": {"seed_capital": 1e5},
  "risk_rules": [{"type": "price_collar", "mode": "shadow"}]
}
)";
constexpr const char* kToml = R"(strategy_name = "demo"
[strategy]
type = "trend_baseline"
ma_fast = 20
[universe]
symbols = ["AAPL", "MSFT"]
[trading]
freq = "1d"
[portfolio]
seed_capital = 100000.0
[[risk_rules]]
type = "price_collar"
since = 2025-01-15
)";

TEST_F(Mutation, OfYaml_GivesAConfigOrAFaultWithALine) { survive("configs/a.yaml", kYaml, 1); }
TEST_F(Mutation, OfJson_GivesAConfigOrAFaultWithALine) { survive("configs/a.json", kJson, 2); }
TEST_F(Mutation, OfToml_GivesAConfigOrAFaultWithALine) { survive("configs/a.toml", kToml, 3); }

}  // namespace
}  // namespace sluice::config
