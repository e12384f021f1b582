// SPDX-License-Identifier: Apache-2.0
#include "parquet_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fnmatch.h>
#include <system_error>

#include "csv_header.hpp"
#include "csv_row.hpp"
#include "text.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;

struct FileColumn {
  std::string name;
  std::string type;  // as DuckDB calls it
};

bool begins_with_any(std::string_view type, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return type.starts_with(name); });
}

bool is_numeric(std::string_view type) {
  return !type.ends_with("[]") &&
         begins_with_any(
             type, {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                    "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR"});
}

// What a column of this role may hold; empty: what it holds will do.
std::string_view wanted_type(std::uint8_t role, std::string_view type) {
  if (role < kValueCount) return is_numeric(type) ? "" : "a number";
  if (role == kSymbolColumn)
    return begins_with_any(type, {"VARCHAR", "ENUM"}) && !type.ends_with("[]") ? "" : "text";
  if (role == kDateColumn || role == kDeliveredColumn)
    return begins_with_any(type, {"DATE", "TIMESTAMP", "VARCHAR"}) && !type.ends_with("[]")
               ? ""
               : "a date, a timestamp or text";
  return "";
}

// A moment that knows its offset is told in UTC, whatever the machine's clock shows.
std::string as_text(const FileColumn& column) {
  const std::string name = duckdb::quoted_name(column.name);
  if (column.type == "TIMESTAMP WITH TIME ZONE")
    return "CAST(make_timestamp(epoch_us(" + name + ")) AS VARCHAR) || 'Z'";
  return "CAST(" + name + " AS VARCHAR)";
}

class ParquetReader {
 public:
  ParquetReader(const duckdb::Session& session, const Source& source, std::uint32_t index,
                const ColumnNames& names, ParsedRows& parsed)
      : session_{session},
        source_{source},
        file_{index},
        names_{names},
        parsed_{parsed},
        table_{"read_parquet(" + duckdb::quoted_text(source.file_path(index)) + ")"} {}

  Result<void> read() {
    auto described = describe();
    if (!described) return unreadable(described.error());
    const Header header = read_header(header_line(), true, "");
    for (const HeaderFault& fault : header.faults) tell(fault.fault, fault.message);
    if (!header.faults.empty() || !types_will_do(header.columns)) return {};
    return read_rows(header.columns);
  }

 private:
  void tell(Fault fault, const std::string& message) {
    parsed_.faults.add(fault, file_, 0, kNoSymbol, [&] { return message; });
  }
  [[nodiscard]] Error unreadable(const Error& why) const {
    return Error{"cannot read " + source_.file_path(file_) + " as Parquet: " + why.message};
  }

  Result<void> describe() {
    return session_.query(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + table_ + ")",
        [&](const duckdb::Session::Row& row) {
          columns_.push_back({std::string{row[0]}, std::string{row[1]}});
        });
  }

  // By the names that the reader of headers knows, in the quotes of CSV.
  [[nodiscard]] std::string header_line() const {
    std::string line;
    for (const FileColumn& column : columns_) {
      std::string name = column.name;
      for (const auto& [known, own] : names_)
        if (own.text == column.name) name = known;
      std::replace(name.begin(), name.end(), '\n', ' ');
      line += (line.empty() ? "" : ",") + duckdb::quoted_name(name);
    }
    return line;
  }

  bool types_will_do(const Columns& columns) {
    bool all = true;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string_view wanted = wanted_type(columns.roles[i], columns_[i].type);
      if (wanted.empty()) continue;
      tell(Fault::kWrongType, "column " + excerpt(columns_[i].name) + " holds " + columns_[i].type +
                                  ", expected " + std::string{wanted});
      all = false;
    }
    return all;
  }

  Result<void> read_rows(const Columns& header) {
    Columns used;
    used.flags = header.flags;
    std::string select;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (header.roles[i] == kSkippedColumn) continue;
      used.roles.push_back(header.roles[i]);
      select += (select.empty() ? "SELECT " : ", ") + as_text(columns_[i]);
    }
    RowReader reader{std::move(used), file_,           kNoSymbol,     '\n',
                     source_.grid,    parsed_.symbols, parsed_.faults};
    std::uint64_t rows = 0;
    std::uint64_t kept = 0;
    const auto done =
        session_.query(select + " FROM " + table_, [&](const duckdb::Session::Row& cells) {
          Row& row = parsed_.rows.next();
          if (!reader.take(cells, ++rows, row)) return;
          parsed_.keep(row, file_, rows);
          ++kept;
        });
    if (!done) return unreadable(done.error());
    if (kept > 0) return {};
    tell(Fault::kEmptyFile,
         rows == 0 ? "the file has no rows"
                   : "none of the file's " + std::to_string(rows) + " rows can be used");
    return {};
  }

  const duckdb::Session& session_;
  const Source& source_;
  std::uint32_t file_;
  const ColumnNames& names_;
  ParsedRows& parsed_;
  std::string table_;
  std::vector<FileColumn> columns_;
};

}  // namespace

Result<Source> find_parquet(const std::string& path, const std::string& pattern) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    auto file = open_to_read(path);
    if (!file) return file.error();
    const auto stamp = stamp_of(*file);
    if (!stamp) return stamp.error();
    return Source{path, false, {{"", "", *stamp}}, {}, {}};
  }
  Source source{path, true, {}, {}, {}};
  for (fs::directory_iterator entries{path, error}; !error && entries != fs::directory_iterator{};
       entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) != 0) continue;
    if (source.files.size() == kMaxFiles)
      return Error{"folder " + path + " holds more than " + std::to_string(kMaxFiles) + " files"};
    const auto file = open_to_read(entries->path().string());
    const auto stamp = file ? stamp_of(*file) : Result<FileStamp>{file.error()};
    if (!stamp) return stamp.error();
    source.files.push_back({name, "", *stamp});
  }
  if (error) return Error{system_error("list folder", path, error.value())};
  if (source.files.empty()) return Error{"no file " + pattern + " in folder " + path};
  std::sort(source.files.begin(), source.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
  return source;
}

Result<void> read_parquet(const duckdb::Session& session, const Source& source, std::uint32_t index,
                          const ColumnNames& names, ParsedRows& parsed) {
  parsed.first_row.push_back(parsed.rows.size());
  return ParquetReader{session, source, index, names, parsed}.read();
}

}  // namespace sluice::feeds
