// SPDX-License-Identifier: Apache-2.0
//
// fundamentals.hpp: values that become known at a time of their own.
//
// Place: sluice_strategies, the room `multifactor`. Reads a CSV with the columns known_at (a date
// or an ISO time, UTC), symbol, and one for each value; an empty cell says nothing. Owns the values
// of the columns asked for. A value is seen from known_at on, never before. Thread: read on
// control, then constant. Errors: std::invalid_argument with file, line, what was expected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/base.h>

namespace sluice::strategies::multifactor {

inline constexpr std::size_t kFundamentalsBytes = std::size_t{256} << 20;

class Fundamentals {
 public:
  Fundamentals() = default;
  static Fundamentals read(const std::filesystem::path& file,
                           const std::vector<std::string>& columns);
  static Fundamentals parse(std::string_view text, const std::string& file,
                            const std::vector<std::string>& columns);

  // The newest value known at the time; NaN where there is none. `column` indexes the list asked
  // for.
  [[nodiscard]] double value(std::string_view symbol, std::size_t column, sluice_time as_of) const;

 private:
  struct Known {
    sluice_time at;
    double value;
  };
  // By column, then by symbol; in the order of known_at, of equal times the later line last.
  std::vector<std::map<std::string, std::vector<Known>, std::less<>>> columns_;
};

}  // namespace sluice::strategies::multifactor
