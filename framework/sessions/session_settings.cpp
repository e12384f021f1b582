// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_settings.hpp"

namespace sluice::sessions {

std::string_view name(ExecutionMode mode) noexcept {
  switch (mode) {
    case ExecutionMode::kAuto:
      return "auto";
    case ExecutionMode::kConfirm:
      return "confirm";
    case ExecutionMode::kSignalOnly:
      return "signal_only";
  }
  return "";
}

std::optional<ExecutionMode> parse_execution_mode(std::string_view word) noexcept {
  for (const auto mode :
       {ExecutionMode::kAuto, ExecutionMode::kConfirm, ExecutionMode::kSignalOnly})
    if (name(mode) == word) return mode;
  return std::nullopt;
}

}  // namespace sluice::sessions
