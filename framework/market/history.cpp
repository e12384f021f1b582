// SPDX-License-Identifier: Apache-2.0
#include "market/history.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::market {
namespace {

constexpr std::uint64_t kFetchAhead = 4;  // bars

enum Column { kTime, kOpen, kHigh, kLow, kClose, kVolume, kColumnCount };

}  // namespace

History::History(const InstrumentTable& instruments, std::uint32_t window_sessions)
    : window_{std::max(window_sessions, kMinimumWindow)},
      // Rows are moved to the front once the back is reached: with twice the window that is rare.
      capacity_{2 * static_cast<std::size_t>(window_) + 8},
      columns_(instruments.size()),
      series_(instruments.size()) {
  view_.size = sizeof view_;
  view_.instruments = instruments.rows();
  view_.series = {series_.data(), series_.size(), sizeof(sluice_series)};
}

void History::append(Timestamp session, sluice_rows bars) {
  SLUICE_ASSERT(session_ == 0 || session.nanoseconds() > view_.as_of);
  ++session_;
  view_.as_of = session.nanoseconds();
  for (std::uint64_t i = 0; i < bars.count; ++i) {
    const auto* bar = SLUICE_ROW(bars, sluice_bar, i);
    SLUICE_ASSERT(bar->instrument < columns_.size());
    if (i + kFetchAhead < bars.count)
      fetch(SLUICE_ROW(bars, sluice_bar, i + kFetchAhead)->instrument);
    add(columns_[bar->instrument], series_[bar->instrument], *bar);
  }
  // Whoever has a bar has been looked at.
  if (bars.count == columns_.size()) return;
  for (std::size_t id = 0; id < columns_.size(); ++id) {
    Columns& columns = columns_[id];
    if (columns.begin == columns.end || columns.oldest + window_ > session_) continue;
    drop_old(columns);
    publish(columns, series_[id]);
  }
}

// Each column of an instrument is another place in memory, and together they are more than the
// processor keeps near.
void History::fetch(InstrumentId id) const noexcept {
  if (id >= columns_.size() || columns_[id].values.empty()) return;
  const Columns& columns = columns_[id];
  const auto* const values = columns.values.data() + columns.end;
  for (std::size_t c = 0; c < kColumnCount; ++c) __builtin_prefetch(values + c * capacity_, 1);
  __builtin_prefetch(columns.session.data() + columns.end, 1);
}

void History::rescale(InstrumentId id, const SplitRatio& ratio) noexcept {
  Columns& columns = columns_[id];
  for (std::size_t row = columns.begin; row < columns.end; ++row) {
    auto* const values = columns.values.data() + row;
    for (const Column price : {kOpen, kHigh, kLow, kClose})
      values[price * capacity_] = rescaled_price(values[price * capacity_], ratio);
    values[kVolume * capacity_] = rescaled_volume(values[kVolume * capacity_], ratio);
  }
  columns.volume = 0;
  columns.without_volume = 0;
  const std::size_t rows = columns.end - columns.begin;
  for (std::size_t back = 1; back <= std::min<std::size_t>(rows, kFeatureSessions); ++back)
    count_volume(columns, columns.end - back, 1);
}

void History::add(Columns& columns, sluice_series& series, const sluice_bar& bar) {
  if (columns.values.empty()) {
    columns.values.resize(kColumnCount * capacity_);
    columns.session.resize(capacity_);
  }
  drop_old(columns);
  if (columns.end == capacity_) {
    const auto rows = columns.end - columns.begin;
    for (std::size_t c = 0; c < kColumnCount; ++c) {
      auto* const column = columns.values.data() + c * capacity_;
      std::copy_n(column + columns.begin, rows, column);
    }
    std::copy_n(columns.session.data() + columns.begin, rows, columns.session.data());
    columns.begin = 0;
    columns.end = rows;
  }
  const std::size_t row = columns.end++;
  auto* const values = columns.values.data() + row;
  values[kTime * capacity_] = bar.time;
  values[kOpen * capacity_] = bar.open;
  values[kHigh * capacity_] = bar.high;
  values[kLow * capacity_] = bar.low;
  values[kClose * capacity_] = bar.close;
  values[kVolume * capacity_] = bar.volume;
  columns.session[row] = session_;
  if (row == columns.begin) columns.oldest = session_;
  count_volume(columns, row, 1);
  if (columns.end - columns.begin > kFeatureSessions)
    count_volume(columns, row - kFeatureSessions, -1);
  publish(columns, series);
}

void History::drop_old(Columns& columns) const noexcept {
  while (columns.begin < columns.end && columns.oldest + window_ <= session_) {
    if (columns.end - columns.begin <= kFeatureSessions) count_volume(columns, columns.begin, -1);
    if (++columns.begin < columns.end) columns.oldest = columns.session[columns.begin];
  }
}

void History::count_volume(Columns& columns, std::size_t row, int sign) const noexcept {
  const std::int64_t volume = columns.values[kVolume * capacity_ + row];
  if (volume > 0)
    columns.volume += sign * int128{volume};
  else
    columns.without_volume += static_cast<std::uint32_t>(sign);
}

void History::publish(const Columns& columns, sluice_series& series) const noexcept {
  const auto column = [&](std::size_t c) {
    return columns.values.data() + c * capacity_ + columns.begin;
  };
  series = {columns.end - columns.begin,
            column(kTime),
            column(kOpen),
            column(kHigh),
            column(kLow),
            column(kClose),
            column(kVolume)};
}

std::optional<Quantity> History::average_daily_volume(InstrumentId id) const {
  const Columns& columns = columns_[id];
  if (columns.end - columns.begin < kFeatureSessions || columns.without_volume > 0)
    return std::nullopt;
  return Quantity::from_raw(static_cast<std::int64_t>(
      detail::divide_truncated(columns.volume, kFeatureSessions).quotient));
}

double History::daily_volatility(InstrumentId id) const {
  const sluice_series& series = series_[id];
  if (series.count < kFeatureSessions + 1) return 0;
  const std::int64_t* const close = series.close + (series.count - kFeatureSessions - 1);
  double returns[kFeatureSessions];
  double mean = 0;
  for (std::uint32_t i = 0; i < kFeatureSessions; ++i) {
    returns[i] = static_cast<double>(close[i + 1]) / static_cast<double>(close[i]) - 1.0;
    mean += returns[i];
  }
  mean /= kFeatureSessions;
  double squares = 0;
  for (const double value : returns) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (kFeatureSessions - 1));
}

}  // namespace sluice::market
