// SPDX-License-Identifier: Apache-2.0
#include "records/order_store.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/order_store_fixture.hpp"

namespace sluice::records {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OrderStoreTest : public OrderStoreFixture {
 protected:
  // An order that is acknowledged.
  void take_order(OrderStore& store) {
    take(store, {intent(), row(Kind::kOrder, "RESERVED", OrderState::kReserved),
                 row(Kind::kOrder, "SENDING", OrderState::kSending),
                 row(Kind::kOrder, "ACKED", OrderState::kAcked)});
  }
  [[nodiscard]] std::filesystem::path mark() const { return path().native() + "-unsynced"; }
  static StoredOrder only_order(const OrderStore& store) {
    const auto orders = store.orders({});
    EXPECT_TRUE(orders.ok());
    EXPECT_THAT(*orders, SizeIs(1));
    return orders->empty() ? StoredOrder{} : orders->front();
  }
};

TEST_F(OrderStoreTest, Order_WhenItsRecordsAreTaken_IsThereAsItStands) {
  auto store = open();
  EXPECT_EQ(store.why_empty(), "there was none");
  take_order(store);
  const auto order = only_order(store);
  EXPECT_EQ(order.id, 7u);
  EXPECT_EQ(order.intent_id, kIntent.to_string());
  EXPECT_EQ(order.symbol, "AAPL");
  EXPECT_EQ(order.limit_price, "101.25");
  EXPECT_EQ(order.state, "ACKED");
  EXPECT_TRUE(order.is_open);
}

TEST_F(OrderStoreTest, Approval_WithASmallerQuantity_IsTheOrders) {
  auto store = open();
  auto approved = row(Kind::kApproved, "VERDICT", OrderState::kApproved);
  auto smaller = intent("40");
  approved.quantity = qty("25");
  take(store, {smaller, approved, row(Kind::kOrder, "RESERVED", OrderState::kReserved)});
  EXPECT_EQ(only_order(store).quantity, "25");
}

TEST_F(OrderStoreTest, Executions_AddUpAndEndTheOrder) {
  auto store = open();
  take_order(store);
  take(store, {execution(1, "2.5", OrderState::kPartial)});
  EXPECT_EQ(only_order(store).filled, "2.5");
  EXPECT_TRUE(only_order(store).is_open);
  take(store, {execution(2, "7.5", OrderState::kFilled)});
  EXPECT_EQ(only_order(store).filled, "10");
  EXPECT_FALSE(only_order(store).is_open);
  const auto executions = store.executions(7);
  ASSERT_TRUE(executions.ok());
  ASSERT_THAT(*executions, SizeIs(2));
  EXPECT_EQ((*executions)[1].quantity, "7.5");
  EXPECT_EQ((*executions)[1].commission, "0.05");
}

TEST_F(OrderStoreTest, Bust_TakesTheExecutionBack) {
  auto store = open();
  take_order(store);
  auto busted = note("BUSTED");
  busted.execution = 1;
  busted.quantity = qty("4");
  take(store,
       {execution(1, "4", OrderState::kPartial), execution(2, "1", OrderState::kPartial), busted});
  EXPECT_EQ(only_order(store).filled, "1");
  EXPECT_TRUE((*store.executions(7))[0].busted);
  EXPECT_FALSE((*store.executions(7))[1].busted);
}

TEST_F(OrderStoreTest, Doubts_AreFoundUntilTheyAreSettled) {
  auto store = open();
  take_order(store);
  const auto unresolved = [&] { return store.orders({.only_unresolved = true})->size(); };
  take(store, {note("UNKNOWN")});
  EXPECT_EQ(unresolved(), 1u);
  take(store, {note("KNOWN")});
  EXPECT_EQ(unresolved(), 0u);
  take(store, {note("DISPUTED")});
  EXPECT_EQ(unresolved(), 1u);
  take(store, {note("RESOLVED")});
  EXPECT_EQ(unresolved(), 0u);
}

TEST_F(OrderStoreTest, Replace_PutsTheNewTermsInForceOnceTheyAre) {
  auto store = open();
  take_order(store);
  auto asked = note("REPLACE_ASKED");
  asked.quantity = qty("20");
  asked.limit_price = px("99");
  take(store, {asked});
  EXPECT_TRUE(only_order(store).pending_replace);
  EXPECT_EQ(only_order(store).quantity, "10");
  take(store, {note("REPLACED")});
  EXPECT_FALSE(only_order(store).pending_replace);
  EXPECT_EQ(only_order(store).quantity, "20");
  EXPECT_EQ(only_order(store).limit_price, "99");
}

TEST_F(OrderStoreTest, End_OfAnOrder_EndsWhatWasPending) {
  auto store = open();
  take_order(store);
  take(store, {note("CANCEL_ASKED"), note("UNKNOWN"),
               row(Kind::kOrder, "CANCELED", OrderState::kCanceled)});
  const auto order = only_order(store);
  EXPECT_FALSE(order.is_open || order.pending_cancel || order.unknown);
}

TEST_F(OrderStoreTest, Refusal_LeavesNoOrder) {
  auto store = open();
  auto refused = row(Kind::kRefused, "VERDICT", OrderState::kDenied);
  refused.text = "MAX_ORDER_NOTIONAL: measured=5, limit=4";
  take(store, {intent(), refused});
  EXPECT_THAT(*store.orders({}), IsEmpty());
}

TEST_F(OrderStoreTest, Orders_AreFilteredAndBounded) {
  auto store = open();
  std::vector<TrailRow> rows;
  for (std::uint64_t id = 1; id <= 5; ++id) {
    auto wish = intent();
    wish.symbol = id % 2 == 0 ? "MSFT" : "AAPL";
    wish.intent.hi = id;
    auto order = row(Kind::kOrder, "ACKED", id == 3 ? OrderState::kRejected : OrderState::kAcked);
    order.intent = wish.intent;
    order.order_id = id;
    rows.insert(rows.end(), {wish, order});
  }
  take(store, rows);
  const auto ids = [&](const OrderQuery& query) {
    std::vector<std::uint64_t> found;
    const auto answer = store.orders(query);
    for (const auto& order : *answer) found.push_back(order.id);
    return found;
  };
  EXPECT_THAT(ids({}), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(ids({.only_open = true}), ElementsAre(5, 4, 2, 1));
  EXPECT_THAT(ids({.symbol = "MSFT"}), ElementsAre(4, 2));
  EXPECT_THAT(ids({.below = 4, .limit = 2}), ElementsAre(3, 2));
  EXPECT_TRUE(store.order(3)->has_value());
  EXPECT_FALSE(store.order(9)->has_value());
}

TEST_F(OrderStoreTest, Events_AreToldInTheirOrder) {
  auto store = open();
  take_order(store);
  const auto unknown = note("UNKNOWN");
  auto halt = row(Kind::kEvent, "HALT");
  halt.text = "the venue reported too much";
  take(store, {unknown, halt, note("KNOWN")});
  std::vector<std::string> types;
  const auto events = store.events(0);
  for (const auto& event : *events) types.push_back(event.type);
  EXPECT_THAT(types, ElementsAre("UNKNOWN", "HALT", "KNOWN"));
  EXPECT_THAT(*store.events(7), SizeIs(2));
  EXPECT_THAT(*store.events(0, 1), SizeIs(1));
  EXPECT_EQ(store.events(0, 1)->front().type, "KNOWN");
}

TEST_F(OrderStoreTest, Group_WithARecordThatDoesNotFit_LeavesNothing) {
  auto store = open();
  take_order(store);
  const auto before = store.digest();
  const TrailPlace place_before = store.place();
  auto stray = row(Kind::kOrder, "ACKED", OrderState::kAcked);
  stray.order_id = 99;
  stray.intent = {9, 9};
  ASSERT_TRUE(store.begin().ok());
  ASSERT_TRUE(store.take(note("DISPUTED")).ok());
  const auto taken = store.take(stray);
  ASSERT_FALSE(taken.ok());
  EXPECT_THAT(taken.error().message, HasSubstr("order 99 has no intent before it"));
  EXPECT_EQ(*store.digest(), *before);
  EXPECT_EQ(store.place(), place_before);
}

TEST_F(OrderStoreTest, Group_ThatWasUndone_LeavesNothingForTheNextOne) {
  auto store = open();
  take_order(store);
  ASSERT_TRUE(store.begin().ok());
  ASSERT_TRUE(store.take(note("DISPUTED")).ok());
  auto other = intent();
  other.intent = {9, 9};
  ASSERT_TRUE(store.take(other).ok());
  store.roll_back();
  take(store, {note("UNKNOWN")});
  EXPECT_FALSE(only_order(store).disputed);
  EXPECT_TRUE(only_order(store).unknown);
}

TEST_F(OrderStoreTest, Group_ThatWasNotCommitted_IsNotThereAfterwards) {
  {
    auto store = open();
    take_order(store);
    ASSERT_TRUE(store.begin().ok());
    ASSERT_TRUE(store.take(note("DISPUTED")).ok());
  }
  auto store = open();
  EXPECT_EQ(store.why_empty(), "");
  EXPECT_FALSE(only_order(store).disputed);
}

TEST_F(OrderStoreTest, Reopened_StandsWhereItStood) {
  {
    auto store = open();
    take_order(store);
  }
  auto store = open();
  EXPECT_EQ(store.place(), place());
  EXPECT_EQ(only_order(store).state, "ACKED");
}

TEST_F(OrderStoreTest, Unsynced_AndEndedInOrder_LeavesNoMark) {
  {
    auto store = open();
    ASSERT_TRUE(store.go_unsynced().ok());
    EXPECT_TRUE(std::filesystem::exists(mark()));
    take_order(store);
  }
  EXPECT_FALSE(std::filesystem::exists(mark()));
  auto store = open();
  EXPECT_EQ(store.why_empty(), "");
  EXPECT_EQ(store.place(), place());
}

TEST_F(OrderStoreTest, Unsynced_WhenItsProcessIsKilled_IsSound) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = open();
    if (!store.go_unsynced().ok()) ::_exit(1);
    take_order(store);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(std::filesystem::exists(mark()));
  auto store = open();
  EXPECT_EQ(store.why_empty(), "");
  EXPECT_NE(store.place(), TrailPlace{});
  EXPECT_EQ(only_order(store).state, "ACKED");
}

TEST_F(OrderStoreTest, Unsynced_WhenTheMachineWentDown_IsMadeAnew) {
  {
    auto store = open();
    take_order(store);
  }
  std::ofstream{mark()} << "another start of the machine\n";
  {
    auto store = open();
    EXPECT_EQ(store.why_empty(), "the machine went down while it was written");
    EXPECT_EQ(store.place(), TrailPlace{});
    EXPECT_FALSE(std::filesystem::exists(mark()));
    take_order(store);
  }
  EXPECT_EQ(open().why_empty(), "");
}

TEST_F(OrderStoreTest, Cleared_IsAsANewOne) {
  auto store = open();
  const auto fresh = store.digest();
  take_order(store);
  EXPECT_NE(*store.digest(), *fresh);
  ASSERT_TRUE(store.clear().ok());
  EXPECT_EQ(*store.digest(), *fresh);
  EXPECT_EQ(store.place(), TrailPlace{});
}

TEST_F(OrderStoreTest, File_ThatIsNoDatabase_IsMadeAnew) {
  std::ofstream{path()} << std::string(8192, 'x');
  auto store = open();
  EXPECT_THAT(store.why_empty(), HasSubstr("it cannot be read"));
  take_order(store);
  EXPECT_EQ(only_order(store).id, 7u);
}

TEST_F(OrderStoreTest, Database_WithADamagedPage_IsMadeAnew) {
  {
    auto store = open();
    for (int i = 0; i < 3; ++i) take(store, {intent(std::to_string(i))});
    take_order(store);
  }
  // Behind the first page, whose header still says what it is.
  std::fstream file{path(), std::ios::in | std::ios::out | std::ios::binary};
  for (int page = 1; page < 12; ++page) {
    file.seekp(page * 4096);
    file << std::string(64, '\xff');
  }
  file.close();
  auto store = open();
  EXPECT_NE(store.why_empty(), "");
  EXPECT_EQ(store.place(), TrailPlace{});
}

TEST_F(OrderStoreTest, Folder_ThatIsNotThere_IsAnErrorThatNamesIt) {
  const auto store = OrderStore::open(directory_ / "nowhere" / "orders.db");
  ASSERT_FALSE(store.ok());
  EXPECT_THAT(store.error().message, HasSubstr("nowhere/orders.db"));
}

}  // namespace
}  // namespace sluice::records
