// SPDX-License-Identifier: Apache-2.0
//
// order_store_property_test.cpp: over any trail, how its records are grouped makes no difference to
// the order store, and the pages of a query are what its filters say.
#include <rapidcheck.h>

#include "records/order_reader.hpp"
#include "records/order_store_fixture.hpp"

namespace sluice::records {
namespace {

using testing::day;

// A trail of a few orders, of every kind of record that changes one.
std::vector<TrailRow> any_trail() {
  std::vector<TrailRow> rows;
  struct Known {
    bool is_order = false, is_over = false;
    std::uint64_t executions = 0;
  };
  std::vector<Known> orders;
  const int count = *rc::gen::inRange(1, 60);
  for (int i = 0; i < count; ++i) {
    TrailRow row;
    row.place = {rows.size() + 1, 1, rows.size() * 300};
    row.time = day("2025-01-15").plus_nanoseconds(*rc::gen::inRange(0, 50));
    const auto number = *rc::gen::inRange<std::uint64_t>(1, orders.size() + 2);
    row.intent = {7, number};
    if (number > orders.size()) {
      orders.emplace_back();
      row.kind = Kind::kIntent;
      row.type = "NEW";
      row.symbol = *rc::gen::element("A", "B", "C");
      row.route = *rc::gen::element("", "PAPER", "CSV");
      row.source = *rc::gen::element("API", "STRATEGY");
      row.client_order_id = *rc::gen::element("", "c1", "c2");
      row.request = *rc::gen::element("", "k1", "k2");
      row.quantity = qty("10");
      rows.push_back(row);
      continue;
    }
    Known& order = orders[number - 1];
    if (order.is_over && !order.is_order) continue;
    row.order_id = number;
    switch (*rc::gen::inRange(0, 7)) {
      case 6:
        if (!order.is_order) continue;
        row.kind = Kind::kIntent;
        row.type = "NEW";
        row.order_id = 0;
        row.quantity = qty("12");
        break;
      case 0:
        if (order.is_order) continue;
        row.kind = Kind::kRefused;
        row.type = "VERDICT";
        row.order_id = 0;
        row.text = "NO";
        order.is_over = true;
        break;
      case 1:
        row.kind = Kind::kNote;
        row.type = *rc::gen::element("UNKNOWN", "KNOWN", "DISPUTED", "CANCEL_ASKED",
                                     "REPLACE_ASKED", "REPLACED");
        row.quantity = qty("12");
        order.is_order = true;
        break;
      case 2:
        row.kind = Kind::kExecution;
        row.type = "PARTIAL";
        row.state = OrderState::kPartial;
        row.execution = ++order.executions;
        row.quantity = qty("1");
        row.price = Price::from_raw(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000));
        order.is_order = true;
        break;
      case 3:
        row.kind = Kind::kEvent;
        row.type = *rc::gen::element("HALT", "EPOCH");
        row.order_id = 0;
        if (row.type == "EPOCH")
          for (Known& each : orders) each.is_over |= !each.is_order;
        break;
      default:
        row.kind = Kind::kOrder;
        row.state = *rc::gen::element(OrderState::kReserved, OrderState::kSending,
                                      OrderState::kAcked, OrderState::kCanceled);
        row.type = name(row.state);
        order.is_order = true;
    }
    rows.push_back(row);
  }
  return rows;
}

void fill(OrderStore& store, const std::vector<TrailRow>& rows, bool in_one_group) {
  RC_ASSERT(store.begin().ok());
  for (const TrailRow& row : rows) {
    const auto taken = store.take(row);
    if (!taken) RC_FAIL(taken.error().message);
    if (in_one_group || *rc::gen::arbitrary<bool>()) continue;
    RC_ASSERT(store.commit({}).ok());
    RC_ASSERT(store.begin().ok());
  }
  RC_ASSERT(store.commit({}).ok());
}

TEST(OrderStoreProperty, Groups_MakeNoDifference) {
  EXPECT_TRUE(rc::check([] {
    const auto rows = any_trail();
    auto whole = OrderStore::open(kStoreInMemory);
    auto parts = OrderStore::open(kStoreInMemory);
    fill(*whole, rows, true);
    fill(*parts, rows, false);
    RC_ASSERT(*whole->digest() == *parts->digest());
  }));
}

bool matches(const BlotterQuery& query, const BlotterRow& row) {
  return (query.symbol.empty() || query.symbol == row.symbol) &&
         (query.route.empty() || query.route == row.route) &&
         (query.source.empty() || query.source == row.source) &&
         (query.client_order_id.empty() || query.client_order_id == row.client_order_id) &&
         (!query.status || *query.status == row.status) &&
         (!query.from || *query.from <= row.created) && (!query.to || row.created <= *query.to);
}

TEST(OrderStoreProperty, Pages_AreWhatTheFiltersSayWholeAndInOrder) {
  const testing::TemporaryDirectory directory;
  EXPECT_TRUE(rc::check([&] {
    std::filesystem::remove(directory / "orders.db");
    auto store = OrderStore::open(directory / "orders.db");
    fill(*store, any_trail(), true);
    auto reader = OrderReader::open(directory / "orders.db");
    const auto all = reader->blotter({.limit = kMaxPage});
    BlotterQuery query;
    query.symbol = *rc::gen::element("", "A", "B");
    query.route = *rc::gen::element("", "PAPER", "CSV");
    query.source = *rc::gen::element("", "API");
    query.client_order_id = *rc::gen::element("", "c1");
    if (*rc::gen::arbitrary<bool>())
      query.status = static_cast<OrderStatus>(*rc::gen::inRange<int>(0, kOrderStatusCount));
    if (*rc::gen::arbitrary<bool>())
      query.from = day("2025-01-15").plus_nanoseconds(*rc::gen::inRange(0, 50));
    if (*rc::gen::arbitrary<bool>())
      query.to = day("2025-01-15").plus_nanoseconds(*rc::gen::inRange(0, 50));
    query.limit = *rc::gen::inRange<std::size_t>(1, 5);
    std::vector<std::uint64_t> expected;
    for (const BlotterRow& row : all->rows)
      if (matches(query, row)) expected.push_back(row.seq);
    std::vector<std::uint64_t> found;
    do {
      const auto page = reader->blotter(query);
      if (!page) RC_FAIL(page.error().message);
      RC_ASSERT(page->rows.size() <= query.limit);
      for (const BlotterRow& row : page->rows) found.push_back(row.seq);
      query.before = page->next;
    } while (query.before != 0);
    RC_ASSERT(found == expected);
  }));
}

}  // namespace
}  // namespace sluice::records
