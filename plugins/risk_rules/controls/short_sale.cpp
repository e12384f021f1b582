// SPDX-License-Identifier: Apache-2.0
#include "short_sale.hpp"

namespace sluice::risk_rules {
namespace {

constexpr FileColumn kLocateColumns[] = {
    {"symbol", true}, {"from", true}, {"until", false}, {"quantity", true}};

}  // namespace

void ShortSale::on_session(const RiskView& view) {
  if (!file_) return;
  const auto done = read(view);
  is_read_ = done.ok();
  if (!is_read_)
    host_.log(LogLevel::kError, "short_sale: " + done.error().message + "; no short sales");
}

Result<void> ShortSale::read(const RiskView& view) {
  located_.assign(view.rows().size(), {});
  if (view.raw().market == nullptr) return Error{"the host tells no symbols"};
  const auto text = read_rule_file(*file_);
  if (!text) return text.error();
  const auto rows = parse_rule_table(*text, *file_, kLocateColumns);
  if (!rows) return rows.error();
  for (const FileRow& row : *rows)
    if (const auto taken = take(row, view); !taken.ok())
      return fault_at(*file_, row.line, taken.error().message);
  return {};
}

Result<void> ShortSale::take(const FileRow& row, const RiskView& view) {
  const std::string& symbol = row.fields[0];
  if (symbol.empty()) return Error{"'symbol' is empty"};
  const auto span = parse_span(row.fields[1], row.fields[2]);
  if (!span) return span.error();
  const auto quantity = Quantity::parse(row.fields[3]);
  if (!quantity || quantity->is_negative())
    return Error{"'quantity' is '" + row.fields[3] + "', expected a decimal of at least 0"};
  const std::size_t instrument = instrument_called(view, symbol);
  if (instrument < located_.size()) located_[instrument].push_back({*span, *quantity});
  return {};
}

}  // namespace sluice::risk_rules
