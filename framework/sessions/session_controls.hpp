// SPDX-License-Identifier: Apache-2.0
//
// session_controls.hpp: the three controls that every session has: how many positions, how large
// one may be, how much may be lost in a day.
//
// Place: sessions; pure, and safety-critical: scripts/mutate_controls weakens every line of
// session_controls.cpp in turn, and a test has to notice. They stand before the gate, whose rules
// judge every order too. Amounts that can't be computed are a breach: against us.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice::sessions {

struct ControlLimits {
  std::uint32_t max_positions = 0;  // held or on their way; 0: none may be opened
  Ratio max_position_size;          // of one, as a share of equity
  Ratio max_daily_loss;             // as a share of the equity that the day began with
};

// The account at one moment.
struct ControlView {
  std::uint32_t positions = 0;  // held, or with an order on its way that opens one
  Money equity;
  Money day_equity;  // when the day's decisions began
};

enum class Breach : std::uint8_t { kNone, kMaxPositions, kPositionSize, kDailyLoss };

struct ControlAnswer {
  Breach breach = Breach::kNone;
  Money measured;  // positions are told as whole units
  Money limit;
  [[nodiscard]] bool passes() const noexcept { return breach == Breach::kNone; }
  // CODE: measured=…, limit=…; empty where it passes.
  [[nodiscard]] std::string text() const;
};

// MAX_POSITIONS, MAX_POSITION_SIZE, MAX_DAILY_LOSS; empty: no breach.
[[nodiscard]] std::string_view code(Breach breach) noexcept;

// Whether one more position may be opened.
[[nodiscard]] ControlAnswer check_positions(const ControlLimits& limits,
                                            const ControlView& view) noexcept;
// Whether a position may be worth that much, at the worst price of its order.
[[nodiscard]] ControlAnswer check_size(const ControlLimits& limits, const ControlView& view,
                                       Money worth) noexcept;
// Whether the day's loss, realised or not, is below its limit.
[[nodiscard]] ControlAnswer check_daily_loss(const ControlLimits& limits,
                                             const ControlView& view) noexcept;

// All three for an order that opens a position; the first breach, the day's loss before the others.
[[nodiscard]] ControlAnswer check_entry(const ControlLimits& limits, const ControlView& view,
                                        Money worth) noexcept;

// What the screens show.
struct RiskStatus {
  std::uint32_t current_positions = 0;
  std::uint32_t max_positions = 0;
  std::uint32_t positions_headroom = 0;
  Money position_size_limit;  // of one position
  Money daily_pnl;
  Money daily_loss_limit;     // > 0
  Money daily_loss_headroom;  // what may still be lost today; 0: nothing
  bool is_within_trading_hours = false;
  bool is_daily_limit_reached = false;
};
[[nodiscard]] RiskStatus risk_status(const ControlLimits& limits, const ControlView& view,
                                     bool is_within_trading_hours, bool is_loss_latched) noexcept;

}  // namespace sluice::sessions
