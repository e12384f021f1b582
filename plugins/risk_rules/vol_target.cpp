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
// Returns become doubles that turn a change of value into such P&L.
constexpr double kReturnUnit = 1.0 / static_cast<double>(std::int64_t{1} << kDroppedBits);
constexpr std::int64_t kLargestChange = std::int64_t{1} << 59;  // value units
// Lots tried from just above the root downwards. The root is off by rounding only, which is one
// lot, or many where lots are tiny: hence growing steps.
constexpr int kScaleTries = 20;
constexpr int kSingleSteps = 3;

// Four sums side by side, for each waits for the one before; then those four. Always in this order.
template <typename Term>
double sum_of(std::size_t count, Term term) noexcept {
  double sums[4] = {0, 0, 0, 0};
  std::size_t k = 0;
  for (; k + 4 <= count; k += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += term(k + lane);
  for (; k < count; ++k) sums[0] += term(k);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

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
  double weights = 0;
  for (std::size_t k = weights_.size(); k-- > 0; weight *= decay_) {
    weights_[k] = weight;
    weights += weight;
  }
  years_per_weight_ = periods_per_year_ / weights;
  pnl_.rebuild(view, returns_);
  day_pnl_.resize(returns_.length());
  parabolas_.assign(returns_.instruments(), {});
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
  const auto change = value_change(candidate, candidate.quantity);
  if (!change) return reject(code::kValueOverflow);
  const double growth = parabola_of(candidate.instrument).growth(static_cast<double>(*change));
  const auto measured = volatility(total_ + growth, candidate.equity);
  if (!measured) return reject(code::kValueOverflow);
  if (*measured <= limit_ || growth <= 0) return approve(*measured, limit_);
  return scales_ ? scale(candidate, *measured) : reject(code::kVolTarget, *measured, limit_);
}

Verdict VolTarget::scale(const Candidate& candidate, Ratio measured) const noexcept {
  const Verdict refusal = reject(code::kVolTarget, measured, limit_);
  if (candidate.lot <= 0) return refusal;
  const auto most = static_cast<double>((candidate.quantity - 1) / candidate.lot);
  const Parabola& parabola = parabola_of(candidate.instrument);
  const double root = lots_at_target(candidate, parabola);
  if (!(root >= 0)) return refusal;
  auto lots = static_cast<std::int64_t>(std::min(root + 1, most));
  std::int64_t step = 1;
  for (int tries = 0; tries < kScaleTries && lots > 0; ++tries, lots -= step) {
    if (tries >= kSingleSteps) step *= 2;
    const std::int64_t quantity = lots * candidate.lot;
    const auto change = value_change(candidate, quantity);
    const auto reached = change ? volatility(total_ + parabola.growth(static_cast<double>(*change)),
                                             candidate.equity)
                                : std::nullopt;
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
  const int128 change = int128{*units_after} - *units_before;
  if (change >= kLargestChange || change <= -kLargestChange) return std::nullopt;
  return static_cast<std::int64_t>(change);
}

void VolTarget::sum_squares() const noexcept {
  const auto daily = pnl_.daily();
  for (std::size_t k = 0; k < daily.size(); ++k) {
    const auto narrow = detail::narrow(daily[k] >> kDroppedBits);
    day_pnl_[k] = narrow ? static_cast<double>(*narrow) : HUGE_VAL;
  }
  total_ = sum_of(daily.size(),
                  [&](std::size_t k) { return weights_[k] * (day_pnl_[k] * day_pnl_[k]); });
  total_revision_ = pnl_.revision();
}

const VolTarget::Parabola& VolTarget::parabola_of(std::uint32_t instrument) const noexcept {
  if (total_revision_ != pnl_.revision()) sum_squares();
  Parabola& parabola = parabolas_[instrument];
  if (parabola.revision == total_revision_) return parabola;
  const auto row = returns_.of(instrument);
  const auto change = [&](std::size_t k) { return static_cast<double>(row[k]) * kReturnUnit; };
  parabola.slope =
      sum_of(row.size(), [&](std::size_t k) { return weights_[k] * (day_pnl_[k] * change(k)); });
  parabola.curve =
      sum_of(row.size(), [&](std::size_t k) { return weights_[k] * (change(k) * change(k)); });
  parabola.revision = total_revision_;
  return parabola;
}

std::optional<Ratio> VolTarget::volatility(double squares, double equity) const noexcept {
  // What nearly cancels may come out below zero; what is not a number must not come out as zero.
  const double deviation = std::sqrt((squares < 0 ? 0 : squares) * years_per_weight_);
  const double units = std::ceil(deviation / equity * (kPnlUnit * static_cast<double>(kScale)));
  // Also false for what is not a number.
  if (!(units < 9.2e18)) return std::nullopt;
  return Ratio::from_raw(static_cast<std::int64_t>(units));
}

double VolTarget::lots_at_target(const Candidate& candidate,
                                 const Parabola& parabola) const noexcept {
  // Of one lot, in value units.
  const double lot_value = Price::from_raw(candidate.price).to_double() *
                           Quantity::from_raw(candidate.lot).to_double() *
                           (candidate.is_buy ? 1 : -1) * (static_cast<double>(kScale) / kValueUnit);
  const double a = parabola.curve * lot_value * lot_value;
  const double b = parabola.slope * lot_value;
  const double target = limit_.to_double() * candidate.equity / kPnlUnit;
  const double c = total_ - target * target / years_per_weight_;
  const double discriminant = b * b - a * c;
  if (!(a > 0) || !(discriminant >= 0)) return -1;
  const double root = std::sqrt(discriminant);
  // The form that does not subtract two nearly equal numbers.
  return b > 0 ? -c / (b + root) : (root - b) / a;
}

}  // namespace sluice::risk_rules
