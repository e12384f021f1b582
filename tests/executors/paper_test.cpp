// SPDX-License-Identifier: Apache-2.0
//
// Fill models as tables: who submits what when, what the market does, what the venue says.
#include "executors/paper.hpp"

#include "venue.hpp"

namespace sluice::executors::test {
namespace {

// 2 bp of spread and 5 bp of commission: round numbers at a price of 100.
std::string params(std::string_view model) {
  return "{\"fill_model\":\"" + std::string{model} +
         "\",\"spread_w\":1,\"spread\":0.0002,\"impact_w\":0,\"commission_bps\":5}";
}

class PaperVenue : public Venue {
 public:
  explicit PaperVenue(std::string_view model)
      : Venue{sluice::executor<Paper>.describe(), params(model)} {
    begin();
  }
};

TEST(PaperClose, MarketOrder_FillsAtTheNextCloseOfItsInstrument) {
  PaperVenue venue{"close"};
  EXPECT_THAT(venue.submit({venue.order(1, 1, 0, kBuy, "5"), venue.order(2, 1, 1, kSell, "5")}),
              ElementsAre("ACKED 1 day 1", "ACKED 2 day 1"));
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "90", "100")}),
              ElementsAre("FILLED 1 5 @ 100.02 base 100 fee 0.25005 day 1"));
  EXPECT_THAT(venue.open_orders(), ElementsAre(2u));
  EXPECT_THAT(venue.at_open(2, {bar(1, 2, "200", "")}), IsEmpty());
  EXPECT_THAT(venue.at_close(2, {bar(0, 2, "", "101"), bar(1, 2, "", "200")}),
              ElementsAre("FILLED 2 5 @ 199.96 base 200 fee 0.4999 day 2"));
  EXPECT_THAT(venue.open_orders(), IsEmpty());
  EXPECT_THAT(venue.at_close(3, {bar(0, 3, "", "100"), bar(1, 3, "", "100")}), IsEmpty());
}

TEST(PaperClose, Order_IsNeverFilledAtACloseBeforeItsDecision) {
  PaperVenue venue{"close"};
  venue.submit({venue.order(1, 5, 0, kBuy, "1")});
  EXPECT_THAT(venue.at_close(4, {bar(0, 4, "", "100")}), IsEmpty());
  EXPECT_THAT(venue.at_close(5, {bar(0, 5, "", "100")}),
              ElementsAre("FILLED 1 1 @ 100.02 base 100 fee 0.05001 day 5"));
}

TEST(PaperClose, LimitOrder_FillsAtTheCloseIfMarketableElseExpires) {
  PaperVenue venue{"close"};
  sluice_order immediate_or_cancel = venue.limit(venue.order(5, 1, 0, kBuy, "1"), "1");
  immediate_or_cancel.time_in_force = SLUICE_TIF_IOC;
  venue.submit({venue.limit(venue.order(1, 1, 0, kBuy, "1"), "100"),
                venue.limit(venue.order(2, 1, 0, kBuy, "1"), "99.99999999"),
                venue.limit(venue.order(3, 1, 0, kSell, "1"), "100"),
                venue.limit(venue.order(4, 1, 0, kSell, "1"), "100.00000001"),
                immediate_or_cancel});
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "", "100")}),
              ElementsAre("FILLED 1 1 @ 100.02 base 100 fee 0.05001 day 1", "EXPIRED 2 day 1",
                          "FILLED 3 1 @ 99.98 base 100 fee 0.04999 day 1", "EXPIRED 4 day 1",
                          "EXPIRED 5 day 1"));
  EXPECT_THAT(venue.open_orders(), IsEmpty());
}

TEST(PaperClose, BarWithoutAPrice_RejectsTheOrder) {
  PaperVenue venue{"close"};
  venue.submit({venue.order(1, 1, 0, kBuy, "1"), venue.order(2, 1, 1, kBuy, "1")});
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "", ""), bar(1, 1, "", "-1")}),
              ElementsAre("REJECTED 1 NO_MARKET day 1", "REJECTED 2 NO_MARKET day 1"));
}

TEST(PaperClose, Orders_FillInTheOrderSubmitted_NotInThatOfTheBars) {
  PaperVenue venue{"close"};
  venue.submit({venue.order(7, 1, 1, kSell, "1"), venue.order(3, 1, 0, kSell, "1"),
                venue.order(5, 1, 1, kBuy, "1")});
  const auto reports = venue.at_close(1, {bar(0, 1, "", "100"), bar(1, 1, "", "100")});
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_THAT(reports[0], HasSubstr("FILLED 7"));
  EXPECT_THAT(reports[1], HasSubstr("FILLED 3"));
  EXPECT_THAT(reports[2], HasSubstr("FILLED 5"));
}

TEST(PaperNextOpen, MarketOrder_FillsAtTheOpenOfALaterSession) {
  PaperVenue venue{"next_open"};
  EXPECT_THAT(venue.submit({venue.order(1, 1, 0, kBuy, "5")}), ElementsAre("ACKED 1 day 1"));
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "50", "60")}), IsEmpty());
  EXPECT_THAT(venue.at_open(1, {bar(0, 1, "50", "")}), IsEmpty());
  EXPECT_THAT(venue.at_open(2, {bar(1, 2, "50", "")}), IsEmpty());
  EXPECT_THAT(venue.at_open(3, {bar(0, 3, "100", "")}),
              ElementsAre("FILLED 1 5 @ 100.02 base 100 fee 0.25005 day 3"));
}

TEST(PaperNextOpen, BarWithoutOpen_RejectsTheOrder) {
  PaperVenue venue{"next_open"};
  venue.submit({venue.order(1, 1, 0, kBuy, "1"), venue.order(2, 1, 1, kBuy, "1")});
  sluice_bar unflagged = bar(0, 2, "", "");
  unflagged.open = units("100");
  EXPECT_THAT(venue.at_open(2, {unflagged, bar(1, 2, "0", "")}),
              ElementsAre("REJECTED 1 NO_OPEN_PRICE day 2", "REJECTED 2 NO_OPEN_PRICE day 2"));
}

TEST(PaperNextOpen, LimitOrder_ThatIsNotMarketable_Expires) {
  PaperVenue venue{"next_open"};
  venue.submit({venue.limit(venue.order(1, 1, 0, kBuy, "1"), "99"),
                venue.limit(venue.order(2, 1, 0, kSell, "1"), "99")});
  EXPECT_THAT(venue.at_open(2, {bar(0, 2, "100", "")}),
              ElementsAre("EXPIRED 1 day 2", "FILLED 2 1 @ 99.98 base 100 fee 0.04999 day 2"));
}

TEST(PaperImmediate, MarketOrder_FillsAtOnceAtTheLastPriceKnown) {
  PaperVenue venue{"immediate"};
  EXPECT_THAT(venue.submit({venue.order(1, 1, 0, kBuy, "1")}),
              ElementsAre("REJECTED 1 NO_MARKET day 1"));
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "", "100")}), IsEmpty());
  EXPECT_THAT(venue.at_close(2, {bar(0, 2, "", "0"), bar(1, 2, "", "50")}), IsEmpty());
  EXPECT_THAT(venue.submit({venue.order(2, 2, 0, kBuy, "1")}),
              ElementsAre("ACKED 2 day 2", "FILLED 2 1 @ 100.02 base 100 fee 0.05001 day 2"));
}

TEST(PaperImmediate, MarketOrder_WithANewerReference_FillsAtTheReference) {
  PaperVenue venue{"immediate"};
  sluice_order order = venue.order(1, 2, 0, kBuy, "1");
  order.reference_price = units("200");
  const auto fills_at = [&](std::uint64_t id, std::string_view base) {
    order.order_id = id;
    EXPECT_THAT(venue.submit({order}), ElementsAre(HasSubstr("ACKED"), HasSubstr(base)));
  };
  fills_at(1, "base 200");  // nothing known here
  venue.at_close(1, {bar(0, 1, "", "100")});
  fills_at(2, "base 200");  // known, but of the session before
  venue.at_open(2, {bar(0, 2, "150", "")});
  fills_at(3, "base 200");  // the open of that session came before its close
  venue.at_close(2, {bar(0, 2, "", "160")});
  fills_at(4, "base 160");
  venue.at_open(3, {bar(0, 3, "170", "")});
  fills_at(5, "base 170");
}

TEST(PaperImmediate, LimitOrder_FillsAtItsLimit) {
  PaperVenue venue{"immediate"};
  EXPECT_THAT(venue.submit({venue.limit(venue.order(1, 1, 0, kBuy, "1"), "100")}),
              ElementsAre("ACKED 1 day 1", "FILLED 1 1 @ 100.02 base 100 fee 0.05001 day 1"));
}

TEST(Paper, Submit_OfAKnownOrderId_IsRejectedEvenAfterItsFill) {
  for (const auto* model : {"close", "next_open", "immediate"}) {
    PaperVenue venue{model};
    const auto order = venue.limit(venue.order(9, 1, 0, kBuy, "1"), "100");
    venue.submit({order});
    EXPECT_THAT(venue.submit({order}), ElementsAre("REJECTED 9 DUPLICATE_ORDER day 1")) << model;
    venue.at_open(2, {bar(0, 2, "100", "")});
    venue.at_close(2, {bar(0, 2, "100", "100")});
    EXPECT_THAT(venue.submit({order}), ElementsAre("REJECTED 9 DUPLICATE_ORDER day 1")) << model;
  }
}

TEST(Paper, Submit_OfWhatIsNoOrder_IsRejected) {
  PaperVenue venue{"close"};
  const auto rejected = [&venue](const sluice_order& order, const std::string& code) {
    EXPECT_THAT(venue.submit({order}), ElementsAre(HasSubstr(code)));
    EXPECT_THAT(venue.open_orders(), IsEmpty());
  };
  const sluice_order good = venue.order(1, 1, 0, kBuy, "1");
  sluice_order order = good;
  order.instrument = 3;
  rejected(order, "UNKNOWN_INSTRUMENT");
  order = good;
  order.order_id = 0;
  rejected(order, "INVALID_ORDER");
  order = good;
  order.quantity = 0;
  rejected(order, "INVALID_ORDER");
  order = good;
  order.side = 0;
  rejected(order, "INVALID_ORDER");
  for (const int type : {0, SLUICE_ORDER_LIMIT_MAKER + 1}) {
    order = good;
    order.type = static_cast<std::uint8_t>(type);
    rejected(order, "INVALID_ORDER");
  }
  for (const int time_in_force : {0, SLUICE_TIF_GTD + 1}) {
    order = good;
    order.time_in_force = static_cast<std::uint8_t>(time_in_force);
    rejected(order, "INVALID_ORDER");
  }
  order = good;
  order.flags = 4;
  rejected(order, "INVALID_ORDER");
  order = good;
  order.type = SLUICE_ORDER_STOP;  // without a stop price
  rejected(order, "INVALID_ORDER");
  order = good;
  order.time_in_force = SLUICE_TIF_GTD;  // without an end
  rejected(order, "INVALID_ORDER");
  order = venue.limit(good, "0");
  rejected(order, "INVALID_ORDER");
  EXPECT_THAT(venue.submit({good}), ElementsAre("ACKED 1 day 1"));
}

TEST(Paper, Submit_OfMoreOrdersThanItHolds_IsRejected) {
  PaperVenue venue{"close"};
  std::vector<sluice_order> orders;
  for (std::uint64_t id = 1; id <= Paper::kMaxOpenOrders + 1; ++id)
    orders.push_back(venue.order(id, 1, 0, kBuy, "1"));
  const auto reports = venue.submit(orders);
  EXPECT_THAT(reports[Paper::kMaxOpenOrders - 1], HasSubstr("ACKED 65536"));
  EXPECT_THAT(reports[Paper::kMaxOpenOrders], HasSubstr("REJECTED 65537 TOO_MANY_ORDERS"));
}

TEST(Paper, Cancel_OfAnOpenOrder_TakesItOut) {
  PaperVenue venue{"close"};
  venue.submit({venue.order(1, 1, 0, kBuy, "1"), venue.order(2, 1, 0, kBuy, "1")});
  venue.host().set_now(day(1));
  EXPECT_THAT(venue.cancel(1), ElementsAre("CANCELED 1 day 1"));
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "", "100")}), ElementsAre(HasSubstr("FILLED 2")));
}

TEST(Paper, Cancel_OfAnOrderThatIsNotOpen_IsRejected) {
  PaperVenue venue{"close"};
  venue.host().set_now(day(1));
  EXPECT_THAT(venue.cancel(7), ElementsAre("CANCEL_REJECTED 7 NOT_OPEN day 1"));
}

TEST(Paper, Query_TellsOfOpenOrdersAndOfThoseNeverSeen) {
  PaperVenue venue{"close"};
  venue.host().set_now(day(1));
  venue.submit({venue.order(7, 1, 0, kBuy, "3")});
  EXPECT_THAT(venue.query(7), ElementsAre("STATUS 7 OPEN 0/3 day 1"));
  EXPECT_THAT(venue.query(6), ElementsAre("NOT_FOUND 6 day 1"));
}

TEST(Paper, OnMarket_WithoutPoll_KeepsItsReports) {
  PaperVenue venue{"close"};
  venue.submit({venue.order(1, 1, 0, kBuy, "1"), venue.order(2, 1, 1, kBuy, "1")});
  ASSERT_EQ(
      venue.executor().on_market(SLUICE_PHASE_CLOSE, day(1), std::vector{bar(0, 1, "", "100")}),
      SLUICE_OK);
  EXPECT_THAT(venue.at_close(2, {bar(1, 2, "", "100")}),
              ElementsAre(HasSubstr("FILLED 1"), HasSubstr("FILLED 2")));
  EXPECT_THAT(venue.poll(), IsEmpty());
}

TEST(Paper, Fill_WhoseCostsAreOutOfRange_IsRejected) {
  Venue venue{executor<Paper>.describe(),
              R"({"fill_model":"close","spread_w":100,"spread":1,"impact":0})"};
  venue.begin();
  venue.submit({venue.order(1, 1, 0, kSell, "1")});
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "", "100")}),
              ElementsAre("REJECTED 1 COST_OUT_OF_RANGE day 1"));
}

TEST(Paper, Create_WithoutParameters_HasTheDocumentedCosts) {
  Venue venue{executor<Paper>.describe(), "{}"};
  venue.begin();
  sluice_order order = venue.order(1, 1, 0, kBuy, "10000");
  order.average_daily_volume = units("1000000");
  venue.submit({order});
  // 0.25 * 2 bp + 0.5 * 10 bp * sqrt(0.01) = 1 bp; 0.5 bp of 1,000,100 = 50.005
  EXPECT_THAT(venue.at_close(1, {bar(0, 1, "", "100")}),
              ElementsAre("FILLED 1 10000 @ 100.01 base 100 fee 50.005 day 1"));
}

TEST(Paper, Create_WithImpactAsNumberOrWord_TakesBothAndNothingElse) {
  MockHost host;
  for (const auto* good :
       {R"({"impact":0.001})", R"({"impact":"sqrt"})", R"({"impact":"sqrt_volatility"})"})
    EXPECT_TRUE((MockExecutor{executor<Paper>.describe(), good, host}.ok())) << good;
  for (const auto* bad : {R"({"impact":"0.001"})", R"({"impact":-1})", R"({"impact":true})",
                          R"({"fill_model":"vwap"})", R"({"spread":-0.1})"})
    EXPECT_FALSE((MockExecutor{executor<Paper>.describe(), bad, host}.ok())) << bad;
}

TEST(Paper, Begin_WithALineBreakInASymbol_IsRefused) {
  Venue venue{executor<Paper>.describe(), "{}"};
  venue.market().add_instrument("A\nB");
  EXPECT_EQ(venue.executor().begin(venue.market().instruments()), SLUICE_ERROR_ARGUMENT);
}

}  // namespace
}  // namespace sluice::executors::test
