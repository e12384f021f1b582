// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/venue.hpp"

#include <algorithm>

namespace sluice::venue_simulator {

namespace {

Refusal rejected(std::string message) { return {-2010, std::move(message)}; }

// SplitMix64.
std::uint64_t scattered(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

// A tenth of a level at least.
Quantity level_size(const Symbol& symbol, std::uint64_t random) {
  const std::int64_t most = symbol.liquidity.size.raw();
  const std::int64_t size = most / 10 + static_cast<std::int64_t>(random % 1'000) * (most / 1'112);
  const Quantity lot = truncate_to_multiple(Quantity::from_raw(size), symbol.filters.step);
  return std::max(lot, symbol.filters.step);
}

}  // namespace

Venue::Venue(VenueSettings settings)
    : settings_{std::move(settings)}, accounts_{settings_.accounts} {
  open_market();
}

void Venue::open_market() {
  markets_.assign(settings_.symbols.size(), {});
  for (std::size_t i = 0; i < markets_.size(); ++i) {
    const Symbol& symbol = settings_.symbols[i];
    markets_[i].last = symbol.liquidity.mid;
    for (int level = 0; level < symbol.liquidity.levels; ++level) {
      const std::int64_t away =
          (symbol.liquidity.half_spread_ticks + level) * symbol.filters.tick.raw();
      for (const Side side : {Side::kBuy, Side::kSell}) {
        const std::int64_t raw = symbol.liquidity.mid.raw() + (side == Side::kBuy ? -away : away);
        const std::uint64_t place =
            i * 1'000 + static_cast<std::uint64_t>(level) * 2 + (side == Side::kBuy ? 0 : 1);
        markets_[i].book.rest(
            side, Price::from_raw(raw),
            {0, kHouse, level_size(symbol, scattered(settings_.seed * 7 + place))});
      }
    }
  }
}

std::optional<int> Venue::find_symbol(std::string_view name) const {
  for (std::size_t i = 0; i < settings_.symbols.size(); ++i)
    if (settings_.symbols[i].name == name) return static_cast<int>(i);
  return std::nullopt;
}

const Order* Venue::find(int account, int symbol, const OrderName& name) const {
  std::int64_t id = name.id.value_or(0);
  if (!name.id) {
    const auto named = by_client_id_.find({account, name.client_id});
    if (named == by_client_id_.end()) return nullptr;
    id = named->second;
  }
  const auto found = orders_.find(id);
  if (found == orders_.end()) return nullptr;
  const Order& order = found->second;
  if (order.account != account || order.terms.symbol != symbol) return nullptr;
  const bool is_named = name.client_id.empty() || order.terms.client_id == name.client_id ||
                        order.original_client_id == name.client_id;
  return is_named ? &order : nullptr;
}

std::optional<Refusal> Venue::check_counts(int account, const NewOrder& wanted) const {
  const Filters& filters = settings_.symbols[std::size_t(wanted.symbol)].filters;
  std::int64_t orders = 0;
  std::int64_t stops = 0;
  for (const std::int64_t id : open_) {
    const Order& order = orders_.at(id);
    if (order.account != account || order.terms.symbol != wanted.symbol) continue;
    ++orders;
    if (waits_for_price(order.terms.type) && !order.is_working) ++stops;
  }
  if (orders >= filters.max_orders) return Refusal{-1013, "Filter failure: MAX_NUM_ORDERS"};
  if (waits_for_price(wanted.type) && stops >= filters.max_stop_orders)
    return Refusal{-1013, "Filter failure: MAX_NUM_ALGO_ORDERS"};
  return std::nullopt;
}

std::optional<Refusal> Venue::check_prices(int account, const NewOrder& wanted) const {
  if (waits_for_price(wanted.type)) {
    Order tried;
    tried.terms = wanted;
    if (is_met(tried)) return rejected("Order would trigger immediately.");
  }
  if (wanted.type == OrderType::kLimitMaker) {
    const auto best = market(wanted.symbol).book.best(opposite(wanted.side));
    const bool crosses = best && (wanted.side == Side::kBuy ? wanted.price >= best->price
                                                            : wanted.price <= best->price);
    if (crosses) return rejected("Order would immediately match and take.");
  }
  if (accounts_.at(account).can_trade) return std::nullopt;
  return rejected("This account may not place or cancel orders.");
}

std::optional<Refusal> Venue::check(int account, const NewOrder& asked) const {
  const Symbol& symbol = settings_.symbols[std::size_t(asked.symbol)];
  if (!symbol.is_trading) return rejected("Market is closed.");
  if (auto refused = check_filters(symbol, asked, reference(asked))) return refused;
  const NewOrder wanted = sized(account, asked);
  if (wanted.quantity < symbol.filters.min_quantity)
    return rejected("Order book liquidity is less than LOT_SIZE filter minimum quantity.");
  if (auto refused = check_counts(account, wanted)) return refused;
  const auto same = by_client_id_.find({account, wanted.client_id});
  if (same != by_client_id_.end() && open_.contains(same->second))
    return rejected("Duplicate order sent.");
  if (auto refused = check_prices(account, wanted)) return refused;
  const std::string& asset = wanted.side == Side::kBuy ? symbol.quote : symbol.base;
  if (accounts_.balance(account, asset).free < needed(account, wanted))
    return rejected("Account has insufficient balance for requested action.");
  return std::nullopt;
}

Taker Venue::taker_of(int account, const NewOrder& terms, Quantity quantity) const {
  Taker taker;
  taker.account = account;
  taker.side = terms.side;
  if (has_limit(terms.type)) taker.limit = terms.price;
  taker.quantity = quantity;
  taker.step = settings_.symbols[std::size_t(terms.symbol)].filters.step;
  taker.self_trade = terms.self_trade;
  return taker;
}

// What an order is worth by: the last price or, before anything was traded, the one it would get.
Price Venue::reference(const NewOrder& wanted) const {
  const Market& own = market(wanted.symbol);
  if (own.last.is_positive()) return own.last;
  const auto best = own.book.best(opposite(wanted.side));
  return best ? best->price : Price{};
}

// One that says what to spend or to get, in lots at the prices there are now.
NewOrder Venue::sized(int account, const NewOrder& wanted) const {
  if (!wanted.quote_quantity.is_positive()) return wanted;
  Taker taker = taker_of(account, wanted, Quantity{});
  taker.quote = wanted.quote_quantity;
  Book tried = market(wanted.symbol).book;
  std::int64_t sum = 0;
  for (const Match& match : tried.take(taker).matches) sum += match.quantity.raw();
  NewOrder result = wanted;
  result.quantity = Quantity::from_raw(sum);
  return result;
}

// The most an order can take out of its account.
Amount Venue::needed(int account, const NewOrder& wanted) const {
  const bool buys = wanted.side == Side::kBuy;
  if (buys && has_limit(wanted.type)) return notional(wanted.price, wanted.quantity, Rounding::kUp);
  if (buys && waits_for_price(wanted.type))
    return notional(wanted.stop_price, wanted.quantity, Rounding::kUp);
  if (!buys) return Amount::from_raw(wanted.quantity.raw());
  // A market order takes what the book has now.
  Book tried = market(wanted.symbol).book;
  int128 total = 0;
  for (const Match& match : tried.take(taker_of(account, wanted, wanted.quantity)).matches)
    total += notional(match.price, match.quantity, Rounding::kUp).raw();
  return Amount::from_raw(total);
}

const std::string& Venue::asset_spent(const Order& order) const {
  const Symbol& symbol = symbol_of(order);
  return order.terms.side == Side::kBuy ? symbol.quote : symbol.base;
}

Outcome<Placed> Venue::place(int account, const NewOrder& asked, Milliseconds now) {
  if (auto refused = check(account, asked)) return *refused;
  const NewOrder wanted = sized(account, asked);
  Order& order = orders_[next_order_];
  order.id = next_order_++;
  order.account = account;
  order.terms = wanted;
  order.created = order.updated = now;
  order.locked = needed(account, wanted);
  if (order.terms.client_id.empty())
    order.terms.client_id = "sim" + std::to_string(epoch_) + "-" + std::to_string(order.id);
  SLUICE_ASSERT(accounts_.lock(account, asset_spent(order), order.locked));
  by_client_id_[{account, order.terms.client_id}] = order.id;
  open_.insert(order.id);
  const std::size_t trades_before = trades_.size();
  tell(Execution::kNew, order);
  tell_balances(order, now);
  if (waits_for_price(wanted.type))
    market(wanted.symbol).waiting.insert(order.id);
  else
    enter(order, now);
  trigger_stops(wanted.symbol, now);
  tell_top(wanted.symbol);
  Placed placed{order.id, {}};
  for (std::size_t i = trades_before; i < trades_.size(); ++i)
    if (trades_[i].order == order.id) placed.trades.push_back(trades_[i]);
  return placed;
}

Outcome<Order> Venue::cancel(int account, int symbol, const OrderName& name, std::string client_id,
                             CancelOnly only, Milliseconds now) {
  const Order* const found = find(account, symbol, name);
  if (found == nullptr || !found->is_open()) return Refusal{-2011, "Unknown order sent."};
  if (!accounts_.at(account).can_trade)
    return Refusal{-2011, "This account may not place or cancel orders."};
  const bool fits =
      only == CancelOnly::kAny || (only == CancelOnly::kNew) == (found->status == Status::kNew);
  if (!fits) return Refusal{-2011, "Order was not canceled due to cancel restrictions."};
  Order& order = orders_.at(found->id);
  order.original_client_id = order.terms.client_id;
  order.terms.client_id =
      client_id.empty() ? "sim-cancel-" + std::to_string(next_execution_) : std::move(client_id);
  end(order, Status::kCanceled, Execution::kCanceled, now);
  tell_top(symbol);
  // The cancel's id is told with the cancel; later the order is known by its own again.
  Order answer = order;
  order.terms.client_id = order.original_client_id;
  order.original_client_id.clear();
  return answer;
}

Outcome<Order> Venue::amend(int account, int symbol, const OrderName& name, Quantity quantity,
                            std::string client_id, Milliseconds now) {
  const Order* const found = find(account, symbol, name);
  if (found == nullptr || !found->is_open()) return Refusal{-2013, "Order does not exist."};
  const Filters& filters = settings_.symbols[std::size_t(symbol)].filters;
  if (quantity >= found->terms.quantity || quantity <= found->executed)
    return Refusal{-2038,
                   "The requested quantity is not between what is filled and what was asked."};
  if (quantity < filters.min_quantity || quantity.raw() % filters.step.raw() != 0)
    return Refusal{-1013, "Filter failure: LOT_SIZE"};
  Order& order = orders_.at(found->id);
  order.terms.quantity = quantity;
  if (!client_id.empty()) {
    by_client_id_.erase({account, order.terms.client_id});
    order.original_client_id = std::exchange(order.terms.client_id, std::move(client_id));
    by_client_id_[{account, order.terms.client_id}] = order.id;
  }
  order.updated = now;
  if (order.is_working)
    market(symbol).book.shrink(order.terms.side, order.terms.price, order.id, order.left());
  release_surplus(order);
  tell(Execution::kReplaced, order);
  tell_balances(order, now);
  tell_top(symbol);
  return order;
}

}  // namespace sluice::venue_simulator
