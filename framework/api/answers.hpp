// SPDX-License-Identifier: Apache-2.0
//
// answers.hpp: what the API says, as JSON, shaped as endpoints.hpp describes it.
//
// Place: api. Pure. Decimals are written exactly, as numbers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/order_request.hpp"
#include "api/paper_account.hpp"
#include "records/order_reader.hpp"
#include "risk/gate.hpp"

namespace sluice::api {

// EXEC-{order_id}; from an order's second fill on with its number.
[[nodiscard]] std::string exec_id(std::string_view order_id, std::uint64_t ordinal);

// Of one order, asked for and answered.
void append_paper_order(std::string& out, const OrderRequest& order, const OrderAnswer& answer,
                        const InstrumentTable& instruments);
// `valued_at`: shown where the order has neither fills nor a limit; 0: not known.
void append_paper_order(std::string& out, const records::BlotterRow& row, Price valued_at = {});
void append_blotter_order(std::string& out, const records::BlotterRow& row);
void append_execution(std::string& out, const records::ExecutionRow& row);
[[nodiscard]] std::string blotter_json(const records::Page<records::BlotterRow>& page);
[[nodiscard]] std::string executions_json(const records::Page<records::ExecutionRow>& page);
[[nodiscard]] std::string paper_orders_json(std::span<const records::BlotterRow> rows);

void append_halts(std::string& out, std::span<const risk::Halt> halts);
[[nodiscard]] std::string kill_switch_json(std::span<const risk::Halt> halts);
void append_verdict(std::string& out, std::string_view rule, const RuleVerdict& verdict);
[[nodiscard]] std::string what_if_json(const risk::WhatIf& answer,
                                       std::span<const std::string> rules);

// The rules array of a VERDICT record as the API words verdicts.
[[nodiscard]] std::string verdicts_of_trail(std::string_view rules_json);

}  // namespace sluice::api
