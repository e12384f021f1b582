// SPDX-License-Identifier: Apache-2.0
#include "safe_csv.hpp"

#include <utility>

#include <sluice/host.hpp>

#include "order_fault.hpp"
#include "order_file.hpp"

namespace sluice::executors {
namespace {

Date day_of(const sluice_order& order) noexcept {
  return Timestamp::from_nanoseconds(order.decision_time).date();
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
  std::vector<std::uint64_t> taken;
  for (const sluice_order& order : orders) {
    const Timestamp time = Timestamp::from_nanoseconds(order.decision_time);
    std::string_view fault = fault_of(order, symbols_.size());
    if (fault.empty() && !seen.insert(order.order_id)) fault = "DUPLICATE_ORDER";
    if (!fault.empty()) {
      answers.reject(order.order_id, fault, time);
      continue;
    }
    rows += order_row(order, symbols_[order.instrument]);
    answers.ack(order.order_id, time);
    taken.push_back(order.order_id);
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

void SafeCsv::cancel(std::uint64_t order_id, Reports&) {
  throw Failure(SLUICE_ERROR_UNSUPPORTED, "safe_csv: order " + std::to_string(order_id) +
                                              " was handed over in a file; it cannot be canceled "
                                              "here");
}

}  // namespace sluice::executors
