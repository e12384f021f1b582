// SPDX-License-Identifier: Apache-2.0
//
// audit_records.hpp: which records of an audit trail are wanted, and how they are written for
// others.
//
// Place: app; `sluice audit show` and `export`. Pure.
#pragma once

#include <optional>
#include <string>

#include <sluice/time.hpp>

#include "journal/reader.hpp"

namespace sluice::app {

// Empty members want everything.
struct RecordFilter {
  std::string type;
  std::string intent;
  std::optional<Timestamp> from;  // at or behind
  std::optional<Timestamp> to;    // before

  [[nodiscard]] bool wants(const journal::Record& record) const;
};

// 2025-01-15 (its first moment) or 2025-01-15T10:30:00Z; nullopt for other text.
[[nodiscard]] std::optional<Timestamp> parse_moment(const std::string& text);

// One row a record: seq, time, type, intent_id, state, and what else it says as one JSON object.
[[nodiscard]] std::string csv_header();
[[nodiscard]] std::string csv_row(const journal::Record& record);

}  // namespace sluice::app
