// SPDX-License-Identifier: Apache-2.0
#include "duckdb_query.hpp"

#include <utility>

namespace sluice::feeds::duckdb {
namespace {

std::string first_line(const char* text) {
  const std::string_view all = text == nullptr ? "no reason is told" : text;
  return std::string{all.substr(0, all.find('\n'))};
}

std::string quoted(std::string_view text, char quote) {
  std::string result{quote};
  for (const char c : text) {
    result += c;
    if (c == quote) result += c;
  }
  return result + quote;
}

std::string_view text_of(const StringCell& cell) noexcept {
  return {cell.length <= StringCell::kInlined ? cell.inlined : cell.pointer, cell.length};
}

}  // namespace

std::string quoted_text(std::string_view text) { return quoted(text, '\''); }
std::string quoted_name(std::string_view name) { return quoted(name, '"'); }

Session::Session(Session&& other) noexcept
    : api_{other.api_},
      database_{std::exchange(other.database_, nullptr)},
      connection_{std::exchange(other.connection_, nullptr)} {}

Session::~Session() {
  if (connection_ != nullptr) api_.disconnect(&connection_);
  if (database_ != nullptr) api_.close(&database_);
}

Result<Session> Session::open(const Api& api) {
  Session session{api};
  Config config = nullptr;
  if (api.create_config(&config) != kSuccess) return Error{"DuckDB makes no settings"};
  for (const auto& [name, option] : {std::pair{"threads", "1"},
                                     {"autoinstall_known_extensions", "false"},
                                     {"autoload_known_extensions", "false"}})
    if (api.set_config(config, name, option) != kSuccess) {
      api.destroy_config(&config);
      return Error{"DuckDB does not know the setting " + std::string{name}};
    }
  char* why = nullptr;
  const int opened = api.open_ext(nullptr, &session.database_, config, &why);
  api.destroy_config(&config);
  if (opened != kSuccess) {
    Error error{"DuckDB does not start: " + first_line(why)};
    api.free(why);
    return error;
  }
  if (api.connect(session.database_, &session.connection_) != kSuccess)
    return Error{"DuckDB takes no connection"};
  return session;
}

Result<void> Session::query(const std::string& sql,
                            const std::function<void(const Row&)>& take) const {
  Statement statement = nullptr;
  Result<void> done;
  if (api_.prepare(connection_, sql.c_str(), &statement) != kSuccess)
    done = Error{first_line(api_.prepare_error(statement))};
  else
    done = run(statement, take);
  api_.destroy_prepare(&statement);
  return done;
}

Result<void> Session::run(Statement statement, const std::function<void(const Row&)>& take) const {
  QueryResult result{};
  Result<void> done;
  if (api_.execute_prepared_streaming(statement, &result) == kSuccess) {
    const std::uint64_t columns = api_.column_count(&result);
    while (Chunk chunk = api_.fetch_chunk(result)) {
      const bool is_last = api_.data_chunk_get_size(chunk) == 0;
      take_chunk(chunk, columns, take);
      api_.destroy_data_chunk(&chunk);
      if (is_last) break;
    }
  }
  // It tells of what went wrong on the way, too.
  if (const char* why = api_.result_error(&result)) done = Error{first_line(why)};
  api_.destroy_result(&result);
  return done;
}

void Session::take_chunk(Chunk chunk, std::uint64_t columns,
                         const std::function<void(const Row&)>& take) const {
  std::vector<const StringCell*> cells(columns);
  std::vector<const std::uint64_t*> valid(columns);
  for (std::uint64_t i = 0; i < columns; ++i) {
    const Vector vector = api_.data_chunk_get_vector(chunk, i);
    cells[i] = static_cast<const StringCell*>(api_.vector_get_data(vector));
    valid[i] = api_.vector_get_validity(vector);  // null: all are
  }
  Row row(columns);
  const std::uint64_t rows = api_.data_chunk_get_size(chunk);
  for (std::uint64_t r = 0; r < rows; ++r) {
    for (std::uint64_t i = 0; i < columns; ++i) {
      const bool is_there = valid[i] == nullptr || (valid[i][r / 64] >> (r % 64) & 1) != 0;
      row[i] = is_there ? text_of(cells[i][r]) : std::string_view{};
    }
    take(row);
  }
}

}  // namespace sluice::feeds::duckdb
