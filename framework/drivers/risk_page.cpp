// SPDX-License-Identifier: Apache-2.0
#include "drivers/risk_page.hpp"

#include <algorithm>

#include "drivers/risk_report.hpp"
#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".html";
constexpr const char* kPagePrefix = "risk_report_";

fs::path mark_path(const fs::path& track) { return track / "state" / "risk_page_due"; }

bool is_page(const std::unique_ptr<Report>& report) {
  return report->file_name().ends_with(kSuffix);
}

// The first report that is a page, taken out for as long as this lives.
class FirstPage {
 public:
  explicit FirstPage(std::vector<std::unique_ptr<Report>>& all)
      : place_{*std::find_if(all.begin(), all.end(), is_page)} {
    reports.push_back(std::move(place_));
  }
  ~FirstPage() { place_ = std::move(reports.front()); }
  FirstPage(const FirstPage&) = delete;
  FirstPage& operator=(const FirstPage&) = delete;

  std::vector<std::unique_ptr<Report>> reports;

 private:
  std::unique_ptr<Report>& place_;
};

Result<void> remove_older(const fs::path& directory, const fs::path& newest) {
  std::error_code error;
  std::vector<fs::path> older;
  for (const auto& entry : fs::directory_iterator{directory, error}) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kPagePrefix) && name.ends_with(kSuffix) && entry.path() != newest)
      older.push_back(entry.path());
  }
  for (const auto& path : older)
    if (!error) fs::remove(path, error);
  if (error) return Error{"cannot clear '" + directory.string() + "': " + error.message()};
  return {};
}

TrackReports failed(const Error& error) { return {run_failure(error), {}}; }

}  // namespace

bool has_risk_page(const RunParts& parts) {
  return std::any_of(parts.reports.begin(), parts.reports.end(), is_page);
}

Result<void> mark_risk_page_due(const fs::path& track, Date day) {
  return files::replace_file(mark_path(track), day.to_string(), files::Durability::kVolatile);
}

TrackReports render_due_risk_page(RunParts& parts, const records::TrackState& state,
                                  const Console& console) {
  const fs::path mark = mark_path(parts.output_directory);
  std::error_code error;
  if (!fs::exists(mark, error) || !has_risk_page(parts)) return {};
  constexpr std::uint64_t kMarkBytes = 64;
  const auto text = files::read_file(mark, kMarkBytes);
  const auto day = text ? Date::parse(*text) : std::nullopt;
  if (!day) return failed(Error{"'" + mark.string() + "' does not hold a date; remove it"});
  const fs::path directory = parts.output_directory / RiskReports::kDirectory;
  FirstPage page_alone{parts.reports};
  TrackReports rendered =
      render_reports(parts, state, page_alone.reports, *day, directory, console);
  if (rendered.failure) return rendered;
  if (!rendered.files.empty()) {
    const fs::path page = directory / (kPagePrefix + day->to_compact() + std::string{kSuffix});
    fs::rename(rendered.files.front(), page, error);
    if (error) return failed(Error{"cannot rename to '" + page.string() + "': " + error.message()});
    rendered.files = {page};
    if (auto cleared = remove_older(directory, page); !cleared) return failed(cleared.error());
  }
  fs::remove(mark, error);
  if (error) return failed(Error{"cannot remove '" + mark.string() + "': " + error.message()});
  return rendered;
}

}  // namespace sluice::drivers
