// SPDX-License-Identifier: Apache-2.0
#include "market/data_check.hpp"

#include <algorithm>
#include <tuple>

#include "market/price_jump.hpp"

namespace sluice::market {

std::uint64_t DataReport::errors() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& finding : findings) sum += finding.is_error ? finding.count : 0;
  return sum;
}

std::uint64_t DataReport::warnings() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& finding : findings) sum += finding.is_error ? 0 : finding.count;
  return sum;
}

DataCheck::DataCheck(const InstrumentTable& instruments, Settings settings)
    : settings_{std::move(settings)}, seen_(instruments.size()) {
  for (InstrumentId id = 0; id < instruments.size(); ++id)
    seen_[id].coverage.symbol = instruments.symbol(id);
}

void DataCheck::add(DataFinding finding) {
  if (++told_[finding.code] <= kMaxTold) return report_.findings.push_back(std::move(finding));
  auto [found, fresh] = left_out_.try_emplace(finding.code, finding);
  DataFinding& rest = found->second;
  if (fresh) {
    rest.symbol.clear();
    rest.day.reset();
  } else {
    rest.count += finding.count;
    rest.is_error |= finding.is_error;
  }
}

void DataCheck::take(Timestamp session, sluice_rows bars) {
  const Date day = settings_.zone.date(session);
  if (today_ != day) begin_day(day);
  ++report_.sessions;
  report_.bars += bars.count;
  for (std::uint64_t i = 0; i < bars.count; ++i) take_bar(*SLUICE_ROW(bars, sluice_bar, i));
}

void DataCheck::begin_day(Date day) {
  look_at_hours(day);
  if (today_) {
    for (const auto& action : settings_.actions.between(*today_, day))
      if (action.kind == ActionKind::kSplit)
        seen_[action.instrument].close =
            rescaled_price(seen_[action.instrument].close, action.ratio);
  }
  today_ = day;
  ++day_;
  ++report_.days;
}

void DataCheck::look_at_hours(Date day) {
  if (settings_.hours == nullptr) {
    if (today_ && day.days() - today_->days() > kHoleDays)
      add({false, "CALENDAR_HOLE", "", *today_,
           "no bar of any symbol until " + day.to_string() + ", " +
               std::to_string(day.days() - today_->days()) + " days later"});
    return;
  }
  if (today_)
    for (std::int32_t missing = today_->days() + 1; missing < day.days(); ++missing)
      if (settings_.hours->on(Date::from_days(missing)))
        add({false, "CALENDAR_HOLE", "", Date::from_days(missing),
             "the calendar has a session and the data has no bar"});
  if (!settings_.hours->on(day))
    add({false, "CLOSED_DAY", "", day, "the calendar has no session and the data has bars"});
}

void DataCheck::take_bar(const sluice_bar& bar) {
  Seen& seen = seen_[bar.instrument];
  SymbolCoverage& coverage = seen.coverage;
  const bool is_new_day = seen.day != day_;
  if (coverage.bars > 0 && is_new_day) {
    const std::uint64_t missed = day_ - seen.day - 1;
    coverage.missing += missed;
    if (missed >= kGapDays)
      add({false, "GAP", coverage.symbol, *coverage.last,
           "no bar until " + today_->to_string() + ": " + std::to_string(missed) +
               " days of the data between"});
  }
  if (seen.close > 0) {
    if (const auto ratio = split_like(seen.close, bar.close))
      add({true, "UNADJUSTED_JUMP", coverage.symbol, *today_,
           text_of_jump(seen.close, bar.close, *ratio)});
  }
  if (seen.close != bar.close) {
    end_stale(seen);
    seen.same_since = *today_;
    seen.same = 0;
  }
  ++seen.same;
  seen.close = bar.close;
  seen.day = day_;
  ++coverage.bars;
  if (!coverage.first) coverage.first = *today_;
  coverage.last = *today_;
}

void DataCheck::end_stale(Seen& seen) {
  if (seen.same < (settings_.intraday ? kStaleBars : kStaleDays)) return;
  add({false, "STALE_PRICE", seen.coverage.symbol, seen.same_since,
       "the close stays " + Price::from_raw(seen.close).to_string() + " for " +
           std::to_string(seen.same) + " bars"});
}

DataReport DataCheck::finish() {
  for (Seen& seen : seen_) {
    end_stale(seen);
    if (seen.coverage.bars == 0)
      add({true, "NO_DATA", seen.coverage.symbol, std::nullopt, "no bar at all"});
    report_.symbols.push_back(seen.coverage);
  }
  std::stable_sort(report_.findings.begin(), report_.findings.end(),
                   [](const DataFinding& a, const DataFinding& b) {
                     return std::tuple{!a.is_error, a.code} < std::tuple{!b.is_error, b.code};
                   });
  for (auto& [code, rest] : left_out_) {
    rest.text = "more of this kind";
    report_.findings.push_back(std::move(rest));
  }
  return std::move(report_);
}

}  // namespace sluice::market
