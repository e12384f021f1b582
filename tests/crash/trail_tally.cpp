// SPDX-License-Identifier: Apache-2.0
#include "crash/trail_tally.hpp"

namespace sluice::crash {

void TrailTally::fault(const journal::Record& record, const std::string& what) {
  faults_.push_back("record " + std::to_string(record.seq()) + " (" + std::string{record.type()} +
                    "): " + what);
}

void TrailTally::take(const journal::Record& record) {
  const std::string intent = record.text("intent_id").value_or("");
  if (record.type() == "NEW")
    wishes_[intent] = {record.text("time").value_or("") + " " + record.text("side").value_or("") +
                           " " + std::string{record.json("qty").value_or("")} + " " +
                           record.text("symbol").value_or(""),
                       record.text("symbol").value_or(""), record.text("side") == "BUY"};
  if (record.type() == "HALT" || record.type() == "DISPUTED" || record.type() == "QUARANTINE")
    fault(record, "nothing here should be in doubt: " + std::string{record.own_fields()});
  const auto id = record.integer("order_id");
  if (!id) return;
  TalliedOrder& order = orders_[static_cast<std::uint64_t>(*id)];
  if (order.intent.empty()) {
    const auto wish = wishes_.find(intent);
    if (wish == wishes_.end()) return fault(record, "an order that nobody wished");
    order.intent = intent;
    order.wish = wish->second.words;
    order.symbol = wish->second.symbol;
    order.buys = wish->second.buys;
  } else if (order.intent != intent) {
    fault(record, "the order was of another intent before");
  }
  if (const auto state = record.text("state")) order.state = *state;
  if (record.type() == "SENDING") take_sending(record, order);
  if (record.type() == "RETRY") ++order.proofs;
  if (record.integer("execution")) take_execution(record, order);
}

void TrailTally::take_sending(const journal::Record& record, TalliedOrder& order) {
  const auto id = static_cast<std::uint64_t>(*record.integer("order_id"));
  const auto [known, is_new] = sent_as_.emplace(order.intent, id);
  if (!is_new && known->second != id)
    fault(record, "the intent was sent as order " + std::to_string(known->second) + " already");
  if (order.sends != order.proofs)
    fault(record, "sent again without a proof that it is not at the venue");
  ++order.sends;
  if (record.integer("attempt") != order.sends) fault(record, "attempts are not counted");
  sends_.insert(std::to_string(id) + " " + std::to_string(order.sends));
}

void TrailTally::take_execution(const journal::Record& record, TalliedOrder& order) {
  const std::string id = std::to_string(*record.integer("order_id")) + " " +
                         std::to_string(record.integer("epoch").value_or(0)) + " " +
                         std::to_string(*record.integer("execution"));
  if (!execution_ids_.insert(id).second) fault(record, "an execution twice: " + id);
  const auto units = [&](std::string_view field) { return record.decimal(field).value_or(0); };
  const int128 quantity = units("qty");
  executions_.insert(id + " " + std::string{record.json("qty").value_or("")} + " " +
                     std::string{record.json("price").value_or("")});
  // Whole lots at prices of eight decimals: nothing is rounded.
  const int128 worth = quantity * units("price") / kScale;
  const int128 change = (order.buys ? -worth : worth) - units("commission");
  cash_ = Money::from_raw(cash_.raw() + change);
  Quantity& held = positions_[order.symbol];
  const auto lots = static_cast<std::int64_t>(quantity);
  held = Quantity::from_raw(held.raw() + (order.buys ? lots : -lots));
  order.filled = Quantity::from_raw(order.filled.raw() + lots);
}

}  // namespace sluice::crash
