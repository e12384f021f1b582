// SPDX-License-Identifier: Apache-2.0
#include "restricted_list.hpp"

namespace sluice::risk_rules {
namespace {

constexpr FileColumn kRestrictionColumns[] = {
    {"symbol", true}, {"from", true}, {"until", false}, {"side", false}, {"reason", false}};

}  // namespace

void RestrictedList::on_session(const RiskView& view) {
  const auto done = read(view);
  is_read_ = done.ok();
  if (!is_read_)
    host_.log(LogLevel::kError,
              "restricted_list: " + done.error().message + "; nothing may be traded");
}

Result<void> RestrictedList::read(const RiskView& view) {
  spans_.assign(view.rows().size(), {});
  if (view.raw().market == nullptr) return Error{"the host tells no symbols"};
  const auto text = read_rule_file(file_);
  if (!text) return text.error();
  const auto rows = parse_rule_table(*text, file_, kRestrictionColumns);
  if (!rows) return rows.error();
  for (const FileRow& row : *rows)
    if (const auto taken = take(row, view); !taken.ok())
      return fault_at(file_, row.line, taken.error().message);
  return {};
}

Result<void> RestrictedList::take(const FileRow& row, const RiskView& view) {
  const std::string& symbol = row.fields[0];
  const std::string& side = row.fields[3];
  if (symbol.empty()) return Error{"'symbol' is empty"};
  const auto span = parse_span(row.fields[1], row.fields[2]);
  if (!span) return span.error();
  const bool both = side.empty() || side == "both";
  if (!both && side != "buy" && side != "sell")
    return Error{"'side' is '" + side + "', expected buy, sell, both or nothing"};
  const std::size_t instrument = instrument_called(view, symbol);
  // The list is the firm's: it names more than a run trades.
  if (instrument < spans_.size())
    spans_[instrument].push_back({*span, both || side == "buy", both || side == "sell"});
  return {};
}

}  // namespace sluice::risk_rules
