// SPDX-License-Identifier: Apache-2.0
//
// run_config_inputs.cpp: the tickers of a run, and the other files that a configuration names.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "config/document.hpp"
#include "config/limits.hpp"
#include "config/path.hpp"
#include "config/run_config_steps.hpp"

namespace sluice::config {
namespace {

constexpr std::size_t kMaxTickerLength = 32;
constexpr std::string_view kTickerRule = "expected letters, digits, '.', '-', '_', '=', ':' or '^'";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_ticker_char(char c) {
  return is_alphanumeric(c) || std::string_view{".-_=:^"}.find(c) != std::string_view::npos;
}

// What is wrong with a ticker, or nothing.
std::string ticker_fault(std::string_view ticker) {
  const std::string name{ticker.substr(0, kMaxTickerLength)};
  if (ticker.size() > kMaxTickerLength) {
    return "ticker '" + name + "…' is longer than " + std::to_string(kMaxTickerLength) +
           " characters";
  }
  const auto bad = std::find_if_not(ticker.begin(), ticker.end(), is_ticker_char);
  if (bad != ticker.end()) {
    // A byte of a longer UTF-8 sequence is not shown alone.
    const bool ascii =
        static_cast<unsigned char>(*bad) >= 0x20 && static_cast<unsigned char>(*bad) < 0x7f;
    return "illegal character" + (ascii ? " '" + std::string(1, *bad) + "'" : std::string{}) +
           " in ticker '" + name + "'; " + std::string{kTickerRule};
  }
  if (!is_alphanumeric(ticker.front()) && ticker.front() != '^') {
    return "ticker '" + name + "' starts with '" + std::string(1, ticker.front()) +
           "', expected a letter, a digit or '^'";
  }
  return {};
}

class Tickers {
 public:
  explicit Tickers(Faults& faults) : faults_{faults} {}

  // `place` says where, in words, for a later duplicate.
  void add(std::string_view ticker, Fault at, const std::string& place) {
    const auto report = [&](std::string message) {
      at.message = std::move(message);
      faults_.push_back(at);
    };
    if (std::string wrong = ticker_fault(ticker); !wrong.empty()) return report(std::move(wrong));
    const auto [first, is_new] = first_.emplace(std::string{ticker}, place);
    if (!is_new) {
      return report("duplicate ticker '" + first->first + "', first given " + first->second);
    }
    symbols.emplace_back(ticker);
  }

  std::vector<std::string> symbols;

 private:
  Faults& faults_;
  std::map<std::string, std::string, std::less<>> first_;
};

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> parse_universe(std::string_view text, const std::string& file,
                                        const Fault& at, Faults& faults) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Tickers tickers{faults};
  const std::size_t faults_before = faults.size();
  for (int line = 1; !text.empty(); ++line) {
    const auto end = text.find('\n');
    const std::string_view ticker = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (ticker.empty()) continue;
    tickers.add(ticker, Fault{at.path, file, line, ""}, "on line " + std::to_string(line));
  }
  if (tickers.symbols.empty() && faults.size() == faults_before) {
    faults.push_back(Fault{at.path, file, 1, "no ticker in the file, expected one a line"});
  }
  if (tickers.symbols.size() > kMaxSymbols) {
    faults.push_back(
        Fault{at.path, file, 1, "more than " + std::to_string(kMaxSymbols) + " tickers"});
  }
  return std::move(tickers.symbols);
}

void read_symbols(const Value& root, const Folder& folder, RunConfig& config, Faults& faults) {
  const Value* list = value_at(root, "universe", "symbols");
  if (list != nullptr && list->list() != nullptr) {
    Tickers tickers{faults};
    for (std::size_t i = 0; i < list->list()->size(); ++i) {
      const Value& item = (*list->list())[i];
      const std::string path = join_index("universe.symbols", i);
      if (item.text() == nullptr || item.text()->empty()) continue;
      tickers.add(*item.text(), fault_at(item.where, path, ""), "as " + path);
    }
    config.universe.symbols = std::move(tickers.symbols);
    return;
  }
  const auto file = text_at(root, "universe", "file");
  if (!file || file->empty()) return;
  const std::string shown = folder.show(*file).string();
  const Fault at = fault_at(value_at(root, "universe", "file")->where, "universe.file", "");
  if (const auto text = read_text(shown, at, faults)) {
    config.universe.symbols = parse_universe(*text, shown, at, faults);
  }
}

void check_exists(const Value& root, std::string_view section, std::string_view key,
                  const Folder& folder, Faults& faults) {
  const auto file = text_at(root, section, key);
  if (!file || file->empty()) return;
  const auto shown = folder.show(*file);
  const auto fail = [&](const std::string& message) {
    faults.push_back(fault_at(value_at(root, section, key)->where,
                              std::string{section} + "." + std::string{key}, message));
  };
  std::error_code error;
  const auto status = std::filesystem::status(shown, error);
  if (!std::filesystem::exists(status)) {
    fail("no such file: " + shown.string());
  } else if (std::filesystem::is_directory(status)) {
    fail("expected a file, found a folder: " + shown.string());
  }
}

}  // namespace

void read_inputs(const Value& root, const Folder& folder, RunConfig& config, Faults& faults) {
  read_symbols(root, folder, config, faults);
  check_exists(root, "data", "instruments", folder, faults);
  if (config.corporate_actions_file)
    check_exists(root, "data", "corporate_actions", folder, faults);
  check_exists(root, "trading", "calendar", folder, faults);
  check_exists(root, "benchmark", "file", folder, faults);
  check_exists(root, "integration", "regimes_file", folder, faults);
}

}  // namespace sluice::config
