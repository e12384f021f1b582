// SPDX-License-Identifier: Apache-2.0
//
// working_orders_test.cpp: the list of what is approved and not yet final.
#include "risk/working_orders.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::risk {
namespace {

using ::testing::ElementsAre;
using testing::money;
using testing::px;
using testing::qty;

Intent intent(std::uint64_t number, std::string_view quantity = "10") {
  return testing::market_intent(number, 0, Side::kBuy, quantity, "2");
}

class WorkingOrdersTest : public ::testing::Test {
 protected:
  // `count` orders, numbered from 1.
  void add(std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) {
      Order& order = orders_.emplace_back();
      order.id = i;
      order.intent = intent(i);
      list_.add(order.intent);
    }
    list_.number_newest(1, count);
  }
  [[nodiscard]] std::vector<std::uint64_t> ids() const {
    std::vector<std::uint64_t> ids;
    const sluice_rows rows = list_.rows();
    for (std::uint64_t i = 0; i < rows.count; ++i)
      ids.push_back(SLUICE_ROW(rows, sluice_working_order, i)->order_id);
    return ids;
  }
  [[nodiscard]] const sluice_working_order& row(std::uint64_t i) const {
    return *SLUICE_ROW(list_.rows(), sluice_working_order, i);
  }

  std::vector<Order> orders_;
  WorkingOrders list_;
  const char* lowest_ = nullptr;
  const char* highest_ = nullptr;
};

TEST_F(WorkingOrdersTest, Row_HasWhatTheOrderAsksFor) {
  Intent limit = intent(7, "3");
  limit.side = Side::kSell;
  limit.type = OrderType::kLimit;
  limit.limit_price = px("5");
  list_.add(limit);
  EXPECT_EQ(row(0).intent_id.lo, 7u);
  EXPECT_EQ(row(0).order_id, 0u);
  EXPECT_EQ(row(0).side, SLUICE_SIDE_SELL);
  EXPECT_EQ(row(0).type, SLUICE_ORDER_LIMIT);
  EXPECT_EQ(row(0).price, px("5").raw());
  EXPECT_EQ(row(0).quantity, qty("3").raw());
  EXPECT_EQ(row(0).remaining, qty("3").raw());
  EXPECT_EQ(row(0).decision_time, limit.decision_time.nanoseconds());
  EXPECT_EQ(row(0).unknown, 0);
  EXPECT_EQ(list_.notional(), money("15"));
}

TEST_F(WorkingOrdersTest, Price_IsTheStopWhereThereIsNoLimit) {
  Intent stop = intent(1);
  stop.type = OrderType::kStop;
  stop.stop_price = px("9");
  list_.add(stop);
  list_.add(intent(2));
  EXPECT_EQ(row(0).price, px("9").raw());
  EXPECT_EQ(row(1).price, px("2").raw());
}

TEST_F(WorkingOrdersTest, Remove_AtEitherEndAndBetween_KeepsTheOrder) {
  add(6);
  list_.remove(1);
  list_.remove(3);
  list_.remove(5);
  list_.remove(6);
  EXPECT_THAT(ids(), ElementsAre(2, 4));
  EXPECT_EQ(list_.notional(), money("40"));
  list_.remove(2);
  list_.remove(4);
  EXPECT_EQ(list_.size(), 0u);
  EXPECT_EQ(list_.notional(), Money{});
}

TEST_F(WorkingOrdersTest, Find_AfterSomeCameAndWent_FindsWhatIsThere) {
  for (OrderId id = 1; id <= 500; ++id) {
    list_.add(intent(id));
    list_.number_newest(id, 1);
    if (id % 3 != 0) list_.remove(id);
    if (id > 30 && id % 3 == 0) list_.remove(id - 30);
  }
  EXPECT_EQ(list_.size(), 10u);
  ASSERT_NE(list_.find(471), nullptr);
  ASSERT_NE(list_.find(498), nullptr);
  EXPECT_EQ(list_.find(498)->intent_id.lo, 498u);
  EXPECT_EQ(list_.find(468), nullptr);
  EXPECT_EQ(list_.find(499), nullptr);
}

TEST_F(WorkingOrdersTest, FillAndBust_ChangeWhatRemains) {
  add(2);
  list_.fill(2, qty("4"));
  EXPECT_EQ(row(1).remaining, qty("6").raw());
  EXPECT_EQ(row(1).quantity, qty("10").raw());
  EXPECT_EQ(list_.notional(), money("32"));
  list_.unfill(2, qty("1"));
  EXPECT_EQ(row(1).remaining, qty("7").raw());
  EXPECT_EQ(list_.notional(), money("34"));
}

TEST_F(WorkingOrdersTest, Refresh_TakesFateAndPrice) {
  add(2);
  orders_[0].flags.unknown = true;
  orders_[0].intent.type = OrderType::kLimit;
  orders_[0].intent.limit_price = px("3");
  list_.refresh(orders_[0]);
  EXPECT_EQ(row(0).unknown, 1);
  EXPECT_EQ(row(0).price, px("3").raw());
  EXPECT_EQ(row(1).unknown, 0);
  EXPECT_EQ(list_.notional(), money("50"));
  orders_[0].flags.unknown = false;
  list_.refresh(orders_[0]);
  EXPECT_EQ(row(0).unknown, 0);
  Order gone;
  gone.id = 9;
  list_.refresh(gone);
  EXPECT_THAT(ids(), ElementsAre(1, 2));
}

TEST_F(WorkingOrdersTest, NewTerms_StandBehindTheirOrderUntilSettled) {
  add(3);
  list_.add(intent(9, "25"));
  list_.make_terms_of(2);
  EXPECT_THAT(ids(), ElementsAre(1, 2, 2, 3));
  EXPECT_EQ(row(2).remaining, qty("25").raw());
  EXPECT_EQ(list_.notional(), money("110"));
  list_.fill(2, qty("4"));
  EXPECT_EQ(row(1).remaining, qty("6").raw());
  // The new terms are in force: what the old ones asked for is surplus.
  orders_[1].intent.quantity = qty("25");
  list_.settle_terms(orders_[1], qty("10"));
  EXPECT_THAT(ids(), ElementsAre(1, 2, 3));
  EXPECT_EQ(row(1).quantity, qty("25").raw());
  EXPECT_EQ(row(1).remaining, qty("21").raw());
  EXPECT_EQ(list_.notional(), money("82"));
}

TEST_F(WorkingOrdersTest, NewTermsThatNeverLeft_AreDroppedAndThoseBeforeStay) {
  add(2);
  list_.add(intent(8, "20"));
  list_.make_terms_of(1);
  list_.add(intent(9, "30"));
  list_.make_terms_of(1);
  list_.drop_terms(1);
  EXPECT_THAT(ids(), ElementsAre(1, 1, 2));
  EXPECT_EQ(row(1).quantity, qty("20").raw());
}

TEST_F(WorkingOrdersTest, NewTermsOfAnOrderThatIsOver_ComeAndGo) {
  add(3);
  list_.remove(2);
  list_.add(intent(9));
  list_.make_terms_of(2);
  list_.drop_terms(2);
  EXPECT_THAT(ids(), ElementsAre(1, 3));
}

TEST_F(WorkingOrdersTest, OrderThatLivesAgain_StandsWhereItsNumberSays) {
  add(3);
  list_.remove(2);
  list_.add(intent(9));
  Order& revived = orders_[1];
  revived.flags.unknown = true;
  list_.put(revived, qty("4"));
  EXPECT_THAT(ids(), ElementsAre(1, 2, 3, 0));
  EXPECT_EQ(row(1).remaining, qty("4").raw());
  EXPECT_EQ(row(1).unknown, 1);
}

TEST_F(WorkingOrdersTest, TermsOfAnEarlierProcess_StandBehindTheirOrder) {
  add(2);
  orders_[0].replace_quantity = qty("15");
  orders_[0].replace_limit = px("4");
  orders_[0].intent.type = OrderType::kLimit;
  list_.put_terms(orders_[0]);
  EXPECT_THAT(ids(), ElementsAre(1, 1, 2));
  EXPECT_EQ(row(1).quantity, qty("15").raw());
  EXPECT_EQ(row(1).price, px("4").raw());
}

TEST_F(WorkingOrdersTest, ComingAndGoing_OnceWarm_AllocatesNothing) {
  add(8);
  for (OrderId id = 9; id < 2000; ++id) {
    list_.add(intent(id));
    list_.number_newest(id, 1);
    list_.remove(id - 8);
    if (id > 100) {
      const auto* const base = static_cast<const char*>(list_.rows().base);
      const auto* const first = lowest_ == nullptr ? base : lowest_;
      lowest_ = std::min(first, base);
      highest_ = std::max(highest_, base);
    }
  }
  // The list stays within one small piece of memory.
  EXPECT_LE(highest_ - lowest_, std::ptrdiff_t{64 * sizeof(sluice_working_order)});
}

}  // namespace
}  // namespace sluice::risk
