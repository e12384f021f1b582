// SPDX-License-Identifier: Apache-2.0
#include "drivers/alert_outbox.hpp"

#include <algorithm>
#include <charconv>

#include "drivers/health_files.hpp"
#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

// Ten years of days that are all bad are 1 MiB.
constexpr std::uint64_t kMaxAlertLogBytes = 64u << 20;
constexpr std::uint64_t kMaxCursorBytes = 32;

fs::path cursor_path(const fs::path& track, std::string_view channel) {
  return track / "state" / ("alerts_sent_" + std::string{channel});
}

Result<std::uint64_t> cursor_of(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::uint64_t{0};
  const auto text = files::read_file(path, kMaxCursorBytes);
  if (!text) return text.error();
  std::uint64_t at = 0;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, at);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '\n')
    return Error{path.string() + " is damaged: expected a number of bytes"};
  return at;
}

}  // namespace

Result<UnsentAlerts> unsent_alerts(const fs::path& track, std::string_view channel) {
  UnsentAlerts unsent;
  std::error_code error;
  if (!fs::exists(track / kAlertsFile, error)) return unsent;
  const auto cursor = cursor_of(cursor_path(track, channel));
  if (!cursor) return cursor.error();
  const auto log = files::read_file(track / kAlertsFile, kMaxAlertLogBytes);
  if (!log) return log.error();
  // A day that was run again may have shortened the log.
  std::string_view rest{*log};
  rest.remove_prefix(std::min<std::size_t>(*cursor, rest.size()));
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    unsent.lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  unsent.end = log->size() - rest.size();
  if (unsent.lines.size() <= kMaxAlertsAtOnce) return unsent;
  unsent.left_out = unsent.lines.size() - kMaxAlertsAtOnce;
  unsent.lines.erase(unsent.lines.begin(),
                     unsent.lines.begin() + static_cast<std::ptrdiff_t>(unsent.left_out));
  return unsent;
}

Result<void> mark_alerts_sent(const fs::path& track, std::string_view channel, std::uint64_t end) {
  return files::replace_file(cursor_path(track, channel), std::to_string(end) + "\n",
                             files::Durability::kVolatile);
}

}  // namespace sluice::drivers
