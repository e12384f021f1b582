// SPDX-License-Identifier: Apache-2.0
#include "app/command_line.hpp"

#include <csignal>
#include <iostream>
#include <unistd.h>

#include <boost/program_options.hpp>

#include "app/json_output.hpp"
#include "core/nearest.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

// Signal handlers can reach nothing but statics; beside this one there is kill_signal's.
std::atomic<bool> stop_requested{false};

void on_stop_signal(int signal) {
  if (stop_requested.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

std::string unknown_option_message(const std::string& name,
                                   const po::options_description& options) {
  std::vector<std::string> known;
  for (const auto& option : options.options()) known.push_back("--" + option->long_name());
  return "unknown option " + name + did_you_mean(name, known);
}

}  // namespace

UsageError unknown_action(const std::string& command, const std::string& action,
                          const std::vector<std::string>& known) {
  std::string message = command + (action.empty() ? "" : " " + action) + ": expected ";
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (i > 0) message += i + 1 == known.size() ? " or " : ", ";
    message += known[i];
  }
  return {message + did_you_mean(action, known)};
}

void add_common_options(po::options_description& options) {
  options.add_options()("config,c", po::value<std::string>(),
                        "config file (.yaml, .json or .toml)")(
      "set", po::value<std::vector<std::string>>()->composing(),
      "override a setting: a.b.c=value (repeatable)")(
      "data-dir", po::value<std::string>(),
      "write below this folder instead of the config's output.root")(
      "json", po::bool_switch(), "machine-readable output")("log-level", po::value<std::string>(),
                                                            "debug, info, warning or error")(
      "help,h", po::bool_switch(), "this text");
}

CommonOptions common_options(const po::variables_map& values) {
  CommonOptions common;
  if (values.count("config") != 0) common.config_file = values["config"].as<std::string>();
  if (values.count("set") != 0) common.overrides = values["set"].as<std::vector<std::string>>();
  if (values.count("log-level") != 0) common.log_level = values["log-level"].as<std::string>();
  if (values.count("data-dir") != 0) {
    common.data_dir = values["data-dir"].as<std::string>();
    // As from a variable that is not set: the config's folder is not what was meant.
    if (common.data_dir.empty()) throw UsageError{"--data-dir: expected a folder, got nothing"};
  }
  common.json = values["json"].as<bool>();
  const bool known = common.log_level.empty() || common.log_level == "debug" ||
                     common.log_level == "info" || common.log_level == "warning" ||
                     common.log_level == "error";
  if (!known)
    throw UsageError{"--log-level " + common.log_level +
                     ": expected debug, info, warning or error"};
  if (!common.data_dir.empty())
    common.overrides.push_back("output.root=" + json_quoted(common.data_dir));
  return common;
}

ParsedArguments parse_arguments(const std::vector<std::string>& arguments,
                                const po::options_description& options,
                                const std::vector<std::string>& positional, const char* rest) {
  po::positional_options_description words;
  for (const auto& name : positional) words.add(name.c_str(), 1);
  if (rest != nullptr) words.add(rest, -1);
  ParsedArguments parsed{std::make_unique<po::variables_map>(), false};
  try {
    po::store(
        po::command_line_parser(arguments)
            .options(options)
            .positional(words)
            .style(po::command_line_style::default_style & ~po::command_line_style::allow_guessing)
            .run(),
        *parsed.values);
    po::notify(*parsed.values);
  } catch (const po::unknown_option& error) {
    throw UsageError{unknown_option_message(error.get_option_name(), options)};
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError{"too many arguments"};
  } catch (const po::error& error) {
    throw UsageError{error.what()};
  }
  parsed.help = (*parsed.values)["help"].as<bool>();
  return parsed;
}

std::string text_option(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? values[name].as<std::string>() : std::string{};
}

std::string needed_option(const po::variables_map& values, const char* name,
                          const std::string& command) {
  auto given = text_option(values, name);
  if (given.empty()) throw UsageError{command + ": --" + name + " is missing"};
  return given;
}

std::optional<Date> date_option(const po::variables_map& values, const char* name) {
  if (values.count(name) == 0) return std::nullopt;
  const std::string text = values[name].as<std::string>();
  const auto date = Date::parse(text);
  if (!date)
    throw UsageError{"--" + std::string{name} + " " + text + ": expected a date like 2025-01-15"};
  return date;
}

int report_error(const std::string& message, int exit_code, bool json) {
  end_progress();
  if (json)
    std::cout << error_json(message, exit_code) << "\n";
  else
    std::cerr << "sluice: " << message << "\n";
  return exit_code;
}

int report_faults(const config::Faults& faults, bool json) {
  end_progress();
  if (json)
    std::cout << faults_json(faults) << "\n";
  else
    std::cerr << config::format(faults) << faults.size()
              << (faults.size() == 1 ? " fault" : " faults") << "\n";
  return kExitUsage;
}

const std::atomic<bool>& install_stop_signals() {
  struct sigaction action {};
  action.sa_handler = &on_stop_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return stop_requested;
}

}  // namespace sluice::app
