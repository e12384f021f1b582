// SPDX-License-Identifier: Apache-2.0
#include "paper_book.hpp"

#include <algorithm>

namespace sluice::executors {
namespace {

constexpr sluice_quantity kEndless = std::numeric_limits<sluice_quantity>::max();

bool is_resting(const PaperOrder& order, std::uint32_t instrument, bool buys) noexcept {
  return order.instrument == instrument && order.is_buy() == buys && order.is_open() &&
         order.is_active && !order.waits_for_stop();
}

// Price-time order of two orders of one side.
bool trades_before(const PaperOrder& a, const PaperOrder& b) noexcept {
  const sluice_price left = a.worst_price();
  const sluice_price right = b.worst_price();
  if (left != right) return a.is_buy() ? left > right : left < right;
  return a.priority < b.priority;
}

}  // namespace

PaperBook::Offer PaperBook::offer_to(const PaperOrder& order) const {
  const PaperMarket& market = state_.markets[order.instrument];
  const sluice_price price = order.is_buy() ? market.ask : market.bid;
  const sluice_quantity left = order.is_buy() ? market.ask_left : market.bid_left;
  if (market.is_quoted) return {price, has_queues_ ? left : kEndless, Charge::kImpact};
  // Without quotes the last price stands for both sides, and the spread is charged.
  if (has_queues_) return {};
  return {market.last, kEndless, Charge::kSpreadAndImpact};
}

const PaperOrder* PaperBook::best_opposite(const PaperOrder& order) const {
  const PaperOrder* best = nullptr;
  for (const PaperOrder& other : state_.open)
    if (is_resting(other, order.instrument, !order.is_buy()) && order.accepts(other.worst_price()))
      if (best == nullptr || trades_before(other, *best)) best = &other;
  return best;
}

PaperBook::Take PaperBook::takeable(const PaperOrder& order, const Offer& offer) const {
  sluice_quantity quantity =
      order.accepts(offer.price) ? std::min(order.remaining(), offer.left) : 0;
  if (const PaperOrder* own = best_opposite(order)) {
    const sluice_price price = own->worst_price();
    const bool is_first =
        offer.price <= 0 || (order.is_buy() ? price < offer.price : price > offer.price);
    if (is_first) quantity = 0;
    if (price == offer.price) quantity = std::min(quantity, own->ahead);
    return {quantity, quantity < order.remaining()};
  }
  return {quantity, false};
}

bool PaperBook::would_take(const PaperOrder& order) const {
  return !order.waits_for_stop() && takeable(order, offer_to(order)).quantity > 0;
}

void PaperBook::enter(PaperOrder& order, sluice_time time, Reports& reports) {
  if (order.waits_for_stop()) {
    const PaperMarket& market = state_.markets[order.instrument];
    const sluice_price side =
        has_queues_ || !market.is_quoted ? market.last : offer_to(order).price;
    const bool is_reached = (market.last > 0 && order.is_stop_reached(market.last, market.last)) ||
                            (side > 0 && order.is_stop_reached(side, side));
    if (!is_reached) return;
    order.is_triggered = true;
  }
  take(order, time, reports);
}

void PaperBook::take(PaperOrder& order, sluice_time time, Reports& reports) {
  const auto expire = [&](std::string_view reason) {
    ledger_.end(order, SLUICE_STATUS_EXPIRED, reason, time, reports);
  };
  const Offer offer = offer_to(order);
  const Take possible = takeable(order, offer);
  if (order.may_only_rest() && possible.quantity > 0) return expire("POST_ONLY");
  if (order.time_in_force == SLUICE_TIF_FOK && possible.quantity < order.remaining())
    return expire(possible.meets_own ? "SELF_TRADE" : "");
  if (possible.quantity > 0) {
    const sluice_quantity before = order.filled;
    ledger_.fill(order, offer.price, possible.quantity, offer.charge, time, reports);
    use_up(order, offer, order.filled - before);
  }
  if (!order.is_open()) return;
  if (possible.meets_own) return expire("SELF_TRADE");
  if (order.is_for_now()) return expire("");
  join_queue(order);
}

// What was taken of the shown quantity is no longer there, nor ahead of anybody.
void PaperBook::use_up(const PaperOrder& order, const Offer& offer, sluice_quantity quantity) {
  if (!has_queues_) return;
  PaperMarket& market = state_.markets[order.instrument];
  (order.is_buy() ? market.ask_left : market.bid_left) -= quantity;
  for (PaperOrder& other : state_.open)
    if (is_resting(other, order.instrument, !order.is_buy()) && other.worst_price() == offer.price)
      other.ahead = std::max<sluice_quantity>(0, other.ahead - quantity);
}

void PaperBook::join_queue(PaperOrder& order) const {
  order.ahead = 0;
  if (!has_queues_ || !order.has_limit()) return;
  const PaperMarket& market = state_.markets[order.instrument];
  const sluice_price best = order.is_buy() ? market.bid : market.ask;
  if (best <= 0) return;
  if (order.limit_price == best)
    order.ahead = order.is_buy() ? market.bid_left : market.ask_left;
  else if (order.is_buy() ? order.limit_price < best : order.limit_price > best)
    order.ahead = kUnknownAhead;
}

// What is shown at a price is the most that can be ahead of us there; with nothing shown as good,
// nobody is.
void PaperBook::see_queues(std::uint32_t instrument) {
  const PaperMarket& market = state_.markets[instrument];
  for (PaperOrder& order : state_.open) {
    if (!is_resting(order, instrument, order.is_buy()) || !order.has_limit()) continue;
    const sluice_price best = order.is_buy() ? market.bid : market.ask;
    const sluice_quantity shown = order.is_buy() ? market.bid_left : market.ask_left;
    if (order.limit_price == best)
      order.ahead = std::min(order.ahead, shown);
    else if (best <= 0 || (order.is_buy() ? order.limit_price > best : order.limit_price < best))
      order.ahead = 0;
  }
}

std::vector<PaperOrder*>& PaperBook::resting(std::uint32_t instrument, bool buys,
                                             sluice_price price) {
  found_.clear();
  for (PaperOrder& order : state_.open)
    if (is_resting(order, instrument, buys) && order.accepts(price)) found_.push_back(&order);
  std::sort(found_.begin(), found_.end(),
            [](const PaperOrder* a, const PaperOrder* b) { return trades_before(*a, *b); });
  return found_;
}

// A limit order that rested gets its limit; the rest of a market order takes what has come.
void PaperBook::fill_resting(PaperOrder& order, sluice_price market_price, sluice_quantity quantity,
                             sluice_time time, Reports& reports) {
  if (order.has_limit())
    ledger_.fill(order, order.limit_price, quantity, Charge::kNothing, time, reports);
  else
    ledger_.fill(order, market_price, quantity, offer_to(order).charge, time, reports);
}

void PaperBook::meet_quote(std::uint32_t instrument, sluice_time time, Reports& reports) {
  for (const bool buys : {true, false}) {
    PaperOrder probe;
    probe.instrument = instrument;
    probe.side = buys ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL;
    Offer offer = offer_to(probe);
    for (PaperOrder* order : resting(instrument, buys, offer.price)) {
      if (offer.left == 0) break;
      const sluice_quantity before = order->filled;
      fill_resting(*order, offer.price, std::min(order->remaining(), offer.left), time, reports);
      const sluice_quantity traded = order->filled - before;
      if (has_queues_) offer.left -= traded;
      use_up(*order, offer, traded);
    }
  }
}

void PaperBook::on_quote(const sluice_quote& quote, sluice_time time, Reports& reports) {
  if (quote.instrument >= state_.markets.size()) return;
  PaperMarket& market = state_.markets[quote.instrument];
  market.is_quoted = true;
  market.bid = std::max<sluice_price>(0, quote.bid);
  market.ask = std::max<sluice_price>(0, quote.ask);
  market.bid_left = std::max<sluice_quantity>(0, quote.bid_quantity);
  market.ask_left = std::max<sluice_quantity>(0, quote.ask_quantity);
  if (has_queues_) see_queues(quote.instrument);
  meet_quote(quote.instrument, time, reports);
  // A buyer's stop looks at what buyers pay now, a seller's at what sellers get.
  if (!has_queues_) trigger(quote.instrument, market.bid, market.ask, time, reports);
}

sluice_quantity PaperBook::meet_trade(const sluice_trade& trade, bool buys, sluice_quantity left,
                                      sluice_time time, Reports& reports) {
  const std::uint32_t own_side = buys ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL;
  sluice_quantity passed = 0;  // of the queue at the trade's price
  for (PaperOrder* order : resting(trade.instrument, buys, trade.price)) {
    if (order->worst_price() == trade.price) {
      // Whoever did not wait took the other side.
      if (trade.aggressor == own_side) continue;
      const sluice_quantity others =
          std::min(left, std::max<sluice_quantity>(0, order->ahead - passed));
      passed += others;
      left -= others;
      order->ahead = std::max<sluice_quantity>(0, order->ahead - passed);
    }
    if (left == 0) continue;
    const sluice_quantity before = order->filled;
    fill_resting(*order, trade.price, std::min(order->remaining(), left), time, reports);
    left -= order->filled - before;
  }
  return left;
}

void PaperBook::on_trade(const sluice_trade& trade, sluice_time time, Reports& reports) {
  if (trade.instrument >= state_.markets.size() || trade.price <= 0) return;
  PaperMarket& market = state_.markets[trade.instrument];
  market.last = trade.price;
  if (has_queues_) {
    const sluice_quantity traded = std::max<sluice_quantity>(0, trade.quantity);
    meet_trade(trade, false, meet_trade(trade, true, traded, time, reports), time, reports);
  } else {
    meet_quote(trade.instrument, time, reports);
  }
  trigger(trade.instrument, trade.price, trade.price, time, reports);
}

void PaperBook::on_bar(const sluice_bar& bar, std::uint32_t phase, sluice_time time,
                       Reports& reports) {
  const bool is_open = phase == SLUICE_PHASE_OPEN;
  const bool has_open = (bar.flags & SLUICE_BAR_HAS_OPEN) != 0;
  const sluice_price price = is_open ? (has_open ? bar.open : 0) : bar.close;
  if (bar.instrument >= state_.markets.size() || price <= 0) return;
  PaperMarket& market = state_.markets[bar.instrument];
  market.last = price;
  if (!has_queues_) meet_quote(bar.instrument, time, reports);
  const bool has_low = !is_open && (bar.flags & SLUICE_BAR_HAS_LOW) != 0 && bar.low > 0;
  const bool has_high = !is_open && (bar.flags & SLUICE_BAR_HAS_HIGH) != 0;
  trigger(bar.instrument, has_low ? std::min(bar.low, price) : price,
          has_high ? std::max(bar.high, price) : price, time, reports);
}

void PaperBook::trigger(std::uint32_t instrument, sluice_price lowest, sluice_price highest,
                        sluice_time time, Reports& reports) {
  found_.clear();
  for (PaperOrder& order : state_.open)
    if (order.instrument == instrument && order.is_open() && order.is_active &&
        order.waits_for_stop() && order.is_stop_reached(lowest, highest))
      found_.push_back(&order);
  // They are in the order in which they came.
  for (PaperOrder* order : found_) {
    order->is_triggered = true;
    order->priority = ++state_.priorities;
    take(*order, time, reports);
  }
}

}  // namespace sluice::executors
