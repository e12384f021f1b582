// SPDX-License-Identifier: Apache-2.0
#include "records/page_walk.hpp"

#include <limits>

namespace sluice::records {
namespace {

constexpr const char* kInRange = "seq >= ?1 AND seq < ?2";
constexpr const char* kNewestFirst = " ORDER BY seq DESC";

void start_with(SqlStatement& statement, const PageWalk::Range& range,
                const PageWalk::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    statement.start(range.from, range.before, *number);
  else
    statement.start(range.from, range.before, std::get<std::string_view>(value));
}

bool is_set(const PageWalk::Value& value) { return !std::holds_alternative<std::monostate>(value); }

}  // namespace

PageWalk::PageWalk(sqlite3* database, const std::string& table, const std::string& columns,
                   std::vector<Filter> filters)
    : filters_{std::move(filters)},
      all_{database, "SELECT " + columns + " FROM " + table + " WHERE " + kInRange + kNewestFirst} {
  for (const Filter& filter : filters_) {
    const std::string partial = filter.where;
    const std::string from = " FROM " + table + " INDEXED BY " + filter.index + " WHERE " +
                             filter.column + " = ?3 AND " +
                             (partial.empty() ? "" : partial + " AND ") + kInRange + kNewestFirst;
    ways_.push_back(
        {{database, "SELECT " + columns + from},
         {database, "SELECT seq" + from + " LIMIT 1 OFFSET " + std::to_string(kProbe - 1)}});
  }
}

SqlStatement& PageWalk::start(std::span<const Value> values, const Range& range) {
  std::optional<std::size_t> best;
  std::optional<std::int64_t> sparsest;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_set(values[i])) continue;
    if (best && !sparsest) sparsest = depth(ways_[*best], range, values[*best]);
    if (best) {
      const std::int64_t other = depth(ways_[i], range, values[i]);
      if (other >= *sparsest) continue;
      sparsest = other;
    }
    best = i;
  }
  if (!best) return all_.start(range.from, range.before);
  start_with(ways_[*best].rows, range, values[*best]);
  return ways_[*best].rows;
}

std::int64_t PageWalk::depth(Way& way, const Range& range, const Value& value) {
  const Resetting whole{way.depth};
  start_with(way.depth, range, value);
  return way.depth.step() ? way.depth.integer(0) : 0;
}

bool PageWalk::matches(SqlStatement& row, std::span<const Value> values) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (const auto* number = std::get_if<std::int64_t>(&values[i]);
        number != nullptr && row.integer(filters_[i].at) != *number)
      return false;
    if (const auto* text = std::get_if<std::string_view>(&values[i]);
        text != nullptr && row.text(filters_[i].at) != *text)
      return false;
  }
  return true;
}

}  // namespace sluice::records
