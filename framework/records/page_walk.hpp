// SPDX-License-Identifier: Apache-2.0
//
// page_walk.hpp: a page of a table, newest first, by whatever filters are asked for.
//
// With one filter its index is walked. With several, the one whose matches are sparsest just below
// the cursor is, and the others are looked at row by row.
//
// Place: inside records; the reader has one for each table. Owns its prepared statements. Errors:
// SQLite's, thrown.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "records/sql_statement.hpp"

namespace sluice::records {

class PageWalk {
 public:
  struct Filter {
    const char* column;
    const char* index;
    int at;             // which of the table's selected columns it is, from 0
    const char* where;  // of the index, if it is partial
  };
  // Nothing: any.
  using Value = std::variant<std::monostate, std::int64_t, std::string_view>;
  struct Range {
    std::int64_t from = 0;    // seq, included
    std::int64_t before = 0;  // not included
  };

  // `columns` are selected, the first one is `seq`.
  PageWalk(sqlite3* database, const std::string& table, const std::string& columns,
           std::vector<Filter> filters);

  // use(row), for at most `limit` rows that match, of at most `most` that are looked at. `values`
  // are the filters' in their order. Where the walk has more to look at: the seq to go on below;
  // 0: it has not.
  template <typename Use>
  std::uint64_t walk(std::span<const Value> values, const Range& range, std::size_t limit,
                     std::size_t most, Use use) {
    SqlStatement& rows = start(values, range);
    const Resetting whole{rows};
    std::size_t found = 0;
    std::int64_t last = 0;
    for (std::size_t examined = 0; rows.step(); ++examined) {
      if (examined == most) return static_cast<std::uint64_t>(last);
      if (!matches(rows, values)) {
        last = rows.integer(0);
        continue;
      }
      if (found == limit) return static_cast<std::uint64_t>(last);
      last = rows.integer(0);
      use(rows);
      ++found;
    }
    return 0;
  }

 private:
  static constexpr int kProbe = 64;
  struct Way {
    SqlStatement rows;
    SqlStatement depth;  // the seq of the match number kProbe
  };
  struct Resetting {
    SqlStatement& statement;
    ~Resetting() { statement.reset(); }
  };

  SqlStatement& start(std::span<const Value> values, const Range& range);
  std::int64_t depth(Way& way, const Range& range, const Value& value);
  [[nodiscard]] bool matches(SqlStatement& row, std::span<const Value> values) const;

  std::vector<Filter> filters_;
  SqlStatement all_;
  std::vector<Way> ways_;  // by filter
};

}  // namespace sluice::records
