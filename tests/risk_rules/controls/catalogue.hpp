// SPDX-License-Identifier: Apache-2.0
//
// catalogue.hpp: the 34 standard controls by number, each with parameters that let an order pass.
//
// Place: tests that hold for every control. Files named in parameters are written by params_of.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "control_test.hpp"

namespace sluice::risk_rules::test {

struct Entry {
  std::string_view id;
  std::string_view params;
  std::string_view file;  // content of the file that stands for FILE in the parameters
};

inline void PrintTo(const Entry& entry, std::ostream* out) { *out << entry.id; }

inline constexpr Entry kCatalogue[] = {
    {"trading_state", "{}", ""},
    {"instrument_filters", "{}", ""},
    {"max_order_quantity", R"({"limit":1000})", ""},
    {"max_order_notional", R"({"limit":"1x"})", ""},
    {"price_collar", "{}", ""},
    {"period_collar", "{}", ""},
    {"stale_reference", "{}", ""},
    {"crossed_market", "{}", ""},
    {"intent_conflict", "{}", ""},
    {"duplicate_order", "{}", ""},
    {"order_rate", "{}", ""},
    {"message_rate", "{}", ""},
    {"repeated_execution", "{}", ""},
    {"max_open_orders", "{}", ""},
    {"working_notional", R"({"limit":"1x"})", ""},
    {"daily_notional", R"({"limit":"1x"})", ""},
    {"buying_power", "{}", ""},
    {"max_position", R"({"quantity":1000,"notional":"1x"})", ""},
    {"max_leverage", "{}", ""},
    {"concentration", "{}", ""},
    {"adv_participation", "{}", ""},
    {"self_trade", "{}", ""},
    {"restricted_list", R"({"file":"FILE"})", "symbol,from\nOTHER,2025-01-01\n"},
    {"short_sale", R"({"locates":"FILE"})", "symbol,from,quantity\nS0,2025-01-01,1000\n"},
    {"market_hours", "{}", ""},
    {"daily_loss", "{}", ""},
    {"drawdown", "{}", ""},
    {"parent_conservation", "{}", ""},
    {"reject_burst", "{}", ""},
    {"disconnect", "{}", ""},
    {"position_drift", "{}", ""},
    {"config_hash", R"({"approved":"FILE"})",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"},
    {"max_positions", R"({"limit":10})", ""},
    {"live_limits", R"({"max_live_notional_total":50000})", ""},
};

[[nodiscard]] inline std::string params_of(const Entry& entry) {
  std::string params{entry.params};
  const auto place = params.find("FILE");
  if (place != std::string::npos) params.replace(place, 4, file_with(entry.id, entry.file));
  return params;
}

}  // namespace sluice::risk_rules::test
