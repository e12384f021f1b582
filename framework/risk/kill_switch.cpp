// SPDX-License-Identifier: Apache-2.0
#include "risk/kill_switch.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <strings.h>
#include <sys/stat.h>

#include "files/atomic_file.hpp"

namespace sluice::risk {
namespace {

bool is_any_of(const char* text, std::initializer_list<const char*> words) {
  for (const char* word : words)
    if (strcasecmp(text, word) == 0) return true;
  return false;
}

// Writes the latch so that it is on disk before anyone acts on it.
Result<void> persist_latch(const std::filesystem::path& path, const std::string& why) {
  if (path.has_parent_path())
    if (auto made = files::make_directories(path.parent_path(), files::Durability::kDurable); !made)
      return made;
  return files::replace_file(path, why + "\n", files::Durability::kDurable);
}

}  // namespace

void KillSwitch::poll() {
  orders_to_poll_ = kOrdersPerPoll;
  if (config_.ignore) return;
  engaged_ = halted_by_rule_;
  if (!engaged_) engaged_ = engaged_by_environment();
  if (!engaged_) engaged_ = engaged_by_file();
}

std::string KillSwitch::reason() const {
  if (config_.ignore) return {};
  if (engaged_) return *engaged_;
  return stop_requested_.load(std::memory_order_relaxed) ? "signal" : "";
}

Result<void> KillSwitch::engage(const std::string& why) {
  const auto persisted = config_.latch_file.empty() || !config_.persist
                             ? Result<void>{}
                             : persist_latch(config_.latch_file, why);
  halted_by_rule_ = why;
  engaged_ = why;
  return persisted;
}

std::optional<std::string> KillSwitch::engaged_by_environment() const {
  for (const auto& name : config_.environment_names) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || is_any_of(value, {"", "0", "false", "no", "off"})) continue;
    const bool understood = is_any_of(value, {"1", "true", "yes", "on"});
    return "environment variable " + name + "=" + value +
           (understood ? "" : " (not understood, counts as engaged)");
  }
  return std::nullopt;
}

std::optional<std::string> KillSwitch::engaged_by_file() const {
  if (config_.latch_file.empty()) return std::nullopt;
  struct stat status {};
  if (stat(config_.latch_file.c_str(), &status) == 0) return "latch file " + config_.latch_file;
  if (errno == ENOENT) return std::nullopt;
  return "latch file " + config_.latch_file + " can't be read (" + std::strerror(errno) +
         "), counts as engaged";
}

}  // namespace sluice::risk
