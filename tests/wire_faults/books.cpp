// SPDX-License-Identifier: Apache-2.0
#include "wire_faults/books.hpp"

#include <map>
#include <set>

#include "drivers/lane_recovery.hpp"
#include "executors/testnet_binance/json_fields.hpp"
#include "executors/testnet_binance/messages.hpp"
#include "files/disk.hpp"
#include "journal/recovery.hpp"
#include "wire_faults/wire_desk.hpp"

namespace sluice::wire_faults {

namespace {

using testnet::decimal_in;
using testnet::integer_in;
using testnet::text_in;

struct SeenOrder {
  std::string status;
  Quantity filled;
  std::multiset<std::string> executions;  // "id quantity price"
};
using Orders = std::map<std::string, SeenOrder>;  // by client id

std::string execution_text(std::uint64_t id, Quantity quantity, Price price) {
  return std::to_string(id) + " " + quantity.to_string() + " " + price.to_string();
}

std::string text_at(const JsonValue& row, std::string_view key) {
  return std::string{text_in(row, key).value_or("")};
}

Orders orders_at_venue(const JsonValue& state) {
  Orders orders;
  for (const JsonValue& row : state.find("orders")->items) {
    SeenOrder& order = orders[text_at(row, "clientOrderId")];
    order.status = text_at(row, "status");
    order.filled = Quantity::from_raw(
        order.filled.raw() + decimal_in<Quantity>(row, "executedQty").value_or(Quantity{}).raw());
  }
  for (const JsonValue& row : state.find("trades")->items)
    orders[text_at(row, "clientOrderId")].executions.insert(
        execution_text(static_cast<std::uint64_t>(integer_in(row, "id").value_or(0)) + 1,
                       decimal_in<Quantity>(row, "qty").value_or(Quantity{}),
                       decimal_in<Price>(row, "price").value_or(Price{})));
  return orders;
}

Orders orders_in_lane(const drivers::LaneState& lane) {
  Orders orders;
  for (const auto* rows : {&lane.router.open, &lane.router.finished})
    for (const Order& each : *rows) {
      SeenOrder& order = orders[testnet::client_id_of({each.intent.id.hi, each.intent.id.lo})];
      order.status = name(each.state);
      order.filled = each.filled;
      for (const Execution& one : each.executions)
        order.executions.insert(execution_text(one.id, one.quantity, one.price));
    }
  return orders;
}

// What both sides say of each order.
void compare_orders(const Orders& venue, const Orders& lane, std::vector<std::string>& found) {
  for (const auto& [id, there] : venue) {
    const auto ours = lane.find(id);
    if (ours == lane.end()) {
      found.push_back(id + " is at the venue, and we know nothing of it");
    } else if (ours->second.filled != there.filled || ours->second.executions != there.executions) {
      found.push_back(id + " has filled " + there.filled.to_string() + " at the venue (" +
                      there.status + "), " + ours->second.filled.to_string() + " with us (" +
                      ours->second.status + ")");
    }
    if (there.status == "NEW" || there.status == "PARTIALLY_FILLED")
      found.push_back(id + " is open at the venue");
  }
  if (lane.size() != static_cast<std::size_t>(kSteps))
    found.push_back("there are " + std::to_string(lane.size()) + " orders with us");
  for (const auto& [id, ours] : lane) {
    if (ours.status == name(OrderState::kDenied)) found.push_back(id + " was denied");
    if (!venue.contains(id) && !ours.filled.is_zero())
      found.push_back(id + " has filled with us, and is not at the venue");
  }
}

Money total_of(const JsonValue& state, std::string_view asset) {
  const JsonValue* const row = state.find("balances")->find("main")->find(asset);
  if (row == nullptr) return {};
  return *checked_add(decimal_in<Money>(*row, "free").value_or(Money{}),
                      decimal_in<Money>(*row, "locked").value_or(Money{}));
}

Result<drivers::LaneState> read_lane(const std::filesystem::path& session) {
  files::PosixDisk disk;
  const InstrumentTable table{traded()};
  drivers::LaneRecovery recovery{table, opening_cash(),
                                 session_config(session).lane.router.remembered_orders};
  const auto found =
      journal::read_log(disk, drivers::journal_directory(session), std::nullopt,
                        [&](const journal::Record& record) { return recovery.take(record); });
  if (!found) return found.error();
  return std::move(recovery).state();
}

}  // namespace

std::vector<std::string> twice_at_venue(const JsonValue& state) {
  std::vector<std::string> found;
  std::set<std::string> seen;
  for (const JsonValue& row : state.find("orders")->items) {
    const std::string id = text_at(row, "clientOrderId");
    if (!seen.insert(id).second) found.push_back(id + " is at the venue twice");
  }
  return found;
}

Result<std::vector<std::string>> differences(const JsonValue& state,
                                             const std::filesystem::path& session) {
  const auto lane = read_lane(session);
  if (!lane) return lane.error();
  std::vector<std::string> found;
  compare_orders(orders_at_venue(state), orders_in_lane(*lane), found);
  for (const Order& each : lane->router.open)
    found.push_back("order " + std::to_string(each.id) + " is " + std::string{name(each.state)} +
                    " with us at the end");
  const Money cash = total_of(state, "USDT");
  if (cash != lane->cash)
    found.push_back("cash is " + cash.to_string() + " at the venue, " + lane->cash.to_string() +
                    " with us");
  const Money position = total_of(state, "BTC");
  const Quantity ours = lane->positions.empty() ? Quantity{} : lane->positions[0];
  if (position.raw() != ours.raw())
    found.push_back("the position is " + position.to_string() + " at the venue, " +
                    ours.to_string() + " with us");
  return found;
}

}  // namespace sluice::wire_faults
