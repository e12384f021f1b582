// SPDX-License-Identifier: Apache-2.0
//
// command_line.hpp: what every command of `sluice` has in common: options, output, exit codes.
//
// Place: app. Results go to standard output; logs, progress and errors to standard error.
#pragma once

#include <atomic>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sluice/time.hpp>

#include "config/fault.hpp"
#include "drivers/run_parts.hpp"

namespace boost::program_options {
class options_description;
class variables_map;
}  // namespace boost::program_options

namespace sluice::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBlocked = 3;

// Thrown by commands while they read their arguments; becomes one line and exit code 2.
struct UsageError {
  std::string message;
};

// `paper-track rnu: expected run, status, health, pause or resume; did you mean 'run'?`
[[nodiscard]] UsageError unknown_action(const std::string& command, const std::string& action,
                                        const std::vector<std::string>& known);

struct CommonOptions {
  std::string config_file;
  std::vector<std::string> overrides;
  bool json = false;
  std::string log_level;  // empty: the config's
  std::string data_dir;   // empty: the config's output.root
};

// Adds --config, --set, --json, --log-level, --data-dir and --help.
void add_common_options(boost::program_options::options_description& options);
[[nodiscard]] CommonOptions common_options(const boost::program_options::variables_map& values);

struct ParsedArguments {
  std::unique_ptr<boost::program_options::variables_map> values;
  bool help = false;
};
// Parses strictly: an unknown option is a UsageError that names the nearest known one. `positional`
// names the options that plain words fill, in order; `rest` the one that takes all further words.
[[nodiscard]] ParsedArguments parse_arguments(
    const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options,
    const std::vector<std::string>& positional = {}, const char* rest = nullptr);

// An option's text; empty where it wasn't given.
[[nodiscard]] std::string text_option(const boost::program_options::variables_map& values,
                                      const char* name);
// The same of what an operator has to give: `kill engage: --reason is missing` (a UsageError).
[[nodiscard]] std::string needed_option(const boost::program_options::variables_map& values,
                                        const char* name, const std::string& command);

[[nodiscard]] std::optional<Date> date_option(const boost::program_options::variables_map& values,
                                              const char* name);

// One error for people, or as JSON on standard output where that was asked for. Returns
// `exit_code`.
int report_error(const std::string& message, int exit_code, bool json);
// All faults of a config. Returns kExitUsage.
int report_faults(const config::Faults& faults, bool json);

// Set by Ctrl-C and SIGTERM once installed. A second signal ends the process at once.
[[nodiscard]] const std::atomic<bool>& install_stop_signals();

// Progress on a terminal, warnings and notices through the log.
[[nodiscard]] drivers::Console make_console(const std::atomic<bool>& stop);
// Ends the line that progress is shown on.
void end_progress();

// Logging of the process: level and format. Lines go to standard error.
void set_up_logging(const std::string& level, bool json_lines);
void log_component_line(int level, const std::string& text);

}  // namespace sluice::app
