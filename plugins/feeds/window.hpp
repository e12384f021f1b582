// SPDX-License-Identifier: Apache-2.0
//
// window.hpp: the part of a panel that a run asks for, given bar by bar.
//
// Place: csv feed. Every block that the window needs is read and checked when it is opened: what
// pull() gives cannot fail. Days after `to` are not even read.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <sluice/c/market.h>
#include <sluice/result.hpp>

#include "panel.hpp"

namespace sluice::feeds {

struct WindowRequest {
  std::vector<std::string_view> symbols;  // no name twice; the place is the instrument id
  std::uint32_t lookback_sessions = 0;    // days with a bar of these symbols before `from`
  sluice_time from = INT64_MIN;
  sluice_time to = INT64_MAX;
};

inline constexpr std::uint32_t kNoInstrument = UINT32_MAX;

// instrument[rank]: which place of the request the panel's symbol has, or kNoInstrument.
[[nodiscard]] std::vector<std::uint32_t> match_instruments(
    const PanelIndex& index, const std::vector<std::string_view>& symbols);

class Window {
 public:
  // An error tells that the panel's cache is damaged.
  [[nodiscard]] static Result<Window> open(Panel panel, const WindowRequest& request);

  [[nodiscard]] const PanelIndex& index() const noexcept { return panel_.index; }
  [[nodiscard]] const std::vector<std::uint32_t>& instruments() const noexcept {
    return instruments_;
  }
  [[nodiscard]] std::uint64_t bar_count() const noexcept { return bar_count_; }

  // The next bars by (time, instrument); 0 at the end.
  [[nodiscard]] std::size_t pull(std::span<sluice_bar> bars);

 private:
  Window(Panel panel, const WindowRequest& request);
  [[nodiscard]] Result<void> choose_days(const WindowRequest& request);
  // Counts the bars of a day that are asked for, and checks its symbols.
  [[nodiscard]] Result<std::uint64_t> count_day(std::size_t day);
  [[nodiscard]] Result<void> show_symbols(std::size_t block);
  // To the front of the columns: those of a day stay near the processor.
  void unpack(std::size_t block, RowRange range);
  void read_day(std::size_t day);
  void put(std::size_t row, sluice_time time);

  Panel panel_;
  std::vector<std::uint32_t> instruments_;
  std::unique_ptr<BlockColumns> columns_ = std::make_unique_for_overwrite<BlockColumns>();
  std::size_t shown_block_ = SIZE_MAX;  // the last one of which columns, or symbols, were unpacked
  std::size_t next_day_ = 0;
  std::size_t end_day_ = 0;
  std::uint64_t bar_count_ = 0;
  std::vector<sluice_bar> session_;  // of the day being given, by instrument; then without gaps
  std::size_t session_at_ = 0;
  std::size_t session_end_ = 0;
};

}  // namespace sluice::feeds
