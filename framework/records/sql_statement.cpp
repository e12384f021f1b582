// SPDX-License-Identifier: Apache-2.0
#include "records/sql_statement.hpp"

#include <stdexcept>

namespace sluice::records {

SqlStatement::SqlStatement(sqlite3* database, const std::string& sql) : database_{database} {
  check(sqlite3_prepare_v3(database_, sql.c_str(), static_cast<int>(sql.size()) + 1,
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

bool SqlStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const std::string what = sqlite3_errmsg(database_);
  reset();
  throw std::runtime_error(what);
}

// An empty view may have no address, and that would bind NULL.
void SqlStatement::bind(int at, std::string_view text) {
  check(sqlite3_bind_text64(statement_, at, text.data() != nullptr ? text.data() : "", text.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}

void SqlStatement::bind(int at, std::span<const char> blob) {
  check(sqlite3_bind_blob64(statement_, at, blob.data() != nullptr ? blob.data() : "", blob.size(),
                            SQLITE_STATIC));
}

void SqlStatement::fail() const { throw std::runtime_error(sqlite3_errmsg(database_)); }

}  // namespace sluice::records
