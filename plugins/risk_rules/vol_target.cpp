// SPDX-License-Identifier: Apache-2.0
#include "vol_target.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::risk_rules {
namespace {

// P&L becomes a double in units of 1e-4 * 2^-8 of the currency.
constexpr int kDroppedBits = 24;
constexpr double kPnlUnit = 1.0 / (static_cast<double>(kScale) / kValueUnit) /
                            static_cast<double>(std::int64_t{1} << (kReturnBits - kDroppedBits));
// Lots tried from just above the root downwards. The root is off by rounding only, which is one
// lot, or many where lots are tiny: hence growing steps.
constexpr int kScaleTries = 20;
constexpr int kSingleSteps = 3;

}  // namespace

struct VolTarget::Candidate {
  std::uint32_t instrument;
  int128 value;           // projected value of the symbol, 1e-8
  std::int64_t price;     // 1e-8
  std::int64_t quantity;  // of the whole order, 1e-8
  std::int64_t lot;       // 1e-8
  bool is_buy;
  double equity;  // in the currency
};

VolTarget::VolTarget(const Params& params)
    : limit_{params.limit},
      scales_{params.action == "scale"},
      periods_per_year_{params.periods_per_year},
      decay_{params.decay},
      returns_{static_cast<std::size_t>(params.window)} {}

void VolTarget::on_session(const RiskView& view) {
  is_ready_ = false;
  if (view.raw().market == nullptr) return;
  returns_.update(view.market());
  if (returns_.length() == 0) return;
  weights_.resize(returns_.length());
  double weight = 1;
  weight_sum_ = 0;
  for (std::size_t k = weights_.size(); k-- > 0; weight *= decay_) {
    weights_[k] = weight;
    weight_sum_ += weight;
  }
  pnl_.rebuild(view, returns_);
  is_ready_ = view.rows().size() == returns_.instruments();
}

Verdict VolTarget::check(const Order& order, const RiskView& view) const noexcept {
  const OrderEffect effect = effect_of(order, view);
  if (!effect.fault.empty()) return reject(effect.fault);
  const auto unmeasured = [&effect](std::string_view code) {
    return effect.reduces ? approve() : reject(code);
  };
  if (!is_ready_ || !returns_.has_history(order.instrument()))
    return unmeasured(code::kNoVolatility);
  if (!pnl_.sync(view, returns_, last_instrument_)) return unmeasured(code::kValueOverflow);
  last_instrument_ = order.instrument();
  if (!view.equity().is_positive()) return unmeasured(code::kNoEquity);
  const RiskRow row = view.row(order.instrument());
  return judge({order.instrument(), row.projected_value().raw(), order.raw().reference_price,
                order.raw().quantity, row.raw().lot, order.is_buy(), view.equity().to_double()});
}

Verdict VolTarget::judge(const Candidate& candidate) const noexcept {
  if (squares_revision_ != pnl_.revision()) {
    squares_before_ = weighted_squares(candidate, 0);
    squares_revision_ = pnl_.revision();
  }
  const auto change = value_change(candidate, candidate.quantity);
  if (!change) return reject(code::kValueOverflow);
  const double squares = weighted_squares(candidate, *change);
  const auto measured = volatility(squares, candidate.equity);
  if (!measured) return reject(code::kValueOverflow);
  if (*measured <= limit_ || squares <= squares_before_) return approve(*measured, limit_);
  return scales_ ? scale(candidate, *measured) : reject(code::kVolTarget, *measured, limit_);
}

Verdict VolTarget::scale(const Candidate& candidate, Ratio measured) const noexcept {
  const Verdict refusal = reject(code::kVolTarget, measured, limit_);
  if (candidate.lot <= 0) return refusal;
  const auto most = static_cast<double>((candidate.quantity - 1) / candidate.lot);
  const double root = lots_at_target(candidate);
  if (!(root >= 0)) return refusal;
  auto lots = static_cast<std::int64_t>(std::min(root + 1, most));
  std::int64_t step = 1;
  for (int tries = 0; tries < kScaleTries && lots > 0; ++tries, lots -= step) {
    if (tries >= kSingleSteps) step *= 2;
    const std::int64_t quantity = lots * candidate.lot;
    const auto change = value_change(candidate, quantity);
    const auto reached =
        change ? volatility(weighted_squares(candidate, *change), candidate.equity) : std::nullopt;
    if (reached && *reached <= limit_)
      return resize(Quantity::from_raw(quantity), code::kVolTarget, measured, limit_);
  }
  return refusal;
}

std::optional<std::int64_t> VolTarget::value_change(const Candidate& candidate,
                                                    std::int64_t quantity) noexcept {
  const std::int64_t signed_quantity = candidate.is_buy ? quantity : -quantity;
  const auto after =
      detail::add(candidate.value, floor_value(candidate.price, signed_quantity).units);
  const auto units_after = after ? value_units(*after) : std::nullopt;
  const auto units_before = value_units(candidate.value);
  if (!units_after || !units_before) return std::nullopt;
  return detail::narrow(int128{*units_after} - *units_before);
}

double VolTarget::weighted_squares(const Candidate& candidate, std::int64_t change) const noexcept {
  const auto daily = pnl_.daily();
  const auto row = returns_.of(candidate.instrument);
  double sum = 0;
  for (std::size_t k = 0; k < daily.size(); ++k) {
    const int128 wide = (daily[k] + int128{change} * row[k]) >> kDroppedBits;
    const auto narrow = static_cast<std::int64_t>(wide);
    if (narrow != wide) return HUGE_VAL;
    const auto pnl = static_cast<double>(narrow);
    sum += weights_[k] * (pnl * pnl);
  }
  return sum;
}

std::optional<Ratio> VolTarget::volatility(double squares, double equity) const noexcept {
  const double deviation = std::sqrt(squares / weight_sum_ * periods_per_year_) * kPnlUnit;
  const double units = std::ceil(deviation / equity * static_cast<double>(kScale));
  // Also false for what is not a number.
  if (!(units < 9.2e18)) return std::nullopt;
  return Ratio::from_raw(static_cast<std::int64_t>(units));
}

double VolTarget::lots_at_target(const Candidate& candidate) const noexcept {
  const auto daily = pnl_.daily();
  const auto row = returns_.of(candidate.instrument);
  const double lot_value = Price::from_raw(candidate.price).to_double() *
                           Quantity::from_raw(candidate.lot).to_double() *
                           (candidate.is_buy ? 1 : -1);
  // Of one lot, in the units of weighted_squares.
  const double per_return =
      lot_value / kPnlUnit / static_cast<double>(std::int64_t{1} << kReturnBits);
  double a = 0;
  double b = 0;
  for (std::size_t k = 0; k < daily.size(); ++k) {
    const double lot_pnl = per_return * static_cast<double>(row[k]);
    a += weights_[k] * (lot_pnl * lot_pnl);
    b += weights_[k] *
         (lot_pnl * static_cast<double>(static_cast<std::int64_t>(daily[k] >> kDroppedBits)));
  }
  const double target = limit_.to_double() * candidate.equity / kPnlUnit;
  const double c = squares_before_ - target * target / periods_per_year_ * weight_sum_;
  const double discriminant = b * b - a * c;
  if (!(a > 0) || !(discriminant >= 0)) return -1;
  const double root = std::sqrt(discriminant);
  // The form that does not subtract two nearly equal numbers.
  return b > 0 ? -c / (b + root) : (root - b) / a;
}

}  // namespace sluice::risk_rules
