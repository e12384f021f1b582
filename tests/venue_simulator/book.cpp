// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/book.hpp"

#include <algorithm>

namespace sluice::venue_simulator {

namespace {

bool is_acceptable(const Taker& taker, Price price) {
  if (!taker.limit) return true;
  return taker.side == Side::kBuy ? price <= *taker.limit : price >= *taker.limit;
}

Quantity level_sum(const std::deque<Resting>& queue) {
  std::int64_t sum = 0;
  for (const Resting& each : queue) sum += each.left.raw();
  return Quantity::from_raw(sum);
}

// What is still wanted at this price.
Quantity wanted_at(const Taker& taker, Price price, Quantity left, Amount quote_left) {
  if (!taker.quote) return left;
  const auto affordable = checked_divide(quote_left, price, Rounding::kDown);
  return affordable ? truncate_to_multiple(*affordable, taker.step) : Quantity{};
}

}  // namespace

Matched Book::take(const Taker& taker) {
  Matched result;
  result.left = taker.quantity;
  Amount quote_left = taker.quote.value_or(Amount{});
  const Side met = opposite(taker.side);
  Half& makers = half(met);
  while (!makers.empty() && !result.taker_ended) {
    const Price price = price_of(met, makers.begin()->first);
    if (!is_acceptable(taker, price)) break;
    Queue& queue = makers.begin()->second;
    const Quantity wanted = wanted_at(taker, price, result.left, quote_left);
    if (!wanted.is_positive()) break;
    Resting& maker = queue.front();
    const bool is_own = taker.account != kHouse && maker.account == taker.account;
    if (is_own && taker.self_trade != SelfTrade::kNone) {
      result.taker_ended = taker.self_trade != SelfTrade::kExpireMaker;
      if (taker.self_trade != SelfTrade::kExpireTaker) {
        result.matches.push_back({maker, price, Quantity{}});
        queue.pop_front();
      }
    } else {
      const Quantity traded = std::min(wanted, maker.left);
      maker.left = Quantity::from_raw(maker.left.raw() - traded.raw());
      result.left = Quantity::from_raw(result.left.raw() - traded.raw());
      quote_left =
          Amount::from_raw(quote_left.raw() - notional(price, traded, Rounding::kUp).raw());
      result.matches.push_back({maker, price, traded});
      if (maker.left.is_zero()) queue.pop_front();
    }
    if (queue.empty()) makers.erase(makers.begin());
  }
  return result;
}

bool Book::can_fill(const Taker& taker) const {
  Book tried = *this;
  const Matched matched = tried.take(taker);
  return matched.left.is_zero() && !matched.taker_ended;
}

void Book::rest(Side side, Price price, const Resting& resting) {
  half(side)[key_of(side, price)].push_back(resting);
}

void Book::remove(Side side, Price price, std::int64_t order) {
  const auto level = half(side).find(key_of(side, price));
  if (level == half(side).end()) return;
  std::erase_if(level->second, [&](const Resting& each) { return each.order == order; });
  if (level->second.empty()) half(side).erase(level);
}

void Book::shrink(Side side, Price price, std::int64_t order, Quantity left) {
  const auto level = half(side).find(key_of(side, price));
  if (level == half(side).end()) return;
  for (Resting& each : level->second)
    if (each.order == order) each.left = left;
}

void Book::clear_house() {
  for (Half* const each : {&bids_, &asks_}) {
    for (auto& [key, queue] : *each)
      std::erase_if(queue, [](const Resting& resting) { return resting.account == kHouse; });
    std::erase_if(*each, [](const auto& level) { return level.second.empty(); });
  }
}

void Book::clear_house_before(Side side, Price price) {
  Half& own = half(side);
  for (auto level = own.begin(); level != own.end() && level->first < key_of(side, price);) {
    std::erase_if(level->second, [](const Resting& each) { return each.account == kHouse; });
    level = level->second.empty() ? own.erase(level) : std::next(level);
  }
}

std::optional<Level> Book::best(Side side) const {
  const Half& own = half(side);
  if (own.empty()) return std::nullopt;
  return Level{price_of(side, own.begin()->first), level_sum(own.begin()->second)};
}

std::vector<Level> Book::levels(Side side, std::size_t most) const {
  std::vector<Level> result;
  for (const auto& [key, queue] : half(side)) {
    if (result.size() == most) break;
    result.push_back({price_of(side, key), level_sum(queue)});
  }
  return result;
}

}  // namespace sluice::venue_simulator
