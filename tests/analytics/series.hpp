// SPDX-License-Identifier: Apache-2.0
//
// series.hpp: equity series for tests: made up day by day, or read from a CSV file of real prices.
//
// Place: tests. Days are consecutive calendar days unless the file gives them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <sluice/statistics.hpp>
#include <sluice/time.hpp>

namespace sluice::analytics {

inline Date day(const char* text) { return Date::parse(text).value(); }

struct PriceSeries {
  std::vector<Date> dates;
  std::vector<double> values;
};

inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',') fields.emplace_back();
    if (c != ',' && c != '\r') fields.back() += c;
  }
  return fields;
}

// The first column is the date. Empty if there is no such file.
inline PriceSeries read_series(const std::filesystem::path& file, const std::string& column) {
  PriceSeries series;
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  const auto header = split(line);
  std::size_t at = 0;
  while (at < header.size() && header[at] != column) ++at;
  while (std::getline(in, line)) {
    const auto fields = split(line);
    series.dates.push_back(Date::parse(fields.at(0)).value());
    series.values.push_back(std::strtod(fields.at(at).c_str(), nullptr));
  }
  return series;
}

// Real series that come with packages; the folder need not be there.
inline std::filesystem::path shared_series(const char* file) {
  const char* folder = std::getenv("SLUICE_SHARED_DATA");
  const std::filesystem::path root =
      folder != nullptr ? folder : SLUICE_SOURCE_DIR "/../shared/data";
  return root / "packages" / file;
}

// Each value is one day's equity, from 2024-01-01 on.
inline statistics::Performance performance_of(double seed, const std::vector<double>& equity,
                                              double periods = 252, std::size_t worst = 5) {
  statistics::PerformanceAccumulator sums{seed, periods, worst};
  Date date = day("2024-01-01");
  for (const double value : equity) {
    sums.add({date, value, 0, std::nullopt});
    date = Date::from_days(date.days() + 1);
  }
  return sums.summary();
}

}  // namespace sluice::analytics
