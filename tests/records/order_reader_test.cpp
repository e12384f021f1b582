// SPDX-License-Identifier: Apache-2.0
//
// order_reader_test.cpp: what the API asks the order store, while it is filled.
#include "records/order_reader.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <thread>

#include "records/order_store_fixture.hpp"

namespace sluice::records {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::money;
using ::testing::SizeIs;

class OrderReaderTest : public OrderStoreFixture {
 protected:
  OrderReader reader() {
    auto opened = OrderReader::open(path());
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    return std::move(*opened);
  }
  // Everything that is about another order.
  static TrailRow of(std::uint64_t number, TrailRow row) {
    row.intent = {1, number};
    if (row.order_id != 0) row.order_id = number;
    return row;
  }
  TrailRow refusal(std::string why) {
    TrailRow made = row(Kind::kRefused, "VERDICT", OrderState::kDenied);
    made.text = std::move(why);
    return made;
  }
  // An order that is filled whole, in one group.
  std::vector<TrailRow> filled(std::uint64_t number, std::string symbol, std::string route = "") {
    TrailRow wish = intent();
    wish.symbol = std::move(symbol);
    wish.route = std::move(route);
    std::vector<TrailRow> rows{wish,
                               row(Kind::kApproved, "VERDICT", OrderState::kApproved),
                               reached(OrderState::kReserved),
                               reached(OrderState::kSending),
                               execution(1, "10", OrderState::kFilled),
                               row(Kind::kMatched, "RECONCILED", OrderState::kFilled)};
    rows[1].quantity = qty("10");
    for (TrailRow& each : rows) each = of(number, each);
    return rows;
  }
  BlotterRow only_row() {
    auto asking = reader();
    const auto page = asking.blotter({});
    EXPECT_TRUE(page.ok());
    EXPECT_THAT(page->rows, SizeIs(1));
    return page->rows.empty() ? BlotterRow{} : page->rows.front();
  }

  OrderStore store_ = open();
};

TEST_F(OrderReaderTest, Refusal_IsARowWithItsTermsAndReason) {
  auto wish = intent();
  wish.client_order_id = "mine";
  wish.source = "API";
  take(store_, {wish, refusal("MAX_WEIGHT: rule=max_weight")});
  const auto row = only_row();
  EXPECT_EQ(row.status, OrderStatus::kRejected);
  EXPECT_EQ(row.reason, "MAX_WEIGHT: rule=max_weight");
  EXPECT_EQ(row.symbol, "AAPL");
  EXPECT_EQ(row.quantity, qty("10"));
  EXPECT_EQ(row.limit_price, px("101.25"));
  EXPECT_EQ(row.time_in_force, TimeInForce::kGtc);
  EXPECT_EQ(row.client_order_id, "mine");
  EXPECT_EQ(row.source, "API");
  auto asking = reader();
  const auto detail = asking.order(kIntent);
  ASSERT_TRUE(detail.ok() && *detail);
  EXPECT_EQ((*detail)->order_id, 0u);
  EXPECT_FALSE((*detail)->is_open);
}

TEST_F(OrderReaderTest, Order_HasEverythingItsIntentTold) {
  auto wish = intent();
  wish.route = "PAPER";
  wish.actor = "ana";
  wish.stop_price = px("5");
  wish.reference_price = px("6");
  wish.reduce_only = true;
  wish.good_till = day("2025-02-01");
  wish.parent = {3, 4};
  take(store_, {wish, reached(OrderState::kReserved)});
  auto asking = reader();
  const auto found = asking.order(kIntent);
  ASSERT_TRUE(found.ok() && *found);
  const OrderDetail& order = **found;
  EXPECT_EQ(order.seq, 1u);
  EXPECT_EQ(order.order_id, 7u);
  EXPECT_EQ(order.route, "PAPER");
  EXPECT_EQ(order.actor, "ana");
  EXPECT_EQ(order.stop_price, px("5"));
  EXPECT_EQ(order.reference_price, px("6"));
  EXPECT_TRUE(order.reduce_only);
  EXPECT_FALSE(order.post_only);
  EXPECT_EQ(order.good_till, day("2025-02-01"));
  EXPECT_EQ(order.parent, (IntentId{3, 4}));
  EXPECT_EQ(order.state, OrderState::kReserved);
  EXPECT_FALSE(asking.order({9, 9})->has_value());
}

TEST_F(OrderReaderTest, StatusWord_FollowsStateAndFill) {
  const auto status = [](OrderState state, const char* filled) {
    return name(status_of(state, qty(filled), qty("10")));
  };
  EXPECT_EQ(status(OrderState::kNew, "0"), "NEW");
  EXPECT_EQ(status(OrderState::kApproved, "0"), "NEW");
  EXPECT_EQ(status(OrderState::kReserved, "0"), "NEW");
  EXPECT_EQ(status(OrderState::kSending, "0"), "SENT");
  EXPECT_EQ(status(OrderState::kAcked, "0"), "SENT");
  EXPECT_EQ(status(OrderState::kPartial, "1"), "PARTIAL");
  EXPECT_EQ(status(OrderState::kFilled, "10"), "FILLED");
  EXPECT_EQ(status(OrderState::kCanceled, "0"), "CANCELED");
  EXPECT_EQ(status(OrderState::kDenied, "0"), "REJECTED");
  EXPECT_EQ(status(OrderState::kRejected, "0"), "REJECTED");
  EXPECT_EQ(status(OrderState::kExpired, "0"), "EXPIRED");
  EXPECT_EQ(status(OrderState::kRetry, "0"), "ERROR");
  EXPECT_EQ(status(OrderState::kFailedFinal, "0"), "ERROR");
  EXPECT_EQ(status(OrderState::kCanceled, "1"), "PARTIAL_SUCCESS");
  EXPECT_EQ(status(OrderState::kExpired, "1"), "PARTIAL_SUCCESS");
  EXPECT_EQ(status(OrderState::kCanceled, "10"), "FILLED") << "filled before the cancel arrived";
  for (std::size_t i = 0; i < kOrderStatusCount; ++i)
    EXPECT_EQ(parse_status(name(static_cast<OrderStatus>(i))), static_cast<OrderStatus>(i));
  EXPECT_EQ(parse_status("DONE"), std::nullopt);
}

TEST_F(OrderReaderTest, AveragePrice_IsExactAndRoundsHalvesUp) {
  take(store_, {intent(), reached(OrderState::kAcked),
                execution(1, "1", OrderState::kPartial, "100.00000001")});
  EXPECT_EQ(only_row().average_price, px("100.00000001"));
  take(store_, {execution(2, "1", OrderState::kPartial, "100.00000002")});
  EXPECT_EQ(only_row().average_price, px("100.00000002"));
  take(store_, {execution(3, "4", OrderState::kPartial, "100")});
  EXPECT_EQ(only_row().average_price, px("100.00000001"));
  EXPECT_EQ(only_row().filled, qty("6"));
}

TEST_F(OrderReaderTest, Bust_TakesItsShareOutOfTheAverage) {
  take(store_,
       {intent(), reached(OrderState::kAcked), execution(1, "1", OrderState::kPartial, "90"),
        execution(2, "3", OrderState::kPartial, "110")});
  EXPECT_EQ(only_row().average_price, px("105"));
  auto busted = note("BUSTED");
  busted.execution = 1;
  busted.quantity = qty("1");
  take(store_, {busted});
  EXPECT_EQ(only_row().average_price, px("110"));
  auto asking = reader();
  const auto executions = asking.executions({});
  ASSERT_THAT(executions->rows, SizeIs(2));
  EXPECT_FALSE(executions->rows[0].busted);
  EXPECT_TRUE(executions->rows[1].busted);
}

TEST_F(OrderReaderTest, BustOfWhatWasNeverTold_ChangesNothing) {
  auto busted = note("BUSTED");
  busted.execution = 5;
  take(store_, {intent(), reached(OrderState::kAcked), busted});
  EXPECT_EQ(only_row().filled, qty("0"));
}

TEST_F(OrderReaderTest, Created_NeverGoesBackAndRangesIncludeTheirEnds) {
  std::vector<TrailRow> rows;
  for (const char* text : {"2025-01-15", "2025-01-17", "2025-01-16", "2025-01-18"}) {
    time_ = day(text);
    rows.push_back(of(rows.size() + 1, intent()));
  }
  take(store_, rows);
  auto asking = reader();
  const auto seqs = [&](BlotterQuery query) {
    std::vector<std::uint64_t> found;
    const auto page = asking.blotter(query);
    for (const BlotterRow& each : page->rows) found.push_back(each.seq);
    return found;
  };
  EXPECT_THAT(seqs({.from = day("2025-01-17")}), ElementsAre(4, 3, 2));
  EXPECT_THAT(seqs({.to = day("2025-01-17")}), ElementsAre(3, 2, 1));
  EXPECT_THAT(seqs({.from = day("2025-01-16"), .to = day("2025-01-17")}), ElementsAre(3, 2));
  EXPECT_THAT(seqs({.from = day("2025-01-19")}), IsEmpty());
  EXPECT_THAT(seqs({.to = day("2025-01-14")}), IsEmpty());
  EXPECT_EQ((*asking.order({1, 3}))->decided, day("2025-01-16"));
  EXPECT_EQ((*asking.order({1, 3}))->created, day("2025-01-17"));
}

TEST_F(OrderReaderTest, Executions_AreCountedWithinTheirOrderNewestFirst) {
  take(store_, {of(1, intent()), of(1, reached(OrderState::kAcked)),
                of(1, execution(8, "1", OrderState::kPartial))});
  auto other = intent();
  other.symbol = "MSFT";
  other.route = "PAPER";
  take(store_, {of(2, other), of(2, execution(8, "10", OrderState::kFilled)),
                of(1, execution(9, "2", OrderState::kPartial, "102"))});
  auto asking = reader();
  const auto all = asking.executions({});
  ASSERT_THAT(all->rows, SizeIs(3));
  EXPECT_EQ(all->rows[0].intent, (IntentId{1, 1}));
  EXPECT_EQ(all->rows[0].ordinal, 2u);
  EXPECT_EQ(all->rows[0].price, px("102"));
  EXPECT_EQ(all->rows[0].commission, money("0.05"));
  EXPECT_EQ(all->rows[1].intent, (IntentId{1, 2}));
  EXPECT_EQ(all->rows[1].ordinal, 1u);
  EXPECT_EQ(all->rows[2].ordinal, 1u);
  EXPECT_EQ(all->next, 0u);
  EXPECT_THAT(asking.executions({.symbol = "MSFT"})->rows, SizeIs(1));
  EXPECT_THAT(asking.executions({.route = "PAPER"})->rows, SizeIs(1));
  EXPECT_THAT(asking.executions({.order = 1})->rows, SizeIs(2));
  const auto first = asking.executions({.limit = 2});
  ASSERT_NE(first->next, 0u);
  EXPECT_THAT(asking.executions({.before = first->next})->rows, SizeIs(1));
}

TEST_F(OrderReaderTest, Commission_AboveSixtyFourBits_IsKept) {
  auto large = execution(1, "10", OrderState::kFilled);
  large.commission = money("123456789012345.00000001");
  take(store_, {intent(), large});
  auto asking = reader();
  EXPECT_EQ(asking.executions({})->rows.front().commission, money("123456789012345.00000001"));
  EXPECT_EQ(store_.executions(7)->front().commission, "123456789012345.00000001");
}

TEST_F(OrderReaderTest, Requests_AreFoundByKeyAndNewestFirst) {
  std::vector<TrailRow> rows;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    auto wish = of(i, intent());
    wish.request = i < 3 ? "list" : "single";
    wish.request_hash = 0xf000000000000000 + i;
    rows.push_back(wish);
  }
  rows.push_back(of(4, intent()));
  take(store_, rows);
  auto asking = reader();
  const auto list = asking.by_request("list");
  ASSERT_THAT(*list, SizeIs(2));
  EXPECT_EQ((*list)[0].intent, (IntentId{1, 1}));
  EXPECT_EQ((*list)[1].request_hash, 0xf000000000000002);
  EXPECT_THAT(*asking.by_request("lis"), IsEmpty());
  const auto recent = asking.recent_requests(2);
  ASSERT_THAT(*recent, SizeIs(2));
  EXPECT_EQ((*recent)[0].request, "single");
  EXPECT_EQ((*recent)[1].intent, (IntentId{1, 2}));
}

TEST_F(OrderReaderTest, RefusedReplace_IsAnEventOfItsOrderAndNoRow) {
  take(store_, {intent(), reached(OrderState::kAcked)});
  auto wish = intent("20");
  wish.intent = {5, 5};
  wish.amends = kIntent;
  wish.request = "again";
  auto refused = refusal("MAX_WEIGHT");
  refused.intent = wish.intent;
  take(store_, {wish, refused});
  EXPECT_EQ(only_row().intent, kIntent);
  auto asking = reader();
  const auto events = asking.events(7);
  ASSERT_THAT(*events, SizeIs(1));
  EXPECT_EQ(events->front().type, "VERDICT");
  EXPECT_EQ(events->front().text, "MAX_WEIGHT");
  EXPECT_THAT(*asking.lines(1), ElementsAre(RecordPlace{1, 1, 100}, RecordPlace{2, 1, 200},
                                            RecordPlace{3, 1, 300}, RecordPlace{4, 1, 400}));
  EXPECT_TRUE(asking.by_request("again")->front().amends);
}

TEST_F(OrderReaderTest, TermsTheLaneAsksForItself_AreNoRowOnceTheyAreAsked) {
  take(store_, {intent(), reached(OrderState::kAcked)});
  auto wish = intent("4");
  wish.intent = {5, 5};
  auto approved = row(Kind::kApproved, "VERDICT", OrderState::kApproved);
  approved.intent = wish.intent;
  approved.quantity = qty("4");
  take(store_, {wish, approved});
  auto asked = note("REPLACE_ASKED");
  asked.quantity = qty("4");
  asked.limit_price = px("101.25");
  take(store_, {asked});
  EXPECT_EQ(only_row().intent, kIntent);
  auto asking = reader();
  EXPECT_THAT(*asking.lines(1), SizeIs(5));
}

TEST_F(OrderReaderTest, ReplaceUnderTheOrdersOwnIntent_IsNoRow) {
  take(store_, {intent(), reached(OrderState::kAcked)});
  auto approved = row(Kind::kApproved, "VERDICT", OrderState::kApproved);
  auto wish = intent("20");
  approved.quantity = qty("20");
  std::swap(wish.place, approved.place);
  auto asked = note("REPLACE_ASKED");
  asked.quantity = qty("20");
  asked.limit_price = px("101.25");
  take(store_, {wish, approved});
  take(store_, {asked, note("REPLACED")});
  take(store_, {execution(1, "20", OrderState::kFilled)});
  const auto row = only_row();
  EXPECT_EQ(row.quantity, qty("20"));
  EXPECT_EQ(row.status, OrderStatus::kFilled);
  EXPECT_EQ(row.seq, 1u);
  auto asking = reader();
  EXPECT_THAT(*asking.lines(1), SizeIs(seq_));
}

TEST_F(OrderReaderTest, OtherContentUnderAKnownIntent_IsARowBesideTheOrder) {
  take(store_, {intent(), reached(OrderState::kAcked)});
  auto denied = reached(OrderState::kDenied);
  denied.order_id = 8;
  denied.text = "DUPLICATE";
  take(store_, {intent("99")});
  take(store_, {denied, execution(1, "10", OrderState::kFilled)});
  auto asking = reader();
  const auto page = asking.blotter({});
  ASSERT_THAT(page->rows, SizeIs(2));
  EXPECT_EQ(page->rows[0].status, OrderStatus::kRejected);
  EXPECT_EQ(page->rows[1].status, OrderStatus::kFilled);
  EXPECT_EQ((*asking.order(kIntent))->order_id, 7u) << "the one that was let out";
}

TEST_F(OrderReaderTest, IntentOfAnOrderThatNeverLeft_MayBecomeAnotherOrder) {
  take(store_, {intent(), reached(OrderState::kReserved), reached(OrderState::kFailedFinal)});
  auto again = reached(OrderState::kReserved);
  again.order_id = 8;
  take(store_, {intent(), again});
  auto asking = reader();
  const auto page = asking.blotter({});
  ASSERT_THAT(page->rows, SizeIs(2));
  EXPECT_EQ(page->rows[0].status, OrderStatus::kNew);
  EXPECT_EQ(page->rows[1].status, OrderStatus::kError);
  EXPECT_EQ((*asking.order(kIntent))->order_id, 8u);
}

TEST_F(OrderReaderTest, Restart_EndsWhatWasNotDecided) {
  auto restart = row(Kind::kEvent, "EPOCH");
  take(store_, {of(1, intent()), of(2, intent()), of(2, reached(OrderState::kReserved)),
                of(3, intent()), of(3, refusal("NO"))});
  restart.place.seq = ++seq_;
  take(store_, {restart});
  auto asking = reader();
  const auto page = asking.blotter({});
  ASSERT_THAT(page->rows, SizeIs(3));
  EXPECT_EQ(page->rows[0].reason, "NO");
  EXPECT_EQ(page->rows[1].status, OrderStatus::kNew);
  EXPECT_EQ(page->rows[2].status, OrderStatus::kError);
  EXPECT_EQ(page->rows[2].reason, "INTERRUPTED");
}

TEST_F(OrderReaderTest, RareCombination_IsFoundOverSeveralShortPages) {
  std::vector<TrailRow> rows;
  const auto add = [&](std::uint64_t number, const char* symbol, const char* route) {
    auto wish = of(number, intent());
    wish.symbol = symbol;
    wish.route = route;
    rows.push_back(wish);
  };
  const std::uint64_t count = 2 * OrderReader::kMaxExamined + 4;
  add(1, "AAPL", "PAPER");
  for (std::uint64_t i = 2; i <= count; ++i) add(i, i % 2 ? "AAPL" : "MSFT", i % 2 ? "A" : "PAPER");
  take(store_, rows);
  auto asking = reader();
  BlotterQuery query{.symbol = "AAPL", .route = "PAPER"};
  const auto first = asking.blotter(query);
  EXPECT_THAT(first->rows, IsEmpty());
  ASSERT_NE(first->next, 0u);
  query.before = first->next;
  const auto second = asking.blotter(query);
  ASSERT_THAT(second->rows, SizeIs(1));
  EXPECT_EQ(second->rows.front().seq, 1u);
  EXPECT_EQ(second->next, 0u);
}

TEST_F(OrderReaderTest, Reader_SeesWhatIsCommittedWhileTheStoreIsFilled) {
  constexpr std::uint64_t kOrders = 200;
  std::thread filling{[&] {
    for (std::uint64_t i = 1; i <= kOrders; ++i) take(store_, filled(i, "AAPL"));
  }};
  auto asking = reader();
  std::size_t seen = 0;
  while (seen < kOrders) {
    const auto page = asking.blotter({.limit = 1'000});
    ASSERT_TRUE(page.ok()) << page.error().message;
    ASSERT_GE(page->rows.size(), seen);
    seen = page->rows.size();
    for (const BlotterRow& row : page->rows) ASSERT_EQ(row.status, OrderStatus::kFilled);
  }
  filling.join();
  EXPECT_EQ(*asking.place(), place());
}

TEST_F(OrderReaderTest, StoreThatIsNotThere_IsAnErrorThatNamesIt) {
  const auto opened = OrderReader::open(directory_ / "nowhere.db");
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("nowhere.db"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "nowhere.db"));
}

TEST_F(OrderReaderTest, StoreOfAnotherVersion_IsNotRead) {
  SQLite::Database database{path().native(), SQLite::OPEN_READWRITE};
  database.exec("UPDATE schema_versions SET version = 99 WHERE version = 2");
  const auto opened = OrderReader::open(path());
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("it is of version 99, not 2"));
}

TEST_F(OrderReaderTest, EveryFilter_HasAnIndex) {
  SQLite::Database database{path().native()};
  for (const char* column : {"symbol = 'A'", "status = 1", "route = 'A'", "source = 'A'",
                             "client_order_id = 'A' AND client_order_id <> ''"}) {
    SQLite::Statement plan{
        database, std::string{"EXPLAIN QUERY PLAN SELECT seq FROM orders WHERE "} + column +
                      " AND seq < 9 ORDER BY seq DESC"};
    ASSERT_TRUE(plan.executeStep());
    EXPECT_THAT(plan.getColumn(3).getString(), HasSubstr("INDEX orders_by_")) << column;
  }
}

}  // namespace
}  // namespace sluice::records
