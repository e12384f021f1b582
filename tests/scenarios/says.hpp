// SPDX-License-Identifier: Apache-2.0
//
// says.hpp: what a venue says of an order, in the words of a scenario's table.
//
// Place: tests of scenarios. Every word is of order 1 unless it says `.of(2)`. An execution counts
// its own quantity alone unless it says `.in_all("7")`.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include <sluice/c/order.h>

#include "core/order.hpp"
#include "support/domain_values.hpp"

namespace sluice::scenarios {

struct Word {
  sluice_execution_report report{};

  explicit Word(std::uint32_t kind, std::string_view reason = "") {
    report.size = sizeof report;
    report.kind = kind;
    report.order_id = 1;
    reason.copy(report.reason, sizeof report.reason - 1);
  }
  // 0: none of ours.
  [[nodiscard]] Word of(OrderId order) && {
    report.order_id = order;
    return *this;
  }
  // Filled so far, as the venue counts.
  [[nodiscard]] Word in_all(std::string_view quantity) && {
    report.tells |= SLUICE_TELLS_CUMULATIVE;
    report.cumulative_quantity = testing::qty(quantity).raw();
    return *this;
  }
  // The terms in force at the venue.
  [[nodiscard]] Word with_terms(std::string_view quantity, std::string_view price) && {
    report.tells |= SLUICE_TELLS_TERMS;
    report.order_quantity = testing::qty(quantity).raw();
    report.order_limit_price = testing::px(price).raw();
    return *this;
  }
  // After the venue's nth restart its execution ids begin anew.
  [[nodiscard]] Word after_restart(std::uint32_t epoch) && {
    report.venue_epoch = epoch;
    return *this;
  }
};
using Words = std::vector<Word>;

inline Word acks() { return Word{SLUICE_REPORT_ACKED}; }
inline Word fills(std::uint64_t execution, std::string_view quantity, std::string_view price) {
  Word word{SLUICE_REPORT_FILLED};
  word.report.execution_id = execution;
  word.report.quantity = testing::qty(quantity).raw();
  word.report.price = testing::px(price).raw();
  return word;
}
inline Word rejects(std::string_view code) { return Word{SLUICE_REPORT_REJECTED, code}; }
inline Word cancels() { return Word{SLUICE_REPORT_CANCELED}; }
inline Word expires(std::string_view code = "") { return Word{SLUICE_REPORT_EXPIRED, code}; }
inline Word cancel_refused(std::string_view code = "") {
  return Word{SLUICE_REPORT_CANCEL_REJECTED, code};
}
inline Word replaces() { return Word{SLUICE_REPORT_REPLACED}; }
inline Word replace_refused(std::string_view code = "") {
  return Word{SLUICE_REPORT_REPLACE_REJECTED, code};
}
// Proven: it did not reach the engine. Not again before `wait_ms`.
inline Word turned_away(std::string_view code, std::int64_t wait_ms = 0) {
  Word word{SLUICE_REPORT_NOT_SENT, code};
  word.report.retry_after_ns = wait_ms * 1'000'000;
  return word;
}
inline Word busts(std::uint64_t execution) {
  Word word{SLUICE_REPORT_BUSTED};
  word.report.execution_id = execution;
  return word;
}
inline Word stands(std::uint32_t status, std::string_view filled) {
  Word word{SLUICE_REPORT_STATUS};
  word.report.order_status = status;
  return std::move(word).in_all(filled);
}
inline Word is_open(std::string_view filled = "0") { return stands(SLUICE_STATUS_OPEN, filled); }
inline Word is_filled(std::string_view filled) { return stands(SLUICE_STATUS_FILLED, filled); }
inline Word is_canceled(std::string_view filled = "0") {
  return stands(SLUICE_STATUS_CANCELED, filled);
}
inline Word is_expired(std::string_view filled = "0") {
  return stands(SLUICE_STATUS_EXPIRED, filled);
}
inline Word is_not_found() { return Word{SLUICE_REPORT_NOT_FOUND}; }

}  // namespace sluice::scenarios
