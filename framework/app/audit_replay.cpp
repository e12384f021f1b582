// SPDX-License-Identifier: Apache-2.0
#include "app/audit_replay.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

#include "app/run_setup.hpp"
#include "drivers/paper_track.hpp"
#include "files/atomic_file.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxSegmentBytes = 1ull << 30;
constexpr std::string_view kPrefix = "order_audit.";

// A folder of this process, gone when it ends.
class ScratchFolder {
 public:
  ScratchFolder()
      : path_{fs::temp_directory_path() / ("sluice-replay-" + std::to_string(getpid()))} {
    fs::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

// order_audit.YYYYMMDD.jsonl, by day.
std::vector<fs::path> days_of(const fs::path& audit) {
  std::vector<fs::path> days;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{audit, error}) {
    const std::string file = entry.path().filename().string();
    if (file.starts_with(kPrefix) && file.ends_with(".jsonl")) days.push_back(entry.path());
  }
  std::sort(days.begin(), days.end());
  return days;
}

std::optional<Date> day_of(const fs::path& segment) {
  const std::string digits = segment.filename().string().substr(kPrefix.size(), 8);
  return Date::parse(digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2));
}

// Where two texts of lines part: the number of the first line that differs, 0 if none does.
std::size_t first_difference(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  const auto at = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  return 1 + static_cast<std::size_t>(
                 std::count(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::string line_of(std::string_view text, std::size_t number) {
  for (std::size_t i = 1; i < number; ++i) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return "(nothing)";
    text.remove_prefix(end + 1);
  }
  return text.empty() ? "(nothing)" : std::string{text.substr(0, text.find('\n'))};
}

int report_difference(const fs::path& kept, std::size_t line, std::string_view was,
                      std::string_view now, bool json) {
  return report_error(fmt::format("{}:{}: the decision taken again is another one\n  kept:   {}\n"
                                  "  replay: {}",
                                  kept.string(), line, line_of(was, line), line_of(now, line)),
                      kExitFailed, json);
}

}  // namespace

int replay_track(const CommonOptions& common) {
  drivers::AssembleOptions assembly;
  assembly.with_reports = false;
  assembly.persist_halts = false;
  RunSetup setup = set_up_run(common, assembly);
  if (!setup.ok()) return setup.exit_code;
  const fs::path audit = setup.parts->output_directory / "audit";
  const auto days = days_of(audit);
  if (days.empty())
    return report_error(audit.string() + ": no day of a paper track in it", kExitUsage,
                        common.json);
  drivers::PaperTrackOptions options;
  options.from = day_of(days.front());
  options.to = options.today = day_of(days.back()).value_or(Date{});
  const ScratchFolder scratch;
  setup.parts->output_directory = scratch.path();
  setup.parts->sync = journal::Sync::kBatch;
  const auto result =
      drivers::run_paper_track(*setup.parts, options, make_console(install_stop_signals()));
  end_progress();
  if (result.failure)
    return report_error("replay: " + result.failure->message, result.failure->exit_code,
                        common.json);
  if (result.interrupted) return report_error("replay: interrupted", kExitFailed, common.json);
  std::uint64_t bytes = 0;
  for (const auto& day : days) {
    const auto was = files::read_file(day, kMaxSegmentBytes);
    if (!was) return report_error(was.error().message, kExitFailed, common.json);
    const auto now = files::read_file(scratch.path() / "audit" / day.filename(), kMaxSegmentBytes);
    const std::string taken_again = now ? *now : "";
    if (const std::size_t line = first_difference(*was, taken_again); line != 0)
      return report_difference(day, line, *was, taken_again, common.json);
    bytes += was->size();
  }
  if (common.json)
    std::cout << fmt::format("{{\n  \"ok\": true,\n  \"days\": {},\n  \"bytes\": {}\n}}\n",
                             days.size(), bytes);
  else
    std::cout << fmt::format("the same: every decision of {} days taken again, {} bytes\n",
                             days.size(), bytes);
  return kExitOk;
}

}  // namespace sluice::app
