// SPDX-License-Identifier: Apache-2.0
#include "rule_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "nearest_name.hpp"

namespace sluice::risk_rules {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields;
  for (;;) {
    const auto comma = line.find(',');
    fields.emplace_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

// For each column asked for, where it stands in the file; npos: nowhere.
Result<std::vector<std::size_t>> places_of(const std::vector<std::string>& header,
                                           std::span<const FileColumn> columns) {
  std::vector<std::size_t> places(columns.size(), std::string::npos);
  std::vector<std::string_view> names;
  for (const FileColumn& column : columns) names.push_back(column.name);
  for (std::size_t i = 0; i < header.size(); ++i) {
    std::size_t column = 0;
    while (column < columns.size() && columns[column].name != header[i]) ++column;
    if (column == columns.size())
      return Error{"unknown column '" + header[i] + "', the nearest is '" +
                   std::string{nearest_name(header[i], names)} + "'"};
    if (places[column] != std::string::npos) return Error{"column '" + header[i] + "' twice"};
    places[column] = i;
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].is_required && places[i] == std::string::npos)
      return Error{"column '" + std::string{columns[i].name} + "' is missing"};
  return places;
}

}  // namespace

Error fault_at(const std::string& path, std::size_t line, const std::string& what) {
  return Error{path + ":" + std::to_string(line) + ": " + what};
}

Result<std::string> read_rule_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"),
                                                             &std::fclose};
  if (!file) return Error{path + ": cannot be opened: " + std::strerror(errno)};
  std::string text;
  char block[16384];
  while (const std::size_t size = std::fread(block, 1, sizeof block, file.get())) {
    text.append(block, size);
    if (text.size() > kRuleFileLimit)
      return Error{path + ": longer than " + std::to_string(kRuleFileLimit) + " bytes"};
  }
  if (std::ferror(file.get()) != 0)
    return Error{path + ": cannot be read: " + std::strerror(errno)};
  return text;
}

Result<std::vector<FileRow>> parse_rule_table(const std::string& text, const std::string& path,
                                              std::span<const FileColumn> columns) {
  std::vector<FileRow> rows;
  std::vector<std::size_t> places;
  std::size_t width = 0;
  std::string_view rest{text};
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const auto end = rest.find('\n');
    const std::string_view content = trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (content.empty() || content.front() == '#') continue;
    const std::vector<std::string> fields = fields_of(content);
    if (width == 0) {
      const auto found = places_of(fields, columns);
      if (!found) return fault_at(path, line, found.error().message);
      places = *found;
      width = fields.size();
      continue;
    }
    if (fields.size() != width)
      return fault_at(
          path, line,
          std::to_string(fields.size()) + " fields, the header has " + std::to_string(width));
    FileRow& row = rows.emplace_back(FileRow{line, {}});
    for (const std::size_t place : places)
      row.fields.push_back(place == std::string::npos ? std::string{} : fields[place]);
  }
  if (width == 0) return fault_at(path, 1, "no header: the file holds no line");
  return rows;
}

Result<DateSpan> parse_span(const std::string& from, const std::string& until) {
  const auto first = Date::parse(from);
  if (!first) return Error{"'from' is '" + from + "', expected a date like 2025-01-15"};
  if (until.empty()) return DateSpan{first->days(), INT32_MAX};
  const auto last = Date::parse(until);
  if (!last)
    return Error{"'until' is '" + until + "', expected a date like 2025-01-15, or nothing"};
  if (*last < *first) return Error{"'until' " + until + " is before 'from' " + from};
  return DateSpan{first->days(), last->days()};
}

std::size_t instrument_called(const RiskView& view, std::string_view symbol) {
  const std::size_t count = view.rows().size();
  if (view.raw().market == nullptr) return count;
  for (const Instrument instrument : view.market().instruments())
    if (instrument.symbol() == symbol && instrument.id() < count) return instrument.id();
  return count;
}

}  // namespace sluice::risk_rules
