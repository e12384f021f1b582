// SPDX-License-Identifier: Apache-2.0
//
// venue_property_test.cpp: whatever is done to the venue, nobody's money comes from nowhere and
// nothing is held back for nothing.
#include <gtest/gtest.h>

#include "venue_simulator/settings.hpp"
#include "venue_simulator/venue.hpp"

namespace sluice::venue_simulator {
namespace {

constexpr Milliseconds kTime = 1'700'000'000'000;
constexpr int kSymbol = 0;  // BTCUSDT
constexpr int kAccounts = 2;

class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : venue{default_settings(seed).venue}, random_{seed} {}

  void step() {
    switch (below(8)) {
      case 0:
        venue.trade(kSymbol, price(), size(), side(), kTime);
        return;
      case 1:
        return quote();
      case 2:
        return change();
      default:
        (void)venue.place(static_cast<int>(below(kAccounts)), order(), kTime);
    }
  }

  Venue venue;

 private:
  std::int64_t below(std::int64_t bound) {
    random_ = random_ * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    return static_cast<std::int64_t>((random_ >> 33) % static_cast<std::uint64_t>(bound));
  }
  Price price() { return Price::from_raw((99'000 + below(2'000)) * kScale); }
  Quantity size() { return Quantity::from_raw((1 + below(40)) * kScale / 100); }
  Side side() { return below(2) == 0 ? Side::kBuy : Side::kSell; }

  NewOrder order() {
    NewOrder order;
    order.side = side();
    order.type = static_cast<OrderType>(below(7));
    order.self_trade = static_cast<SelfTrade>(below(4));
    order.quantity = size();
    if (has_limit(order.type)) order.price = price();
    if (has_limit(order.type) && order.type != OrderType::kLimitMaker)
      order.time_in_force = static_cast<TimeInForce>(below(3));
    if (waits_for_price(order.type)) order.stop_price = price();
    if (order.type == OrderType::kMarket && below(2) == 0)
      order.quote_quantity = Amount::from_raw(int128{below(9'000)} * kScale);
    return order;
  }
  void quote() {
    const Price bid = price();
    venue.quote({kSymbol, {bid, size()}, {Price::from_raw(bid.raw() + kScale), size()}}, kTime);
  }
  void change() {
    if (venue.open_orders().empty()) return;
    const std::int64_t id = *venue.open_orders().begin();
    const int owner = venue.orders().at(id).account;
    if (below(2) == 0)
      (void)venue.cancel(owner, kSymbol, {id, ""}, "", CancelOnly::kAny, kTime);
    else
      (void)venue.amend(owner, kSymbol, {id, ""}, size(), "", kTime);
  }

  std::uint64_t random_;
};

const std::string& asset_of(const Order& order) {
  static const std::string kAssets[] = {"USDT", "BTC"};
  return kAssets[order.terms.side == Side::kBuy ? 0 : 1];
}

void expect_locks_of_open_orders(const Venue& venue) {
  std::map<std::pair<int, std::string>, int128> locked;
  for (const auto& [id, order] : venue.orders()) {
    EXPECT_EQ(order.is_open(), venue.open_orders().contains(id));
    EXPECT_LE(order.executed, order.terms.quantity);
    EXPECT_TRUE(order.is_open() || order.locked.is_zero()) << "order " << id;
    locked[{order.account, asset_of(order)}] += order.locked.raw();
  }
  for (const auto& [whose, amount] : locked)
    EXPECT_EQ(venue.accounts().balance(whose.first, whose.second).locked, Amount::from_raw(amount));
}

void expect_book_that_is_not_crossed(const Venue& venue) {
  const auto bid = venue.book(kSymbol).best(Side::kBuy);
  const auto ask = venue.book(kSymbol).best(Side::kSell);
  EXPECT_TRUE(!bid || !ask || bid->price < ask->price);
}

// Every execution has moved what it says, and nothing else has.
void expect_balances_of_executions(const Venue& venue, int owner) {
  int128 btc = 0, usdt = 0;
  for (const Trade& trade : venue.trades()) {
    if (trade.account != owner) continue;
    const int sign = trade.side == Side::kBuy ? 1 : -1;
    btc += sign * trade.quantity.raw();
    usdt -= sign * trade.quote.raw();
  }
  const Accounts before{venue.settings().accounts};
  for (const auto& [asset, change] : {std::pair{"BTC", btc}, std::pair{"USDT", usdt}}) {
    const Balance now = venue.accounts().balance(owner, asset);
    EXPECT_EQ(Amount::from_raw(now.free.raw() + now.locked.raw()),
              Amount::from_raw(before.balance(owner, asset).free.raw() + change));
  }
}

class VenueUnderChaos : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(VenueUnderChaos, KeepsItsBooks) {
  Chaos chaos{GetParam()};
  for (int step = 0; step < 1'000 && !HasFailure(); ++step) {
    chaos.step();
    expect_locks_of_open_orders(chaos.venue);
    expect_book_that_is_not_crossed(chaos.venue);
  }
  for (int owner = 0; owner < kAccounts; ++owner) expect_balances_of_executions(chaos.venue, owner);
  EXPECT_GT(chaos.venue.trades().size(), 100u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, VenueUnderChaos, ::testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace sluice::venue_simulator
