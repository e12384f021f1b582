// SPDX-License-Identifier: Apache-2.0
//
// report_shelf.hpp: the reports that tracks and backtests have left below a data directory.
//
// A report is asked for by an id that the list has given, never by a name: what comes over the
// network is compared with what was found, and becomes no path. Links are not followed.
//
// Place: api. Constant; any thread, each look reads the directories anew.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::api {

struct ShelvedReport {
  std::string id;            // 16 hexadecimal digits, of the path below the data directory
  std::string strategy_dir;  // output.strategy_dir of the config it belongs to
  std::string_view kind;     // one of kReportKinds
  std::string name;          // path below strategy_dir
  std::string_view content_type;
  std::uint64_t bytes = 0;
  Timestamp modified;
  std::filesystem::path file;
};

struct ReportFilter {
  std::string_view strategy_dir;  // empty: every one
  std::string_view kind;          // empty: every one but `day`, of which there is one a session
  std::size_t limit = 100;
};

class ReportShelf {
 public:
  explicit ReportShelf(std::filesystem::path data_directory);

  // Newest first; what can't be read is not there.
  [[nodiscard]] std::vector<ShelvedReport> list(const ReportFilter& filter) const;
  // nullopt: there is none, or none any more.
  [[nodiscard]] std::optional<ShelvedReport> find(std::string_view id) const;
  [[nodiscard]] static Result<std::string> read(const ShelvedReport& report);

 private:
  [[nodiscard]] std::vector<ShelvedReport> all(std::string_view strategy_dir,
                                               std::string_view kind) const;
  std::filesystem::path root_;
};

[[nodiscard]] std::string reports_json(const std::vector<ShelvedReport>& reports);

}  // namespace sluice::api
