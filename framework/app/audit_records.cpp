// SPDX-License-Identifier: Apache-2.0
#include "app/audit_records.hpp"

#include "records/text.hpp"

namespace sluice::app {

bool RecordFilter::wants(const journal::Record& record) const {
  if (!type.empty() && record.type() != type) return false;
  if (!intent.empty() && record.text("intent_id") != intent) return false;
  if (!from && !to) return true;
  const auto time = record.time();
  return time && (!from || *time >= *from) && (!to || *time < *to);
}

std::optional<Timestamp> parse_moment(const std::string& text) {
  if (const auto date = Date::parse(text)) return Timestamp::from_date(*date);
  return Timestamp::parse(text);
}

std::string csv_header() { return "seq,time,type,intent_id,state,details\n"; }

std::string csv_row(const journal::Record& record) {
  std::string row = std::to_string(record.seq());
  for (const char* name : {"time", "type", "intent_id", "state"})
    row += "," + records::csv_field(record.text(name).value_or(""));
  std::string details{"{"};
  details += record.own_fields();
  return row + "," + records::csv_field(details + "}") + "\n";
}

}  // namespace sluice::app
