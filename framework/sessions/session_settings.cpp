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

}  // namespace sluice::sessions
