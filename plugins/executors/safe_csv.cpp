// SPDX-License-Identifier: Apache-2.0
#include "safe_csv.hpp"

#include <algorithm>
#include <utility>

#include <sluice/host.hpp>

#include "order_fault.hpp"
#include "order_file.hpp"

namespace sluice::executors {
namespace {

Timestamp time_of(const sluice_order& order) noexcept {
  return Timestamp::from_nanoseconds(order.decision_time);
}

Date day_of(const sluice_order& order) noexcept { return time_of(order).date(); }

// The file has no columns for stop prices and flags.
bool can_be_written(const sluice_order& order) noexcept {
  const bool is_plain = order.type == SLUICE_ORDER_MARKET || order.type == SLUICE_ORDER_LIMIT;
  return is_plain && order.flags == 0;
}

void tell(const sluice_order& order, Reports& reports) {
  reports.status(order.order_id, SLUICE_STATUS_OPEN, Quantity{}, Quantity::from_raw(order.quantity),
                 Price::from_raw(order.limit_price), time_of(order));
}

}  // namespace

void SafeCsv::begin(Rows<Instrument> instruments) {
  symbols_.clear();
  for (const Instrument instrument : instruments) symbols_.emplace_back(instrument.symbol());
}

// One batch, one decision, one date.
Date SafeCsv::date_of(Rows<sluice_order> orders) const {
  const Date date = day_of(orders[0]);
  for (const sluice_order& order : orders)
    if (day_of(order) != date)
      throw Failure(SLUICE_ERROR_ARGUMENT, "safe_csv: a batch with decisions of " +
                                               date.to_string() + " and of " +
                                               day_of(order).to_string());
  if (date_ && date < *date_)
    throw Failure(SLUICE_ERROR_STATE, "safe_csv: orders of " + date.to_string() +
                                          " after those of " + date_->to_string());
  return date;
}

void SafeCsv::submit(Rows<sluice_order> orders, Reports& reports) {
  if (orders.empty()) return;
  const Date date = date_of(orders);
  std::string rows = date_ == date ? rows_ : std::string{};
  OrderIds seen = seen_;
  Reports answers;
  std::vector<sluice_order> taken;
  for (const sluice_order& order : orders) {
    const Timestamp time = time_of(order);
    std::string_view fault = fault_of(order, symbols_.size());
    if (fault.empty() && !can_be_written(order)) fault = "UNSUPPORTED_ORDER";
    if (fault.empty() && !seen.insert(order.order_id)) fault = "DUPLICATE_ORDER";
    if (!fault.empty()) {
      answers.reject(order.order_id, fault, time);
      continue;
    }
    rows += order_row(order, symbols_[order.instrument]);
    answers.ack(order.order_id, time);
    taken.push_back(order);
  }
  if (!taken.empty()) {
    write_file_atomically(directory_, "orders_" + date.to_compact() + ".csv",
                          std::string{kOrderFileHeader} + rows);
    date_ = date;
    rows_ = std::move(rows);
    seen_ = std::move(seen);
    open_.insert(open_.end(), taken.begin(), taken.end());
  }
  for (const sluice_execution_report& answer : answers.rows()) reports.add(answer);
}

void SafeCsv::cancel(const sluice_order& order, Reports& reports) const {
  reports.cancel_rejected(order.order_id, "HANDED_OVER", time_of(order));
}

const sluice_order* SafeCsv::find(std::uint64_t order_id) const noexcept {
  const auto found =
      std::find_if(open_.begin(), open_.end(),
                   [order_id](const sluice_order& order) { return order.order_id == order_id; });
  return found == open_.end() ? nullptr : &*found;
}

void SafeCsv::query(const sluice_order& order, Reports& reports) const {
  const sluice_order* known = find(order.order_id);
  if (known == nullptr)
    throw Failure(SLUICE_ERROR_NOT_FOUND, "safe_csv: order " + std::to_string(order.order_id) +
                                              " was not handed over by this process");
  tell(*known, reports);
}

void SafeCsv::snapshot(Timestamp, Rows<sluice_order> asked, Reports& reports,
                       VenueAccount& account) const {
  for (const sluice_order& order : open_) tell(order, reports);
  const bool knows_all = std::all_of(asked.begin(), asked.end(), [this](const sluice_order& order) {
    return find(order.order_id) != nullptr;
  });
  if (knows_all) account.complete(open_.empty() ? Timestamp{} : time_of(open_.back()));
}

}  // namespace sluice::executors
