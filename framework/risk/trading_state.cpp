// SPDX-License-Identifier: Apache-2.0
#include "risk/trading_state.hpp"

#include <sluice/decimal.hpp>

namespace sluice::risk {

bool strictly_reduces(const sluice_order& order, const sluice_risk_row& row,
                      bool is_counted) noexcept {
  if (order.quantity <= 0) return false;
  const bool buys = order.side == SLUICE_SIDE_BUY;
  const int128 held = buys ? -int128{row.position} : int128{row.position};
  const int128 working = buys ? row.working_buy : row.working_sell;
  return held - working >= (is_counted ? 0 : order.quantity) && held > 0;
}

bool lets_through(const Halt& halt, const sluice_order& order, const sluice_risk_row& row,
                  bool is_counted) noexcept {
  const bool may_reduce = halt.level == HaltLevel::kReduceOnly ||
                          (halt.level == HaltLevel::kFlatten && order.type == SLUICE_ORDER_MARKET &&
                           (order.flags & SLUICE_ORDER_REDUCE_ONLY) != 0);
  return may_reduce && strictly_reduces(order, row, is_counted);
}

HaltNames names_of(const sluice_risk_view& view) noexcept {
  const auto text = [](sluice_str name) { return std::string_view{name.ptr, name.len}; };
  return {text(view.account), text(view.session), text(view.strategy), text(view.route)};
}

std::string words_of(const Halt& halt) {
  std::string words = "scope=" + std::string{name(halt.scope)};
  if (!halt.name.empty()) words += ":" + halt.name;
  words += ", level=" + std::string{name(halt.level)};
  if (!halt.source.empty()) words += ", source=" + halt.source;
  if (!halt.why.empty()) words += ", reason=" + halt.why;
  return words;
}

}  // namespace sluice::risk
