// SPDX-License-Identifier: Apache-2.0
//
// duckdb_query.hpp: a database in memory, and the text of what it answers, row by row.
//
// Place: feed parquet. Owns the database and its connection. DuckDB keeps to one thread, loads no
// extension and asks no network. Errors: the first line of what DuckDB says.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "duckdb_api.hpp"

namespace sluice::feeds::duckdb {

class Session {
 public:
  [[nodiscard]] static Result<Session> open(const Api& api);
  Session(Session&& other) noexcept;
  Session& operator=(Session&&) = delete;
  ~Session();

  // Every column must be text; NULL is an empty one. Rows are not gathered: each is valid for its
  // call.
  using Row = std::vector<std::string_view>;
  [[nodiscard]] Result<void> query(const std::string& sql,
                                   const std::function<void(const Row&)>& take) const;

 private:
  explicit Session(const Api& api) noexcept : api_{api} {}
  [[nodiscard]] Result<void> run(Statement statement,
                                 const std::function<void(const Row&)>& take) const;
  void take_chunk(Chunk chunk, std::uint64_t columns,
                  const std::function<void(const Row&)>& take) const;

  Api api_;
  Database database_ = nullptr;
  Connection connection_ = nullptr;
};

// 'text' and "name" as SQL writes them.
[[nodiscard]] std::string quoted_text(std::string_view text);
[[nodiscard]] std::string quoted_name(std::string_view name);

}  // namespace sluice::feeds::duckdb
