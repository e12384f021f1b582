// SPDX-License-Identifier: Apache-2.0
#include "drivers/pit_guard.hpp"

#include <algorithm>

#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

// A component that asks in a loop: more of the same tells nothing new.
constexpr std::size_t kMaxViolations = 100;

Date date_at(sluice_time time) { return Timestamp::from_nanoseconds(time).date(); }

// A field that is 0 is one the bar does not have.
sluice_bar bar_of(const sluice_series& series, std::size_t row, std::uint32_t instrument) {
  sluice_bar bar{};
  bar.time = series.time[row];
  bar.instrument = instrument;
  bar.open = series.open[row];
  bar.high = series.high[row];
  bar.low = series.low[row];
  bar.close = series.close[row];
  bar.volume = series.volume[row];
  const auto has = [&](std::int64_t value, std::uint32_t flag) {
    if (value != 0) bar.flags |= flag;
  };
  has(bar.open, SLUICE_BAR_HAS_OPEN);
  has(bar.high, SLUICE_BAR_HAS_HIGH);
  has(bar.low, SLUICE_BAR_HAS_LOW);
  has(bar.volume, SLUICE_BAR_HAS_VOLUME);
  return bar;
}

}  // namespace

void PitGuard::see(Timestamp session, sluice_rows bars) {
  if (mode_ == PitMode::kOff) return;
  const Date today = session.date();
  std::erase_if(late_, [&](const LateBar& bar) { return bar.known <= today; });
  for (std::uint64_t i = 0; i < bars.count; ++i) {
    const auto* bar = SLUICE_ROW(bars, sluice_bar, i);
    const auto days = static_cast<std::int32_t>(SLUICE_BAR_KNOWN_AFTER_DAYS(bar->flags));
    if (days == 0) continue;
    late_.push_back(
        {bar->instrument, bar->time, Date::from_days(date_at(bar->time).days() + days)});
  }
}

void PitGuard::decide(Timestamp now) {
  const Date today = now.date();
  for (const LateBar& bar : late_)
    if (bar.known > today) note({bar.instrument, bar.time, now.nanoseconds(), bar.known});
  // Told once: what is seen too early stays seen.
  late_.clear();
}

sluice_status PitGuard::bar_at(std::uint32_t instrument, sluice_time time,
                               sluice_bar& bar) noexcept {
  if (instrument >= instruments_.size()) return SLUICE_ERROR_ARGUMENT;
  if (view_ == nullptr) return SLUICE_ERROR_STATE;
  if (time > view_->as_of) {
    if (mode_ != PitMode::kOff) note({instrument, time, view_->as_of, std::nullopt});
    return SLUICE_ERROR_STATE;
  }
  const auto& series = *SLUICE_ROW(view_->series, sluice_series, instrument);
  const auto* const end = series.time + series.count;
  const auto* const found = std::lower_bound(series.time, end, time);
  if (found == end || *found != time) return SLUICE_ERROR_NOT_FOUND;
  bar = bar_of(series, static_cast<std::size_t>(found - series.time), instrument);
  return SLUICE_OK;
}

void PitGuard::note(const Violation& violation) noexcept {
  try {
    if (violations_.size() < kMaxViolations) violations_.push_back(violation);
  } catch (...) {
    // Short of memory: what was noted before tells.
  }
}

std::string PitGuard::text_of(const Violation& violation) const {
  return "PointInTimeViolation: symbol=" + instruments_.symbol(violation.instrument) +
         ", feature=bar, time=" + Timestamp::from_nanoseconds(violation.time).to_string() +
         ", as_of=" + Timestamp::from_nanoseconds(violation.as_of).to_string() +
         (violation.known ? ", known=" + violation.known->to_string() : std::string{});
}

Result<void> PitGuard::settle(AuditTrail& audit) {
  if (violations_.empty()) return {};
  const auto violations = std::exchange(violations_, {});
  for (const Violation& violation : violations) {
    const std::string text = text_of(violation);
    audit.on_event(journal::kPitViolation, Timestamp::from_nanoseconds(violation.as_of), text);
    if (mode_ == PitMode::kWarn && warned_.insert(violation.instrument).second && warn_)
      warn_(text);
  }
  return mode_ == PitMode::kStrict ? Result<void>{Error{text_of(violations.front())}}
                                   : Result<void>{};
}

}  // namespace sluice::drivers
