// SPDX-License-Identifier: Apache-2.0
#include "sessions/status_text.hpp"

#include <string_view>

#include "records/text.hpp"

namespace sluice::sessions {
namespace {

// One object, its members in the order they are added.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value) {
    return raw(key, records::json_string(value));
  }
  JsonObject& number(std::string_view key, std::uint64_t value) {
    return raw(key, std::to_string(value));
  }
  JsonObject& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  JsonObject& time(std::string_view key, Timestamp value) {
    return value == Timestamp{} ? raw(key, "null") : text(key, value.to_string());
  }
  template <typename Rows, typename Show>
  JsonObject& list(std::string_view key, const Rows& rows, Show show) {
    std::string all = "[";
    for (const auto& row : rows) all += (all.size() > 1 ? "," : "") + show(row);
    return raw(key, all + "]");
  }
  JsonObject& raw(std::string_view key, std::string_view value) {
    out_ += out_.size() > 1 ? "," : "";
    records::append_json_string(out_, key);
    out_.append(":").append(value);
    return *this;
  }
  [[nodiscard]] std::string done() const { return out_ + "}"; }

 private:
  std::string out_ = "{";
};

std::string json_of(const PositionNow& position) {
  return JsonObject{}
      .text("symbol", position.symbol)
      .text("quantity", position.quantity.to_string())
      .text("last", position.last.to_string())
      .done();
}

}  // namespace

std::string to_json(const RiskStatus& risk) {
  return JsonObject{}
      .number("current_positions", risk.current_positions)
      .number("max_positions", risk.max_positions)
      .number("positions_headroom", risk.positions_headroom)
      .text("position_size_limit", risk.position_size_limit.to_string())
      .text("daily_pnl", risk.daily_pnl.to_string())
      .text("daily_loss_limit", risk.daily_loss_limit.to_string())
      .text("daily_loss_headroom", risk.daily_loss_headroom.to_string())
      .flag("is_within_trading_hours", risk.is_within_trading_hours)
      .flag("is_daily_limit_reached", risk.is_daily_limit_reached)
      .done();
}

std::string to_json(const SignalNow& now) {
  const Signal& signal = now.signal;
  return JsonObject{}
      .number("id", signal.id)
      .text("symbol", now.symbol)
      .text("kind", name(signal.kind))
      .text("side", name(signal.side))
      .text("quantity", signal.quantity.to_string())
      .text("reference", signal.reference.to_string())
      .text("state", name(signal.state))
      .time("time", signal.time)
      .time("candle", signal.candle)
      .time("expires", signal.expires)
      .time("decided", signal.decided)
      .number("order_id", signal.order)
      .text("who", signal.who)
      .text("reason", signal.reason)
      .done();
}

std::string to_json(const SessionStatus& status) {
  const auto quoted = [](const std::string& text) { return records::json_string(text); };
  return JsonObject{}
      .text("session_id", status.id)
      .text("strategy", status.strategy)
      .text("account", status.account)
      .text("route", status.route)
      .text("execution_mode", name(status.mode))
      .text("config_hash", status.config_hash)
      .list("symbols", status.symbols, quoted)
      .text("status", name(status.state))
      .text("reason", status.why)
      .time("since", status.since)
      .time("now", status.now)
      .text("cash", status.cash.to_string())
      .text("equity", status.equity.to_string())
      .raw("risk", to_json(status.risk))
      .list("positions", status.positions, json_of)
      .number("open_orders", status.open_orders)
      .number("orders", status.orders)
      .number("fills", status.fills)
      .flag("reconciled", status.is_reconciled)
      .list("differences", status.differences, quoted)
      .flag("connected", status.is_connected)
      .list("faults", status.faults, quoted)
      .number("ticks", status.ticks)
      .number("late_ticks", status.late_ticks)
      .number("events_dropped", status.events_dropped)
      .list("signals", status.signals, [](const SignalNow& one) { return to_json(one); })
      .done();
}

std::string to_json(const SessionCheck& check) {
  std::string rows;
  for (std::size_t i = 0; i < check.list.size(); ++i)
    rows += (rows.empty() ? "" : ",") + JsonObject{}
                                            .text("name", check.list[i].name)
                                            .flag("passed", check.list[i].passed)
                                            .flag("asked_for", check.is_asked_for[i])
                                            .text("measured", check.list[i].measured)
                                            .text("required", check.list[i].required)
                                            .text("hint", check.list[i].hint)
                                            .done();
  return "[" + rows + "]";
}

records::StoredSession to_stored(const SessionStatus& status,
                                 const std::filesystem::path& directory) {
  return {status.id,
          status.strategy,
          status.account,
          status.route,
          std::string{name(status.mode)},
          std::string{name(status.state)},
          status.why,
          status.now.to_string(),
          directory.native(),
          to_json(status)};
}

}  // namespace sluice::sessions
