// SPDX-License-Identifier: Apache-2.0
#include "report_writer.hpp"

#include <string>

namespace sluice::testnet {
namespace {

bool is_risk(std::uint32_t kind, std::uint32_t order_status) noexcept {
  return kind == SLUICE_REPORT_FILLED ||
         (kind == SLUICE_REPORT_STATUS && order_status == SLUICE_STATUS_OPEN);
}

sluice_execution_report blank(std::uint32_t kind, std::int64_t time_ns) noexcept {
  sluice_execution_report row{};
  row.size = sizeof(row);
  row.kind = kind;
  row.time = time_ns;
  return row;
}

void tell_cumulative(sluice_execution_report& row, Quantity filled) noexcept {
  row.tells |= SLUICE_TELLS_CUMULATIVE;
  row.cumulative_quantity = filled.raw();
}

void tell_terms(sluice_execution_report& row, const OrderRow& order) noexcept {
  row.tells |= SLUICE_TELLS_TERMS;
  row.order_quantity = order.quantity.raw();
  row.order_limit_price = order.limit_price.raw();
}

}  // namespace

bool ReportWriter::fill_name(sluice_execution_report& row, std::string_view client_id,
                             std::uint32_t instrument) {
  row.instrument = instrument;
  if (const auto intent = intent_of(client_id)) {
    row.intent_id = *intent;
    const KnownOrder* const known = orders_.find(*intent);
    if (known != nullptr) {
      row.order_id = known->row.order_id;
      return true;
    }
  }
  return is_risk(row.kind, row.order_status);
}

void ReportWriter::note(const OrderRow& order) {
  const auto intent = intent_of(order.client_id);
  KnownOrder* const known = intent ? orders_.find(*intent) : nullptr;
  if (known == nullptr) return;
  orders_.number(*known, order.venue_order_id);
  known->row.quantity = order.quantity.raw();
  const std::uint32_t status = status_of(order.status);
  if (status != 0 && status != SLUICE_STATUS_OPEN) orders_.end(*known);
}

void ReportWriter::add(std::uint32_t kind, const OrderRow& order, std::string_view reason,
                       Reports& reports) {
  const auto instrument = markets_.find(order.symbol);
  if (!instrument) return;
  sluice_execution_report row = blank(kind, order.time_ns);
  if (kind == SLUICE_REPORT_STATUS) row.order_status = status_of(order.status);
  reason.copy(row.reason, sizeof(row.reason) - 1);
  if (kind != SLUICE_REPORT_ACKED) tell_cumulative(row, order.filled);
  if (kind == SLUICE_REPORT_STATUS || kind == SLUICE_REPORT_REPLACED) tell_terms(row, order);
  if (fill_name(row, order.client_id, *instrument)) reports.add(row);
}

Money ReportWriter::commission_of(const TradeRow& trade, std::uint32_t instrument) {
  const Commission& paid = trade.commission;
  const auto& rules = markets_[instrument].rules;
  if (paid.amount == Money{}) return {};
  if (rules && paid.asset == rules->quote_asset) return paid.amount;
  if (rules && paid.asset == rules->base_asset)
    return notional(trade.price, Quantity::from_raw(static_cast<std::int64_t>(paid.amount.raw())),
                    Rounding::kUp);
  if (!std::exchange(has_warned_, true))
    host_.log(LogLevel::kWarning, "testnet_binance: commissions in " + paid.asset +
                                      " are told as 0: their worth is not known");
  return {};
}

void ReportWriter::add_trade(const std::string& client_id, std::uint32_t instrument,
                             const TradeRow& trade, const Quantity* cumulative, Reports& reports) {
  sluice_execution_report row = blank(SLUICE_REPORT_FILLED, trade.time_ns);
  row.execution_id = static_cast<std::uint64_t>(trade.trade_id) + 1;
  row.quantity = trade.quantity.raw();
  row.price = trade.price.raw();
  row.commission = commission_of(trade, instrument).to_c();
  if (cumulative != nullptr) tell_cumulative(row, *cumulative);
  if (fill_name(row, client_id, instrument)) reports.add(row);
}

void ReportWriter::trade(const std::string& client_id, std::uint32_t instrument,
                         const TradeRow& trade, Reports& reports) {
  add_trade(client_id, instrument, trade, nullptr, reports);
}

// An order that is over by itself, without a wish of ours.
void ReportWriter::end_of(const OrderRow& order, std::string_view reason, Reports& reports) {
  switch (status_of(order.status)) {
    case SLUICE_STATUS_CANCELED:
      return add(SLUICE_REPORT_CANCELED, order, reason, reports);
    case SLUICE_STATUS_EXPIRED:
      return add(SLUICE_REPORT_EXPIRED, order, expiry_reason_of(order.status), reports);
    case SLUICE_STATUS_REJECTED:
      return add(SLUICE_REPORT_REJECTED, order, reason.empty() ? "VENUE_REJECTED" : reason,
                 reports);
    default:
      return;
  }
}

void ReportWriter::new_order(const OrderRow& order, Reports& reports) {
  const auto instrument = markets_.find(order.symbol);
  if (!instrument) return;
  if (status_of(order.status) != SLUICE_STATUS_REJECTED)
    add(SLUICE_REPORT_ACKED, order, {}, reports);
  for (const TradeRow& one : order.trades) trade(order.client_id, *instrument, one, reports);
  end_of(order, {}, reports);
  note(order);
}

void ReportWriter::event(const OrderEvent& event, Reports& reports) {
  const auto instrument = markets_.find(event.order.symbol);
  if (!instrument) return;
  std::string_view reason = event.reject_reason;
  if (reason == "NONE") reason = {};
  const auto intent = intent_of(event.order.client_id);
  const bool is_ours = intent && orders_.find(*intent) != nullptr;
  if (event.kind == "TRADE")
    add_trade(event.order.client_id, *instrument, event.trade, &event.order.filled, reports);
  else if (event.kind == "NEW")
    add(is_ours ? SLUICE_REPORT_ACKED : SLUICE_REPORT_STATUS, event.order, {}, reports);
  else if (event.kind == "REPLACED")
    add(SLUICE_REPORT_REPLACED, event.order, {}, reports);
  else
    end_of(event.order, reason, reports);
  note(event.order);
}

void ReportWriter::status(const OrderRow& order, Reports& reports) {
  add(SLUICE_REPORT_STATUS, order, {}, reports);
  note(order);
}

void ReportWriter::canceled(const OrderRow& order, Reports& reports) {
  end_of(order, {}, reports);
  note(order);
}

}  // namespace sluice::testnet
