// SPDX-License-Identifier: Apache-2.0
#include "api/report_shelf.hpp"

#include <algorithm>
#include <sys/stat.h>
#include <tuple>

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include "api/endpoint_words.hpp"
#include "api/fields.hpp"
#include "files/atomic_file.hpp"
#include "records/text.hpp"

namespace sluice::api {
namespace {

namespace fs = std::filesystem;

// No report of ours comes near; what does is none.
constexpr std::uint64_t kMostBytes = 64U << 20U;

// Where docs/formats/track.md puts them: the files of `folder` whose names begin with `stem`.
struct ReportPlace {
  std::string_view kind;
  std::string_view folder;
  std::string_view stem;
};
constexpr ReportPlace kReportPlaces[] = {{kReportKinds[0], "reports", ""},
                                         {kReportKinds[1], "risk_reports", ""},
                                         {kReportKinds[2], "health", "health_summary_"},
                                         {kReportKinds[3], "backtest", "report."},
                                         {kReportKinds[3], "backtest", "metrics."}};
constexpr std::string_view kDay = kReportKinds[4];
constexpr ReportPlace kPlaceOfADay{kDay, "runs", "daily_summary."};

std::string_view content_type_of(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".md") return "text/markdown; charset=utf-8";
  if (extension == ".html") return "text/html; charset=utf-8";
  if (extension == ".csv") return "text/csv; charset=utf-8";
  if (extension == ".json") return "application/json";
  return {};
}

// Of directories only; a link to one is none.
std::vector<fs::path> directories_of(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at{directory, error}, end; !error && at != end; at.increment(error))
    if (std::error_code none; fs::is_directory(at->symlink_status(none))) found.push_back(*at);
  return found;
}

class Collector {
 public:
  Collector(const fs::path& root, std::vector<ShelvedReport>& found) : root_{root}, found_{found} {}

  void take(const ReportPlace& place, const std::string& strategy_dir, const fs::path& directory) {
    std::error_code error;
    if (!fs::is_directory(fs::symlink_status(directory, error))) return;
    for (fs::directory_iterator at{directory, error}, end; !error && at != end; at.increment(error))
      take_file(place, strategy_dir, at->path());
  }

 private:
  void take_file(const ReportPlace& place, const std::string& strategy_dir, const fs::path& file) {
    const std::string name = file.filename().string();
    if (!name.starts_with(place.stem)) return;
    ShelvedReport report;
    report.content_type = content_type_of(file);
    struct stat about {};
    if (report.content_type.empty() || ::lstat(file.c_str(), &about) != 0 ||
        !S_ISREG(about.st_mode) || static_cast<std::uint64_t>(about.st_size) > kMostBytes)
      return;
    const std::string below = file.lexically_relative(root_).string();
    if (!is_utf8(below)) return;
    report.id = fmt::format("{:016x}", XXH3_64bits(below.data(), below.size()));
    report.strategy_dir = strategy_dir;
    report.kind = place.kind;
    report.name = below.substr(strategy_dir.size() + 1);
    report.bytes = static_cast<std::uint64_t>(about.st_size);
    constexpr std::int64_t kSecond = 1'000'000'000;
    report.modified =
        Timestamp::from_nanoseconds(about.st_mtim.tv_sec * kSecond + about.st_mtim.tv_nsec);
    report.file = file;
    found_.push_back(std::move(report));
  }

  const fs::path& root_;
  std::vector<ShelvedReport>& found_;
};

bool is_newer(const ShelvedReport& a, const ShelvedReport& b) {
  return std::tie(b.modified, a.strategy_dir, a.name) <
         std::tie(a.modified, b.strategy_dir, b.name);
}

}  // namespace

ReportShelf::ReportShelf(fs::path data_directory) : root_{std::move(data_directory)} {}

std::vector<ShelvedReport> ReportShelf::all(std::string_view strategy_dir,
                                            std::string_view kind) const {
  std::vector<ShelvedReport> found;
  Collector collector{root_, found};
  for (const fs::path& directory : directories_of(root_)) {
    const std::string name = directory.filename().string();
    if (!strategy_dir.empty() && name != strategy_dir) continue;
    for (const ReportPlace& place : kReportPlaces)
      if (kind.empty() || kind == place.kind) collector.take(place, name, directory / place.folder);
    if (kind != kDay) continue;
    for (const fs::path& day : directories_of(directory / kPlaceOfADay.folder))
      collector.take(kPlaceOfADay, name, day);
  }
  return found;
}

std::vector<ShelvedReport> ReportShelf::list(const ReportFilter& filter) const {
  auto found = all(filter.strategy_dir, filter.kind);
  const std::size_t count = std::min(filter.limit, found.size());
  const auto middle = found.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(found.begin(), middle, found.end(), is_newer);
  found.erase(middle, found.end());
  return found;
}

std::optional<ShelvedReport> ReportShelf::find(std::string_view id) const {
  for (const std::string_view kind : {std::string_view{}, kDay})
    for (ShelvedReport& report : all({}, kind))
      if (report.id == id) return std::move(report);
  return std::nullopt;
}

Result<std::string> ReportShelf::read(const ShelvedReport& report) {
  return files::read_file(report.file, kMostBytes);
}

std::string reports_json(const std::vector<ShelvedReport>& reports) {
  std::string out = "[";
  for (const ShelvedReport& report : reports) {
    if (out.size() > 1) out += ',';
    out += R"({"report_id":")" + report.id + R"(","strategy_dir":)";
    records::append_json_string(out, report.strategy_dir);
    out += R"(,"kind":")" + std::string{report.kind} + R"(","name":)";
    records::append_json_string(out, report.name);
    out += R"(,"content_type":")" + std::string{report.content_type} + R"(","bytes":)" +
           std::to_string(report.bytes) + R"(,"modified":")" + report.modified.to_string() + "\"}";
  }
  return out + ']';
}

}  // namespace sluice::api
