// SPDX-License-Identifier: Apache-2.0
//
// paper_answers.cpp: query and snapshot, what the paper venue knows of its orders.
#include <algorithm>

#include "paper.hpp"

namespace sluice::executors {
void Paper::tell(const PaperOrder& order, bool by_name, Reports& reports) const {
  Reports told;
  told.status(by_name ? order.order_id : 0, order.status, Quantity::from_raw(order.filled),
              Quantity::from_raw(order.quantity), Price::from_raw(order.limit_price), host_.now());
  sluice_execution_report row = told.rows().front();
  row.instrument = order.instrument;
  row.intent_id = order.intent_id;
  reports.add(row);
}

void Paper::query(const sluice_order& order, Reports& reports) const {
  const auto answer = [&](const auto& orders) {
    for (const PaperOrder& kept : orders) {
      if (kept.order_id != order.order_id) continue;
      sluice_quantity cumulative = 0;
      for (const PaperExecution& execution : kept.executions)
        reports.add(PaperLedger::row_of(kept, execution, cumulative += execution.quantity));
      tell(kept, true, reports);
      return true;
    }
    return false;
  };
  if (answer(state_.open) || answer(state_.closed)) return;
  if (state_.seen.contains(order.order_id))
    throw Failure(SLUICE_ERROR_UNSUPPORTED,
                  "paper: order " + std::to_string(order.order_id) + " was over long ago");
  reports.not_found(order.order_id, host_.now());
}

void Paper::snapshot(Timestamp since, Rows<sluice_order> asked, Reports& reports,
                     VenueAccount& account) const {
  std::vector<sluice_execution_report> executions;
  const auto gather = [&](const auto& orders) {
    for (const PaperOrder& order : orders) {
      sluice_quantity cumulative = 0;
      for (const PaperExecution& execution : order.executions) {
        cumulative += execution.quantity;
        if (execution.time < since.nanoseconds()) continue;
        executions.push_back(PaperLedger::row_of(order, execution, cumulative));
        executions.back().instrument = order.instrument;
        executions.back().intent_id = order.intent_id;
      }
    }
  };
  gather(state_.closed);
  gather(state_.open);
  std::stable_sort(executions.begin(), executions.end(),
                   [](const auto& a, const auto& b) { return a.time < b.time; });
  for (const sluice_execution_report& row : executions) reports.add(row);
  for (const PaperOrder& order : state_.open) {
    const bool is_asked = std::any_of(asked.begin(), asked.end(), [&](const sluice_order& row) {
      return row.order_id == order.order_id;
    });
    tell(order, is_asked, reports);
  }
  if (state_.knows_positions) {
    std::vector<sluice_venue_position> positions;
    for (std::uint32_t i = 0; i < state_.positions.size(); ++i)
      if (state_.positions[i] != 0)
        positions.push_back({sizeof(sluice_venue_position), i, state_.positions[i]});
    account.positions(positions);
  }
  if (since.nanoseconds() > state_.forgotten_until) account.complete(host_.now());
}

}  // namespace sluice::executors
