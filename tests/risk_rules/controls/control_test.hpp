// SPDX-License-Identifier: Apache-2.0
//
// control_test.hpp: one control of the library and the world it judges.
//
// The library is loaded as a host loads it, through its entry function; SLUICE_CONTROLS_LIBRARY
// names another file to load, which is how scripts/mutate_controls shows that tests notice.
// Verdicts are compared as text: "APPROVE 99/100", "REJECT MAX_POSITION 101/100", "HALT DAILY_LOSS
// session halt_and_cancel 0.02/0.02".
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <sluice/risk_event.hpp>
#include <sluice/testing/mock_components.hpp>

#include "world.hpp"

namespace sluice::risk_rules::test {

using Kind = RiskEventKind;

// The library under test; a test fails at once if it can't be loaded.
[[nodiscard]] const sluice_library& library();
// Null if the library has no such component.
[[nodiscard]] const sluice_component* find_component(std::string_view id);
[[nodiscard]] std::string text_of(const sluice_verdict& verdict);
// A file that is there as long as the test runs.
[[nodiscard]] std::string file_with(std::string_view name, std::string_view content);

class ControlTest : public ::testing::Test {
 protected:
  // The control under test, told that a session begins.
  void make(std::string_view id, std::string_view params = "{}");
  void begin_session();
  [[nodiscard]] std::string check(const sluice_order& order);
  [[nodiscard]] std::string assess();
  void tell(Kind kind, const sluice_order& order, std::int64_t quantity = 0,
            std::int64_t price = 0);

  // What a host does: judges, tells, and keeps what is approved open.
  std::string submit(const sluice_order& order);
  void fill(const sluice_order& order, std::string_view quantity, std::string_view price = "100");
  void cancel(const sluice_order& order);
  void release();
  // The process ends and starts again with what was saved.
  void restart();
  // Creation fails; gives the error.
  [[nodiscard]] std::string creation_error(std::string_view id, std::string_view params);

  World world_;
  testing::MockHost host_;
  std::unique_ptr<testing::MockRule> rule_;

 private:
  std::string id_;
  std::string params_;
};

}  // namespace sluice::risk_rules::test
