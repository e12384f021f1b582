// SPDX-License-Identifier: Apache-2.0
#include "records/order_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <iterator>
#include <sqlite3.h>
#include <system_error>

#include "files/sha256.hpp"
#include "records/order_store_rows.hpp"
#include "records/order_store_schema.hpp"
#include "records/order_store_writer.hpp"
#include "records/record_places.hpp"
#include "records/unsynced_mark.hpp"

namespace sluice::records {
namespace {

namespace fs = std::filesystem;

// What a store that is read while it is filled may leave in its log before it is taken over.
constexpr const char* kCheckpointPages = "PRAGMA wal_autocheckpoint=4000";
constexpr const char* kWriterCache = "PRAGMA cache_size=-65536";

// A price that is not there is no number.
std::string text_of(Price price) { return price.is_zero() ? "" : price.to_string(); }

StoredOrder read_order(SqlStatement& row) {
  const OrderDetail detail = read_order_detail(row);
  StoredOrder order;
  order.id = detail.order_id;
  order.intent_id = detail.intent.to_string();
  order.decided_at = detail.decided.to_string();
  order.updated_at = detail.updated.to_string();
  order.symbol = detail.symbol;
  order.side = name(detail.side);
  order.order_type = name(detail.order_type);
  order.time_in_force = name(detail.time_in_force);
  order.quantity = detail.quantity.to_string();
  order.limit_price = text_of(detail.limit_price);
  order.stop_price = text_of(detail.stop_price);
  order.reference_price = text_of(detail.reference_price);
  order.state = name(detail.state);
  order.filled = detail.filled.to_string();
  order.reason = detail.reason;
  order.is_open = detail.is_open;
  order.unknown = detail.unknown;
  order.disputed = detail.disputed;
  order.pending_cancel = detail.pending_cancel;
  order.pending_replace = detail.pending_replace;
  order.attempts = detail.attempts;
  return order;
}

StoredExecution read_stored_execution(SqlStatement& row) {
  StoredExecution execution;
  execution.order = unsigned_column(row, 0);
  execution.id = unsigned_column(row, 1);
  execution.seq = unsigned_column(row, 2);
  execution.epoch = static_cast<std::uint32_t>(row.integer(3));
  execution.time = time_column(row, 4).to_string();
  execution.quantity = number_column<Quantity>(row, 5).to_string();
  execution.price = number_column<Price>(row, 6).to_string();
  execution.base_price = number_column<Price>(row, 7).to_string();
  execution.commission = money_column(row, 8).to_string();
  execution.busted = row.flag(9);
  return execution;
}

StoredEvent read_event(SqlStatement& row) {
  return {unsigned_column(row, 0), unsigned_column(row, 1), time_column(row, 2).to_string(),
          std::string{row.text(3)}, std::string{row.text(4)}};
}

// A database that nobody else has written into.
SQLite::Database open_to_fill(const fs::path& path) {
  SQLite::Database database{path.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                            kBusyTimeoutMs};
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=NORMAL");
  database.exec(kCheckpointPages);
  database.exec(kWriterCache);
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
  unmark(path);
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
  bool is_unsynced = false;

  State(fs::path file, SQLite::Database opened, std::string why)
      : path{std::move(file)},
        database{std::move(opened)},
        why_empty{std::move(why)},
        writer{database.getHandle()} {
    place = read_place(database.getHandle());
  }

  ~State() { settle(); }
  // Everything onto the disk, where it was not waited for.
  void settle() noexcept;

  [[nodiscard]] Error error(const std::exception& what) const {
    return Error{"order store '" + path.native() + "': " + what.what()};
  }

  template <typename Read, typename... Values>
  auto ask(const std::string& sql, Read read, const Values&... values) const {
    SqlStatement rows{database.getHandle(), sql};
    std::vector<decltype(read(rows))> answer;
    rows.each([&](SqlStatement& row) { answer.push_back(read(row)); }, values...);
    return answer;
  }
};

void OrderStore::State::settle() noexcept try {
  if (!is_unsynced) return;
  transaction.reset();
  database.exec("PRAGMA synchronous=FULL");
  // Something has to be in the log for a checkpoint to sync the database: what was taken over
  // before was not waited for.
  database.exec("PRAGMA user_version=0");
  SQLite::Statement checkpoint{database, "PRAGMA wal_checkpoint(TRUNCATE)"};
  // Somebody who reads holds it up: the mark stays, as it does when the process is killed.
  if (checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0) unmark(path);
} catch (const std::exception&) {
  // The mark stays.
}

OrderStore::OrderStore(std::unique_ptr<State> state) : state_{std::move(state)} {}
OrderStore::OrderStore(OrderStore&&) noexcept = default;
OrderStore& OrderStore::operator=(OrderStore&&) noexcept = default;
OrderStore::~OrderStore() = default;

Result<OrderStore> OrderStore::open(const fs::path& path) try {
  std::string why = !fs::exists(path) ? "there was none"
                    : is_marked_by_an_earlier_boot(path)
                        ? "the machine went down while it was written"
                        : "";
  if (why.empty()) try {
      SQLite::Database database = open_to_fill(path);
      why = is_empty(database) ? "it was empty" : fault_of(database);
      if (why.empty())
        return OrderStore{std::make_unique<State>(path, std::move(database), std::string{})};
    } catch (const SQLite::Exception& fault) {
      // Another process that keeps it busy is no damage.
      if (fault.getErrorCode() == SQLITE_BUSY || fault.getErrorCode() == SQLITE_LOCKED) throw;
      why = std::string{"it cannot be read: "} + fault.what();
    }
  remove_database(path);
  SQLite::Database database = open_to_fill(path);
  create_tables(database);
  return OrderStore{std::make_unique<State>(path, std::move(database), std::move(why))};
} catch (const std::exception& what) {
  return Error{"order store '" + path.native() + "': " + what.what()};
}

const std::string& OrderStore::why_empty() const noexcept { return state_->why_empty; }
const TrailPlace& OrderStore::place() const noexcept { return state_->place; }

Result<void> OrderStore::go_unsynced() try {
  if (auto marked = mark_unsynced(state_->path); !marked) return marked;
  state_->database.exec("PRAGMA synchronous=OFF");
  state_->is_unsynced = true;
  return {};
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<void> OrderStore::clear() try {
  SQLite::Transaction whole{state_->database};
  for (const char* table : kTables) state_->database.exec(std::string{"DELETE FROM "} + table);
  state_->database.exec("DELETE FROM lines");
  state_->database.exec("DELETE FROM trail");
  whole.commit();
  state_->writer.forget();
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
  return Error{state_->error(what).message + ", at record " + std::to_string(row.place.seq)};
}

Result<void> OrderStore::commit(const TrailPlace& place) try {
  SLUICE_ASSERT(state_->transaction.has_value());
  state_->writer.flush();
  state_->writer.put_place(place);
  state_->transaction->commit();
  state_->transaction.reset();
  state_->place = place;
  return {};
} catch (const std::exception& what) {
  roll_back();
  return state_->error(what);
}

void OrderStore::roll_back() noexcept {
  state_->transaction.reset();
  state_->writer.forget();
}

namespace {

std::string select_orders() {
  return std::string{"SELECT "} + kBlotterColumns + ", " + kDetailColumns +
         " FROM orders WHERE order_id IS NOT NULL";
}

}  // namespace

Result<std::vector<StoredOrder>> OrderStore::orders(const OrderQuery& query) const try {
  std::string sql = select_orders();
  if (query.only_open) sql += " AND is_open";
  if (query.only_unresolved) sql += " AND (unknown OR disputed)";
  if (!query.symbol.empty()) sql += " AND symbol = ?1";
  if (query.below != 0) sql += " AND order_id < ?2";
  sql += " ORDER BY order_id DESC LIMIT ?3";
  return state_->ask(sql, read_order, query.symbol, query.below,
                     std::uint64_t{std::min(query.limit, kMaxStoreRows)});
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::optional<StoredOrder>> OrderStore::order(std::uint64_t id) const try {
  auto found = state_->ask(select_orders() + " AND order_id = ?", read_order, id);
  return found.empty() ? std::optional<StoredOrder>{} : std::optional{std::move(found.front())};
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::vector<StoredExecution>> OrderStore::executions(std::uint64_t order) const try {
  return state_->ask(
      "SELECT order_id, execution, executions.seq, epoch, time, executions.qty, price, base_price, "
      "commission, busted FROM orders JOIN executions ON order_seq = orders.seq "
      "WHERE order_id = ? ORDER BY executions.seq",
      read_stored_execution, order);
} catch (const std::exception& what) {
  return state_->error(what);
}

Result<std::vector<StoredEvent>> OrderStore::events(std::uint64_t order, std::size_t limit) const
    try {
  const std::string what = "SELECT seq, order_id, time, type, text FROM events";
  const std::string newest =
      " ORDER BY seq DESC LIMIT " + std::to_string(std::min(limit, kMaxStoreRows));
  auto found = order == 0 ? state_->ask(what + newest, read_event)
                          : state_->ask(what + " WHERE order_id = ? AND order_id <> 0" + newest,
                                        read_event, order);
  std::reverse(found.begin(), found.end());
  return found;
} catch (const std::exception& what) {
  return state_->error(what);
}

namespace {

// Which places were stored together is chance.
std::string digest_of_lines(sqlite3* database) {
  SqlStatement rows{database, "SELECT order_seq, places FROM lines ORDER BY order_seq, first_seq"};
  std::string text;
  std::uint64_t order = 0;
  std::string bytes;
  const auto close = [&] {
    auto found = read_places(bytes);
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.seq < b.seq; });
    text += std::to_string(order) + ":";
    for (const RecordPlace& place : found) append_place(text, place);
    text = files::sha256_hex(text);
    bytes.clear();
  };
  rows.each([&](SqlStatement& row) {
    if (unsigned_column(row, 0) != order) close();
    order = unsigned_column(row, 0);
    bytes += row.text(1);
  });
  close();
  return text;
}

}  // namespace

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
  text += digest_of_lines(state_->database.getHandle());
  return files::sha256_hex(text);
} catch (const std::exception& what) {
  return state_->error(what);
}

}  // namespace sluice::records
