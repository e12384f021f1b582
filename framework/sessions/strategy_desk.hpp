// SPDX-License-Identifier: Apache-2.0
//
// strategy_desk.hpp: asks the strategy about each candle, and keeps what it wants to hold.
//
// A candle is a session of sluice.strategy/1: the strategy sees the window's candles, positions,
// cash and equity, and answers with targets or intents. Either becomes a wish: the position that it
// wants to have of an instrument. A wish stands until the next candle is decided.
//
// Place: sessions. Owns history and wishes. Thread: the lane. Errors: the strategy's, and a target
// that is larger than a quantity can be; then no wish of the candle stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "drivers/run_parts.hpp"
#include "market/history.hpp"
#include "sessions/signal.hpp"

namespace sluice::sessions {

struct Wish {
  Quantity position;      // negative: short
  bool is_sized = false;  // an order the strategy asked for: also one that makes a position smaller
  bool has_entered = false;  // it has had its signals
  bool has_left = false;
};

// The account that a strategy is shown.
struct StrategyView {
  const std::vector<Quantity>& positions;
  Money cash;
  Money equity;
};

class StrategyDesk {
 public:
  StrategyDesk(const drivers::RunParts& run, std::uint32_t window_candles, std::int64_t candle_ns);

  // Shows a candle that was decided by an earlier process, or by nobody: history alone.
  void warm_up(Timestamp candle, sluice_rows bars);
  // `price_of` is an instrument's last price, 0: there is none. `trail` is told of violations of
  // the as-of time.
  Result<void> decide(Timestamp candle, sluice_rows bars, const StrategyView& account,
                      const std::vector<Price>& prices, AuditTrail& trail);

  // What it wants of the instrument; null: nothing in particular.
  [[nodiscard]] Wish* wish(InstrumentId id) noexcept {
    return wishes_[id] ? &*wishes_[id] : nullptr;
  }
  void drop_wishes();
  void set_wish(InstrumentId id, Wish wish) { wishes_[id] = wish; }
  [[nodiscard]] Timestamp candle() const noexcept { return candle_; }
  void set_candle(Timestamp candle) noexcept { candle_ = candle; }
  // What cost models ask of an order, from the candles seen.
  void describe(Intent& intent) const;
  // Candles of the instrument in the window.
  [[nodiscard]] std::uint64_t candles_of(InstrumentId id) const noexcept;

 private:
  sluice_status take_targets(sluice_rows targets);
  sluice_status take_intents(sluice_rows intents);
  Result<void> ask(Timestamp candle, sluice_rows bars, const StrategyView& account);
  Result<void> size_targets(const StrategyView& account, const std::vector<Price>& prices);
  [[nodiscard]] Error too_large(InstrumentId id) const;

  const drivers::RunParts& run_;
  market::History history_;
  double candles_a_day_;
  std::vector<std::optional<Wish>> wishes_;  // by instrument
  std::vector<sluice_target> targets_;
  const StrategyView* account_ = nullptr;  // while it is asked
  Timestamp candle_;                       // that the wishes are of
};

}  // namespace sluice::sessions
