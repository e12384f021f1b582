// SPDX-License-Identifier: Apache-2.0
#include "app/plugin_state.hpp"

#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/json_output.hpp"
#include "drivers/faults_seen.hpp"
#include "plugins/inspect.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using plugins::TrialRecord;

constexpr std::size_t kMinHashDigits = 6;
constexpr std::size_t kHashDigits = 64;

bool is_hash_prefix(const std::string& word) {
  return word.size() >= kMinHashDigits && word.size() <= kHashDigits &&
         word.find_first_not_of("0123456789abcdef") == word.npos;
}

std::string listed(const std::vector<TrialRecord>& records) {
  std::string list;
  for (const TrialRecord& record : records)
    list += (list.empty() ? "" : ", ") + fs::path{record.library}.filename().string() + " (" +
            record.sha256.substr(0, 16) + ")";
  return list;
}

// Of those quarantined, what the word may mean: the bytes of a file, a hash, the name of a file.
std::vector<TrialRecord> meant(const std::string& word, std::vector<TrialRecord> records) {
  std::error_code ignored;
  const bool is_file = fs::is_regular_file(word, ignored);
  const std::string sha256 = is_file ? plugins::inspect_library(word, {}).sha256 : std::string{};
  std::erase_if(records, [&](const TrialRecord& record) {
    if (!sha256.empty()) return record.sha256 != sha256;
    if (is_hash_prefix(word)) return !record.sha256.starts_with(word);
    return record.library != word && fs::path{record.library}.filename() != word;
  });
  return records;
}

void print_released(const TrialRecord& record, bool json) {
  if (json)
    std::cout << records::indent_json(fmt::format(
                     R"({{"ok":true,"sha256":"{}","library":{},"reason":{}}})", record.sha256,
                     json_quoted(record.library), json_quoted(record.reason)))
              << "\n";
  else
    std::cout << fmt::format(
        "released: {} ({})\n  it was quarantined since {}: {}\n  it is tried again when it is "
        "loaded next\n",
        record.library, record.sha256, record.time.to_string(), record.reason);
}

}  // namespace

int plugin_list(plugins::ScanOptions scan, const fs::path& data_directory, bool json) {
  std::error_code ignored;
  if (!data_directory.empty() && !fs::is_directory(data_directory, ignored))
    throw UsageError{"plugin list: --data-dir " + data_directory.string() + ": no such folder"};
  std::vector<plugins::RunFault> faults;
  if (!data_directory.empty())
    for (auto& seen : drivers::faults_below(data_directory))
      faults.push_back({std::move(seen.where), std::move(seen.time), std::move(seen.text)});
  const auto registry = plugins::Registry::scan(std::move(scan));
  std::cout << (json ? plugins::list_json(registry, faults) : plugins::list_text(registry, faults))
            << "\n";
  return kExitOk;
}

int plugin_inspect(const std::string& library, const plugins::ScanOptions& scan, bool json) {
  const auto inspection =
      plugins::inspect_library(library, scan.allow_list, scan.trial->state_directory);
  std::cout << (json ? plugins::inspection_json(inspection) : plugins::inspection_text(inspection))
            << "\n";
  return inspection.manifest ? kExitOk : kExitFailed;
}

int plugin_release(const PluginRelease& release, const fs::path& state_directory, bool json) {
  if (release.who.empty()) throw UsageError{"plugin release: --who is missing"};
  if (release.why.empty()) throw UsageError{"plugin release: --why is missing"};
  if (state_directory.empty())
    return report_error(std::string{"plugin release: there is no state folder; set $"} +
                            plugins::kStateVariable + " or plugins.state_dir in the config",
                        kExitFailed, json);
  plugins::TrialStore store{state_directory};
  const auto all = store.quarantined();
  const auto found = meant(release.library, all);
  if (found.empty())
    return report_error("plugin release: '" + release.library + "' is not quarantined (in " +
                            state_directory.string() + "); " +
                            (all.empty() ? "nothing is" : "these are: " + listed(all)),
                        kExitFailed, json);
  if (found.size() > 1)
    throw UsageError{"plugin release: '" + release.library + "' may mean " + listed(found) +
                     "; give the SHA-256 of one"};
  if (auto done = store.release(found[0].sha256, release.who, release.why, plugins::wall_clock());
      !done)
    return report_error("plugin release: " + done.error().message, kExitFailed, json);
  print_released(found[0], json);
  return kExitOk;
}

}  // namespace sluice::app
