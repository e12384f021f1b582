// SPDX-License-Identifier: Apache-2.0
#include "records/order_reader.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "records/order_store_rows.hpp"
#include "records/order_store_schema.hpp"
#include "records/page_walk.hpp"
#include "records/record_places.hpp"

namespace sluice::records {
namespace {

constexpr const char* kReaderCache = "PRAGMA cache_size=-32768";

SQLite::Database open_to_read(const std::filesystem::path& path) {
  SQLite::Database database{path.native(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                            kBusyTimeoutMs};
  const int application = database.execAndGet("PRAGMA application_id").getInt();
  if (application != kApplicationId) throw std::runtime_error("it is no order store");
  const int version = database.execAndGet("SELECT max(version) FROM schema_versions").getInt();
  if (version != kOrderStoreVersion)
    throw std::runtime_error("it is of version " + std::to_string(version) + ", not " +
                             std::to_string(kOrderStoreVersion));
  database.exec(kReaderCache);
  return database;
}

ExecutionRow read_execution_row(SqlStatement& row) {
  ExecutionRow execution;
  execution.seq = unsigned_column(row, 0);
  execution.ordinal = unsigned_column(row, 1);
  execution.intent = {unsigned_column(row, 2), unsigned_column(row, 3)};
  execution.symbol = row.text(4);
  execution.side = word_column(row, 5, Side::kSell);
  execution.route = row.text(6);
  execution.time = time_column(row, 7);
  execution.quantity = number_column<Quantity>(row, 8);
  execution.price = number_column<Price>(row, 9);
  execution.base_price = number_column<Price>(row, 10);
  execution.commission = money_column(row, 11);
  execution.epoch = static_cast<std::uint32_t>(row.integer(12));
  execution.execution = unsigned_column(row, 13);
  execution.busted = row.flag(14);
  return execution;
}

RequestRow read_request(SqlStatement& row) {
  return {unsigned_column(row, 0), std::string{row.text(1)}, unsigned_column(row, 2),
          IntentId{unsigned_column(row, 3), unsigned_column(row, 4)}, row.flag(5)};
}

constexpr PageWalk::Value kAny{};
constexpr Timestamp kEndOfTime =
    Timestamp::from_nanoseconds(std::numeric_limits<std::int64_t>::max());

PageWalk::Value filter(const std::string& text) {
  return text.empty() ? kAny : PageWalk::Value{std::string_view{text}};
}

constexpr const char* kExecutionColumns =
    "seq, ordinal, intent_hi, intent_lo, symbol, side, route, time, qty, price, base_price, "
    "commission, epoch, execution, busted, order_seq";
std::string select_requests(const char* which) {
  return std::string{
             "SELECT seq, request, request_hash, intent_hi, intent_lo, EXISTS(SELECT 1 FROM "
             "amendments WHERE amendments.seq = requests.seq) FROM requests "} +
         which;
}

}  // namespace

struct OrderReader::State {
  std::filesystem::path path;
  SQLite::Database database;
  sqlite3* db = database.getHandle();
  PageWalk orders{db,
                  "orders",
                  kBlotterColumns,
                  {{"client_order_id", "orders_by_client_id", 16, "client_order_id <> ''"},
                   {"status", "orders_by_status", 11, ""},
                   {"symbol", "orders_by_symbol", 4, ""},
                   {"source", "orders_by_source", 15, ""},
                   {"route", "orders_by_route", 14, ""}}};
  PageWalk executions{db,
                      "executions",
                      kExecutionColumns,
                      {{"order_seq", "executions_by_order", 15, ""},
                       {"symbol", "executions_by_symbol", 4, ""},
                       {"route", "executions_by_route", 6, ""}}};
  SqlStatement first_created{db,
                             "SELECT seq FROM orders INDEXED BY orders_by_created "
                             "WHERE created >= ? ORDER BY created, seq LIMIT 1"};
  SqlStatement order{db, std::string{"SELECT "} + kBlotterColumns + ", " + kDetailColumns +
                             from_orders_of_intent()};
  SqlStatement lines{db, "SELECT places FROM lines WHERE order_seq = ?"};
  SqlStatement events{db,
                      "SELECT seq, time, type, text FROM events WHERE order_id = ? AND "
                      "order_id <> 0 ORDER BY seq DESC LIMIT ?"};
  SqlStatement by_request{db, select_requests("WHERE request = ? ORDER BY seq LIMIT ?")};
  SqlStatement recent_requests{db, select_requests("ORDER BY seq DESC LIMIT ?")};

  State(std::filesystem::path file, SQLite::Database opened)
      : path{std::move(file)}, database{std::move(opened)} {}

  // An answer, or why there is none.
  template <typename Read>
  auto answer(Read read) -> Result<decltype(read())> try {
    return read();
  } catch (const std::exception& what) {
    return Error{"order store '" + path.native() + "': " + what.what()};
  }

  // The first row that was created then or later; the largest number: there is none.
  std::int64_t first_since(Timestamp time) {
    std::int64_t seq = std::numeric_limits<std::int64_t>::max();
    first_created.each([&](SqlStatement& row) { seq = row.integer(0); }, time.nanoseconds());
    return seq;
  }
  PageWalk::Range range_of(const BlotterQuery& query) {
    PageWalk::Range range = below(query.before);
    if (query.from) range.from = first_since(*query.from);
    if (query.to && *query.to < kEndOfTime)
      range.before = std::min(range.before, first_since(query.to->plus_nanoseconds(1)));
    return range;
  }
  static PageWalk::Range below(std::uint64_t before) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    return {0, static_cast<std::int64_t>(before == 0 ? kMost : std::min(before, kMost))};
  }
};

OrderReader::OrderReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
OrderReader::OrderReader(OrderReader&&) noexcept = default;
OrderReader& OrderReader::operator=(OrderReader&&) noexcept = default;
OrderReader::~OrderReader() = default;

Result<OrderReader> OrderReader::open(const std::filesystem::path& path) try {
  return OrderReader{std::make_unique<State>(path, open_to_read(path))};
} catch (const std::exception& what) {
  return Error{"order store '" + path.native() + "': " + what.what()};
}

Result<Page<BlotterRow>> OrderReader::blotter(const BlotterQuery& query) {
  return state_->answer([&] {
    const PageWalk::Value values[] = {
        filter(query.client_order_id),
        query.status ? PageWalk::Value{static_cast<std::int64_t>(*query.status)} : kAny,
        filter(query.symbol), filter(query.source), filter(query.route)};
    Page<BlotterRow> page;
    const std::size_t limit = std::min(query.limit, kMaxPage);
    page.rows.reserve(limit);
    page.next =
        state_->orders.walk(values, state_->range_of(query), limit, kMaxExamined,
                            [&](SqlStatement& row) { page.rows.push_back(read_blotter_row(row)); });
    return page;
  });
}

Result<Page<ExecutionRow>> OrderReader::executions(const ExecutionQuery& query) {
  return state_->answer([&] {
    const PageWalk::Value values[] = {
        query.order != 0 ? PageWalk::Value{static_cast<std::int64_t>(query.order)} : kAny,
        filter(query.symbol), filter(query.route)};
    Page<ExecutionRow> page;
    const std::size_t limit = std::min(query.limit, kMaxPage);
    page.rows.reserve(limit);
    page.next = state_->executions.walk(
        values, State::below(query.before), limit, kMaxExamined,
        [&](SqlStatement& row) { page.rows.push_back(read_execution_row(row)); });
    return page;
  });
}

Result<std::optional<OrderDetail>> OrderReader::order(const IntentId& intent) {
  return state_->answer([&] {
    std::optional<OrderDetail> found;
    state_->order.each([&](SqlStatement& row) { found = read_order_detail(row); }, intent.lo,
                       intent.hi);
    return found;
  });
}

Result<std::vector<RecordPlace>> OrderReader::lines(std::uint64_t order_seq) {
  return state_->answer([&] {
    std::vector<RecordPlace> places;
    state_->lines.each(
        [&](SqlStatement& row) {
          for (const RecordPlace& place : read_places(row.text(0))) places.push_back(place);
        },
        order_seq);
    std::sort(places.begin(), places.end(),
              [](const auto& a, const auto& b) { return a.seq < b.seq; });
    return places;
  });
}

Result<std::vector<OrderEvent>> OrderReader::events(std::uint64_t order_id) {
  return state_->answer([&] {
    std::vector<OrderEvent> found;
    state_->events.each(
        [&](SqlStatement& row) {
          found.push_back({unsigned_column(row, 0), time_column(row, 1), std::string{row.text(2)},
                           std::string{row.text(3)}});
        },
        order_id, std::uint64_t{kMaxStoreRows});
    std::reverse(found.begin(), found.end());
    return found;
  });
}

Result<std::vector<RequestRow>> OrderReader::by_request(std::string_view request) {
  return state_->answer([&] {
    std::vector<RequestRow> found;
    state_->by_request.each([&](SqlStatement& row) { found.push_back(read_request(row)); }, request,
                            std::uint64_t{kMaxStoreRows});
    return found;
  });
}

Result<std::vector<RequestRow>> OrderReader::recent_requests(std::size_t count) {
  return state_->answer([&] {
    std::vector<RequestRow> found;
    state_->recent_requests.each([&](SqlStatement& row) { found.push_back(read_request(row)); },
                                 static_cast<std::int64_t>(std::min<std::size_t>(
                                     count, std::numeric_limits<std::int32_t>::max())));
    return found;
  });
}

Result<TrailPlace> OrderReader::place() {
  return state_->answer([&] { return read_place(state_->db); });
}

}  // namespace sluice::records
