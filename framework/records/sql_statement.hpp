// SPDX-License-Identifier: Apache-2.0
//
// sql_statement.hpp: a prepared statement, as thin as it goes: the store runs millions of them.
//
// Place: inside records. Texts that are bound are not copied: they must live until reset. Views of
// a row's texts are good until the next step. Thread: one. Errors: SQLite's, thrown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::records {

class SqlStatement {
 public:
  SqlStatement(sqlite3* database, const std::string& sql);
  SqlStatement(SqlStatement&& other) noexcept
      : database_{other.database_}, statement_{std::exchange(other.statement_, nullptr)} {}
  SqlStatement& operator=(SqlStatement&&) = delete;
  ~SqlStatement() { sqlite3_finalize(statement_); }

  // Begins anew with these values; nothing may be left from before.
  template <typename... Values>
  SqlStatement& start(const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    return *this;
  }
  bool step();  // true: there is a row
  void reset() noexcept { sqlite3_reset(statement_); }

  // Runs to its end; how many rows it changed.
  template <typename... Values>
  int run(const Values&... values) {
    start(values...);
    step();
    reset();
    return sqlite3_changes(database_);
  }
  // use(row), for each row.
  template <typename Use, typename... Values>
  void each(Use use, const Values&... values) {
    const Resetting whole{*this};
    start(values...);
    while (step()) use(*this);
  }

  [[nodiscard]] std::int64_t integer(int column) {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] bool flag(int column) { return integer(column) != 0; }
  [[nodiscard]] bool is_null(int column) {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] bool is_integer(int column) {
    return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
  }
  [[nodiscard]] std::string_view text(int column) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  struct Resetting {
    SqlStatement& statement;
    ~Resetting() { statement.reset(); }
  };
  void bind(int at, std::int64_t value) { check(sqlite3_bind_int64(statement_, at, value)); }
  void bind(int at, std::uint64_t value) { bind(at, static_cast<std::int64_t>(value)); }
  void bind(int at, int value) { bind(at, std::int64_t{value}); }
  void bind(int at, std::optional<std::uint64_t> value) {
    if (value) return bind(at, *value);
    check(sqlite3_bind_null(statement_, at));
  }
  void bind(int at, const std::string& text) { bind(at, std::string_view{text}); }
  void bind(int at, std::string_view text);
  void bind(int at, std::span<const char> blob);
  void check(int code) const {
    if (code != SQLITE_OK) fail();
  }
  [[noreturn]] void fail() const;

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace sluice::records
