// SPDX-License-Identifier: Apache-2.0
//
// regime_file.hpp: market regimes that a file names.
//
// Place: drivers; pure. CSV with the columns date and regime: it holds from that day on, until the
// next row's. Whether a regime was known on its day is for whoever wrote the file to answer.
// Errors: the first fault with file and line.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::drivers {

inline constexpr std::size_t kMaxRegimeNameBytes = 64;
inline constexpr std::size_t kMaxRegimes = 16;

struct RegimeFile {
  std::map<Date, std::string> from;

  // "unknown" before the first row.
  [[nodiscard]] std::string on(Date day) const;
};

[[nodiscard]] Result<RegimeFile> parse_regimes(std::string_view text, const std::string& file);

}  // namespace sluice::drivers
