// SPDX-License-Identifier: Apache-2.0
//
// controls_test.cpp: the example configuration with every standard control that judges orders runs
// a paper track: it trades, and no control lacks what it needs in a daily run.
#include "e2e/cli_fixture.hpp"

namespace sluice::e2e {
namespace {

class ControlsExample : public CliTest {
 protected:
  // Everything the track wrote.
  [[nodiscard]] std::string everything() const {
    std::string all;
    for (const auto& [name, content] : read_tree(path("output"))) all += content;
    return all;
  }
};

TEST_F(ControlsExample, PaperTrack_WithAllOrderControls_TradesAndRefusesWhatIsRestricted) {
  const auto config = demo_config().parent_path() / "dow30_controls.yaml";
  const auto run = sluice({"paper-track", "run", "-c", config.native(), "--data-dir", "output",
                           "--from", "1994-10-03", "--to", "1995-03-31"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(errors_of(run.err), "");
  const std::string trades = text("output/strategy_dow30_controls/trades_all.csv");
  EXPECT_GT(count_of(trades, "\n"), 50U);
  const std::string all = everything();
  EXPECT_GT(count_of(all, "RESTRICTED: rule=restricted_list"), 0U);
  for (const auto* control :
       {"trading_state", "instrument_filters", "max_order_quantity", "max_order_notional",
        "price_collar",  "period_collar",      "stale_reference",    "crossed_market",
        "market_hours",  "intent_conflict",    "duplicate_order",    "order_rate",
        "message_rate",  "max_open_orders",    "working_notional",   "daily_notional",
        "buying_power",  "adv_participation",  "self_trade",         "parent_conservation",
        "max_position",  "max_positions",      "max_leverage",       "concentration",
        "short_sale",    "restricted_list",    "live_limits",        "daily_loss",
        "drawdown",      "repeated_execution", "reject_burst",       "disconnect",
        "position_drift"})
    EXPECT_NE(all.find(control), std::string::npos) << control;
  // Nothing that a control needs is missing in a daily run.
  for (const auto* missing :
       {"NO_TICK", "NO_LOT", "NO_MARKET_PRICE", "NO_REFERENCE", "NO_QUOTE", "NO_AVERAGE_VOLUME",
        "NO_SESSION", "NO_PEAK_EQUITY", "NO_HEARTBEAT", "NO_VENUE_POSITION", "NO_WORKING_PRICE",
        "UNREADABLE", "MEMORY_FULL", "TRADING_STATE_UNKNOWN", "FUTURE_REFERENCE", "STALE_REFERENCE",
        "PLUGIN_FAULT", "VALUE_OVERFLOW"})
    EXPECT_EQ(all.find(missing), std::string::npos) << missing;
}

}  // namespace
}  // namespace sluice::e2e
