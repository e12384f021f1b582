// SPDX-License-Identifier: Apache-2.0
//
// csv_fields.hpp: one line of CSV to its fields.
//
// Place: csv feed, parsing. Comma separated; a field may stand in double quotes, a quote within is
// doubled. A field ends with its line: line breaks inside quotes are not price data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::feeds {

inline constexpr std::size_t kMaxFields = 1024;

class FieldSplitter {
 public:
  // Fields of the line, blanks around them removed; valid until the next call. Fields past
  // kMaxFields are left out: no price file has as many columns.
  const std::vector<std::string_view>& split(std::string_view line);

 private:
  void quoted(std::string_view line, std::size_t& at);

  std::vector<std::string_view> fields_;
  std::string unquoted_;  // holds what quoted fields say
};

}  // namespace sluice::feeds
