// SPDX-License-Identifier: Apache-2.0
#include "drivers/health_files.hpp"

#include <cstdlib>
#include <string_view>
#include <vector>

#include "files/atomic_file.hpp"
#include "records/text.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;
using records::json_string;
using records::ratio_or_null;

constexpr std::uint64_t kMaxSummaryBytes = 1u << 20;
constexpr std::string_view kSummaryPrefix = "risk_summary_";
constexpr std::string_view kSummarySuffix = ".csv";

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

std::string check_json(const HealthCheck& check) {
  return R"({"check":)" + json_string(check.name) + R"(,"status":)" +
         in_quotes(name(check.status)) + R"(,"code":)" +
         (check.code.empty() ? "null" : in_quotes(check.code)) + R"(,"measured":)" +
         ratio_or_null(check.measured) + R"(,"limit":)" + ratio_or_null(check.limit) +
         (check.note.empty() ? "" : R"(,"note":)" + json_string(check.note)) + "}";
}

std::string date_json(const std::optional<Date>& date) {
  return date ? in_quotes(date->to_string()) : "null";
}

std::optional<Date> date_of_summary(const std::string& file) {
  if (!file.starts_with(kSummaryPrefix) || !file.ends_with(kSummarySuffix)) return std::nullopt;
  const std::string day = file.substr(kSummaryPrefix.size(),
                                      file.size() - kSummaryPrefix.size() - kSummarySuffix.size());
  if (day.size() != 8) return std::nullopt;
  const auto parsed =
      Date::parse(day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6, 2));
  return parsed ? std::optional{*parsed} : std::nullopt;
}

std::vector<std::string_view> parts_of(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The value of a row `name,value,…`; nothing where there is no such row, or no number in it.
std::optional<double> value_of(std::string_view csv, std::string_view name) {
  for (std::string_view line : parts_of(csv, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto fields = parts_of(line, ',');
    if (fields.size() < 2 || fields[0] != name || fields[1].empty()) continue;
    const std::string text{fields[1]};
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return *end == '\0' ? std::optional{value} : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string health_json(const Health& health) {
  std::string checks;
  for (const HealthCheck& check : health.checks)
    checks += (checks.empty() ? "" : ",") + check_json(check);
  return R"({"date":)" + in_quotes(health.time.date().to_string()) + R"(,"strategy_name":)" +
         json_string(health.strategy_name) + R"(,"status":)" + in_quotes(name(health.status)) +
         R"(,"reason":)" + json_string(health.reason()) + R"(,"sessions":)" +
         std::to_string(health.sessions) + R"(,"days_behind":)" +
         std::to_string(health.days_behind) + R"(,"risk_report":)" + date_json(health.risk_report) +
         R"(,"checks":[)" + checks + "]}";
}

std::string health_md(const Health& health) {
  const auto figure = [](const std::optional<double>& value) {
    return value ? records::ratio_text(*value) : std::string{"n/a"};
  };
  std::string text = "# Health of " + health.strategy_name + ", " + health.time.date().to_string() +
                     ": " + std::string{name(health.status)} + "\n\n" +
                     std::to_string(health.sessions) + " returns so far; newest risk report: " +
                     (health.risk_report ? health.risk_report->to_string() : "none") +
                     ".\n\n| check | status | measured | limit | reason |\n|---|---|--:|--:|---|\n";
  for (const HealthCheck& check : health.checks)
    text += "| " + check.name + " | " + std::string{name(check.status)} + " | " +
            figure(check.measured) + " | " + figure(check.limit) + " | " + std::string{check.code} +
            (check.note.empty() ? "" : ": " + check.note) + " |\n";
  return text;
}

std::string alert_line(const Health& health, HealthStatus least) {
  if (health.status == HealthStatus::kOk || health.status < least) return {};
  return R"({"time":)" + in_quotes(health.time.to_string()) + R"(,"strategy_name":)" +
         json_string(health.strategy_name) + R"(,"level":)" + in_quotes(name(health.status)) +
         R"(,"reason":)" + json_string(health.reason()) + "}\n";
}

Result<std::optional<RiskReportFacts>> newest_risk_report(const fs::path& track, Date day) {
  std::optional<Date> newest;
  fs::path file;
  std::error_code error;
  for (fs::directory_iterator entry{track / "risk_reports", error}, end; !error && entry != end;
       entry.increment(error)) {
    const auto date = date_of_summary(entry->path().filename().string());
    if (!date || *date > day || (newest && *date <= *newest)) continue;
    newest = date;
    file = entry->path();
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return Error{"cannot list '" + (track / "risk_reports").string() + "': " + error.message()};
  if (!newest) return std::optional<RiskReportFacts>{};
  const auto text = files::read_file(file, kMaxSummaryBytes);
  if (!text) return text.error();
  return std::optional{
      RiskReportFacts{*newest, value_of(*text, "sharpe"), value_of(*text, "max_drawdown")}};
}

}  // namespace sluice::drivers
