// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/scene.hpp"

#include <algorithm>
#include <limits>

namespace sluice::conformance {
namespace {

constexpr std::int64_t kDay = 86'400'000'000'000;
constexpr sluice_date kFirstDate = 19'725;   // 2024-01-03
constexpr std::uint32_t kMissingEvery = 17;  // an instrument has no bar now and then
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

constexpr std::int64_t kPositiveEnds[] = {1, kUnit, kMost, kMost - 1, kMost / 2, kMost / kUnit};
constexpr std::int64_t kSignedEnds[] = {0,      -1,        1,          kMost,        kLeast,
                                        -kMost, kMost / 2, kLeast / 2, kMost / kUnit};

constexpr const char* kOddTexts[] = {"",   " ",   ",",    "\"",     "|",         "\n",
                                     "\\", "<b>", "\x7F", "\u00E9", "\U0001F600"};

}  // namespace

Scene::Scene(SceneShape shape, std::uint64_t seed) : shape_{std::move(shape)}, seed_{seed} {
  Random random{seed};
  make_instruments(random);
  make_columns(random);
  make_orders(random);
}

std::int64_t Scene::amount(Random& random, std::int64_t low, std::int64_t high) const {
  const std::int64_t plain = random.between(low, high);
  switch (shape_.values) {
    case Values::kPlain:
      return plain;
    case Values::kExtreme:
      if (low > 0) return random.pick(kPositiveEnds);
      if (low == 0) return random.one_in(4) ? 0 : random.pick(kPositiveEnds);
      return random.pick(kSignedEnds);
    case Values::kFuzzed:
      break;
  }
  if (random.one_in(3)) return plain;
  return random.one_in(2) ? random.pick(kSignedEnds) : static_cast<std::int64_t>(random.next());
}

sluice_money Scene::money(Random& random, std::int64_t low, std::int64_t high) const {
  const std::int64_t value = amount(random, low, high);
  sluice_money result{static_cast<std::uint64_t>(value), value < 0 ? -1 : 0};
  if (shape_.values != Values::kPlain && random.one_in(3))
    result.hi = low < 0 ? random.pick(kSignedEnds) : random.pick(kPositiveEnds);
  return result;
}

sluice_time Scene::time_of(std::uint32_t session) const noexcept {
  return (kFirstDate + static_cast<std::int64_t>(session)) * kDay;
}

void Scene::make_instruments(Random& random) {
  constexpr const char* kSectors[] = {"", "Energy", "Technology", "Health"};
  constexpr const char* kRegions[] = {"", "US", "EU"};
  for (std::uint32_t i = 0; i < shape_.instruments; ++i) {
    Names& names = names_.emplace_back();
    names.symbol = i < shape_.symbols.size() ? shape_.symbols[i] : "SYM" + std::to_string(i);
    names.sector = kSectors[i % 4];
    names.region = kRegions[i % 3];
    names.currency = "USD";
    // Text is UTF-8 whatever it says.
    if (shape_.values == Values::kFuzzed) names.symbol += random.pick(kOddTexts);
    symbols_.push_back(names.symbol);
    sluice_instrument& made = instruments_.emplace_back();
    made.id = i;
    made.tick = shape_.values == Values::kPlain ? kUnit / 100 : amount(random, 1, kUnit);
    made.lot = shape_.values == Values::kPlain ? kUnit : amount(random, 1, kUnit);
    made.average_daily_volume =
        amount(random, 0, 5'000'000) * (shape_.values == Values::kPlain ? kUnit : 1);
  }
}

void Scene::make_columns(Random& random) {
  columns_.resize(shape_.instruments);
  for (std::uint32_t i = 0; i < shape_.instruments; ++i) {
    Columns& to = columns_[i];
    std::int64_t cents = random.between(1'000, 50'000);
    for (std::uint32_t session = 0; session < shape_.sessions; ++session) {
      cents = std::max<std::int64_t>(100, cents + random.between(-cents / 40, cents / 38));
      if ((session + i) % kMissingEvery == kMissingEvery - 1) continue;
      const std::int64_t price = cents * (kUnit / 100);
      const std::int64_t part = price / 50;
      to.time.push_back(time_of(session));
      to.open.push_back(amount(random, price - part, price + part));
      to.close.push_back(amount(random, price - part, price + part));
      to.high.push_back(amount(random, price + part, price + 2 * part));
      to.low.push_back(amount(random, price - 2 * part, price - part));
      to.volume.push_back(amount(random, 0, 1'000'000) *
                          (shape_.values == Values::kPlain ? kUnit : 1));
    }
  }
}

std::vector<sluice_bar> Scene::bars_of(std::uint32_t session) const {
  std::vector<sluice_bar> bars;
  for (std::uint32_t i = 0; i < shape_.instruments; ++i) {
    const Columns& from = columns_[i];
    const auto at = std::find(from.time.begin(), from.time.end(), time_of(session));
    if (at == from.time.end()) continue;
    const auto row = static_cast<std::size_t>(at - from.time.begin());
    bars.push_back(
        {from.time[row], i,
         SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME,
         from.open[row], from.high[row], from.low[row], from.close[row], from.volume[row], 0});
  }
  return bars;
}

void Scene::make_orders(Random& random) {
  if (shape_.instruments == 0) return;
  for (std::uint32_t number = 0; number < shape_.orders; ++number)
    orders_.push_back(make_order(random, number));
}

sluice_order Scene::make_order(Random& random, std::uint32_t number) const {
  const std::uint32_t session = shape_.sessions - 1;
  sluice_order order{};
  order.size = sizeof order;
  order.instrument = static_cast<std::uint32_t>(random.below(shape_.instruments));
  order.intent_id = {seed_ + 1, number + 1};
  order.side = random.one_in(2) ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL;
  order.type = random.one_in(3) ? SLUICE_ORDER_LIMIT : SLUICE_ORDER_MARKET;
  order.time_in_force = random.one_in(4) ? SLUICE_TIF_GTC : SLUICE_TIF_DAY;
  order.attempt = 1;
  const std::int64_t lots =
      number % 7 == 6 ? random.between(1'000, 500'000) : random.between(1, 500);
  order.quantity = shape_.values == Values::kPlain ? lots * kUnit : amount(random, 1, lots);
  const Columns& columns = columns_[order.instrument];
  order.reference_price = columns.close.empty() ? 0 : columns.close.back();
  order.reference_time = columns.time.empty() ? 0 : columns.time.back();
  order.decision_time = time_of(session) + static_cast<std::int64_t>(number) * 1'000'000'000;
  if (order.type == SLUICE_ORDER_LIMIT)
    order.limit_price = std::max<std::int64_t>(
        1, shape_.values == Values::kPlain
               ? order.reference_price / (kUnit / 100) * (kUnit / 100) + kUnit
               : amount(random, 1, kUnit));
  order.average_daily_volume = instruments_[order.instrument].average_daily_volume;
  order.daily_volatility = 0.01 + static_cast<double>(random.below(100)) / 5000;
  if (shape_.values == Values::kFuzzed) disturb(order, random);
  return order;
}

// Beyond what the ABI promises.
void Scene::disturb(sluice_order& order, Random& random) const {
  constexpr double kOdd[] = {0.0, -1.0, 1e308, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()};
  if (random.one_in(4)) order.instrument = static_cast<std::uint32_t>(random.next());
  if (random.one_in(3)) order.side = static_cast<std::uint8_t>(random.next());
  if (random.one_in(3)) order.type = static_cast<std::uint8_t>(random.next());
  if (random.one_in(3)) order.time_in_force = static_cast<std::uint8_t>(random.next());
  if (random.one_in(3)) order.flags = static_cast<std::uint8_t>(random.next());
  order.quantity = amount(random, -kUnit, 500 * kUnit);
  order.limit_price = amount(random, -kUnit, 500 * kUnit);
  order.stop_price = amount(random, -kUnit, 500 * kUnit);
  order.reference_price = amount(random, -kUnit, 500 * kUnit);
  order.reference_time = amount(random, 0, time_of(shape_.sessions));
  order.decision_time = amount(random, 0, time_of(shape_.sessions));
  order.good_till = amount(random, -1, 1);
  order.average_daily_volume = amount(random, -1, kUnit);
  order.daily_volatility = random.pick(kOdd);
  order.parent_id = {random.next(), random.next()};
  order.parent_quantity = amount(random, -1, kUnit);
}

sluice_fill Scene::fill_of(const sluice_order& order, std::uint32_t number) const {
  Random random{seed_ ^ (number + 77)};
  sluice_fill fill{};
  fill.size = sizeof fill;
  fill.instrument = order.instrument;
  fill.order_id = number + 1;
  fill.intent_id = order.intent_id;
  fill.side = order.side;
  fill.quantity = order.quantity;
  fill.price = std::max<std::int64_t>(shape_.values == Values::kFuzzed ? kLeast : 1,
                                      amount(random, kUnit, 300 * kUnit));
  fill.base_price = fill.price;
  fill.commission = money(random, 0, kUnit);
  fill.time = order.decision_time;
  return fill;
}

}  // namespace sluice::conformance
