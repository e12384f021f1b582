// SPDX-License-Identifier: Apache-2.0
//
// report_feed.hpp: tells report plugins about a run, and writes what they render.
//
// Place: drivers. A report that fails is left out with a warning; it never stops a run. Thread: the
// lane.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "core/ports.hpp"
#include "drivers/benchmark.hpp"
#include "records/day.hpp"

namespace sluice::drivers {

struct ReportRun {
  std::string title;
  std::string description;
  std::string driver;
  std::string config_hash;
  std::string data_source;
  Money seed_capital;
  std::uint64_t n_tests = 0;  // trials the strategy was chosen from; 0: not told
};

class ReportFeed {
 public:
  static constexpr double kTradingDaysPerYear = 252;

  ReportFeed(std::vector<std::unique_ptr<Report>>& reports, const InstrumentTable& instruments,
             const Benchmark* benchmark, std::function<void(const std::string&)> warn);

  // Whether a report shows what is held: days are to be given with their holdings then.
  [[nodiscard]] bool wants_positions() const noexcept;
  void begin(const ReportRun& run);
  void on_day(const records::Day& day);
  // Renders every report into `directory`, each file atomically. Returns the files written. A
  // report that fails is a warning; a file that cannot be written is an error.
  Result<std::vector<std::filesystem::path>> render(const std::filesystem::path& directory);

 private:
  template <typename Call>
  void each(Call&& call);

  struct Slot {
    Report* report;
    bool failed = false;
  };
  std::vector<Slot> slots_;
  const InstrumentTable& instruments_;
  const Benchmark* benchmark_;
  std::function<void(const std::string&)> warn_;
  std::vector<sluice_report_trade> trades_;
  std::vector<sluice_report_blocked> blocked_;
  std::vector<sluice_report_position> positions_;
};

}  // namespace sluice::drivers
