// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "files/sha256.hpp"
#include "records/text.hpp"
#include "records/track_state.hpp"

namespace sluice::records {
namespace {

template <typename Range, typename Write>
std::string list(const Range& range, Write&& write) {
  std::string out;
  for (const auto& item : range) {
    if (!out.empty()) out += ',';
    out += write(item);
  }
  return out;
}

std::string time_or_null(const std::optional<Timestamp>& time) {
  return time ? '"' + time->to_string() + '"' : "null";
}

std::string order_json(const StateOrder& kept) {
  const Order& order = kept.order;
  const Intent& intent = order.intent;
  // What few orders have is written where it is.
  std::string rare;
  if (has_stop(intent.type))
    rare += fmt::format(R"("stop_price":{},)", intent.stop_price.to_string());
  if (intent.time_in_force == TimeInForce::kGtd)
    rare += fmt::format(R"("good_till":"{}",)", intent.good_till.to_string());
  if (intent.reduce_only) rare += R"("reduce_only":true,)";
  if (intent.post_only) rare += R"("post_only":true,)";
  const auto executions = list(order.executions, [](const Execution& e) {
    return fmt::format(R"({{"id":{},"epoch":{},"qty":{},"price":{},"commission":{}}})", e.id,
                       e.venue_epoch, e.quantity.to_string(), e.price.to_string(),
                       e.commission.to_string());
  });
  return fmt::format(
      R"({{"order_id":{},"intent_id":"{}","symbol":{},"side":"{}","type":"{}","tif":"{}","qty":{},"filled_qty":{},)"
      R"("limit_price":{},"reference_price":{},"reference_time":"{}","decision_time":"{}","average_daily_volume":{},)"
      R"("daily_volatility":"{}",{}"state":"{}","reserved":{},"executions":[{}]}})",
      order.id, intent.id.to_string(), json_string(kept.symbol), name(intent.side),
      name(intent.type), name(intent.time_in_force), intent.quantity.to_string(),
      order.filled.to_string(), intent.limit_price.to_string(), intent.reference_price.to_string(),
      intent.reference_time.to_string(), intent.decision_time.to_string(),
      intent.average_daily_volume.to_string(), intent.daily_volatility, rare, name(order.state),
      order.reserved.to_string(), executions);
}

}  // namespace

std::string compact_state(const TrackState& state) {
  const auto positions = list(state.positions, [](const StatePosition& p) {
    return fmt::format(R"({{"symbol":{},"qty":{}}})", json_string(p.symbol),
                       p.quantity.to_string());
  });
  const auto marks = list(state.marks, [](const StateMark& m) {
    return fmt::format(R"({{"symbol":{},"price":{},"time":"{}"}})", json_string(m.symbol),
                       m.price.to_string(), m.time.to_string());
  });
  const auto statistics = list(state.statistics, [](const auto& s) {
    return fmt::format(R"({}:"{}")", json_string(s.first), s.second);
  });
  const auto components = list(state.components, [](const auto& c) {
    return json_string(c.first) + ':' + json_string(c.second);
  });
  const auto files = list(state.files, [](const auto& f) {
    return fmt::format("{}:{}", json_string(f.first), f.second);
  });
  const Money pnl = Money::from_raw(state.equity.raw() - state.seed_capital.raw());
  return fmt::format(
      R"({{"strategy_name":{},"version":"{}","last_run_date":{},"last_session":{},"created_at":"{}","updated_at":"{}",)"
      R"("config_hash":"{}","seed_capital":{},"cash":{},"equity":{},"peak_equity":{},"total_pnl":{},"total_trades":{},)"
      R"("next_order_id":{},"positions":[{}],"marks":[{}],"open_orders":[{}],"statistics":{{{}}},"components":{{{}}},)"
      R"("files":{{{}}}}})",
      json_string(state.strategy_name), kStateVersion, date_or_null(state.last_run_date),
      time_or_null(state.last_session), state.created_at.to_string(), state.updated_at.to_string(),
      state.config_hash, state.seed_capital.to_string(), state.cash.to_string(),
      state.equity.to_string(), state.peak_equity.to_string(), pnl.to_string(), state.total_trades,
      state.next_order_id, positions, marks, list(state.open_orders, order_json), statistics,
      components, files);
}

std::string state_file_text(const TrackState& state) {
  std::string compact = compact_state(state);
  compact.pop_back();
  compact += fmt::format(R"(,"journal":{{"segment":{},"bytes":{},"next_seq":{},"hash":"{}"}}}})",
                         json_string(state.journal.segment), state.journal.bytes,
                         state.journal.next_seq, state.journal.hash);
  std::string text = indent_json(compact);
  text.resize(text.size() - 2);  // the closing line
  return text + ",\n  \"hash\": \"" + files::sha256_hex(text) + "\"\n}\n";
}

}  // namespace sluice::records
