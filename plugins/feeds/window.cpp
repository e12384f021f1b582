// SPDX-License-Identifier: Apache-2.0
//
// window.cpp: choosing days, and giving their bars.
#include "window.hpp"

#include <algorithm>
#include <iterator>

#include <sluice/time.hpp>

namespace sluice::feeds {
namespace {

constexpr sluice_time kNoBar = INT64_MIN;

}  // namespace

std::vector<std::uint32_t> match_instruments(const PanelIndex& index,
                                             const std::vector<std::string_view>& symbols) {
  std::vector<std::uint32_t> instruments(index.symbols.size(), kNoInstrument);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto found = std::lower_bound(
        index.symbols.begin(), index.symbols.end(), symbols[i],
        [](const PanelSymbol& symbol, std::string_view name) { return symbol.name < name; });
    if (found != index.symbols.end() && found->name == symbols[i])
      instruments[static_cast<std::size_t>(found - index.symbols.begin())] =
          static_cast<std::uint32_t>(i);
  }
  return instruments;
}

Window::Window(Panel panel, const WindowRequest& request)
    : panel_{std::move(panel)},
      instruments_{match_instruments(panel_.index, request.symbols)},
      session_(request.symbols.size()) {}

Result<Window> Window::open(Panel panel, const WindowRequest& request) {
  Window window{std::move(panel), request};
  const auto chosen = window.choose_days(request);
  if (!chosen) return chosen.error();
  window.shown_block_ = SIZE_MAX;
  return window;
}

Result<void> Window::choose_days(const WindowRequest& request) {
  const auto& days = panel_.index.days;
  const auto time = [daily = panel_.index.is_daily()](std::int32_t day) {
    return time_of(day, daily).nanoseconds();
  };
  const auto from = std::partition_point(
      days.begin(), days.end(), [&](std::int32_t day) { return time(day) < request.from; });
  const auto end = std::partition_point(days.begin(), days.end(),
                                        [&](std::int32_t day) { return time(day) <= request.to; });
  next_day_ = static_cast<std::size_t>(std::min(from, end) - days.begin());
  end_day_ = static_cast<std::size_t>(end - days.begin());
  for (std::size_t day = next_day_; day < end_day_; ++day) {
    const auto count = count_day(day);
    if (!count) return count.error();
    bar_count_ += *count;
  }
  std::uint32_t sessions = 0;
  while (next_day_ > 0 && sessions < request.lookback_sessions) {
    const auto count = count_day(next_day_ - 1);
    if (!count) return count.error();
    --next_day_;
    bar_count_ += *count;
    sessions += *count > 0 ? 1 : 0;
  }
  return {};
}

Result<std::uint64_t> Window::count_day(std::size_t day) {
  std::uint64_t count = 0;
  const std::uint64_t end = panel_.index.rows[day + 1];
  for (std::uint64_t row = panel_.index.rows[day]; row < end; ++row) {
    const auto shown = show_symbols(row / kBlockRows);
    if (!shown) return shown.error();
    const auto symbol = static_cast<std::uint64_t>(columns_->column[kSymbolCode][row % kBlockRows]);
    if (symbol >= instruments_.size())
      return Error{"block " + std::to_string(row / kBlockRows) + " names an unknown symbol"};
    count += instruments_[symbol] != kNoInstrument ? 1 : 0;
  }
  return count;
}

Result<void> Window::show_symbols(std::size_t block) {
  if (block == shown_block_) return {};
  const auto bytes = panel_.blocks.get(panel_.index, block);
  if (!bytes) return bytes.error();
  const std::size_t rows = panel_.index.block_rows(block);
  unpack_column(*bytes, rows, kSymbolCode, {0, rows}, columns_->column[kSymbolCode].data());
  shown_block_ = block;
  return {};
}

void Window::unpack(std::size_t block, RowRange range) {
  if (shown_block_ != SIZE_MAX && shown_block_ != block) panel_.blocks.release(shown_block_);
  shown_block_ = block;
  const auto bytes = panel_.blocks.get(panel_.index, block);
  SLUICE_ASSERT(bytes.ok());  // it is in memory since the window was opened
  for (std::size_t i = 0; i < kBlockColumns; ++i)
    unpack_column(*bytes, panel_.index.block_rows(block), i, range, columns_->column[i].data());
}

std::size_t Window::pull(std::span<sluice_bar> bars) {
  std::size_t count = 0;
  while (count < bars.size()) {
    if (session_at_ == session_end_) {
      if (next_day_ >= end_day_) break;
      read_day(next_day_++);
    }
    const std::size_t some = std::min(bars.size() - count, session_end_ - session_at_);
    std::copy_n(session_.begin() + static_cast<std::ptrdiff_t>(session_at_), some,
                bars.begin() + static_cast<std::ptrdiff_t>(count));
    session_at_ += some;
    count += some;
  }
  return count;
}

void Window::read_day(std::size_t day) {
  for (sluice_bar& bar : session_) bar.time = kNoBar;
  const sluice_time time = time_of(panel_.index.days[day], panel_.index.is_daily()).nanoseconds();
  const std::uint64_t end = panel_.index.rows[day + 1];
  for (std::uint64_t row = panel_.index.rows[day]; row < end;) {
    const auto first = static_cast<std::size_t>(row % kBlockRows);
    const RowRange range{
        first, static_cast<std::size_t>(std::min<std::uint64_t>(kBlockRows - first, end - row))};
    unpack(static_cast<std::size_t>(row / kBlockRows), range);
    for (std::size_t i = 0; i < range.count; ++i) put(i, time);
    row += range.count;
  }
  const auto last = std::remove_if(session_.begin(), session_.end(),
                                   [](const sluice_bar& bar) { return bar.time == kNoBar; });
  session_at_ = 0;
  session_end_ = static_cast<std::size_t>(last - session_.begin());
}

void Window::put(std::size_t row, sluice_time time) {
  const auto& column = columns_->column;
  const auto symbol = static_cast<std::size_t>(column[kSymbolCode][row]);
  const std::uint32_t instrument = instruments_[symbol];
  if (instrument == kNoInstrument) return;
  session_[instrument] = {time,
                          instrument,
                          static_cast<std::uint32_t>(column[kFlagsCode][row]),
                          column[kOpen][row],
                          column[kHigh][row],
                          column[kLow][row],
                          column[kClose][row],
                          column[kVolume][row],
                          column[kAdjustedClose][row]};
}

}  // namespace sluice::feeds
