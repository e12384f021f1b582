// SPDX-License-Identifier: Apache-2.0
//
// health_files.hpp: the health of a day as files, and what it is judged from that stands in files.
//
// Place: drivers. Formats: docs/formats/health.md. Text for the writer of the day: pure. Readers:
// errors say which file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sluice/result.hpp>

#include "drivers/health.hpp"

namespace sluice::drivers {

inline constexpr const char* kAlertsFile = "health/alerts.log";

[[nodiscard]] std::string health_json(const Health& health);  // one line, compact
[[nodiscard]] std::string health_md(const Health& health);
// A line of alerts.log; empty where the health is not bad enough to tell.
[[nodiscard]] std::string alert_line(const Health& health, HealthStatus least);

// risk_reports/risk_summary_YYYYMMDD.csv of the newest day up to `day`; nothing where there is
// none.
[[nodiscard]] Result<std::optional<RiskReportFacts>> newest_risk_report(
    const std::filesystem::path& track, Date day);

}  // namespace sluice::drivers
