// SPDX-License-Identifier: Apache-2.0
#include "live_bounds.hpp"

#include <algorithm>

namespace sluice::executors {
namespace {

Money worth_of(const LiveBounds::Asked& asked, Rounding rounding) {
  return notional(asked.price, asked.quantity, rounding);
}

}  // namespace

std::string_view LiveBounds::fault() const noexcept {
  const bool passes_enabled = limits_.enabled;
  if (!passes_enabled) return "live_risk.enabled is false";
  const bool passes_complete = limits_.max_order && limits_.max_exposure &&
                               limits_.max_live_order && limits_.max_day && limits_.min_order;
  return passes_complete ? "" : "live_risk does not set all five limits";
}

// A day that is over does not come back: what is dated before it counts towards it. What can't be
// counted any more is more than any limit.
Money LiveBounds::total_with(const Asked& asked) const {
  constexpr Money kMost = Money::from_raw(~(int128{1} << 127));
  const Money before = asked.day > day_ ? Money{} : day_total_;
  return checked_add(before, worth_of(asked, Rounding::kUp)).value_or(kMost);
}

LiveBounds::Refusal LiveBounds::judge(const Asked& asked) const {
  const bool passes_limits = fault().empty();
  if (!passes_limits) return {"LIVE_LIMITS_NOT_SET", {}, {}};
  const bool passes_price = asked.price.is_positive();
  if (!passes_price) return {"LIVE_NO_PRICE", {}, {}};
  const Money worth = worth_of(asked, Rounding::kUp);
  const bool passes_order = worth <= *limits_.max_order;
  if (!passes_order) return {"LIVE_ORDER_NOTIONAL", worth, *limits_.max_order};
  const bool passes_live_order = worth <= *limits_.max_live_order;
  if (!passes_live_order) return {"LIVE_NOTIONAL_PER_ORDER", worth, *limits_.max_live_order};
  const Money least = worth_of(asked, Rounding::kDown);
  const bool passes_size = least >= *limits_.min_order;
  if (!passes_size) return {"LIVE_MIN_SIZE", least, *limits_.min_order};
  if (asked.reduces) return {};
  const Money total = total_with(asked);
  const bool passes_day = total <= *limits_.max_day;
  if (!passes_day) return {"LIVE_NOTIONAL_TOTAL", total, *limits_.max_day};
  const bool passes_known = asked.exposure.has_value();
  if (!passes_known) return {"LIVE_NO_PRICE", {}, {}};
  const bool passes_exposure = *asked.exposure <= *limits_.max_exposure;
  if (!passes_exposure) return {"LIVE_TOTAL_EXPOSURE", *asked.exposure, *limits_.max_exposure};
  return {};
}

void LiveBounds::take(const Asked& asked) {
  day_total_ = total_with(asked);
  day_ = std::max(day_, asked.day);
}

}  // namespace sluice::executors
