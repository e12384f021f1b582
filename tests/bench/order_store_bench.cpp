// SPDX-License-Identifier: Apache-2.0
//
// order_store_bench: how quickly the order store is filled, from rows and from a log, and what a
// page of it costs when many orders are in it.
//
//   order_store_bench [ORDERS [LOG_ORDERS]]   default 1,000,000 and 100,000
//
// Every order is filled at once: seven records. Pages are asked for while nothing is written, and
// once more after each of many small commits, for every commit empties a reader's cache. Times are
// of the processor. Files are made below $SLUICE_BENCH_DIR, else where temporary files are.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <vector>

#include "bench_directory.hpp"
#include "bench_results.hpp"
#include "drivers/journal_audit.hpp"
#include "drivers/store_feed.hpp"
#include "journal/log.hpp"
#include "records/order_reader.hpp"

namespace sluice::bench {
namespace {

constexpr std::uint64_t kRecordsOfAnOrder = 7;
constexpr std::uint64_t kSymbols = 30;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Timestamp time_of(std::uint64_t order) {
  return Timestamp::from_date(*Date::from_ymd(2025, 1, 15))
      .plus_nanoseconds(static_cast<std::int64_t>(order) * 1'000'000);
}

// Ids are hashes: neighbours in time are no neighbours in an index.
IntentId intent_of(std::uint64_t order) { return derived_id({0x5eed, 0}, order); }

std::string symbol_of(std::uint64_t order) { return "SYM" + std::to_string(order % kSymbols); }

// The rows of an order; one in a thousand is of a rare route, one in five hundred is refused.
void take_order(records::OrderStore& store, std::uint64_t order, std::uint64_t& seq) {
  using Kind = records::TrailRow::Kind;
  records::TrailRow row;
  const auto put = [&](Kind kind, std::string_view type, OrderState state) {
    row.kind = kind;
    row.place = {++seq, 1 + static_cast<std::uint32_t>(seq / 150'000), seq % 150'000 * 430};
    row.time = time_of(order);
    row.type = type;
    row.intent = intent_of(order);
    row.state = state;
    check(store.take(row));
  };
  row.symbol = symbol_of(order);
  row.side = order % 2 == 0 ? Side::kBuy : Side::kSell;
  row.quantity = Quantity::from_raw(kScale * (1 + static_cast<std::int64_t>(order % 100)));
  row.reference_price = Price::from_raw(100 * kScale);
  row.source = order % 3 == 0 ? "DASHBOARD" : "API";
  row.route = order % 1'000 == 0 ? "SAFE_CSV" : "PAPER";
  row.client_order_id = "client-" + std::to_string(order);
  row.actor = "bench";
  put(Kind::kIntent, "NEW", OrderState::kNew);
  if (order % 500 == 0) {
    row.text = "MAX_ORDER_NOTIONAL: measured=5, limit=4";
    return put(Kind::kRefused, "VERDICT", OrderState::kDenied);
  }
  put(Kind::kApproved, "VERDICT", OrderState::kApproved);
  row.order_id = order;
  put(Kind::kOrder, "RESERVED", OrderState::kReserved);
  row.attempt = 1;
  put(Kind::kOrder, "SENDING", OrderState::kSending);
  put(Kind::kOrder, "ACKED", OrderState::kAcked);
  row.execution = 1;
  row.price = Price::from_raw(100 * kScale + 12'345);
  row.commission = Money::from_raw(kScale / 2);
  put(Kind::kExecution, "FILLED", OrderState::kFilled);
  put(Kind::kMatched, "RECONCILED", OrderState::kFilled);
}

void fill_from_rows(const std::filesystem::path& path, std::uint64_t orders) {
  constexpr std::uint64_t kOrdersOfAGroup = drivers::StoreFeed::kGroupRecords / kRecordsOfAnOrder;
  auto store = take(records::OrderStore::open(path));
  const double begin = cpu_seconds();
  std::uint64_t seq = 0;
  for (std::uint64_t order = 1; order <= orders;) {
    check(store.begin());
    for (std::uint64_t i = 0; i < kOrdersOfAGroup && order <= orders; ++i)
      take_order(store, order++, seq);
    check(store.commit({"order_audit.000001.jsonl", 0, seq, "hash"}));
  }
  const double seconds = cpu_seconds() - begin;
  std::printf("%-34s %10.0f rows/s %9.0f orders/s %6.1f us/order %8.1f MiB\n",
              "rows into the store", static_cast<double>(seq) / seconds,
              static_cast<double>(orders) / seconds, 1e6 * seconds / static_cast<double>(orders),
              static_cast<double>(std::filesystem::file_size(path)) / (1 << 20));
}

// Microseconds of each of many calls.
void report(const char* what, const std::function<void(std::uint64_t)>& ask) {
  constexpr std::uint64_t kCalls = 500;
  std::vector<double> times;
  for (std::uint64_t i = 0; i < kCalls; ++i) {
    const double begin = cpu_seconds();
    ask(i);
    times.push_back(1e6 * (cpu_seconds() - begin));
  }
  std::sort(times.begin(), times.end());
  std::printf("%-34s median %8.1f us   p99 %8.1f us   most %8.1f us\n", what, times[kCalls / 2],
              times[kCalls * 99 / 100], times.back());
}

void measure_pages(const std::filesystem::path& path, std::uint64_t orders) {
  using records::BlotterQuery;
  using records::OrderStatus;
  auto reader = take(records::OrderReader::open(path));
  const std::uint64_t last = take(reader.place()).seq;
  const auto page = [&](const BlotterQuery& query) { (void)take(reader.blotter(query)); };
  const auto pages = [&](const char* when) {
    std::printf("pages of 100, %s\n", when);
    report("  no filter", [&](std::uint64_t) { page({}); });
    report("  no filter, anywhere",
           [&](std::uint64_t i) { page({.before = 1'000 + i * 7'919'777 % last}); });
    report("  symbol", [&](std::uint64_t i) { page({.symbol = symbol_of(i)}); });
    report("  symbol, anywhere", [&](std::uint64_t i) {
      page({.symbol = symbol_of(i), .before = last / 50 + i * 7'919'777 % last});
    });
    report("  status FILLED", [&](std::uint64_t) { page({.status = OrderStatus::kFilled}); });
    report("  status REJECTED", [&](std::uint64_t) { page({.status = OrderStatus::kRejected}); });
    report("  route, rare", [&](std::uint64_t) { page({.route = "SAFE_CSV"}); });
    report("  route, common", [&](std::uint64_t) { page({.route = "PAPER"}); });
    report("  source", [&](std::uint64_t) { page({.source = "DASHBOARD"}); });
    report("  from, to", [&](std::uint64_t i) {
      const std::uint64_t from = i * 7'919'777 % orders;
      page({.from = time_of(from), .to = time_of(from + 5'000)});
    });
    report("  symbol, source",
           [&](std::uint64_t i) { page({.symbol = symbol_of(i), .source = "DASHBOARD"}); });
    report("  symbol, status, route, rare", [&](std::uint64_t i) {
      page({.symbol = symbol_of(i), .route = "SAFE_CSV", .status = OrderStatus::kFilled});
    });
    report("  executions", [&](std::uint64_t) { (void)take(reader.executions({})); });
    report("  executions of a symbol",
           [&](std::uint64_t i) { (void)take(reader.executions({.symbol = symbol_of(i)})); });
    report("  an order, its places and fills", [&](std::uint64_t i) {
      const auto order = take(reader.order(intent_of(1 + i * 7'919 % orders)));
      (void)take(reader.lines(order->seq));
      (void)take(reader.executions({.order = order->seq}));
    });
  };
  pages("nothing is written");
  // The same, with a commit before each call.
  const double opening = cpu_seconds();
  auto store = take(records::OrderStore::open(path));
  std::printf("%-34s %8.1f ms\n", "opened, checked for damage", 1e3 * (cpu_seconds() - opening));
  std::uint64_t seq = store.place().seq;
  std::uint64_t next = orders;
  std::printf("pages of 100, after a commit each\n");
  const auto commit = [&] {
    check(store.begin());
    for (int i = 0; i < 16; ++i) take_order(store, ++next, seq);
    check(store.commit({"order_audit.000001.jsonl", 0, seq, "hash"}));
  };
  std::vector<double> commits, first, symbol;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto timed = [&](std::vector<double>& times, const auto& work) {
      const double begin = cpu_seconds();
      work();
      times.push_back(1e6 * (cpu_seconds() - begin));
    };
    timed(commits, commit);
    timed(first, [&] { page({}); });
    timed(commits, commit);
    timed(symbol, [&] { page({.symbol = symbol_of(i)}); });
  }
  for (auto& [what, times] : {std::pair{"  commit of 16 orders", &commits},
                              std::pair{"  no filter", &first}, std::pair{"  symbol", &symbol}}) {
    std::sort(times->begin(), times->end());
    std::printf("%-34s median %8.1f us   p99 %8.1f us\n", what, (*times)[times->size() / 2],
                (*times)[times->size() * 99 / 100]);
  }
}

std::vector<Instrument> instruments() {
  std::vector<Instrument> described;
  for (std::uint64_t i = 0; i < kSymbols; ++i) {
    Instrument instrument;
    instrument.symbol = symbol_of(i);
    described.push_back(instrument);
  }
  return described;
}

void write_order(drivers::JournalAudit& audit, const std::vector<RuleVerdict>& verdicts,
                 std::uint64_t number) {
  Order order;
  order.id = number;
  order.intent.id = intent_of(number);
  order.intent.instrument = static_cast<InstrumentId>(number % kSymbols);
  order.intent.quantity = Quantity::from_raw(kScale);
  order.intent.reference_price = Price::from_raw(100 * kScale);
  order.intent.decision_time = time_of(number);
  audit.on_intent(order.intent);
  audit.on_verdicts(order.intent, verdicts, Outcome::kApproved, "");
  for (const OrderState state : {OrderState::kReserved, OrderState::kSending, OrderState::kAcked}) {
    order.state = state;
    audit.on_order(order, time_of(number));
  }
  order.state = OrderState::kFilled;
  order.filled = order.intent.quantity;
  order.executions.resize(1);
  Fill fill;
  fill.order_id = number;
  fill.intent_id = order.intent.id;
  fill.execution_id = 1;
  fill.quantity = order.intent.quantity;
  fill.price = Price::from_raw(100 * kScale + 12'345);
  fill.commission = Money::from_raw(kScale / 2);
  fill.time = time_of(number);
  audit.on_fill(order, fill);
}

void fill_from_log(const std::filesystem::path& directory, std::uint64_t orders) {
  files::PosixDisk disk;
  const InstrumentTable table{instruments()};
  drivers::JournalAudit audit{table, {"max_weight@1.0.0", "max_notional@1.0.0"}};
  const drivers::IntentTags tags{.source = "API",
                                 .route = "PAPER",
                                 .client_order_id = "client-0123456789",
                                 .request = "7d7b8c80-0000-4000-8000-0123456789ab",
                                 .request_hash = 0x0123456789abcdef,
                                 .actor = "bench"};
  audit.look_up_tags([&](const IntentId&) { return &tags; });
  std::vector<RuleVerdict> verdicts(2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    verdicts[i].rule = i;
    verdicts[i].verdict.action = SLUICE_VERDICT_APPROVE;
    verdicts[i].verdict.unit = SLUICE_UNIT_RATIO;
  }
  journal::LogOptions options;
  options.directory = directory / "journal";
  options.sync = journal::Sync::kNone;
  options.header.time = time_of(0);
  std::uint64_t records = 0;
  {
    auto log = take(journal::Log::open(disk, options, {}));
    audit.write_to(log);
    for (std::uint64_t number = 1; number <= orders; ++number) {
      write_order(audit, verdicts, number);
      check(audit.commit());
    }
    check(log.close());
  }
  auto feed = take(drivers::StoreFeed::open(disk, directory / "fed.db", options.directory));
  const double begin = cpu_seconds();
  records = take(feed.catch_up());
  const double seconds = cpu_seconds() - begin;
  std::printf("%-34s %10.0f records/s %6.0f orders/s %6.1f us/order\n", "log into the store",
              static_cast<double>(records) / seconds, static_cast<double>(orders) / seconds,
              1e6 * seconds / static_cast<double>(orders));
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  const std::uint64_t orders = number(1, 1'000'000);
  const std::uint64_t log_orders = number(2, 100'000);
  const sluice::bench::BenchDirectory directory{"sluice-order-store-bench"};
  if (log_orders != 0) sluice::bench::fill_from_log(directory.path(), log_orders);
  if (orders == 0) return 0;
  sluice::bench::fill_from_rows(directory.path() / "orders.db", orders);
  sluice::bench::measure_pages(directory.path() / "orders.db", orders);
  return 0;
}
