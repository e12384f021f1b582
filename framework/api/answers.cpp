// SPDX-License-Identifier: Apache-2.0
#include "api/answers.hpp"

#include "records/text.hpp"

namespace sluice::api {
namespace {

void text(std::string& out, std::string_view name, std::string_view value) {
  out += '"';
  out += name;
  out += "\":";
  records::append_json_string(out, value);
  out += ',';
}

void text_or_null(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) return text(out, name, value);
  out += '"';
  out += name;
  out += "\":null,";
}

void decimal(std::string& out, std::string_view name, int128 raw) {
  char digits[detail::kDecimalTextSize];
  out += '"';
  out += name;
  out += "\":";
  out.append(digits, detail::write_decimal(digits, raw));
  out += ',';
}

void decimal_or_null(std::string& out, std::string_view name, std::int64_t raw) {
  if (raw != 0) return decimal(out, name, raw);
  out += '"';
  out += name;
  out += "\":null,";
}

// In place of the last comma.
void end(std::string& out) { out.back() = '}'; }

std::int64_t shown_price(const records::BlotterRow& row) {
  return row.limit_price.raw() != 0 ? row.limit_price.raw() : row.average_price.raw();
}

template <typename Rows, typename Append>
std::string page_json(std::string_view name, const Rows& page, Append append) {
  std::string out = "{\"" + std::string{name} + "\":[";
  for (const auto& row : page.rows) {
    append(out, row);
    out += ',';
  }
  if (out.back() == ',') out.pop_back();
  out += R"(],"next_cursor":)";
  out += page.next == 0 ? "null" : std::to_string(page.next);
  return out + '}';
}

}  // namespace

std::string exec_id(std::string_view order_id, std::uint64_t ordinal) {
  std::string id = "EXEC-" + std::string{order_id};
  if (ordinal > 1) id += '-' + std::to_string(ordinal);
  return id;
}

void append_paper_order(std::string& out, const OrderRequest& order, const OrderAnswer& answer,
                        const InstrumentTable& instruments) {
  out += '{';
  text(out, "order_id", answer.id.to_string());
  text(out, "symbol", instruments.symbol(order.instrument));
  text(out, "side", name(order.side));
  decimal(out, "quantity", order.quantity.raw());
  decimal_or_null(out, "price", answer.price ? answer.price->raw() : 0);
  text(out, "status", answer.status);
  text_or_null(out, "reason", answer.reason);
  text_or_null(out, "client_order_id", order.client_order_id);
  end(out);
}

void append_paper_order(std::string& out, const records::BlotterRow& row, Price valued_at) {
  out += '{';
  text(out, "order_id", row.intent.to_string());
  text(out, "symbol", row.symbol);
  text(out, "side", name(row.side));
  decimal(out, "quantity", row.quantity.raw());
  decimal_or_null(out, "price",
                  row.average_price.raw() != 0 ? row.average_price.raw()
                  : row.limit_price.raw() != 0 ? row.limit_price.raw()
                                               : valued_at.raw());
  const std::string_view ended_as = records::name(row.status);
  const std::string_view status = paper_status(std::string{ended_as});
  const bool as_asked = status == "NEW" || row.filled == row.quantity;
  text(out, "status", status);
  text_or_null(
      out, "reason",
      as_asked ? row.reason : paper_reason(ended_as, row.filled, row.quantity, row.reason));
  text_or_null(out, "client_order_id", row.client_order_id);
  end(out);
}

void append_blotter_order(std::string& out, const records::BlotterRow& row) {
  out += '{';
  text(out, "order_id", row.intent.to_string());
  text(out, "symbol", row.symbol);
  text(out, "side", name(row.side));
  decimal(out, "quantity", row.quantity.raw());
  decimal_or_null(out, "price", shown_price(row));
  text(out, "status", records::name(row.status));
  text(out, "route", row.route);
  text(out, "source", row.source);
  text_or_null(out, "client_order_id", row.client_order_id);
  text(out, "created_at", row.created.to_string());
  decimal(out, "filled_quantity", row.filled.raw());
  decimal_or_null(out, "average_price", row.average_price.raw());
  text_or_null(out, "reason", row.reason);
  end(out);
}

void append_execution(std::string& out, const records::ExecutionRow& row) {
  out += '{';
  text(out, "exec_id", exec_id(row.intent.to_string(), row.ordinal));
  text(out, "order_id", row.intent.to_string());
  text(out, "symbol", row.symbol);
  text(out, "side", name(row.side));
  decimal(out, "quantity", row.quantity.raw());
  decimal(out, "price", row.price.raw());
  decimal(out, "commission", row.commission.raw());
  text(out, "timestamp", row.time.to_string());
  text(out, "route", row.route);
  end(out);
}

std::string blotter_json(const records::Page<records::BlotterRow>& page) {
  return page_json("orders", page, append_blotter_order);
}

std::string executions_json(const records::Page<records::ExecutionRow>& page) {
  return page_json("executions", page, append_execution);
}

std::string paper_orders_json(std::span<const records::BlotterRow> rows) {
  std::string out = "[";
  for (const auto& row : rows) {
    append_paper_order(out, row);
    out += ',';
  }
  if (out.back() == ',') out.pop_back();
  return out + ']';
}

void append_halts(std::string& out, std::span<const risk::Halt> halts) {
  out += '[';
  for (const risk::Halt& halt : halts) {
    out += out.back() == '[' ? "{" : ",{";
    text(out, "scope", risk::name(halt.scope));
    text(out, "name", halt.name);
    text(out, "level", risk::name(halt.level));
    text(out, "source", halt.source);
    text(out, "reason", halt.why);
    text(out, "since", halt.since == Timestamp{} ? "" : halt.since.to_string());
    end(out);
  }
  out += ']';
}

std::string kill_switch_json(std::span<const risk::Halt> halts) {
  std::string out = R"({"engaged":)";
  out += halts.empty() ? "false" : "true";
  out += R"(,"halts":)";
  append_halts(out, halts);
  return out + '}';
}

void append_verdict(std::string& out, std::string_view rule, const RuleVerdict& answer) {
  const sluice_verdict& verdict = answer.verdict;
  out += '{';
  text(out, "rule", rule);
  text(out, "mode", answer.mode == RuleMode::kShadow ? "shadow" : "enforce");
  text(out, "action", action_name(verdict.action));
  out += answer.refuses() ? R"("refuses":true,)" : R"("refuses":false,)";
  text_or_null(out, "code", answer.code());
  if (verdict.unit == SLUICE_UNIT_NONE) {
    out += R"("unit":null,"measured":null,"limit":null,"headroom":null})";
    return;
  }
  const int128 measured = Money::from_c(verdict.measured).raw();
  const int128 limit = Money::from_c(verdict.limit).raw();
  text(out, "unit", unit_name(verdict.unit));
  decimal(out, "measured", measured);
  decimal(out, "limit", limit);
  if (const auto headroom = detail::subtract(limit, measured))
    decimal(out, "headroom", *headroom);
  else
    out += R"("headroom":null,)";
  end(out);
}

std::string what_if_json(const risk::WhatIf& answer, std::span<const std::string> rules) {
  std::string out = R"({"approved":)";
  out += answer.approved ? "true," : "false,";
  decimal(out, "quantity", answer.approved ? answer.quantity.raw() : 0);
  text_or_null(out, "reason", answer.approved ? "" : answer.reason);
  out += R"("verdicts":[)";
  for (const RuleVerdict& verdict : answer.verdicts) {
    append_verdict(out, verdict.rule < rules.size() ? rules[verdict.rule] : "kill_switch", verdict);
    out += ',';
  }
  if (out.back() == ',') out.pop_back();
  return out + "]}";
}

}  // namespace sluice::api
