// SPDX-License-Identifier: Apache-2.0
//
// markdown_tables.hpp: the sections of report.md that are tables.
//
// Place: reports. Pure: figures in, Markdown out, with a heading and a blank line at the end; empty
// text where there is nothing to tell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "digest.hpp"

namespace sluice::reports {

// "| a | b |\n"
[[nodiscard]] std::string table_row(const std::vector<std::string>& cells);
// The header and its rule; a column whose name ends in '>' is aligned right.
[[nodiscard]] std::string table_head(const std::vector<std::string_view>& columns);

[[nodiscard]] std::string headline_section(const Digest& digest,
                                           const statistics::Performance& figures);
[[nodiscard]] std::string benchmark_section(const statistics::Performance& figures);
[[nodiscard]] std::string calendar_section(const statistics::Performance& figures);
[[nodiscard]] std::string drawdown_section(const statistics::Performance& figures);
[[nodiscard]] std::string risk_section(const Digest& digest,
                                       const statistics::Performance& figures);
[[nodiscard]] std::string closed_trades_section(const statistics::TradeFigures& closed);
[[nodiscard]] std::string blocked_section(const BlockedBook& blocked);
[[nodiscard]] std::string exposure_section(const Digest& digest);
[[nodiscard]] std::string groups_section(const ExposureBook& held);
[[nodiscard]] std::string trades_section(const TradeBook& trades, std::size_t shown);

}  // namespace sluice::reports
