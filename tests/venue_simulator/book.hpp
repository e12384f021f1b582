// SPDX-License-Identifier: Apache-2.0
//
// book.hpp: the resting orders of one symbol, and what a taker meets there: the best price first,
// and at one price who came first.
//
// Place: tests/venue_simulator. Knows quantities and whose they are; money is the venue's.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "venue_simulator/order.hpp"

namespace sluice::venue_simulator {

// The rest of the market: it has all the money there is and is never told anything.
inline constexpr int kHouse = -1;

struct Resting {
  std::int64_t order = 0;  // 0: the house's
  int account = kHouse;
  Quantity left;
};

struct Level {
  Price price;
  Quantity quantity;
};

struct Taker {
  int account = kHouse;
  Side side = Side::kBuy;
  std::optional<Price> limit;   // none: any price
  Quantity quantity;            // with `quote`: not looked at
  std::optional<Amount> quote;  // to spend or to get, in lots of `step`
  Quantity step = Quantity::from_raw(1);
  SelfTrade self_trade = SelfTrade::kExpireMaker;
};

struct Match {
  Resting maker;  // `left`: after it
  Price price;
  Quantity quantity;  // 0: nothing was traded, the maker's order ended to prevent it
};

struct Matched {
  std::vector<Match> matches;
  Quantity left;             // of what was asked in quantity
  bool taker_ended = false;  // to prevent trading with itself
};

class Book {
 public:
  // Trades with what there is.
  Matched take(const Taker& taker);
  // Whether the whole quantity can be had at once.
  [[nodiscard]] bool can_fill(const Taker& taker) const;
  void rest(Side side, Price price, const Resting& resting);
  void remove(Side side, Price price, std::int64_t order);
  // Keeps its place in the queue.
  void shrink(Side side, Price price, std::int64_t order, Quantity left);
  void clear_house();
  // What the house offers at a better price than this has gone.
  void clear_house_before(Side side, Price price);

  [[nodiscard]] std::optional<Level> best(Side side) const;
  [[nodiscard]] std::vector<Level> levels(Side side, std::size_t most) const;

 private:
  using Queue = std::deque<Resting>;
  using Half = std::map<std::int64_t, Queue>;  // by distance from the best: see key_of
  [[nodiscard]] static std::int64_t key_of(Side side, Price price) noexcept {
    return side == Side::kBuy ? -price.raw() : price.raw();
  }
  [[nodiscard]] static Price price_of(Side side, std::int64_t key) noexcept {
    return Price::from_raw(side == Side::kBuy ? -key : key);
  }
  [[nodiscard]] Half& half(Side side) noexcept { return side == Side::kBuy ? bids_ : asks_; }
  [[nodiscard]] const Half& half(Side side) const noexcept {
    return side == Side::kBuy ? bids_ : asks_;
  }

  Half bids_;
  Half asks_;
};

}  // namespace sluice::venue_simulator
