// SPDX-License-Identifier: Apache-2.0
#include "records/order_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <iterator>
#include <sqlite3.h>
#include <system_error>

#include "files/sha256.hpp"
#include "records/order_store_schema.hpp"
#include "records/order_store_writer.hpp"

namespace sluice::records {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 2'000;
constexpr std::string_view kOrderColumns =
    "order_id, intent_id, decided_at, updated_at, symbol, side, order_type, tif, qty, limit_price, "
    "stop_price, reference_price, state, filled_qty, reason, is_open, unknown, disputed, "
    "pending_cancel, pending_replace, attempts";

std::uint64_t unsigned_column(SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.getColumn(column).getInt64());
}

StoredOrder read_order(SQLite::Statement& row) {
  const auto text = [&](int column) { return row.getColumn(column).getString(); };
  const auto flag = [&](int column) { return row.getColumn(column).getInt() != 0; };
  StoredOrder order;
  order.id = unsigned_column(row, 0);
  order.intent_id = text(1);
  order.decided_at = text(2);
  order.updated_at = text(3);
  order.symbol = text(4);
  order.side = text(5);
  order.order_type = text(6);
  order.time_in_force = text(7);
  order.quantity = text(8);
  order.limit_price = text(9);
  order.stop_price = text(10);
  order.reference_price = text(11);
  order.state = text(12);
  order.filled = text(13);
  order.reason = text(14);
  order.is_open = flag(15);
  order.unknown = flag(16);
  order.disputed = flag(17);
  order.pending_cancel = flag(18);
  order.pending_replace = flag(19);
  order.attempts = row.getColumn(20).getUInt();
  return order;
}

// A database that nobody else has written into.
SQLite::Database open_database(const fs::path& path) {
  SQLite::Database database{path.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                            kBusyTimeoutMs};
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=NORMAL");
  return database;
}

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string{"PRAGMA "} + name).getInt();
}

bool is_empty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

void create_tables(SQLite::Database& database) {
  SQLite::Transaction whole{database};
  database.exec(kSchema);
  SQLite::Statement insert{database, "INSERT INTO schema_versions VALUES(?, ?)"};
  for (int version = 1; version <= kOrderStoreVersion; ++version) {
    insert.reset();
    insert.bind(1, version);
    insert.bind(2, kVersions[version - 1]);
    insert.exec();
  }
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  whole.commit();
}

// What is wrong with a database that is not empty; empty: nothing.
std::string fault_of(SQLite::Database& database) {
  if (pragma(database, "application_id") != kApplicationId) return "it is no order store";
  const int version = database.execAndGet("SELECT max(version) FROM schema_versions").getInt();
  if (version != kOrderStoreVersion)
    return "it is of version " + std::to_string(version) + ", this build keeps version " +
           std::to_string(kOrderStoreVersion);
  const std::string check = database.execAndGet("PRAGMA quick_check(1)").getString();
  return check == "ok" ? "" : "it is damaged: " + check;
}

void remove_database(const fs::path& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code error;
    fs::remove(path.native() + suffix, error);
    if (error) throw std::system_error(error, "remove " + path.native() + suffix);
  }
}

}  // namespace

static_assert(std::size(kVersions) == kOrderStoreVersion);

struct OrderStore::State {
  fs::path path;
  SQLite::Database database;
  std::string why_empty;
  TrailPlace place;
  std::optional<SQLite::Transaction> transaction;
  OrderStoreWriter writer;

  State(fs::path file, SQLite::Database opened, std::string why)
      : path{std::move(file)},
        database{std::move(opened)},
        why_empty{std::move(why)},
        writer{database} {
    read_place();
  }

  void read_place() {
    SQLite::Statement row{database, "SELECT segment, offset, seq, hash FROM trail"};
    place = {};
    if (!row.executeStep()) return;
    place = {row.getColumn(0).getString(), unsigned_column(row, 1), unsigned_column(row, 2),
             row.getColumn(3).getString()};
  }
  [[nodiscard]] Error error(const std::exception& what) const {
    return Error{"order store '" + path.native() + "': " + what.what()};
  }

  template <typename Read>
  auto ask(const std::string& sql, std::uint64_t argument, Read read) const {
    SQLite::Statement rows{database, sql};
    if (rows.getBindParameterCount() > 0) rows.bind(1, static_cast<std::int64_t>(argument));
    std::vector<decltype(read(rows))> answer;
    while (rows.executeStep()) answer.push_back(read(rows));
    return answer;
  }
};

OrderStore::OrderStore(std::unique_ptr<State> state) : state_{std::move(state)} {}
OrderStore::OrderStore(OrderStore&&) noexcept = default;
OrderStore& OrderStore::operator=(OrderStore&&) noexcept = default;
OrderStore::~OrderStore() = default;

Result<OrderStore> OrderStore::open(const fs::path& path) try {
  std::string why = fs::exists(path) ? "" : "there was none";
  if (why.empty()) try {
      SQLite::Database database = open_database(path);
      why = is_empty(database) ? "it was empty" : fault_of(database);
      if (why.empty())
        return OrderStore{std::make_unique<State>(path, std::move(database), std::string{})};
    } catch (const SQLite::Exception& fault) {
      // Another process that keeps it busy is no damage.
      if (fault.getErrorCode() == SQLITE_BUSY || fault.getErrorCode() == SQLITE_LOCKED) throw;
      why = std::string{"it cannot be read: "} + fault.what();
    }
  remove_database(path);
  SQLite::Database database = open_database(path);
  create_tables(database);
  return OrderStore{std::make_unique<State>(path, std::move(database), std::move(why))};
} catch (const std::exception& what) {
  return Error{"order store '" + path.native() + "': " + what.what()};
}

const std::string& OrderStore::why_empty() const noexcept { return state_->why_empty; }
const TrailPlace& OrderStore::place() const noexcept { return state_->place; }

Result<void> OrderStore::clear() try {
  SQLite::Transaction whole{state_->database};
  for (const char* table : kTables) state_->database.exec(std::string{"DELETE FROM "} + table);
  state_->database.exec("DELETE FROM trail");
  whole.commit();
  state_->place = {};
  return {};
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<void> OrderStore::begin() try {
  state_->transaction.emplace(state_->database);
  return {};
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<void> OrderStore::take(const TrailRow& row) try {
  SLUICE_ASSERT(state_->transaction.has_value());
  state_->writer.take(row);
  return {};
} catch (const std::exception& what) {
  roll_back();
  return Error{state_->error(what).message + ", at record " + std::to_string(row.seq)};
}

Result<void> OrderStore::commit(const TrailPlace& place) try {
  SLUICE_ASSERT(state_->transaction.has_value());
  state_->writer.put_place(place);
  state_->transaction->commit();
  state_->transaction.reset();
  state_->place = place;
  return {};
} catch (const std::exception& what) {
  roll_back();
  return state_->error(what);
}

void OrderStore::roll_back() noexcept { state_->transaction.reset(); }

Result<std::vector<StoredOrder>> OrderStore::orders(const OrderQuery& query) const try {
  std::string sql = "SELECT " + std::string{kOrderColumns} + " FROM orders WHERE 1";
  if (query.only_open) sql += " AND is_open";
  if (query.only_unresolved) sql += " AND (unknown OR disputed)";
  if (!query.symbol.empty()) sql += " AND symbol = :symbol";
  if (query.below != 0) sql += " AND order_id < :below";
  sql += " ORDER BY order_id DESC LIMIT :limit";
  SQLite::Statement rows{state_->database, sql};
  if (!query.symbol.empty()) rows.bind(":symbol", query.symbol);
  if (query.below != 0) rows.bind(":below", static_cast<std::int64_t>(query.below));
  rows.bind(":limit", static_cast<std::int64_t>(std::min(query.limit, kMaxStoreRows)));
  std::vector<StoredOrder> found;
  while (rows.executeStep()) found.push_back(read_order(rows));
  return found;
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::optional<StoredOrder>> OrderStore::order(std::uint64_t id) const try {
  auto found = state_->ask(
      "SELECT " + std::string{kOrderColumns} + " FROM orders WHERE order_id = ?", id, read_order);
  return found.empty() ? std::optional<StoredOrder>{} : std::optional{std::move(found.front())};
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::vector<StoredExecution>> OrderStore::executions(std::uint64_t order) const try {
  return state_->ask(
      "SELECT order_id, execution, seq, epoch, time, qty, price, base_price, commission, busted "
      "FROM executions WHERE order_id = ? ORDER BY seq",
      order, [](SQLite::Statement& row) {
        return StoredExecution{unsigned_column(row, 0),      unsigned_column(row, 1),
                               unsigned_column(row, 2),      row.getColumn(3).getUInt(),
                               row.getColumn(4).getString(), row.getColumn(5).getString(),
                               row.getColumn(6).getString(), row.getColumn(7).getString(),
                               row.getColumn(8).getString(), row.getColumn(9).getInt() != 0};
      });
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::vector<StoredEvent>> OrderStore::events(std::uint64_t order, std::size_t limit) const
    try {
  auto found =
      state_->ask("SELECT seq, order_id, time, type, text FROM events" +
                      std::string{order == 0 ? "" : " WHERE order_id = ? AND order_id <> 0"} +
                      " ORDER BY seq DESC LIMIT " + std::to_string(std::min(limit, kMaxStoreRows)),
                  order, [](SQLite::Statement& row) {
                    return StoredEvent{unsigned_column(row, 0), unsigned_column(row, 1),
                                       row.getColumn(2).getString(), row.getColumn(3).getString(),
                                       row.getColumn(4).getString()};
                  });
  std::reverse(found.begin(), found.end());
  return found;
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::string> OrderStore::digest() const try {
  std::string text;
  for (const char* table : kTables) {
    SQLite::Statement rows{state_->database,
                           "SELECT * FROM " + std::string{table} + " ORDER BY 1, 2, 3"};
    text += table;
    while (rows.executeStep()) {
      text += '\n';
      for (int i = 0; i < rows.getColumnCount(); ++i)
        text += rows.getColumn(i).getString() + '\x1f';
    }
    text = files::sha256_hex(text);
  }
  return text;
} catch (const std::exception& what) {
  return state_->error(what);
}

}  // namespace sluice::records
