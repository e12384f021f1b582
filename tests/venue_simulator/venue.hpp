// SPDX-License-Identifier: Apache-2.0
//
// venue.hpp: the simulated exchange: books, orders, accounts and what happened to them.
//
// Place: tests/venue_simulator. Pure: time comes in with each call, nothing goes out but answers
// and take_events(). A copy is a venue of its own, as it stood then. Thread: one.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <sluice/result.hpp>

#include "venue_simulator/accounts.hpp"
#include "venue_simulator/book.hpp"
#include "venue_simulator/events.hpp"
#include "venue_simulator/outcome.hpp"
#include "venue_simulator/symbol.hpp"
#include "venue_simulator/tape.hpp"

namespace sluice::venue_simulator {

struct VenueSettings {
  std::vector<Symbol> symbols;
  std::vector<Account> accounts;
  Ratio maker_commission;
  Ratio taker_commission;
  std::uint64_t seed = 1;
};

// How an order is named: by the venue's id or by the client's.
struct OrderName {
  std::optional<std::int64_t> id;
  std::string client_id;
};

enum class CancelOnly : std::uint8_t { kAny, kNew, kPartiallyFilled };

struct Placed {
  std::int64_t order = 0;
  std::vector<Trade> trades;  // at once
};

struct Quote {
  int symbol = 0;
  Level bid;  // of quantity 0: none
  Level ask;
};

class Venue {
 public:
  explicit Venue(VenueSettings settings);

  Outcome<Placed> place(int account, const NewOrder& wanted, Milliseconds now);
  // Whether place() would accept it, as far as that is known before the book is met.
  [[nodiscard]] std::optional<Refusal> check(int account, const NewOrder& wanted) const;
  // `client_id`: the order's own from now on; empty: the venue makes one up.
  Outcome<Order> cancel(int account, int symbol, const OrderName& name, std::string client_id,
                        CancelOnly only, Milliseconds now);
  // Makes it smaller where it stands in the queue. `client_id`: as for cancel, empty: keeps its
  // own.
  Outcome<Order> amend(int account, int symbol, const OrderName& name, Quantity quantity,
                       std::string client_id, Milliseconds now);

  // What the house offers is this and no more.
  void quote(const Quote& quote, Milliseconds now);
  // Somebody else trades at this price: resting orders that are as good get their part of it.
  void trade(int symbol, Price price, Quantity quantity, Side taker, Milliseconds now);
  void transfer(int account, const std::string& asset, Amount change, Milliseconds now);
  // Ids of executions begin again.
  void restart() noexcept;
  // And all orders, executions and balances are as at the very beginning.
  void reset();
  // Every order that is open ends, as when a venue is maintained.
  void expire_all(Milliseconds now);

  [[nodiscard]] std::vector<Event> take_events() { return std::exchange(events_, {}); }

  [[nodiscard]] const std::vector<Symbol>& symbols() const noexcept { return settings_.symbols; }
  [[nodiscard]] const VenueSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] std::optional<int> find_symbol(std::string_view name) const;
  [[nodiscard]] Symbol& symbol(int index) { return settings_.symbols.at(std::size_t(index)); }
  [[nodiscard]] const Book& book(int symbol) const { return market(symbol).book; }
  [[nodiscard]] const Tape& tape(int symbol) const { return market(symbol).tape; }
  [[nodiscard]] Price last(int symbol) const { return market(symbol).last; }
  [[nodiscard]] std::int64_t update(int symbol) const { return market(symbol).update; }
  [[nodiscard]] Accounts& accounts() noexcept { return accounts_; }
  [[nodiscard]] const Accounts& accounts() const noexcept { return accounts_; }
  // The newest of that name.
  [[nodiscard]] const Order* find(int account, int symbol, const OrderName& name) const;
  [[nodiscard]] const std::map<std::int64_t, Order>& orders() const noexcept { return orders_; }
  [[nodiscard]] const std::vector<Trade>& trades() const noexcept { return trades_; }
  // By id, oldest first.
  [[nodiscard]] const std::set<std::int64_t>& open_orders() const noexcept { return open_; }
  [[nodiscard]] std::uint32_t epoch() const noexcept { return epoch_; }

 private:
  struct Market {
    Book book;
    Tape tape;
    Price last;
    std::int64_t next_trade = 1;
    std::int64_t update = 1;
    std::set<std::int64_t> waiting;  // stops whose price was not met yet
    std::optional<Level> told_bid, told_ask;
  };

  [[nodiscard]] Market& market(int symbol) { return markets_.at(std::size_t(symbol)); }
  [[nodiscard]] const Market& market(int symbol) const { return markets_.at(std::size_t(symbol)); }
  [[nodiscard]] const Symbol& symbol_of(const Order& order) const {
    return settings_.symbols.at(std::size_t(order.terms.symbol));
  }
  void open_market();

  // placing
  [[nodiscard]] std::optional<Refusal> check_counts(int account, const NewOrder& wanted) const;
  [[nodiscard]] std::optional<Refusal> check_prices(int account, const NewOrder& wanted) const;
  [[nodiscard]] Price reference(const NewOrder& wanted) const;
  [[nodiscard]] NewOrder sized(int account, const NewOrder& wanted) const;
  [[nodiscard]] Taker taker_of(int account, const NewOrder& terms, Quantity quantity) const;
  [[nodiscard]] Amount needed(int account, const NewOrder& wanted) const;
  [[nodiscard]] const std::string& asset_spent(const Order& order) const;

  // matching
  void enter(Order& order, Milliseconds now);
  void settle(Order& taker, const Matched& matched, Milliseconds now);
  void fill(Order& order, Price price, Quantity quantity, bool is_maker, std::int64_t trade,
            Milliseconds now);
  void end(Order& order, Status status, Execution kind, Milliseconds now);
  void release_surplus(Order& order);
  Quantity match_house(int symbol, const Taker& taker, Milliseconds now);
  std::int64_t print(int symbol, Price price, Quantity quantity, Side taker, Milliseconds now);
  void trigger_stops(int symbol, Milliseconds now);
  [[nodiscard]] bool is_met(const Order& order) const;

  // telling
  void tell(Execution kind, const Order& order, const Trade& trade = {});
  void tell_balances(int account, std::initializer_list<std::string> assets, Milliseconds now);
  void tell_balances(const Order& order, Milliseconds now);
  void tell_top(int symbol);

  VenueSettings settings_;
  Accounts accounts_;
  std::vector<Market> markets_;
  std::map<std::int64_t, Order> orders_;
  std::set<std::int64_t> open_;
  std::map<std::pair<int, std::string>, std::int64_t> by_client_id_;  // the newest of an account
  std::vector<Trade> trades_;
  std::vector<Event> events_;
  std::int64_t next_order_ = 1;
  std::int64_t next_execution_ = 1;
  std::uint32_t epoch_ = 1;
};

}  // namespace sluice::venue_simulator
