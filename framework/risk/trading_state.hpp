// SPDX-License-Identifier: Apache-2.0
//
// trading_state.hpp: which orders a halt lets through, and how a halt is told to whoever is
// refused.
//
// Place: risk; used by the gate for every judgement under a halt, and again right before an order
// leaves. Pure.
#pragma once

#include <string>

#include <sluice/c/order.h>

#include "risk/halts.hpp"

namespace sluice::risk {

// Whether the order makes the position smaller and never turns it over, even if everything that
// works in its direction fills and nothing else does. `is_counted`: the order is among the row's
// working quantities already.
[[nodiscard]] bool strictly_reduces(const sluice_order& order, const sluice_risk_row& row,
                                    bool is_counted) noexcept;

// reduce_only: what strictly reduces. flatten: market orders marked reduce_only that do. Else
// nothing.
[[nodiscard]] bool lets_through(const Halt& halt, const sluice_order& order,
                                const sluice_risk_row& row, bool is_counted) noexcept;

// Whose orders a view is about; borrowed from it.
[[nodiscard]] HaltNames names_of(const sluice_risk_view& view) noexcept;

// "scope=symbol:AAA, level=halt, source=signal, reason=…"
[[nodiscard]] std::string words_of(const Halt& halt);

}  // namespace sluice::risk
