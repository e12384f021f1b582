// SPDX-License-Identifier: Apache-2.0
//
// venue_matching.cpp: what an order meets in the book, and what that does to both accounts.
#include <algorithm>

#include "venue_simulator/venue.hpp"

namespace sluice::venue_simulator {

namespace {

Amount plus(Amount a, Amount b) { return Amount::from_raw(a.raw() + b.raw()); }

Amount commission_on(Amount received, Ratio rate) {
  const auto commission = checked_multiply(received, rate, Rounding::kDown);
  SLUICE_ASSERT(commission.has_value());
  return *commission;
}

}  // namespace

// An order whose time has come: it takes what it may, and what is left rests or ends.
void Venue::enter(Order& order, Milliseconds now) {
  Market& own = market(order.terms.symbol);
  order.is_working = true;
  order.working = now;
  const Taker taker = taker_of(order.account, order.terms, order.left());
  if (order.terms.time_in_force == TimeInForce::kFok && !own.book.can_fill(taker)) {
    end(order, Status::kExpired, Execution::kExpired, now);
    return;
  }
  const Matched matched = own.book.take(taker);
  // Other orders may come into being meanwhile, but none of a map moves.
  settle(order, matched, now);
  if (!order.is_open()) return;
  if (matched.taker_ended) {
    end(order, Status::kExpiredInMatch, Execution::kTradePrevention, now);
  } else if (has_limit(order.terms.type) && order.terms.time_in_force == TimeInForce::kGtc) {
    own.book.rest(order.terms.side, order.terms.price, {order.id, order.account, order.left()});
  } else {
    end(order, Status::kExpired, Execution::kExpired, now);
  }
}

void Venue::settle(Order& taker, const Matched& matched, Milliseconds now) {
  const int symbol = taker.terms.symbol;
  for (const Match& match : matched.matches) {
    Order* const maker = match.maker.order == 0 ? nullptr : &orders_.at(match.maker.order);
    if (match.quantity.is_zero()) {
      end(*maker, Status::kExpiredInMatch, Execution::kTradePrevention, now);
      continue;
    }
    const std::int64_t trade = print(symbol, match.price, match.quantity, taker.terms.side, now);
    if (maker != nullptr) fill(*maker, match.price, match.quantity, true, trade, now);
    fill(taker, match.price, match.quantity, false, trade, now);
  }
}

void Venue::fill(Order& order, Price price, Quantity quantity, bool is_maker, std::int64_t trade,
                 Milliseconds now) {
  const Symbol& traded = symbol_of(order);
  const bool buys = order.terms.side == Side::kBuy;
  const Amount quote = notional(price, quantity, buys ? Rounding::kUp : Rounding::kDown);
  const Amount base = Amount::from_raw(quantity.raw());
  const Amount spent = buys ? quote : base;
  const Amount received = buys ? base : quote;
  const Amount commission =
      commission_on(received, is_maker ? settings_.maker_commission : settings_.taker_commission);
  accounts_.spend_locked(order.account, asset_spent(order), spent);
  order.locked = Amount::from_raw(order.locked.raw() - spent.raw());
  accounts_.add(order.account, buys ? traded.base : traded.quote,
                Amount::from_raw(received.raw() - commission.raw()));
  order.executed = Quantity::from_raw(order.executed.raw() + quantity.raw());
  order.executed_quote = plus(order.executed_quote, quote);
  order.updated = now;
  const bool is_done = order.left().is_zero();
  order.status = is_done ? Status::kFilled : Status::kPartiallyFilled;
  if (is_done) {
    open_.erase(order.id);
    market(order.terms.symbol).waiting.erase(order.id);
  }
  release_surplus(order);
  trades_.push_back({trade, epoch_, order.terms.symbol, order.account, order.id,
                     order.terms.client_id, order.terms.side, price, quantity, quote, commission,
                     buys ? traded.base : traded.quote, is_maker, now});
  tell(Execution::kTrade, order, trades_.back());
  tell_balances(order, now);
}

// What was held back for a worse price than it got, or for more than it still asks.
void Venue::release_surplus(Order& order) {
  Amount still_needed;
  if (order.is_open()) {
    const bool buys = order.terms.side == Side::kBuy;
    if (buys && has_limit(order.terms.type))
      still_needed = notional(order.terms.price, order.left(), Rounding::kUp);
    else if (!buys)
      still_needed = Amount::from_raw(order.left().raw());
    else
      still_needed = order.locked;
  }
  if (still_needed >= order.locked) return;
  accounts_.release(order.account, asset_spent(order),
                    Amount::from_raw(order.locked.raw() - still_needed.raw()));
  order.locked = still_needed;
}

void Venue::end(Order& order, Status status, Execution kind, Milliseconds now) {
  Market& own = market(order.terms.symbol);
  if (order.is_working) own.book.remove(order.terms.side, order.terms.price, order.id);
  own.waiting.erase(order.id);
  open_.erase(order.id);
  order.status = status;
  order.updated = now;
  release_surplus(order);
  tell(kind, order);
  tell_balances(order, now);
}

std::int64_t Venue::print(int symbol, Price price, Quantity quantity, Side taker,
                          Milliseconds now) {
  Market& own = market(symbol);
  own.last = price;
  const Print made{
      own.next_trade++,    price, quantity, notional(price, quantity, Rounding::kDown), now,
      taker == Side::kSell};
  own.tape.add(made);
  events_.push_back(PrintEvent{symbol, made});
  return made.id;
}

bool Venue::is_met(const Order& order) const {
  const Price last = market(order.terms.symbol).last;
  const bool is_stop =
      order.terms.type == OrderType::kStopLoss || order.terms.type == OrderType::kStopLossLimit;
  const bool waits_for_rise = is_stop == (order.terms.side == Side::kBuy);
  return waits_for_rise ? last >= order.terms.stop_price : last <= order.terms.stop_price;
}

// One that is triggered may move the price to where the next one waits.
void Venue::trigger_stops(int symbol, Milliseconds now) {
  Market& own = market(symbol);
  for (;;) {
    const auto next = std::find_if(own.waiting.begin(), own.waiting.end(),
                                   [&](std::int64_t id) { return is_met(orders_.at(id)); });
    if (next == own.waiting.end()) return;
    Order& order = orders_.at(*next);
    own.waiting.erase(next);
    NewOrder terms = order.terms;
    if (!has_limit(terms.type)) {
      // What it needs is known only now, and may be more than was held back.
      terms.type = OrderType::kMarket;
      const Amount needs = needed(order.account, terms);
      const int128 more = needs.raw() - order.locked.raw();
      if (more > 0 && !accounts_.lock(order.account, asset_spent(order), Amount::from_raw(more))) {
        end(order, Status::kExpired, Execution::kExpired, now);
        continue;
      }
      if (more > 0) order.locked = needs;
    }
    enter(order, now);
  }
}

// Returns what nobody took.
Quantity Venue::match_house(int symbol, const Taker& taker, Milliseconds now) {
  Market& own = market(symbol);
  const Matched matched = own.book.take(taker);
  for (const Match& match : matched.matches) {
    const std::int64_t trade = print(symbol, match.price, match.quantity, taker.side, now);
    if (match.maker.order != 0)
      fill(orders_.at(match.maker.order), match.price, match.quantity, true, trade, now);
  }
  return matched.left;
}

void Venue::quote(const Quote& quote, Milliseconds now) {
  market(quote.symbol).book.clear_house();
  for (const Side side : {Side::kBuy, Side::kSell}) {
    const Level& level = side == Side::kBuy ? quote.bid : quote.ask;
    if (!level.quantity.is_positive()) continue;
    Taker taker;
    taker.side = side;
    taker.limit = level.price;
    taker.quantity = level.quantity;
    const Quantity left = match_house(quote.symbol, taker, now);
    if (left.is_positive()) market(quote.symbol).book.rest(side, level.price, {0, kHouse, left});
  }
  trigger_stops(quote.symbol, now);
  tell_top(quote.symbol);
}

void Venue::trade(int symbol, Price price, Quantity quantity, Side side, Milliseconds now) {
  Taker taker;
  taker.side = side;
  taker.limit = price;
  taker.quantity = quantity;
  // It could not have traded there while others offered more.
  market(symbol).book.clear_house_before(opposite(side), price);
  // The rest was traded between others.
  const Quantity left = match_house(symbol, taker, now);
  if (left.is_positive()) print(symbol, price, left, side, now);
  trigger_stops(symbol, now);
  tell_top(symbol);
}

void Venue::transfer(int account, const std::string& asset, Amount change, Milliseconds now) {
  accounts_.add(account, asset, change);
  events_.push_back(TransferEvent{account, asset, change, now});
  tell_balances(account, {asset}, now);
}

void Venue::restart() noexcept {
  ++epoch_;
  for (Market& each : markets_) each.next_trade = 1;
}

void Venue::reset() {
  restart();
  orders_.clear();
  open_.clear();
  by_client_id_.clear();
  trades_.clear();
  accounts_ = Accounts{settings_.accounts};
  open_market();
}

void Venue::expire_all(Milliseconds now) {
  const auto open = open_;
  for (const std::int64_t id : open)
    end(orders_.at(id), Status::kExpired, Execution::kExpired, now);
  for (std::size_t i = 0; i < markets_.size(); ++i) tell_top(static_cast<int>(i));
}

void Venue::tell(Execution kind, const Order& order, const Trade& trade) {
  events_.push_back(OrderEvent{kind, order, trade, next_execution_++});
}

void Venue::tell_balances(int account, std::initializer_list<std::string> assets,
                          Milliseconds now) {
  accounts_.at(account).updated = now;
  BalanceEvent event{account, {}, now};
  for (const std::string& asset : assets)
    event.balances.emplace_back(asset, accounts_.balance(account, asset));
  events_.push_back(std::move(event));
}

void Venue::tell_balances(const Order& order, Milliseconds now) {
  const Symbol& symbol = symbol_of(order);
  tell_balances(order.account, {symbol.base, symbol.quote}, now);
}

void Venue::tell_top(int symbol) {
  Market& own = market(symbol);
  const auto is_same = [](const std::optional<Level>& a, const std::optional<Level>& b) {
    return a.has_value() == b.has_value() &&
           (!a || (a->price == b->price && a->quantity == b->quantity));
  };
  const auto bid = own.book.best(Side::kBuy);
  const auto ask = own.book.best(Side::kSell);
  if (is_same(bid, own.told_bid) && is_same(ask, own.told_ask)) return;
  own.told_bid = bid;
  own.told_ask = ask;
  events_.push_back(TopEvent{symbol, ++own.update, bid, ask});
}

std::string_view text_of(Execution kind) noexcept {
  constexpr std::string_view kWords[] = {"NEW",   "CANCELED", "REPLACED",
                                         "TRADE", "EXPIRED",  "TRADE_PREVENTION"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace sluice::venue_simulator
