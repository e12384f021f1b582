// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_controls.hpp"

#include <algorithm>

#include "sessions/session_codes.hpp"

namespace sluice::sessions {
namespace {

// A share of what the account is worth, cut: an account that is worth nothing has a share of 0.
Money share_of(Money whole, Ratio share) noexcept {
  if (!whole.is_positive()) return Money{};
  return checked_multiply(whole, share, Rounding::kDown).value_or(Money{});
}

Money units(std::uint32_t count) noexcept { return Money::from_raw(int128{count} * kScale); }

}  // namespace

std::string_view code(Breach breach) noexcept {
  switch (breach) {
    case Breach::kNone:
      return "";
    case Breach::kMaxPositions:
      return session_reason::kMaxPositions;
    case Breach::kPositionSize:
      return session_reason::kMaxPositionSize;
    case Breach::kDailyLoss:
      return session_reason::kMaxDailyLoss;
  }
  return "";
}

std::string ControlAnswer::text() const {
  if (passes()) return "";
  return std::string{code(breach)} + ": measured=" + measured.to_string() +
         ", limit=" + limit.to_string();
}

ControlAnswer check_positions(const ControlLimits& limits, const ControlView& view) noexcept {
  const Money measured = Money::from_raw((int128{view.positions} + 1) * kScale);
  const Money limit = units(limits.max_positions);
  return {measured > limit ? Breach::kMaxPositions : Breach::kNone, measured, limit};
}

ControlAnswer check_size(const ControlLimits& limits, const ControlView& view,
                         Money worth) noexcept {
  const Money limit = share_of(view.equity, limits.max_position_size);
  return {worth > limit ? Breach::kPositionSize : Breach::kNone, worth, limit};
}

ControlAnswer check_daily_loss(const ControlLimits& limits, const ControlView& view) noexcept {
  const Money limit = share_of(view.day_equity, limits.max_daily_loss);
  const auto loss = checked_subtract(view.day_equity, view.equity);
  if (!loss) return {Breach::kDailyLoss, view.equity, limit};
  return {*loss >= limit ? Breach::kDailyLoss : Breach::kNone, *loss, limit};
}

ControlAnswer check_entry(const ControlLimits& limits, const ControlView& view,
                          Money worth) noexcept {
  if (const auto loss = check_daily_loss(limits, view); !loss.passes()) return loss;
  if (const auto positions = check_positions(limits, view); !positions.passes()) return positions;
  return check_size(limits, view, worth);
}

RiskStatus risk_status(const ControlLimits& limits, const ControlView& view,
                       bool is_within_trading_hours, bool is_loss_latched) noexcept {
  const ControlAnswer loss = check_daily_loss(limits, view);
  RiskStatus status;
  status.current_positions = view.positions;
  status.max_positions = limits.max_positions;
  status.positions_headroom =
      view.positions < limits.max_positions ? limits.max_positions - view.positions : 0;
  status.position_size_limit = share_of(view.equity, limits.max_position_size);
  status.daily_pnl = checked_negate(loss.measured).value_or(Money{});
  status.daily_loss_limit = loss.limit;
  status.is_within_trading_hours = is_within_trading_hours;
  status.is_daily_limit_reached = is_loss_latched || !loss.passes();
  if (!status.is_daily_limit_reached)
    status.daily_loss_headroom = checked_subtract(loss.limit, loss.measured).value_or(Money{});
  return status;
}

}  // namespace sluice::sessions
