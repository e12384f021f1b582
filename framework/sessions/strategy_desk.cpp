// SPDX-License-Identifier: Apache-2.0
#include "sessions/strategy_desk.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/pit_guard.hpp"
#include "drivers/sizing.hpp"

namespace sluice::sessions {
namespace {

// Weights that add up to the limit wobble in their last digits.
constexpr double kGrossTolerance = 1e-9;

}  // namespace

StrategyDesk::StrategyDesk(const drivers::RunParts& run, std::uint32_t window_candles,
                           std::int64_t candle_ns)
    : run_{run},
      history_{*run.instruments, std::max(window_candles, run.path.window_sessions)},
      candles_a_day_{static_cast<double>(Timestamp::kNanosecondsPerDay) /
                     static_cast<double>(candle_ns)},
      wishes_(run.instruments->size()) {
  if (run_.path.pit) run_.path.pit->watch(history_.view());
}

void StrategyDesk::warm_up(Timestamp candle, sluice_rows bars) { history_.append(candle, bars); }

std::uint64_t StrategyDesk::candles_of(InstrumentId id) const noexcept {
  return SLUICE_ROW(history_.view().series, sluice_series, id)->count;
}

// The instrument file knows a day's volume; else the newest candles stand for the whole of it.
void StrategyDesk::describe(Intent& intent) const {
  const InstrumentId id = intent.instrument;
  const auto told = (*run_.instruments)[id].average_daily_volume;
  const auto mean = history_.average_daily_volume(id);
  if (told) intent.average_daily_volume = *told;
  if (!told && mean)
    intent.average_daily_volume =
        Quantity::from_double(mean->to_double() * candles_a_day_, Rounding::kDown)
            .value_or(Quantity{});
  if (run_.path.needs_volatility)
    intent.daily_volatility = history_.daily_volatility(id) * std::sqrt(candles_a_day_);
}

void StrategyDesk::drop_wishes() { wishes_.assign(wishes_.size(), std::nullopt); }

Result<void> StrategyDesk::decide(Timestamp candle, sluice_rows bars, const StrategyView& account,
                                  const std::vector<Price>& prices, AuditTrail& trail) {
  history_.append(candle, bars);
  candle_ = candle;
  drop_wishes();
  targets_.clear();
  account_ = &account;
  auto asked = ask(candle, bars, account);
  account_ = nullptr;
  // Before anything else that it did: what looked ahead decides nothing.
  if (run_.path.pit)
    if (auto settled = run_.path.pit->settle(trail); !settled && asked) asked = settled;
  if (asked) asked = size_targets(account, prices);
  if (!asked) drop_wishes();
  return asked;
}

Result<void> StrategyDesk::ask(Timestamp candle, sluice_rows bars, const StrategyView& account) {
  sluice_session view{};
  view.size = sizeof view;
  view.rebalance = 1;
  view.time = candle.nanoseconds();
  view.market = &history_.view();
  view.bars = bars;
  view.positions = {account.positions.data(), account.positions.size(), sizeof(Quantity)};
  view.cash = account.cash.to_c();
  view.equity = account.equity.to_c();
  const sluice_decision_sink sink{this,
                                  [](void* self, sluice_rows rows) {
                                    return static_cast<StrategyDesk*>(self)->take_targets(rows);
                                  },
                                  [](void* self, sluice_rows rows) {
                                    return static_cast<StrategyDesk*>(self)->take_intents(rows);
                                  }};
  return run_.strategy->on_bars(view, sink);
}

sluice_status StrategyDesk::take_targets(sluice_rows targets) {
  for (std::uint64_t i = 0; i < targets.count; ++i) {
    const auto* const target = SLUICE_ROW(targets, sluice_target, i);
    // Two targets for one instrument contradict each other.
    const bool is_known = std::any_of(
        targets_.begin(), targets_.end(),
        [target](const sluice_target& other) { return other.instrument == target->instrument; });
    const bool is_valid = target->instrument < wishes_.size() && !is_known &&
                          (target->kind == SLUICE_TARGET_QUANTITY ||
                           (target->kind == SLUICE_TARGET_WEIGHT && std::isfinite(target->weight)));
    if (!is_valid) return SLUICE_ERROR_ARGUMENT;
    targets_.push_back(*target);
  }
  return SLUICE_OK;
}

// The order's terms are the session's: what counts is the position that would be held.
sluice_status StrategyDesk::take_intents(sluice_rows intents) {
  for (std::uint64_t i = 0; i < intents.count; ++i) {
    const auto* const asked = SLUICE_ROW(intents, sluice_intent, i);
    const bool is_valid = asked->instrument < wishes_.size() && asked->quantity > 0 &&
                          (asked->side == SLUICE_SIDE_BUY || asked->side == SLUICE_SIDE_SELL);
    if (!is_valid) return SLUICE_ERROR_ARGUMENT;
    const Quantity held = wishes_[asked->instrument] ? wishes_[asked->instrument]->position
                                                     : account_->positions[asked->instrument];
    const int128 wanted = asked->side == SLUICE_SIDE_BUY ? int128{held.raw()} + asked->quantity
                                                         : int128{held.raw()} - asked->quantity;
    const auto position = detail::narrow(wanted);
    if (!position) return SLUICE_ERROR_ARGUMENT;
    wishes_[asked->instrument] = Wish{Quantity::from_raw(*position), true};
  }
  return SLUICE_OK;
}

Error StrategyDesk::too_large(InstrumentId id) const {
  return Error{"the target of " + run_.instruments->symbol(id) +
               " is larger than a quantity can be"};
}

Result<void> StrategyDesk::size_targets(const StrategyView& account,
                                        const std::vector<Price>& prices) {
  double gross = 0;
  for (const auto& target : targets_)
    if (target.kind == SLUICE_TARGET_WEIGHT) gross += std::fabs(target.weight);
  const double limit = run_.path.max_gross_exposure;
  const double scale = gross > limit * (1 + kGrossTolerance) ? limit / gross : 1.0;
  for (const auto& target : targets_) {
    const InstrumentId id = target.instrument;
    if (target.kind == SLUICE_TARGET_QUANTITY) {
      wishes_[id] = Wish{Quantity::from_raw(target.quantity)};
      continue;
    }
    if (prices[id].raw() <= 0) continue;
    const auto wanted = drivers::quantity_for_weight(target.weight * scale, account.equity,
                                                     prices[id], (*run_.instruments)[id].lot);
    if (!wanted) return too_large(id);
    wishes_[id] = Wish{*wanted};
  }
  return {};
}

}  // namespace sluice::sessions
