// SPDX-License-Identifier: Apache-2.0
//
// run_config_session.cpp: the section `session` as plain data.
#include <array>
#include <utility>

#include "config/run_config_steps.hpp"
#include "config/schema_rules.hpp"

namespace sluice::config {
namespace {

int candle_seconds(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, int>, 10> kCandles{{{"1s", 1},
                                                                       {"5s", 5},
                                                                       {"10s", 10},
                                                                       {"15s", 15},
                                                                       {"30s", 30},
                                                                       {"1min", 60},
                                                                       {"5min", 300},
                                                                       {"15min", 900},
                                                                       {"30min", 1800},
                                                                       {"60min", 3600}}};
  for (const auto& [name, seconds] : kCandles)
    if (name == word) return seconds;
  return 60;
}

}  // namespace

std::optional<Session> build_session(const Value& root, const std::string& strategy_name) {
  if (root.find("session") == nullptr) return std::nullopt;
  Session session;
  const auto text = [&](std::string_view key) {
    return text_at(root, "session", key).value_or(std::string{});
  };
  const auto number = [&](std::string_view key, double fallback) {
    const Value* value = value_at(root, "session", key);
    return value != nullptr && value->is_number() ? value->number() : fallback;
  };
  const auto whole = [&](std::string_view key, int fallback) {
    return static_cast<int>(number(key, fallback));
  };
  session.id = text_at(root, "session", "id").value_or(strategy_name);
  session.account = text("account");
  session.execution_mode = text("execution_mode");
  session.max_positions = whole("max_positions", 0);
  session.max_position_size_pct = number("max_position_size_pct", 0);
  session.max_daily_loss_pct = number("max_daily_loss_pct", 0);
  session.account_budget = text_at(root, "session", "account_budget");
  session.tick_seconds = number("tick_seconds", session.tick_seconds);
  session.ticks_on_quotes = text("tick") == "quote";
  session.candle_seconds = candle_seconds(text("candle"));
  session.signal_ttl_seconds = whole("signal_ttl_seconds", session.signal_ttl_seconds);
  session.max_price_age_seconds = whole("max_price_age_seconds", 0);
  session.disconnect_after_seconds =
      whole("disconnect_after_seconds", session.disconnect_after_seconds);
  session.resume_when_reconciled = text("resume") == "reconciled";
  session.limit_orders = text("order_type") == "limit";
  session.fill_model = text("fill_model");
  session.speed = number("speed", 0);
  return session;
}

void check_session(const Value& root, Faults& faults) {
  const auto candle = text_at(root, "session", "candle");
  const Value* const tick = value_at(root, "session", "tick_seconds");
  if (!candle || tick == nullptr || !tick->is_number()) return;
  if (tick->number() <= candle_seconds(*candle)) return;
  faults.push_back(fault_at(tick->where, "session.tick_seconds",
                            "expected at most a candle's length, " +
                                std::to_string(candle_seconds(*candle)) + ", got " + show(*tick)));
}

}  // namespace sluice::config
