// SPDX-License-Identifier: Apache-2.0
//
// rule_file.hpp: the small tables that controls read, as CSV with a header.
//
// Fields stand apart by commas and hold none; blanks around them are dropped; columns may stand in
// any order; empty lines and lines that begin with # are left out. Place: below the controls; lane,
// at the start of a session. Errors: one text with path, line and what was expected.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/time.hpp>

namespace sluice::risk_rules {

inline constexpr std::size_t kRuleFileLimit = std::size_t{8} << 20;

// All of a file of at most kRuleFileLimit bytes.
[[nodiscard]] Result<std::string> read_rule_file(const std::string& path);

struct FileColumn {
  std::string_view name;
  bool is_required;
};

// One line; fields in the order the columns were asked for, empty where the file has none.
struct FileRow {
  std::size_t line;
  std::vector<std::string> fields;
};

[[nodiscard]] Result<std::vector<FileRow>> parse_rule_table(const std::string& text,
                                                            const std::string& path,
                                                            std::span<const FileColumn> columns);

// "path:12: what"
[[nodiscard]] Error fault_at(const std::string& path, std::size_t line, const std::string& what);

// From a first day on, until a last one.
struct DateSpan {
  sluice_date first = 0;
  sluice_date last = INT32_MAX;

  [[nodiscard]] bool holds(sluice_date day) const noexcept { return first <= day && day <= last; }
};

// An empty `until` means for good.
[[nodiscard]] Result<DateSpan> parse_span(const std::string& from, const std::string& until);

// The number of the instrument with this symbol; the number of instruments if there is none.
[[nodiscard]] std::size_t instrument_called(const RiskView& view, std::string_view symbol);

}  // namespace sluice::risk_rules
