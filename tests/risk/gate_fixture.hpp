// SPDX-License-Identifier: Apache-2.0
//
// gate_fixture.hpp: a gate with scripted rules, a book over three instruments, and a log of all
// that was said.
#pragma once

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk/gate.hpp"
#include "risk/scripted_rule.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::risk {

class GateTest : public ::testing::Test {
 protected:
  void add(std::string id, testing::Answer answer, RuleMode mode = RuleMode::kEnforce) {
    rules_.push_back(testing::chained(std::move(id), std::move(answer), log_, mode));
  }
  testing::ScriptedRule& last_rule() {
    return static_cast<testing::ScriptedRule&>(*rules_.back().rule);
  }
  // Builds the gate of the rules added so far.
  Gate& gate() {
    if (!gate_) gate_ = std::make_unique<Gate>(config_, std::move(rules_), kill_switch(), audit_);
    return *gate_;
  }
  KillSwitch& kill_switch() {
    if (!kill_switch_) kill_switch_ = std::make_unique<KillSwitch>(kill_config_);
    return *kill_switch_;
  }
  const BatchResult& judge(std::vector<Intent> intents) {
    gate().judge(intents, book_, result_);
    return result_;
  }
  const BatchResult& judge_one(std::string_view quantity = "10") {
    return judge({testing::market_intent(++intents_made_, 0, Side::kBuy, quantity, "100")});
  }
  // Which rules were asked, in order.
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> lines;
    for (const auto& line : log_)
      if (line.rfind("ask ", 0) == 0) lines.push_back(line);
    return lines;
  }

  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  GateConfig config_;
  KillSwitchConfig kill_config_;
  const InstrumentTable table_{testing::instruments({"AAA", "BBB", "CCC"})};
  RiskBook book_{table_};
  BatchResult result_;

 private:
  std::vector<ChainedRule> rules_;
  std::unique_ptr<KillSwitch> kill_switch_;
  std::unique_ptr<Gate> gate_;
  std::uint64_t intents_made_ = 0;
};

}  // namespace sluice::risk
