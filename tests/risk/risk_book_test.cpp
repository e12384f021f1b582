// SPDX-License-Identifier: Apache-2.0
//
// risk_book_test.cpp: the sums that are kept order by order are the ones counted from scratch.
#include "risk/risk_book.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/domain_values.hpp"

namespace sluice::risk {
namespace {

using testing::day;
using testing::instrument;
using testing::money;
using testing::px;
using testing::qty;

std::vector<Instrument> universe() {
  return {instrument("A", "Tech", "US"), instrument("B", "Tech", "EU"), instrument("C", "", "US"),
          instrument("D", "Energy", "")};
}

Money gross(const sluice_rows& groups, std::uint64_t i) {
  return Money::from_c(SLUICE_ROW(groups, sluice_risk_group, i)->gross_exposure);
}

class RiskBookTest : public ::testing::Test {
 protected:
  void price_all() {
    for (InstrumentId id = 0; id < table_.size(); ++id) book_.set_last(id, px("10"), {});
  }
  const InstrumentTable table_{universe()};
  RiskBook book_{table_};
};

// A market order of that much, approved.
Intent wish(InstrumentId id, Side side, Quantity quantity) {
  Intent intent = testing::market_intent(1, id, side, "1", "10");
  intent.quantity = quantity;
  return intent;
}
Order order_of(OrderId id, const Intent& intent) {
  Order order;
  order.id = id;
  order.intent = intent;
  return order;
}

TEST_F(RiskBookTest, Rows_CarryLotGroupsAndAverageVolume) {
  Instrument one = instrument("X", "Tech", "US");
  one.lot = qty("5");
  one.average_daily_volume = qty("1000");
  const InstrumentTable table{{instrument("U"), one}};
  RiskBook book{table};
  EXPECT_EQ(book.row(1).lot, qty("5").raw());
  EXPECT_EQ(book.row(1).average_daily_volume, qty("1000").raw());
  EXPECT_EQ(book.row(1).sector, 1u);
  EXPECT_EQ(book.row(1).region, 1u);
  EXPECT_EQ(book.row(0).sector, 0u);
  EXPECT_EQ(book.row(0).average_daily_volume, 0);
  book.set_average_daily_volume(0, qty("7"));
  EXPECT_EQ(book.row(0).average_daily_volume, qty("7").raw());
}

TEST_F(RiskBookTest, Groups_AreNamed) {
  const auto& view = book_.view();
  ASSERT_EQ(view.sectors.count, 3u);
  EXPECT_EQ(sluice::view(SLUICE_ROW(view.sectors, sluice_risk_group, 2)->name), "Energy");
  ASSERT_EQ(view.regions.count, 3u);
  EXPECT_EQ(sluice::view(SLUICE_ROW(view.regions, sluice_risk_group, 1)->name), "US");
}

TEST_F(RiskBookTest, BeginSession_ShowsTheAccount) {
  sluice_market_view market{};
  book_.begin_session(day("2024-01-02"), {money("1"), money("2"), money("-3"), money("4")},
                      &market);
  const auto& view = book_.view();
  EXPECT_EQ(view.now, day("2024-01-02").nanoseconds());
  EXPECT_EQ(Money::from_c(view.cash), money("1"));
  EXPECT_EQ(Money::from_c(view.equity), money("2"));
  EXPECT_EQ(Money::from_c(view.day_pnl), money("-3"));
  EXPECT_EQ(Money::from_c(view.peak_equity), money("4"));
  EXPECT_EQ(view.market, &market);
}

TEST_F(RiskBookTest, BeginSession_WithoutHistory_ShowsTheInstrumentsAlone) {
  book_.begin_session(day("2024-01-02"), {}, nullptr);
  const sluice_market_view* const market = book_.view().market;
  ASSERT_NE(market, nullptr);
  ASSERT_EQ(market->instruments.count, 4u);
  EXPECT_EQ(sluice::view(SLUICE_ROW(market->instruments, sluice_instrument, 3)->symbol), "D");
  EXPECT_EQ(market->series.count, 0u);
}

TEST_F(RiskBookTest, VenuePosition_OnceTold_MovesWithExecutions) {
  book_.set_position(0, qty("5"));
  EXPECT_EQ(book_.row(0).has_venue_position, 0u);
  book_.set_venue_position(0, qty("7"));
  const Intent bought = wish(0, Side::kBuy, qty("3"));
  book_.add_working(bought);
  book_.number_working(1, 1);
  book_.fill_working(order_of(1, bought), qty("2"));
  EXPECT_EQ(book_.row(0).position, qty("7").raw());
  EXPECT_EQ(book_.row(0).venue_position, qty("9").raw());
  book_.set_position(0, qty("8"));  // one more came late
  EXPECT_EQ(book_.row(0).venue_position, qty("10").raw());
}

TEST_F(RiskBookTest, ProjectedValue_ContainsWhatIsWorking) {
  price_all();
  book_.set_position(0, qty("5"));
  book_.add_working(wish(0, Side::kBuy, qty("3")));
  book_.add_working(wish(0, Side::kSell, qty("10")));
  EXPECT_EQ(Money::from_c(book_.row(0).projected_value), money("-20"));
  EXPECT_EQ(Money::from_c(book_.view().net_exposure), money("-20"));
  EXPECT_EQ(Money::from_c(book_.view().gross_exposure), money("20"));
}

TEST_F(RiskBookTest, NewTermsOfAnOrderThatRests_RestBesideItUntilTheyAreSettled) {
  book_.set_last(0, px("10"), {});
  Intent wished = wish(0, Side::kSell, qty("5"));
  wished.type = OrderType::kLimit;
  book_.add_working(wished);
  book_.number_working(1, 1);
  wished.quantity = qty("3");
  book_.add_working(wished);
  book_.add_terms(1);
  EXPECT_EQ(book_.row(0).resting_sell, qty("8").raw());
  book_.drop_terms(1, wished);
  EXPECT_EQ(book_.row(0).resting_sell, qty("5").raw());
  book_.end_working(order_of(1, wished), qty("5"));
  EXPECT_EQ(book_.row(0).resting_sell, 0);
  EXPECT_EQ(Money::from_c(book_.view().resting_exposure), Money{});
}

TEST_F(RiskBookTest, Exposure_IsCountedInTheInstrumentsGroups) {
  price_all();
  book_.set_position(0, qty("1"));
  book_.set_position(1, qty("-2"));
  book_.set_position(2, qty("4"));
  const auto& view = book_.view();
  EXPECT_EQ(gross(view.sectors, 1), money("30"));  // Tech: A and B
  EXPECT_EQ(gross(view.sectors, 0), money("40"));  // unknown: C
  EXPECT_EQ(gross(view.sectors, 2), money("0"));
  EXPECT_EQ(gross(view.regions, 1), money("50"));  // US: A and C
  EXPECT_EQ(gross(view.regions, 2), money("20"));
  EXPECT_EQ(Money::from_c(view.gross_exposure), money("70"));
  EXPECT_EQ(Money::from_c(view.net_exposure), money("30"));
}

TEST_F(RiskBookTest, SetLast_KeepsTheTimeEvenIfThePriceIsTheSame) {
  book_.set_last(0, px("10"), day("2024-01-02"));
  book_.set_last(0, px("10"), day("2024-01-03"));
  EXPECT_EQ(book_.row(0).last_time, day("2024-01-03").nanoseconds());
}

TEST_F(RiskBookTest, WorkingPastTheLargestQuantity_IsClampedNotWrapped) {
  price_all();
  book_.set_position(0, qty("5"));
  book_.set_position(1, qty("-5"));
  for (int i = 0; i < 2; ++i) {
    book_.add_working(wish(0, Side::kBuy, Quantity::from_raw(INT64_MAX)));
    book_.add_working(wish(1, Side::kSell, Quantity::from_raw(INT64_MAX)));
  }
  EXPECT_EQ(book_.row(0).working_buy, INT64_MAX);
  EXPECT_EQ(Money::from_c(book_.row(1).projected_value),
            notional(px("10"), Quantity::from_raw(-INT64_MAX), Rounding::kHalfEven));
  EXPECT_EQ(Money::from_c(book_.row(0).projected_value),
            notional(px("10"), Quantity::from_raw(INT64_MAX), Rounding::kHalfEven));
}

TEST_F(RiskBookTest, EndingMoreThanWorks_IsAProgrammersMistake) {
  const Intent buy = wish(0, Side::kBuy, qty("1"));
  book_.add_working(buy);
  book_.number_working(1, 1);
  EXPECT_DEATH(book_.end_working(order_of(1, buy), qty("2")), "assertion failed");
  EXPECT_DEATH(book_.end_working(order_of(2, buy), qty("1")), "assertion failed");
  EXPECT_DEATH(book_.fill_working(order_of(1, wish(0, Side::kSell, qty("1"))), qty("1")),
               "assertion failed");
}

TEST_F(RiskBookTest, Rows_CarryTheLimitsOfAnOrder) {
  Instrument one = instrument("X");
  one.tick = px("0.01");
  one.min_quantity = qty("2");
  one.max_quantity = qty("500");
  one.min_notional = money("10");
  const InstrumentTable table{{one}};
  const RiskBook book{table};
  EXPECT_EQ(book.row(0).tick, px("0.01").raw());
  EXPECT_EQ(book.row(0).min_quantity, qty("2").raw());
  EXPECT_EQ(book.row(0).max_quantity, qty("500").raw());
  EXPECT_EQ(Money::from_c(book.row(0).min_notional), money("10"));
}

TEST_F(RiskBookTest, TradingStates_AreUnknownUntilTold) {
  EXPECT_EQ(book_.row(0).trading_state, std::uint32_t{SLUICE_TRADING_UNKNOWN});
  EXPECT_EQ(book_.view().trading_state, std::uint32_t{SLUICE_TRADING_UNKNOWN});
  book_.set_trading_state(0, SLUICE_TRADING_ACTIVE);
  book_.set_account_state(SLUICE_TRADING_REDUCING);
  EXPECT_EQ(book_.row(0).trading_state, std::uint32_t{SLUICE_TRADING_ACTIVE});
  EXPECT_EQ(book_.row(1).trading_state, std::uint32_t{SLUICE_TRADING_UNKNOWN});
  EXPECT_EQ(book_.view().trading_state, std::uint32_t{SLUICE_TRADING_REDUCING});
}

TEST_F(RiskBookTest, WhatTheVenueAndTheCalendarSay_IsShown) {
  EXPECT_EQ(book_.row(1).has_venue_position, 0u);
  EXPECT_EQ(book_.view().venue_heartbeat, 0);
  book_.set_names({"acc", "ses", "str", "rou", "abc"});
  book_.set_offline(true);
  book_.set_reserved_cash(money("7"));
  book_.set_session_times(day("2024-01-02"), day("2024-01-03"));
  book_.set_venue_heartbeat(day("2024-01-04"));
  book_.set_venue_position(1, qty("-3"));
  book_.set_quote(1, px("9"), px("11"), day("2024-01-05"));
  const auto& view = book_.view();
  EXPECT_EQ(sluice::view(view.account), "acc");
  EXPECT_EQ(sluice::view(view.session), "ses");
  EXPECT_EQ(sluice::view(view.strategy), "str");
  EXPECT_EQ(sluice::view(view.route), "rou");
  EXPECT_EQ(sluice::view(view.config_hash), "abc");
  EXPECT_EQ(view.offline, 1u);
  EXPECT_EQ(Money::from_c(view.reserved_cash), money("7"));
  EXPECT_EQ(view.session_open, day("2024-01-02").nanoseconds());
  EXPECT_EQ(view.session_close, day("2024-01-03").nanoseconds());
  EXPECT_EQ(view.venue_heartbeat, day("2024-01-04").nanoseconds());
  EXPECT_EQ(book_.row(1).venue_position, qty("-3").raw());
  EXPECT_EQ(book_.row(1).has_venue_position, 1u);
  EXPECT_EQ(book_.row(1).bid, px("9").raw());
  EXPECT_EQ(book_.row(1).ask, px("11").raw());
  EXPECT_EQ(book_.row(1).quote_time, day("2024-01-05").nanoseconds());
}

TEST_F(RiskBookTest, OpenPositions_CountsWhatIsProjectedNotToBeFlat) {
  book_.set_position(0, qty("5"));
  book_.add_working(wish(1, Side::kBuy, qty("2")));
  EXPECT_EQ(book_.view().open_positions, 2u);
  const Intent closing = wish(0, Side::kSell, qty("5"));
  book_.add_working(closing);
  book_.number_working(1, 2);
  EXPECT_EQ(book_.view().open_positions, 1u);
  book_.fill_working(order_of(2, closing), qty("5"));
  EXPECT_EQ(book_.view().open_positions, 1u);
  book_.end_working(order_of(1, wish(1, Side::kBuy, qty("2"))), qty("2"));
  EXPECT_EQ(book_.view().open_positions, 0u);
}

// --- Against a plain model -----------------------------------------------------------------------

struct ModelRow {
  std::int64_t position = 0, buy = 0, sell = 0, last = 0;
};
struct ModelOrder {
  Order order;
  std::int64_t remaining = 0;
};

void expect_sums_from_scratch(const RiskBook& book, const InstrumentTable& table,
                              const std::vector<ModelRow>& model) {
  int128 total = 0, net = 0;
  std::vector<int128> sectors(table.sectors().size()), regions(table.regions().size());
  for (InstrumentId id = 0; id < model.size(); ++id) {
    const auto& row = model[id];
    const int128 value =
        notional(Price::from_raw(row.last), Quantity::from_raw(row.position + row.buy - row.sell),
                 Rounding::kHalfEven)
            .raw();
    const int128 size = value < 0 ? -value : value;
    total += size;
    net += value;
    sectors[table.sector_of(id)] += size;
    regions[table.region_of(id)] += size;
    RC_ASSERT(book.row(id).position == row.position);
    RC_ASSERT(book.row(id).working_buy == row.buy);
    RC_ASSERT(book.row(id).working_sell == row.sell);
    RC_ASSERT(book.row(id).last == row.last);
    RC_ASSERT(Money::from_c(book.row(id).projected_value) == Money::from_raw(value));
  }
  const auto& view = book.view();
  RC_ASSERT(Money::from_c(view.gross_exposure) == Money::from_raw(total));
  RC_ASSERT(Money::from_c(view.net_exposure) == Money::from_raw(net));
  for (std::uint64_t i = 0; i < sectors.size(); ++i)
    RC_ASSERT(gross(view.sectors, i) == Money::from_raw(sectors[i]));
  for (std::uint64_t i = 0; i < regions.size(); ++i)
    RC_ASSERT(gross(view.regions, i) == Money::from_raw(regions[i]));
}

int128 worth_of(const sluice_risk_row& row, int128 quantity) {
  const auto value =
      notional(Price::from_raw(row.last), Quantity::from_raw(static_cast<std::int64_t>(quantity)),
               Rounding::kHalfEven);
  return value.is_negative() ? -value.raw() : value.raw();
}

// What rests is in the rows, and what it could add in rows, groups and account.
void expect_resting(const RiskBook& book, const std::vector<ModelOrder>& orders) {
  const sluice_risk_view& view = book.view();
  std::vector<std::int64_t> buys(view.instruments.count);
  std::vector<std::int64_t> sells(view.instruments.count);
  for (const ModelOrder& each : orders) {
    const Intent& intent = each.order.intent;
    if (intent.type == OrderType::kMarket || view.offline != 0) continue;
    (intent.side == Side::kBuy ? buys : sells)[intent.instrument] += each.remaining;
  }
  int128 total = 0;
  std::vector<int128> sectors(view.sectors.count);
  std::vector<int128> regions(view.regions.count);
  for (InstrumentId id = 0; id < buys.size(); ++id) {
    const sluice_risk_row& row = book.row(id);
    RC_ASSERT(row.resting_buy == buys[id]);
    RC_ASSERT(row.resting_sell == sells[id]);
    const int128 net = int128{row.position} + row.working_buy - row.working_sell;
    const int128 more = std::max(worth_of(row, net + sells[id]), worth_of(row, net - buys[id])) -
                        worth_of(row, net);
    RC_ASSERT(Money::from_c(row.resting_value) == Money::from_raw(more));
    total += more;
    sectors[row.sector] += more;
    regions[row.region] += more;
  }
  RC_ASSERT(Money::from_c(view.resting_exposure) == Money::from_raw(total));
  const auto resting_of = [](const sluice_rows& groups, std::size_t i) {
    return Money::from_c(SLUICE_ROW(groups, sluice_risk_group, i)->resting_exposure);
  };
  for (std::size_t i = 0; i < sectors.size(); ++i)
    RC_ASSERT(resting_of(view.sectors, i) == Money::from_raw(sectors[i]));
  for (std::size_t i = 0; i < regions.size(); ++i)
    RC_ASSERT(resting_of(view.regions, i) == Money::from_raw(regions[i]));
}

void expect_orders(const RiskBook& book, const std::vector<ModelOrder>& orders) {
  const sluice_risk_view& view = book.view();
  RC_ASSERT(view.working_orders.count == orders.size());
  int128 worth = 0;
  std::vector<std::uint32_t> counts(view.instruments.count);
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto& row = *SLUICE_ROW(view.working_orders, sluice_working_order, i);
    const Intent& intent = orders[i].order.intent;
    RC_ASSERT(row.order_id == orders[i].order.id);
    RC_ASSERT(row.remaining == orders[i].remaining);
    RC_ASSERT(row.instrument == intent.instrument);
    worth +=
        notional(intent.reference_price, Quantity::from_raw(orders[i].remaining), Rounding::kUp)
            .raw();
    ++counts[intent.instrument];
  }
  RC_ASSERT(Money::from_c(view.working_notional) == Money::from_raw(worth));
  std::uint32_t open = 0;
  for (InstrumentId id = 0; id < counts.size(); ++id) {
    const auto& row = book.row(id);
    RC_ASSERT(row.working_orders == counts[id]);
    open += row.position + row.working_buy - row.working_sell != 0 ? 1 : 0;
  }
  RC_ASSERT(view.open_positions == open);
}

TEST(RiskBookProperty, AfterAnySequence_SumsAreThoseCountedFromScratch) {
  EXPECT_TRUE(rc::check("incremental = from scratch", [] {
    const InstrumentTable table{universe()};
    RiskBook book{table};
    book.set_offline(*rc::gen::inRange(0, 4) == 0);
    std::vector<ModelRow> model(table.size());
    std::vector<ModelOrder> orders, over;
    OrderId next = 1;
    const auto works = [&model](const ModelOrder& one) -> std::int64_t& {
      auto& of = model[one.order.intent.instrument];
      return one.order.intent.side == Side::kBuy ? of.buy : of.sell;
    };
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
      const auto id = *rc::gen::inRange<InstrumentId>(0, 4);
      auto& row = model[id];
      const auto up_to = [](std::int64_t high) {
        return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(0, high + 1));
      };
      const auto kind = *rc::gen::inRange(0, 7);
      if (kind > 2 && (kind == 6 ? over : orders).empty()) continue;
      const auto pick = orders.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, orders.size());
      switch (kind) {
        case 0:
          row.last = up_to(5000 * kScale);
          book.set_last(id, Price::from_raw(row.last), {});
          break;
        case 1:
          row.position = up_to(1'000'000 * kScale) - 500'000 * kScale;
          book.set_position(id, Quantity::from_raw(row.position));
          break;
        case 2: {
          const auto side = *rc::gen::element(Side::kBuy, Side::kSell);
          const auto added = up_to(1000 * kScale);
          Intent wished = wish(id, side, Quantity::from_raw(added));
          if (*rc::gen::arbitrary<bool>()) {
            wished.type = OrderType::kLimit;
            wished.limit_price = wished.reference_price;
          }
          orders.push_back({order_of(next, wished), added});
          works(orders.back()) += added;
          book.add_working(orders.back().order.intent);
          book.number_working(next++, 1);
          break;
        }
        case 3: {
          over.push_back(orders[pick]);
          works(over.back()) -= over.back().remaining;
          book.end_working(over.back().order, Quantity::from_raw(over.back().remaining));
          orders.erase(orders.begin() + static_cast<std::ptrdiff_t>(pick));
          break;
        }
        case 4: {
          ModelOrder& live = orders[pick];
          const auto filled = up_to(live.remaining);
          live.remaining -= filled;
          works(live) -= filled;
          model[live.order.intent.instrument].position +=
              live.order.intent.side == Side::kBuy ? filled : -filled;
          book.fill_working(live.order, Quantity::from_raw(filled));
          break;
        }
        case 5: {  // an execution is busted; the position follows by itself
          ModelOrder& live = orders[pick];
          const auto busted = up_to(live.order.intent.quantity.raw() - live.remaining);
          live.remaining += busted;
          works(live) += busted;
          book.unfill_working(live.order, Quantity::from_raw(busted));
          break;
        }
        default: {  // what was over lives again
          const ModelOrder back = over.back();
          over.pop_back();
          works(back) += back.remaining;
          book.restore_working(back.order, Quantity::from_raw(back.remaining));
          const auto behind = std::find_if(orders.begin(), orders.end(), [&](const auto& each) {
            return each.order.id > back.order.id;
          });
          orders.insert(behind, back);
        }
      }
      expect_orders(book, orders);
      expect_resting(book, orders);
      expect_sums_from_scratch(book, table, model);
    }
  }));
}

}  // namespace
}  // namespace sluice::risk
