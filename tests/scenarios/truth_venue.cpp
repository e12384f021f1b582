// SPDX-License-Identifier: Apache-2.0
#include "scenarios/truth_venue.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sluice::scenarios {
namespace {

constexpr std::int64_t kLateBy = TruthVenue::kBoundNs - 1;

void tell(const sluice_report_sink& sink, const sluice_execution_report& report) {
  (void)sink.on_reports(sink.context, {&report, 1, sizeof report});
}

}  // namespace

const TruthVenue::Known* TruthVenue::find(OrderId id) const {
  const auto found = books_.find(id);
  return found == books_.end() ? nullptr : &found->second;
}

int TruthVenue::arrivals(OrderId id) const {
  const auto found = arrivals_.find(id);
  return found == arrivals_.end() ? 0 : found->second;
}

sluice_execution_report TruthVenue::report(const Known& known, std::uint32_t kind,
                                           Timestamp time) const {
  sluice_execution_report made{};
  made.size = sizeof made;
  made.kind = kind;
  made.order_id = known.id;
  made.intent_id = known.row.intent_id;
  made.time = time.nanoseconds();
  if (known.tells_cumulative) made.tells = SLUICE_TELLS_CUMULATIVE;
  made.cumulative_quantity = known.filled.raw();
  return made;
}

sluice_execution_report TruthVenue::status_of(const Known& known) const {
  auto made = report(known, SLUICE_REPORT_STATUS, now_);
  made.order_status = known.status;
  made.tells = SLUICE_TELLS_CUMULATIVE | SLUICE_TELLS_TERMS;
  made.order_quantity = known.row.quantity;
  made.order_limit_price = known.row.limit_price;
  return made;
}

void TruthVenue::arrive(const sluice_order& row, Timestamp time) {
  ++arrivals_[row.order_id];
  const Plan& plan = plans_.at(row.order_id);
  Known known;
  known.id = row.order_id;
  known.row = row;
  known.arrived = time;
  known.tells_cumulative = plan.tells_cumulative;
  known.events = plan.events;
  if (plan.acks) said_.push_back(report(known, SLUICE_REPORT_ACKED, time));
  books_[row.order_id] = std::move(known);
}

void TruthVenue::happen(Known& known, const Planned& event, Timestamp time) {
  if (known.status != SLUICE_STATUS_OPEN) return;
  if (event.what != Planned::What::kFill) {
    const bool partly = !known.filled.is_zero();
    if (event.what == Planned::What::kReject && partly) return;
    struct End {
      std::uint32_t status;
      std::uint32_t kind;
    };
    const End end =
        event.what == Planned::What::kReject   ? End{SLUICE_STATUS_REJECTED, SLUICE_REPORT_REJECTED}
        : event.what == Planned::What::kCancel ? End{SLUICE_STATUS_CANCELED, SLUICE_REPORT_CANCELED}
                                               : End{SLUICE_STATUS_EXPIRED, SLUICE_REPORT_EXPIRED};
    known.status = end.status;
    said_.push_back(report(known, end.kind, time));
    return;
  }
  const auto left = Quantity::from_raw(known.row.quantity - known.filled.raw());
  const Quantity quantity = std::min(event.quantity, left);
  known.filled = Quantity::from_raw(known.filled.raw() + quantity.raw());
  if (known.filled.raw() == known.row.quantity) known.status = SLUICE_STATUS_FILLED;
  auto made = report(known, SLUICE_REPORT_FILLED, time);
  made.execution_id = known.executions.size() + 1;
  made.quantity = quantity.raw();
  made.price = known.row.limit_price;
  known.executions.push_back(made);
  said_.push_back(made);
}

void TruthVenue::move_to(Timestamp time) {
  now_ = std::max(now_, time);
  for (auto late = late_.begin(); late != late_.end();) {
    if (late->second.arrives > now_) {
      ++late;
      continue;
    }
    arrive(late->second.row, late->second.arrives);
    late = late_.erase(late);
  }
  for (auto late = late_terms_.begin(); late != late_terms_.end();) {
    if (late->second.arrives > now_) {
      ++late;
      continue;
    }
    amend(late->second.row, late->second.arrives);
    late = late_terms_.erase(late);
  }
  for (auto& [id, known] : books_) {
    while (!known.events.empty()) {
      const Timestamp due = known.arrived.plus_nanoseconds(known.events.front().after_ns);
      if (due > now_) break;
      const Planned event = known.events.front();
      known.events.erase(known.events.begin());
      happen(known, event, due);
    }
  }
}

Result<void> TruthVenue::submit(std::span<const sluice_order> orders,
                                const sluice_report_sink& sink) {
  bool fails = false;
  for (const sluice_order& row : orders) {
    const auto& ways = plans_.at(row.order_id).ways;
    const Way way = ways[std::min<std::size_t>(row.attempt, ways.size()) - 1];
    switch (way) {
      case Way::kArrivesAndFails:
        fails = true;
        [[fallthrough]];
      case Way::kArrives:
        arrive(row, now_);
        break;
      case Way::kArrivesLate:
        late_[row.order_id] = {row, now_.plus_nanoseconds(kLateBy)};
        break;
      case Way::kTurnedAway: {
        sluice_execution_report made{};
        made.size = sizeof made;
        made.kind = SLUICE_REPORT_NOT_SENT;
        made.order_id = row.order_id;
        made.attempt = row.attempt;
        made.time = now_.nanoseconds();
        said_.push_back(made);  // and may be heard again later
        tell(sink, made);
        break;
      }
      case Way::kLost:
        fails = true;
        break;
      case Way::kLostSilently:
        break;
    }
  }
  move_to(now_);
  if (fails) return Error{"the connection was lost"};
  return {};
}

Result<void> TruthVenue::cancel(const sluice_order& order, const sluice_report_sink&) {
  const auto found = books_.find(order.order_id);
  if (found == books_.end() || found->second.status != SLUICE_STATUS_OPEN) {
    Known stranger;
    stranger.id = order.order_id;
    stranger.row = order;
    stranger.tells_cumulative = false;
    said_.push_back(report(found == books_.end() ? stranger : found->second,
                           SLUICE_REPORT_CANCEL_REJECTED, now_));
    return {};
  }
  happen(found->second, {Planned::What::kCancel, 0, {}}, now_);
  return {};
}

Result<void> TruthVenue::replace(const sluice_order& amended, const sluice_report_sink&) {
  if (replace_way_ == Way::kArrivesLate)
    late_terms_[amended.order_id] = {amended, now_.plus_nanoseconds(kLateBy)};
  if (replace_way_ == Way::kArrives || replace_way_ == Way::kArrivesAndFails) amend(amended, now_);
  if (replace_way_ == Way::kArrivesAndFails || replace_way_ == Way::kLost)
    return Error{"the connection was lost"};
  return {};
}

void TruthVenue::amend(const sluice_order& row, Timestamp time) {
  const auto found = books_.find(row.order_id);
  if (found == books_.end()) return;
  Known& known = found->second;
  const bool can =
      known.status == SLUICE_STATUS_OPEN && Quantity::from_raw(row.quantity) > known.filled;
  if (can) {
    known.row.quantity = row.quantity;
    known.row.limit_price = row.limit_price;
  }
  said_.push_back(
      report(known, can ? SLUICE_REPORT_REPLACED : SLUICE_REPORT_REPLACE_REJECTED, time));
}

Result<void> TruthVenue::query(const sluice_order& order, const sluice_report_sink& sink) {
  const auto found = books_.find(order.order_id);
  if (found == books_.end()) {
    sluice_execution_report made{};
    made.size = sizeof made;
    made.kind = SLUICE_REPORT_NOT_FOUND;
    made.order_id = order.order_id;
    made.time = now_.nanoseconds();
    tell(sink, made);
    return {};
  }
  for (const auto& execution : found->second.executions) tell(sink, execution);
  tell(sink, status_of(found->second));
  return {};
}

Result<void> TruthVenue::snapshot(Timestamp since, std::span<const sluice_order> open,
                                  const sluice_report_sink& sink, sluice_venue_account& account) {
  const auto named = [&](OrderId id) {
    return std::any_of(open.begin(), open.end(),
                       [&](const sluice_order& row) { return row.order_id == id; })
               ? id
               : 0;
  };
  std::int64_t position = 0;
  for (const auto& [id, known] : books_) {
    for (auto execution : known.executions) {
      position += known.row.side == SLUICE_SIDE_BUY ? execution.quantity : -execution.quantity;
      if (execution.time < since.nanoseconds()) continue;
      execution.order_id = named(id);
      tell(sink, execution);
    }
  }
  for (const auto& [id, known] : books_) {
    if (known.status != SLUICE_STATUS_OPEN) continue;
    auto made = status_of(known);
    made.order_id = named(id);
    tell(sink, made);
  }
  const sluice_venue_position row{sizeof row, 0, position};
  account.complete = 1;
  account.has_positions = 1;
  (void)account.on_positions(account.context, {&row, 1, sizeof row});
  return {};
}

Result<void> TruthVenue::poll(const sluice_report_sink& sink) {
  for (const auto& one : std::exchange(heard_, {})) tell(sink, one);
  return {};
}

}  // namespace sluice::scenarios
