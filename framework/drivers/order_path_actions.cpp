// SPDX-License-Identifier: Apache-2.0
//
// order_path_actions.cpp: what splits and dividends do to history, prices, positions and open
// orders; and the closes that look as if nobody had told of a split.
//
// An action happens before its day's open. What it does to the past is told at once; what it does
// to the account waits for the next session that is run, for only that one has a trail.
#include <algorithm>
#include <utility>

#include "drivers/order_path.hpp"
#include "journal/record_types.hpp"
#include "market/price_jump.hpp"

namespace sluice::drivers {
namespace {

using market::ActionKind;
using market::CorporateAction;
using market::SplitRatio;

// Whole lots after the split, and the rest of the position in cash, rounded against us.
struct SplitPosition {
  Quantity quantity;
  Money cash;
};

std::optional<SplitPosition> split(Quantity held, const SplitRatio& ratio, Quantity lot,
                                   Price price) {
  const int128 units = int128{held.raw()} * ratio.units_new;  // times units_old
  const int128 lot_units = int128{lot.raw()} * ratio.units_old;
  const auto whole = detail::narrow(units / lot_units * lot.raw());
  if (!whole) return std::nullopt;
  const int128 rest = units % lot_units;
  const auto cash =
      detail::multiply_divide(rest, price.raw(), int128{ratio.units_old} * kScale, Rounding::kDown);
  if (!cash || (rest != 0 && !price.is_positive())) return std::nullopt;
  return SplitPosition{Quantity::from_raw(*whole), Money::from_raw(*cash)};
}

}  // namespace

void OrderPath::see_actions(const SessionBars& session) {
  if (config_.actions == nullptr) return;
  const Date day = config_.zone.date(session.time);
  const Date account_day =
      last_session_ ? config_.zone.date(*last_session_) : day;  // nothing is held yet
  if (!actions_seen_) {
    first_shown_ = session.time;
    actions_seen_ = std::min(account_day, day);
  }
  for (const CorporateAction& action : config_.actions->between(*actions_seen_, day)) {
    const InstrumentId id = action.instrument;
    const bool is_due = action.day > account_day;
    if (action.kind == ActionKind::kSplit) {
      history_.rescale(id, action.ratio);
      // A price that was restored is told in the units of the account's last session.
      if (is_due || prices_.last(id).time >= first_shown_) {
        prices_.rescale(id, action.ratio);
        book_.set_last(id, prices_.last(id).price, prices_.last(id).time);
      }
    }
    if (is_due) due_actions_.push_back({action, prices_.last(id).price, prices_.last(id).time});
  }
  actions_seen_ = day;
}

Result<void> OrderPath::book_actions() {
  carried_.clear();
  for (const DueAction& due : std::exchange(due_actions_, {})) {
    const bool is_split = due.action.kind == ActionKind::kSplit;
    if (is_split) {
      if (auto ended = end_orders(due.action); !ended) return ended;
      if (auto told = tell_venue(due); !told) return told;
    }
    if (portfolio_.position(due.action.instrument).is_zero()) continue;
    if (auto booked = is_split ? book_split(due) : book_dividend(due.action); !booked)
      return booked;
  }
  return {};
}

Result<void> OrderPath::book_split(const DueAction& due) {
  const InstrumentId id = due.action.instrument;
  const Quantity held = portfolio_.position(id);
  const auto after = split(held, due.action.ratio, parts_.instruments[id].lot, due.price);
  if (!after)
    return Error{"the split " + market::text_of(due.action.ratio) + " of " +
                 parts_.instruments.symbol(id) + " on " + due.action.day.to_string() +
                 " can't be applied to a position of " + held.to_string() +
                 ": it is too large, or there is no price to pay a fraction with"};
  portfolio_.change(id, after->quantity, after->cash);
  book_.set_position(id, after->quantity);
  parts_.audit.on_event(
      journal::kCorporateAction, now_,
      "SPLIT: symbol=" + parts_.instruments.symbol(id) +
          ", ratio=" + market::text_of(due.action.ratio) + ", qty=" + held.to_string() +
          ", new_qty=" + after->quantity.to_string() + ", cash=" + after->cash.to_string());
  return {};
}

// A simulated venue's own last price is in old units, and where the day has no bar of the
// instrument an order would fill there: the same price again, in new ones.
Result<void> OrderPath::tell_venue(const DueAction& split) {
  if (!split.price.is_positive()) return {};
  sluice_bar bar{};
  bar.time = split.time.nanoseconds();
  bar.instrument = split.action.instrument;
  bar.close = split.price.raw();
  return parts_.venue.on_market(SLUICE_PHASE_CLOSE, split.time, {&bar, 1, sizeof bar});
}

// Who is short on the ex-date pays.
Result<void> OrderPath::book_dividend(const CorporateAction& action) {
  const InstrumentId id = action.instrument;
  const Quantity held = portfolio_.position(id);
  const Money cash = notional(action.amount, held, Rounding::kDown);
  portfolio_.change(id, held, cash);
  parts_.audit.on_event(journal::kCorporateAction, now_,
                        "DIVIDEND: symbol=" + parts_.instruments.symbol(id) +
                            ", amount=" + action.amount.to_string() + ", qty=" + held.to_string() +
                            ", cash=" + cash.to_string());
  return {};
}

// Open orders are in old units: they end here, and what they still wanted is asked for again at
// this session's close, judged like any other order.
Result<void> OrderPath::end_orders(const CorporateAction& action) {
  std::vector<OrderId> ending;
  for (const Order& order : router_.open_orders())
    if (order.intent.instrument == action.instrument) {
      ending.push_back(order.id);
      carried_.push_back({order.intent, order.remaining()});
    }
  for (Carried& order : carried_)
    if (order.intent.instrument == action.instrument) rescale(order, action.ratio);
  for (const OrderId id : ending)
    if (const auto asked = router_.cancel(id, now_); !asked) return asked.error();
  if (ending.empty()) return {};
  if (auto polled = router_.poll(now_); !polled) return polled;
  for (const Order& order : router_.open_orders())
    if (order.intent.instrument == action.instrument)
      return Error{"the venue did not cancel order " + std::to_string(order.id) + " of " +
                   parts_.instruments.symbol(action.instrument) + " before its split"};
  return {};
}

void OrderPath::rescale(Carried& order, const SplitRatio& ratio) const {
  const Instrument& instrument = parts_.instruments[order.intent.instrument];
  const auto units = market::rescaled_volume(order.quantity.raw(), ratio);
  order.quantity = truncate_to_multiple(Quantity::from_raw(units), instrument.lot);
  if (!order.intent.limit_price.is_positive()) return;
  // A buy no dearer, a sell no cheaper than was asked for.
  const Price limit =
      Price::from_raw(market::rescaled_price(order.intent.limit_price.raw(), ratio));
  const Price below = truncate_to_multiple(limit, instrument.tick);
  const bool up = order.intent.side == Side::kSell && below != limit;
  order.intent.limit_price = up ? Price::from_raw(below.raw() + instrument.tick.raw()) : below;
}

void OrderPath::ask_again() {
  if (rebalance_) return;  // the strategy has decided anew
  for (const Carried& order : carried_) {
    const bool limit = order.intent.type == OrderType::kLimit;
    if (order.quantity.is_zero() || (limit && !order.intent.limit_price.is_positive())) continue;
    wishes_.push_back({order.intent.instrument, order.intent.side, order.intent.type,
                       order.intent.time_in_force, order.quantity, order.intent.limit_price});
  }
}

// Against the last close, which is told in today's units. Once for an instrument: one is enough to
// look at the data.
void OrderPath::look_for_jumps(const SessionBars& session) {
  if (!config_.warn) return;
  for (const sluice_bar& bar : session.bars) {
    const std::int64_t before = prices_.last(bar.instrument).price.raw();
    if (before <= 0) continue;
    const auto ratio = market::split_like(before, bar.close);
    if (!ratio || jump_told_[bar.instrument]) continue;
    jump_told_[bar.instrument] = true;
    config_.warn(parts_.instruments.symbol(bar.instrument) + " on " +
                 config_.zone.date(session.time).to_string() + ": " +
                 market::text_of_jump(before, bar.close, *ratio) +
                 (config_.actions ? ", which data.corporate_actions does not explain"
                                  : ", and data.prices says they are adjusted") +
                 " (sluice data check looks at all of it)");
  }
}

}  // namespace sluice::drivers
