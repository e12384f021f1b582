// SPDX-License-Identifier: Apache-2.0
#include "api/trail_events.hpp"

#include "api/answers.hpp"
#include "journal/record_types.hpp"
#include "routing/router_config.hpp"

namespace sluice::api {
namespace {

constexpr std::size_t kRemembered = 4'096;
static_assert(kRemembered % routing::RouterConfig{}.remembered_orders == 0);

std::string json_or(const journal::Record& record, std::string_view field, std::string_view other) {
  const auto json = record.json(field);
  return std::string{json ? *json : other};
}

void add(std::string& out, std::string_view name, std::string_view json) {
  out += ",\"";
  out += name;
  out += "\":";
  out += json;
}

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

// As the blotter words it; empty: no change that is told.
std::string_view status_of(std::string_view type) {
  if (type == journal::kSending || type == journal::kAcked) return "SENT";
  if (type == journal::kPartial) return "PARTIAL";
  if (type == journal::kFilled) return "FILLED";
  if (type == journal::kCanceled) return "CANCELED";
  if (type == journal::kExpired) return "EXPIRED";
  if (type == journal::kRejected || type == journal::kDenied) return "REJECTED";
  if (type == journal::kRetry || type == journal::kFailedFinal) return "ERROR";
  return {};
}

bool is_end(std::string_view type) {
  return type == journal::kFilled || type == journal::kCanceled || type == journal::kExpired ||
         type == journal::kRejected || type == journal::kDenied || type == journal::kFailedFinal;
}

bool is_halt(std::string_view type) {
  return type == journal::kKillSwitch || type == journal::kKillSwitchReleased ||
         type == journal::kHalt || type == journal::kHaltReleased;
}

}  // namespace

std::string begin_event(const journal::Record& record, std::string_view session,
                        std::string_view event) {
  std::string out = "{";
  if (!session.empty()) {
    out += R"("session":")";
    out += session;
    out += R"(","session_)";
  } else {
    out += '"';
  }
  out += R"(seq":)" + std::to_string(record.seq()) + R"(,"time":")";
  out += record.time_text();
  out += session.empty() ? R"(","event":")" : R"(","event":"session_)";
  out += event;
  return out + '"';
}

std::string TrailEvents::begin(const journal::Record& record, std::string_view event) const {
  return begin_event(record, session_, event);
}

std::string TrailEvents::order_event(const journal::Record& record, std::string_view intent,
                                     const Known& known, std::string_view status) const {
  std::string out = begin(record, "order");
  add(out, "order_id", in_quotes(intent));
  add(out, "symbol", known.symbol);
  add(out, "side", known.side);
  add(out, "quantity", known.quantity);
  add(out, "status", in_quotes(status));
  add(out, "client_order_id", known.client_order_id);
  add(out, "reason", json_or(record, "reason", "null"));
  return out + '}';
}

std::string TrailEvents::fill_events(const journal::Record& record, std::string_view intent,
                                     Known& known) {
  std::string out = begin(record, "fill");
  add(out, "exec_id", in_quotes(exec_id(intent, ++known.fills)));
  add(out, "order_id", in_quotes(intent));
  add(out, "symbol", known.symbol);
  add(out, "side", known.side);
  add(out, "quantity", json_or(record, "qty", "0"));
  add(out, "price", json_or(record, "price", "null"));
  add(out, "commission", json_or(record, "commission", "0"));
  return out + "}," + position_event(record, known, 1);
}

std::string TrailEvents::position_event(const journal::Record& record, const Known& known,
                                        int sign) {
  Quantity& held = positions_[known.symbol];
  const auto quantity = detail::narrow(record.decimal("qty").value_or(0)).value_or(0);
  const int way = known.side == R"("BUY")" ? sign : -sign;
  held = Quantity::from_raw(held.raw() + way * quantity);
  std::string out = begin(record, "position");
  add(out, "symbol", known.symbol);
  add(out, "quantity", held.to_string());
  return out + '}';
}

void TrailEvents::end(const std::string& intent, Known& known, OrderId order) {
  if (std::exchange(known.is_over, true)) return;
  known.order = order;
  ++known.places;
  ended_.push_back(intent);
  if (ended_.size() > kRemembered) leave_ended();
}

// What comes late still finds every order that the router remembers, and that may be older than any
// number of orders: a finished order's place is taken by one whose id is a multiple of the router's
// capacity away, and that one may rest. So it keeps its place here too.
void TrailEvents::leave_ended() {
  const std::string intent = std::move(ended_.front());
  ended_.pop_front();
  const auto found = known_.find(intent);
  if (found == known_.end() || --found->second.places != 0 || !found->second.is_over) return;
  if (found->second.order == 0) {
    known_.erase(found);
    return;
  }
  std::string& place = long_ended_[found->second.order % kRemembered];
  const auto before = known_.find(place);
  if (place != intent && before != known_.end() && before->second.is_over &&
      before->second.places == 0)
    known_.erase(before);
  place = intent;
}

std::string TrailEvents::events_of(const journal::Record& record) {
  const auto type = record.type();
  if (is_halt(type)) {
    std::string out = begin(record, "kill_switch");
    add(out, "engaged", type == journal::kKillSwitch || type == journal::kHalt ? "true" : "false");
    add(out, "text", json_or(record, "text", "\"\""));
    return out + '}';
  }
  if (type == journal::kReset) {
    known_.clear();
    ended_.clear();
    long_ended_.clear();
    positions_.clear();
    return begin(record, "reset") + '}';
  }
  const auto intent = record.text("intent_id");
  if (!intent) return {};
  if (type == journal::kNew) {
    // New terms of an order are judged as an intent of their own.
    if (record.json("amends")) return {};
    Known& known = known_[*intent];
    const std::uint32_t places = known.places;
    known = Known{json_or(record, "symbol", "null"), json_or(record, "side", "null"),
                  json_or(record, "qty", "0"), json_or(record, "client_order_id", "null")};
    known.places = places;
    return order_event(record, *intent, known, "NEW");
  }
  const auto found = known_.find(*intent);
  if (found == known_.end()) return {};
  Known& known = found->second;
  std::string out;
  if (type == journal::kVerdict) {
    const bool is_refused = record.text("state") == "DENIED";
    out = begin(record, "verdict");
    add(out, "order_id", in_quotes(*intent));
    add(out, "approved", is_refused ? "false" : "true");
    add(out, "reason", json_or(record, "reason", "null"));
    add(out, "rules", json_or(record, "rules", "[]"));
    out += '}';
    if (!is_refused) return out;
    out += ',' + order_event(record, *intent, known, "REJECTED");
    end(*intent, known, 0);
    return out;
  }
  if (type == journal::kBusted) return position_event(record, known, -1);
  if (type == journal::kReplaceAsked) known.asked = json_or(record, "qty", known.quantity);
  if (type == journal::kReplaced) {
    known.quantity = known.asked;
    return order_event(record, *intent, known, known.fills > 0 ? "PARTIAL" : "SENT");
  }
  // Also of one that was filled before its cancel arrived: it stays CANCELED.
  const bool is_fill = record.integer("execution").has_value();
  if (is_fill) out = fill_events(record, *intent, known) + ',';
  auto status = status_of(type);
  if (status.empty()) return {};
  if (type != journal::kFilled && is_end(type) && known.fills > 0) status = "PARTIAL_SUCCESS";
  out += order_event(record, *intent, known, status);
  if (!is_end(type))
    known.is_over = false;
  else
    end(*intent, known, static_cast<OrderId>(record.integer("order_id").value_or(0)));
  return out;
}

}  // namespace sluice::api
