// SPDX-License-Identifier: Apache-2.0
//
// data_import.cpp: `sluice data import`: files in, files out; what becomes of the rows is
// market/price_import's.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <unistd.h>
#include <zlib.h>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/data_commands.hpp"
#include "app/json_output.hpp"
#include "files/atomic_file.hpp"
#include "market/price_import.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kDataImportUsage =
    "Usage: sluice data import SRC --to DIR [options]\n\n"
    "SRC is a CSV file or a folder of them, plain or gzip'ed. Rows become bars of days or of five "
    "minutes; each symbol\nbecomes DIR/SYMBOL.csv, or all of them DIR/prices.csv with --long. A "
    "file is there whole or not at all.\n\n"
    "Examples:\n"
    "  sluice data import btc_1m.csv --to prices --symbol BTC --freq 5min\n"
    "  sluice data import eod.csv.gz --to prices --columns date=Day,close=Last --long\n";

constexpr std::size_t kMaxLine = std::size_t{1} << 16;
constexpr const char* kOurColumns[] = {"date", "timestamp", "symbol", "open",     "high",
                                       "low",  "close",     "volume", "adj_close"};

bool is_price_file(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".csv") || name.ends_with(".csv.gz");
}

std::string symbol_of(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.substr(0, name.find(".csv"));
}

std::vector<fs::path> files_of(const fs::path& source) {
  std::error_code error;
  if (fs::is_regular_file(source, error)) return {source};
  if (!fs::is_directory(source, error))
    throw UsageError{source.string() + ": no such file or folder"};
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator{source, error})
    if (is_price_file(entry.path())) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  if (found.empty()) throw UsageError{source.string() + ": no .csv or .csv.gz file in it"};
  return found;
}

// zlib reads plain files as they are.
Result<void> read_lines(const fs::path& path, market::PriceImport& import) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file{gzopen(path.c_str(), "rb"), &gzclose};
  if (!file) return Error{"cannot read " + path.string()};
  std::string line;
  char piece[8192];
  while (gzgets(file.get(), piece, sizeof piece) != nullptr) {
    line += piece;
    if (!line.ends_with('\n') && gzeof(file.get()) == 0) {
      if (line.size() > kMaxLine) return Error{path.string() + ": a line is too long for a CSV"};
      continue;
    }
    if (line.ends_with('\n')) line.pop_back();
    if (auto taken = import.take_line(line); !taken)
      return Error{path.string() + ": " + taken.error().message};
    line.clear();
  }
  int code = Z_OK;
  const char* const why = gzerror(file.get(), &code);
  if (code != Z_OK && code != Z_STREAM_END) return Error{path.string() + ": " + why};
  return {};
}

std::map<std::string, std::string> columns_of(const std::string& text) {
  std::map<std::string, std::string> columns;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string pair = text.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    const std::string ours = pair.substr(0, equals);
    const bool known =
        std::find(std::begin(kOurColumns), std::end(kOurColumns), ours) != std::end(kOurColumns);
    if (equals == std::string::npos || equals + 1 == pair.size() || !known)
      throw UsageError{"--columns " + pair +
                       ": expected OURS=THEIRS, where OURS is date, timestamp, symbol, open, high, "
                       "low, close, volume or adj_close"};
    columns[ours] = pair.substr(equals + 1);
    at = end + 1;
  }
  return columns;
}

// "09:30-16:00"
market::HoursKept hours_of(const std::string& text) {
  const auto clock = [&](std::size_t at) {
    const auto hour = detail::digits_at(text, at, 2);
    const auto minute = detail::digits_at(text, at + 3, 2);
    if (!hour || !minute || text[at + 2] != ':' || *minute > 59 || *hour * 60 + *minute > 24 * 60)
      return -1;
    return (*hour * 60 + *minute) * 60;
  };
  const bool form = text.size() == 11 && text[5] == '-';
  const market::HoursKept hours{form ? clock(0) : -1, form ? clock(6) : -1};
  if (hours.from_s < 0 || hours.to_s <= hours.from_s)
    throw UsageError{"--hours " + text + ": expected two times like 09:30-16:00"};
  return hours;
}

market::ImportSettings settings_of(const po::variables_map& values) {
  const auto text = [&](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::string>() : std::string{};
  };
  market::ImportSettings settings;
  const std::string freq = text("freq");
  if (freq != "1d" && freq != "5min") throw UsageError{"--freq " + freq + ": expected 1d or 5min"};
  settings.step = freq == "1d" ? market::BarStep::kDay : market::BarStep::kFiveMinutes;
  auto zone = TimeZone::find(text("timezone"));
  if (!zone) throw UsageError{"--timezone: " + zone.error().message};
  settings.zone = std::move(*zone);
  settings.symbol = text("symbol");
  settings.columns = columns_of(text("columns"));
  if (const std::string hours = text("hours"); !hours.empty()) settings.hours = hours_of(hours);
  return settings;
}

// A symbol is a file name.
bool is_file_name(const std::string& symbol) {
  return symbol.find('/') == std::string::npos && symbol != "." && symbol != "..";
}

Result<std::vector<fs::path>> write_files(const market::PriceImport& import, const fs::path& to,
                                          bool in_one, bool force) {
  std::vector<std::pair<fs::path, std::optional<std::string>>> targets;
  if (in_one) {
    targets.emplace_back(to / "prices.csv", std::nullopt);
  } else {
    for (const auto& symbol : import.symbols()) {
      if (!is_file_name(symbol)) return Error{"symbol '" + symbol + "' can't name a file; --long"};
      targets.emplace_back(to / (symbol + ".csv"), symbol);
    }
  }
  // Nothing is written where anything would be lost.
  std::error_code ignored;
  for (const auto& [path, symbol] : targets)
    if (!force && fs::exists(path, ignored))
      return Error{path.string() + " is there already; --force replaces it"};
  if (auto made = files::make_directories(to, files::Durability::kVolatile); !made)
    return made.error();
  std::vector<fs::path> written;
  for (const auto& [path, symbol] : targets) {
    if (auto replaced = files::replace_file(path, import.csv(symbol), files::Durability::kDurable);
        !replaced)
      return replaced.error();
    written.push_back(path);
  }
  return written;
}

void print(const market::ImportCounts& counts, const std::vector<fs::path>& written, bool json) {
  if (json) {
    std::string list;
    for (const auto& path : written)
      list += (list.empty() ? "" : ", ") + json_quoted(path.string());
    std::cout << fmt::format(
        "{{\n  \"ok\": true,\n  \"rows\": {},\n  \"bars\": {},\n  \"outside_hours\": {},\n"
        "  \"repeated\": {},\n  \"unusable\": {},\n  \"files\": [{}]\n}}\n",
        counts.rows, counts.bars, counts.outside_hours, counts.repeated, counts.unusable, list);
    return;
  }
  std::cout << fmt::format("{} rows, {} bars in {} {}\n", counts.rows, counts.bars, written.size(),
                           written.size() == 1 ? "file" : "files");
  for (const auto& path : written) std::cout << "  " << path.string() << "\n";
  if (counts.outside_hours > 0)
    std::cout << fmt::format("  {} rows outside of the hours are left out\n", counts.outside_hours);
  if (counts.repeated > 0)
    std::cout << fmt::format("  {} rows repeat a time; the first is kept\n", counts.repeated);
  if (counts.unusable > 0)
    std::cerr << fmt::format("sluice: {} rows can't be used and are left out; the first: {}\n",
                             counts.unusable, counts.first_unusable);
}

}  // namespace

int data_import(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("to", po::value<std::string>(), "folder to write to")(
      "freq", po::value<std::string>()->default_value("1d"), "length of a bar: 1d or 5min")(
      "symbol", po::value<std::string>(), "of every row, where no column tells it")(
      "columns", po::value<std::string>(), "our names for theirs: date=Day,close=Last")(
      "timezone", po::value<std::string>()->default_value("UTC"),
      "of times without an offset, and of days: UTC, +05:30, America/New_York")(
      "hours", po::value<std::string>(), "rows outside of these hours are left out: 09:30-16:00")(
      "long", po::bool_switch(), "one file prices.csv for all symbols")(
      "force", po::bool_switch(), "replace files that are there")(
      "json", po::bool_switch(), "machine-readable output")("help,h", po::bool_switch(),
                                                            "this text");
  po::options_description all = options;
  all.add_options()("source", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"source"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kDataImportUsage << "\n" << options;
    return kExitOk;
  }
  if (values.count("source") == 0 || values.count("to") == 0)
    throw UsageError{"data import: SRC and --to DIR are required"};
  const bool json = values["json"].as<bool>();
  market::PriceImport import{settings_of(values)};
  const auto sources = files_of(values["source"].as<std::string>());
  const bool on_terminal = !json && isatty(STDERR_FILENO) != 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (on_terminal)
      std::cerr << fmt::format("\r{} of {}: {}\x1b[K", i + 1, sources.size(),
                               sources[i].filename().string());
    import.begin_file(symbol_of(sources[i]));
    if (auto read = read_lines(sources[i], import); !read)
      return report_error(read.error().message, kExitFailed, json);
  }
  if (on_terminal) std::cerr << "\r\x1b[K";
  const auto counts = import.finish();
  if (counts.bars == 0)
    return report_error("no row can be used" + (counts.first_unusable.empty()
                                                    ? std::string{}
                                                    : "; the first: " + counts.first_unusable),
                        kExitFailed, json);
  const auto written = write_files(import, values["to"].as<std::string>(),
                                   values["long"].as<bool>(), values["force"].as<bool>());
  if (!written) return report_error(written.error().message, kExitFailed, json);
  print(counts, *written, json);
  return kExitOk;
}

}  // namespace sluice::app
