// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <unistd.h>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <sluice/c/base.h>

#include "app/command_line.hpp"

namespace sluice::app {
namespace {

constexpr std::size_t kSessionsPerUpdate = 16;

bool is_terminal() { return isatty(STDERR_FILENO) == 1; }

// Whether the cursor stands behind a progress text.
bool& progress_is_shown() {
  static bool shown = false;
  return shown;
}

spdlog::level::level_enum level_of(const std::string& level) {
  if (level == "debug") return spdlog::level::debug;
  if (level == "warning") return spdlog::level::warn;
  if (level == "error") return spdlog::level::err;
  return spdlog::level::info;
}

}  // namespace

void set_up_logging(const std::string& level, bool json_lines) {
  auto logger = std::make_shared<spdlog::logger>(
      "sluice", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_level(level_of(level));
  logger->set_pattern(
      json_lines ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%v"})" : "%^%l%$: %v",
      spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(std::move(logger));
}

void log_component_line(int level, const std::string& text) {
  end_progress();
  switch (level) {
    case SLUICE_LOG_ERROR:
      spdlog::error("{}", text);
      break;
    case SLUICE_LOG_WARNING:
      spdlog::warn("{}", text);
      break;
    case SLUICE_LOG_INFO:
      spdlog::info("{}", text);
      break;
    default:
      spdlog::debug("{}", text);
      break;
  }
}

void end_progress() {
  if (!progress_is_shown()) return;
  std::fputs("\r\033[K", stderr);
  progress_is_shown() = false;
}

drivers::Console make_console(const std::atomic<bool>& stop) {
  drivers::Console console;
  console.stop = &stop;
  console.notice = [](const std::string& text) { log_component_line(SLUICE_LOG_INFO, text); };
  console.warning = [](const std::string& text) { log_component_line(SLUICE_LOG_WARNING, text); };
  if (is_terminal()) {
    console.progress = [](std::size_t done, Date session) {
      if (done % kSessionsPerUpdate != 0) return;
      std::fprintf(stderr, "\r\033[K%s  %zu sessions", session.to_string().c_str(), done);
      progress_is_shown() = true;
    };
  }
  return console;
}

}  // namespace sluice::app
