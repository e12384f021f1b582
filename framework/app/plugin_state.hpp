// SPDX-License-Identifier: Apache-2.0
//
// plugin_state.hpp: `sluice plugin list`, `inspect` and `release`: what is known of libraries, and
// letting a quarantined one be tried again.
//
// Place: app. Runs no code of any library.
#pragma once

#include <filesystem>
#include <string>

#include "plugins/registry.hpp"

namespace sluice::app {

// With a data directory also the components that were quarantined while they ran there.
int plugin_list(plugins::ScanOptions scan, const std::filesystem::path& data_directory, bool json);
int plugin_inspect(const std::string& library, const plugins::ScanOptions& scan, bool json);

struct PluginRelease {
  std::string library;  // a file, the name of one, or (the beginning of) its SHA-256
  std::string who;
  std::string why;
};
int plugin_release(const PluginRelease& release, const std::filesystem::path& state_directory,
                   bool json);

}  // namespace sluice::app
