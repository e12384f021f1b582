// SPDX-License-Identifier: Apache-2.0
//
// data_check.cpp: `sluice data check`: the prices of a config, or of a file or folder, read through
// the feed as a run reads them, and looked at as a whole by market/data_check.
#include "market/data_check.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/data_commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "drivers/session_reader.hpp"
#include "files/atomic_file.hpp"
#include "market/csv_fields.hpp"
#include "market/instrument_file.hpp"
#include "plugins/feed_instance.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kDataCheckUsage =
    "Usage: sluice data check --config FILE | PATH... [options]\n\n"
    "Reads all prices, of the config's universe or of every symbol in the paths, and tells what is "
    "wrong with them.\nEnds with 1 where anything is an error: what a run would stop at or trade "
    "wrongly on.\n\n"
    "Examples:\n"
    "  sluice data check -c configs/demo/dow30.yaml\n"
    "  sluice data check prices/ more.csv --freq 5min --timezone America/New_York --json\n";

constexpr std::uint64_t kMaxInputBytes = 64u << 20;

// What is checked: one feed and what is known of its symbols.
struct Source {
  std::string name;
  config::ComponentConfig feed;
  std::vector<std::string> symbols;
  market::DataCheck::Settings settings;
  std::optional<fs::path> actions_file;
};

std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '.' && c != '-')
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Every symbol of a folder of SYMBOL.csv, or of the column that a long file has.
std::vector<std::string> symbols_in(const fs::path& path) {
  std::set<std::string> symbols;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    for (const auto& entry : fs::directory_iterator{path, error})
      if (entry.path().extension() == ".csv") symbols.insert(entry.path().stem().string());
  } else {
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    const auto names = market::csv_fields(line);
    std::size_t column = SIZE_MAX;
    for (const char* const wanted : {"name", "ticker", "symbol"})
      for (std::size_t i = 0; names && i < names->size(); ++i)
        if (plain((*names)[i]) == wanted) column = i;
    if (column == SIZE_MAX)
      throw UsageError{path.string() +
                       ": no readable file with a column symbol; a file of one "
                       "symbol stands in a folder, as SYMBOL.csv"};
    while (std::getline(file, line))
      if (const auto fields = market::csv_fields(line); fields && column < fields->size())
        if (!(*fields)[column].empty()) symbols.insert((*fields)[column]);
  }
  if (symbols.empty()) throw UsageError{path.string() + ": no symbol in it"};
  return {symbols.begin(), symbols.end()};
}

config::Value text_value(const std::string& text) { return config::make_value(text, {}); }

Source source_of_path(const std::string& path, const std::string& freq, const std::string& zone) {
  Source source;
  source.name = path;
  source.symbols = symbols_in(path);
  source.feed.type = "csv";
  source.feed.path = "data";
  source.feed.folder = fs::current_path();
  config::Value params = config::make_value(config::Value::Map{}, {});
  params.set("path", text_value(path));
  params.set("freq", text_value(freq));
  params.set("cache", config::make_value(false, {}));
  source.settings.intraday = freq != "1d";
  if (source.settings.intraday) params.set("timezone", text_value(zone));
  auto found = TimeZone::find(zone);
  if (!found) throw UsageError{"--timezone: " + found.error().message};
  source.settings.zone = std::move(*found);
  source.feed.params = std::move(params);
  return source;
}

Source source_of_config(const config::RunConfig& config) {
  Source source;
  source.name = config.strategy_name;
  source.feed = config.feed;
  source.symbols = config.universe.symbols;
  if (config.benchmark && !config.benchmark->symbol.empty() &&
      std::find(source.symbols.begin(), source.symbols.end(), config.benchmark->symbol) ==
          source.symbols.end())
    source.symbols.push_back(config.benchmark->symbol);
  source.settings.intraday = config.trading.freq != "1d";
  if (auto zone = TimeZone::find(config.timezone)) source.settings.zone = std::move(*zone);
  source.actions_file = config.corporate_actions_file;
  return source;
}

struct Listener {
  market::DataCheck* check;
};

void take_issue(void* context, const sluice_feed_issue* issue) {
  const std::string code{view(issue->code)};
  if (code == "UNKNOWN_SYMBOL") return;  // NO_DATA says it for each
  std::string text{view(issue->file)};
  if (issue->line > 0) text += ":" + std::to_string(issue->line);
  text += ": " + std::string{view(issue->message)};
  if (issue->action.len > 0) text += "; " + std::string{view(issue->action)};
  static_cast<Listener*>(context)->check->add({issue->severity >= SLUICE_LOG_ERROR, code,
                                               std::string{view(issue->symbol)}, std::nullopt, text,
                                               std::max<std::uint64_t>(issue->count, 1)});
}

Result<market::DataReport> check(const Source& source, const InstrumentTable& instruments,
                                 market::DataCheck::Settings settings,
                                 plugins::Registry& registry) {
  const auto info = registry.find(plugins::Kind::kFeed, source.feed.type);
  if (!info) return info.error();
  const auto params = config::resolve_params(source.feed, (*info)->params_schema);
  if (!params.faults.empty()) return Error{config::format(params.faults)};
  auto feed = registry.create<plugins::FeedInstance>(source.feed.type, params.json, {});
  if (!feed) return feed.error();
  if (auto started = (*feed)->start(); !started) return started.error();
  market::DataCheck check{instruments, std::move(settings)};
  std::vector<sluice_str> symbols;
  for (const auto& symbol : source.symbols) symbols.push_back(borrow(symbol));
  sluice_feed_request request{};
  request.size = sizeof request;
  request.symbols = {symbols.data(), symbols.size(), sizeof(sluice_str)};
  request.from = INT64_MIN;
  request.to = INT64_MAX;
  Listener listener{&check};
  if (const auto opened = (*feed)->open(request, {&listener, &take_issue}); !opened) {
    check.add({true, "UNREADABLE", "", std::nullopt, opened.error().message});
    return check.finish();
  }
  drivers::SessionReader reader{**feed, instruments.size()};
  drivers::SessionBars session;
  for (;;) {
    const auto more = reader.next(session);
    if (!more) return more.error();
    if (!*more) return check.finish();
    check.take(session.time, session.rows());
  }
}

// With what the config names beside the prices.
Result<market::DataReport> check_source(Source& source, plugins::Registry& registry,
                                        const std::optional<fs::path>& calendar) {
  const InstrumentTable instruments{market::select_instruments(source.symbols, {})};
  if (source.actions_file) {
    const auto text = files::read_file(*source.actions_file, kMaxInputBytes);
    if (!text) return text.error();
    auto actions =
        market::parse_corporate_actions(*text, source.actions_file->string(), instruments);
    if (!actions) return actions.error();
    source.settings.actions = std::move(*actions);
  }
  std::optional<market::TradingHours> hours;
  if (calendar) {
    const auto text = files::read_file(*calendar, kMaxInputBytes);
    if (!text) return text.error();
    auto parsed = market::parse_trading_hours(*text, calendar->string());
    if (!parsed) return parsed.error();
    source.settings.hours = &hours.emplace(std::move(*parsed));
  }
  return check(source, instruments, source.settings, registry);
}

std::string date_text(const std::optional<Date>& date) { return date ? date->to_string() : "-"; }

void print(const std::string& name, const market::DataReport& report) {
  std::cout << fmt::format("{}: {} symbols, {} days, {} bars; {} errors, {} warnings\n", name,
                           report.symbols.size(), report.days, report.bars, report.errors(),
                           report.warnings());
  std::cout << fmt::format("  {:<12} {:>9} {:>8}  {:<10}  {:<10}\n", "symbol", "bars", "missing",
                           "first", "last");
  for (const auto& symbol : report.symbols)
    std::cout << fmt::format("  {:<12} {:>9} {:>8}  {:<10}  {:<10}\n", symbol.symbol, symbol.bars,
                             symbol.missing, date_text(symbol.first), date_text(symbol.last));
  for (const auto& finding : report.findings) {
    const std::string times =
        finding.count > 1 ? fmt::format(" ({} times)", finding.count) : std::string{};
    std::cout << fmt::format("  {} {}{}{}{}: {}\n", finding.is_error ? "ERROR  " : "warning",
                             finding.code, finding.symbol.empty() ? "" : " " + finding.symbol,
                             finding.day ? " " + finding.day->to_string() : "", times,
                             finding.text);
  }
}

std::string json_date(const std::optional<Date>& date) {
  return date ? '"' + date->to_string() + '"' : "null";
}

std::string json_of(const std::string& name, const market::DataReport& report) {
  std::string symbols;
  for (const auto& symbol : report.symbols)
    symbols += fmt::format(
        "{}\n      {{\"symbol\": {}, \"bars\": {}, \"missing\": {}, \"first\": {}, \"last\": {}}}",
        symbols.empty() ? "" : ",", json_quoted(symbol.symbol), symbol.bars, symbol.missing,
        json_date(symbol.first), json_date(symbol.last));
  std::string findings;
  for (const auto& finding : report.findings)
    findings += fmt::format(
        "{}\n      {{\"level\": \"{}\", \"code\": {}, \"symbol\": {}, \"date\": {}, \"count\": {}, "
        "\"text\": {}}}",
        findings.empty() ? "" : ",", finding.is_error ? "error" : "warning",
        json_quoted(finding.code), json_quoted(finding.symbol), json_date(finding.day),
        finding.count, json_quoted(finding.text));
  return fmt::format(
      "    {{\n      \"source\": {},\n      \"days\": {},\n      \"sessions\": {},\n      "
      "\"bars\": {},\n      \"errors\": {},\n      \"warnings\": {},\n      \"symbols\": [{}],\n"
      "      \"findings\": [{}]\n    }}",
      json_quoted(name), report.days, report.sessions, report.bars, report.errors(),
      report.warnings(), symbols, findings);
}

}  // namespace

int data_check(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("freq", po::value<std::string>()->default_value("1d"),
                        "of paths: length of a bar, 1d or 5min")(
      "timezone", po::value<std::string>()->default_value("UTC"),
      "of paths with 5min: of times without an offset, and of days");
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("path", po::value<std::vector<std::string>>());
  const auto parsed = parse_arguments(arguments, all, {}, "path");
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kDataCheckUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  const bool has_paths = values.count("path") != 0;
  if (has_paths == !common.config_file.empty())
    throw UsageError{"data check: --config FILE or one or more paths, one of the two"};
  const std::string freq = values["freq"].as<std::string>();
  if (freq != "1d" && freq != "5min") throw UsageError{"--freq " + freq + ": expected 1d or 5min"};
  std::vector<Source> sources;
  std::optional<fs::path> calendar;
  config::RunConfig plain_config;
  RunSetup setup;
  if (has_paths) {
    for (const auto& path : values["path"].as<std::vector<std::string>>())
      sources.push_back(source_of_path(path, freq, values["timezone"].as<std::string>()));
  } else {
    setup = load_config(common);
    if (!setup.ok()) return setup.exit_code;
    sources.push_back(source_of_config(setup.loaded->config));
    calendar = setup.loaded->config.trading.calendar_file;
  }
  auto scan = drivers::scan_options(has_paths ? plain_config : setup.loaded->config);
  if (!scan) return report_error(scan.error().message, kExitUsage, common.json);
  auto registry = plugins::Registry::scan(std::move(scan).value());
  bool any_error = false;
  std::string json;
  for (Source& source : sources) {
    const auto report = check_source(source, registry, calendar);
    if (!report) return report_error(report.error().message, kExitFailed, common.json);
    any_error |= report->errors() > 0;
    if (common.json)
      json += (json.empty() ? "" : ",\n") + json_of(source.name, *report);
    else
      print(source.name, *report);
  }
  if (common.json)
    std::cout << "{\n  \"ok\": " << (any_error ? "false" : "true") << ",\n  \"sources\": [\n"
              << json << "\n  ]\n}\n";
  return any_error ? kExitFailed : kExitOk;
}

}  // namespace sluice::app
