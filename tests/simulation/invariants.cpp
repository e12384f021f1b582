// SPDX-License-Identifier: Apache-2.0
#include "simulation/invariants.hpp"

#include <algorithm>
#include <cstring>

namespace sluice::simulation {
namespace {

std::string of_order(const Order& order, std::string_view field) {
  return std::string{field} + " of order " + std::to_string(order.id);
}

std::string difference(const Order& a, const Order& b) {
  if (a.id != b.id) return "orders " + std::to_string(a.id) + " and " + std::to_string(b.id);
  if (a.intent.id != b.intent.id) return of_order(a, "intent");
  if (a.intent.instrument != b.intent.instrument || a.intent.side != b.intent.side ||
      a.intent.type != b.intent.type || a.intent.time_in_force != b.intent.time_in_force ||
      a.intent.decision_time != b.intent.decision_time ||
      a.intent.reference_price != b.intent.reference_price)
    return of_order(a, "what was decided");
  if (a.intent.quantity != b.intent.quantity)
    return of_order(a, "quantity") + ": " + a.intent.quantity.to_string() + " and " +
           b.intent.quantity.to_string();
  if (a.intent.limit_price != b.intent.limit_price)
    return of_order(a, "limit") + ": " + a.intent.limit_price.to_string() + " and " +
           b.intent.limit_price.to_string();
  if (a.state != b.state)
    return of_order(a, "state") + ": " + std::string{name(a.state)} + " and " +
           std::string{name(b.state)};
  if (!(a.flags == b.flags))
    return of_order(a, "flags") +
           " (unknown, disputed, cancel, replace): " + std::to_string(a.flags.unknown) +
           std::to_string(a.flags.disputed) + std::to_string(a.flags.pending_cancel) +
           std::to_string(a.flags.pending_replace) + " and " + std::to_string(b.flags.unknown) +
           std::to_string(b.flags.disputed) + std::to_string(b.flags.pending_cancel) +
           std::to_string(b.flags.pending_replace);
  if (a.attempts != b.attempts) return of_order(a, "attempts");
  if (a.sent_at != b.sent_at) return of_order(a, "time of sending");
  if (a.filled != b.filled) return of_order(a, "filled");
  if (a.reserved != b.reserved)
    return of_order(a, "reserved") + ": " + a.reserved.to_string() + " and " +
           b.reserved.to_string();
  if (a.executions != b.executions) return of_order(a, "executions");
  if (a.flags.pending_replace &&
      (a.replace_quantity != b.replace_quantity || a.replace_limit != b.replace_limit))
    return of_order(a, "new terms");
  if (a.reason != b.reason)
    return of_order(a, "reason") + ": '" + a.reason.data() + "' and '" + b.reason.data() + "'";
  return {};
}

std::string difference(const std::vector<Order>& a, const std::vector<Order>& b,
                       std::string_view which) {
  if (a.size() != b.size())
    return std::to_string(a.size()) + " and " + std::to_string(b.size()) + " " +
           std::string{which} + " orders";
  for (std::size_t i = 0; i < a.size(); ++i)
    if (auto found = difference(a[i], b[i]); !found.empty()) return found;
  return {};
}

}  // namespace

std::string_view name(Invariant invariant) noexcept {
  constexpr std::string_view kNames[] = {"",
                                         "sent once",
                                         "within the budget",
                                         "our books are the venue's",
                                         "no sending when stopped",
                                         "durable first",
                                         "rebuilt from the journal",
                                         "nothing is lost",
                                         "everything settles",
                                         "no false alarm",
                                         "a single writer",
                                         "damage is refused",
                                         "same seed, same bytes",
                                         "groups hold together"};
  return kNames[static_cast<std::size_t>(invariant)];
}

std::string difference(const drivers::LaneState& a, const drivers::LaneState& b) {
  if (a.positions != b.positions) return "positions";
  if (a.cash != b.cash) return "cash: " + a.cash.to_string() + " and " + b.cash.to_string();
  if (a.router.next_id != b.router.next_id) return "the next order's number";
  if (a.router.halt != b.router.halt)
    return "halt: '" + a.router.halt + "' and '" + b.router.halt + "'";
  if (auto found = difference(a.router.open, b.router.open, "open"); !found.empty()) return found;
  return difference(a.router.finished, b.router.finished, "finished");
}

bool is_durable(const VirtualDisk& disk, std::string_view type, const IntentId& intent,
                std::string_view text) {
  const std::string wanted = intent.to_string();
  for (const auto& [file, bytes] : disk.durable()) {
    const char* const end = bytes.data() + bytes.size();
    const char* from = bytes.data();
    for (;;) {
      const void* const found =
          memmem(from, static_cast<std::size_t>(end - from), wanted.data(), wanted.size());
      if (found == nullptr) break;
      const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
      const std::size_t begin = bytes.rfind('\n', at) + 1;
      const std::size_t line_end = bytes.find('\n', at);
      if (line_end == std::string_view::npos) break;
      const std::string_view line = bytes.substr(begin, line_end - begin);
      if (line.find(type) != std::string_view::npos && line.find(text) != std::string_view::npos)
        return true;
      from = bytes.data() + line_end;
    }
  }
  return false;
}

void check_sent_once(const Exchange& exchange) {
  const auto& orders = exchange.orders();
  if (orders.empty()) return;
  // Those before were looked at when they were the newest.
  const std::size_t from = orders.size() > 8 ? orders.size() - 8 : 0;
  for (std::size_t i = from; i < orders.size(); ++i) {
    if (orders[i].status == SLUICE_STATUS_REJECTED) continue;
    for (std::size_t j = 0; j < i; ++j)
      if (orders[j].client == orders[i].client && orders[j].status != SLUICE_STATUS_REJECTED)
        throw Violation{Invariant::kSentOnce,
                        "the venue accepted " + client_order_id(orders[i].client) + " twice"};
  }
}

}  // namespace sluice::simulation
