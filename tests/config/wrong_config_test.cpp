// SPDX-License-Identifier: Apache-2.0
//
// What a person can get wrong, and the exact words that come back.
#include <string>

#include <gmock/gmock.h>

#include "config_fixture.hpp"

namespace sluice::config {
namespace {

class WrongConfig : public ConfigFolder {};

// A good configuration, one value a line; each case below changes one piece of it.
constexpr std::string_view kGood = R"(strategy_name: demo
description: a demo
strategy:
  type: trend_baseline
  ma_fast: 20
universe:
  file: universe.txt
data:
  source: csv
  instruments: instruments.csv
trading:
  freq: 1d
  rebalance_freq: M
  max_gross_exposure: 1.0
  missing_price: last
costs:
  commission_bps: 0.5
  impact: sqrt
portfolio:
  seed_capital: 100000.0
output:
  root: out
  strategy_dir: demo
benchmark:
  symbol: SPY
thresholds:
  max_drawdown_min: -0.25
integration:
  n_tests: 3
pre_trade:
  max_weight_per_symbol: 0.2
risk_rules:
  - type: price_collar
    mode: shadow
executor:
  type: paper
router:
  min_notional: 5
reports:
  - report_markdown
plugins:
  allow: {}
logging:
  level: info
journal:
  sync: batch
kill_switch:
  env: [STOP]
)";

struct Case {
  const char* good;
  const char* wrong;
  const char* faults;  // without the leading `configs/a.yaml:`
};

constexpr Case kCases[] = {
    // unknown and missing keys
    {"strategy_name: demo", "strategy_nam: demo",
     "1: strategy_name: required key is missing; expected text of 1 to 64 characters matching "
     "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$\n"
     "1: strategy_nam: unknown key, expected one of strategy_name, description, strategy, "
     "universe, "
     "data, trading, costs, portfolio, output, benchmark, thresholds, integration, alerts, "
     "pre_trade, risk_rules, executor, environment, live_risk, prerequisites, router, reports, "
     "plugins, logging, journal, kill_switch, "
     "api, session; did you "
     "mean "
     "'strategy_name'?\n"},
    {"  type: trend_baseline\n", "",
     "3: strategy.type: required key is missing; expected text of at least 1 character\n"},
    {"  freq: 1d\n", "", "11: trading.freq: required key is missing; expected one of 1d, 5min\n"},
    {"rebalance_freq", "rebalance",
     "13: trading.rebalance: unknown key, expected one of freq, rebalance_freq, "
     "max_gross_exposure, missing_price, calendar\n"},
    {"missing_price", "mising_price",
     "15: trading.mising_price: unknown key, expected one of freq, rebalance_freq, "
     "max_gross_exposure, missing_price, calendar; did you mean 'missing_price'?\n"},
    {"commission_bps", "comission_bps",
     "17: costs.comission_bps: unknown key, expected one of commission_bps, spread_w, impact_w, "
     "spread, impact; did you mean 'commission_bps'?\n"},
    {"max_weight_per_symbol", "max_wieght_per_symbol",
     "31: pre_trade.max_wieght_per_symbol: unknown key, expected one of max_notional_per_symbol, "
     "max_weight_per_symbol, max_gross_exposure, max_sector_exposure, max_region_exposure, "
     "qa_status, vol_target; did you mean 'max_weight_per_symbol'?\n"},
    {"  - type: price_collar\n    mode: shadow", "  - mode: shadow",
     "33: risk_rules[0].type: required key is missing; expected text of at least 1 character\n"},
    // wrong kinds
    {"strategy_name: demo", "strategy_name: 12",
     "1: strategy_name: expected text of 1 to 64 characters matching "
     "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$, got number 12; put it in quotes\n"},
    {"strategy_name: demo", "strategy_name: a/b",
     "1: strategy_name: expected text of 1 to 64 characters matching "
     "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$, got text 'a/b'\n"},
    {"description: a demo", "description:", "2: description: expected text, got nothing\n"},
    {"strategy:\n  type: trend_baseline\n  ma_fast: 20", "strategy: trend_baseline",
     "3: strategy: expected a map, got text 'trend_baseline'\n"},
    {"risk_rules:\n  - type: price_collar\n    mode: shadow", "risk_rules: {}",
     "32: risk_rules: expected a list of at most 256 items, got a map\n"},
    {"  - report_markdown", "  - 7",
     "40: reports[0]: expected text of at least 1 character or a map, got number 7\n"},
    {"  - report_markdown", "  - {title: x}",
     "40: reports[0].type: required key is missing; expected text of at least 1 character\n"},
    // wrong words
    {"freq: 1d", "freq: 1h",
     "12: trading.freq: expected one of 1d, 5min, got text '1h'; did you "
     "mean '1d'?\n"},
    {"rebalance_freq: M", "rebalance_freq: m",
     "13: trading.rebalance_freq: expected one of D, W, M, bar, got text 'm'; did you mean 'M'?\n"},
    {"missing_price: last", "missing_price: lst",
     "15: trading.missing_price: expected one of last, skip, error, got text 'lst'; did you mean "
     "'last'?\n"},
    {"impact: sqrt", "impact: sqr",
     "18: costs.impact: expected a number >= 0 or one of sqrt, sqrt_volatility, got text 'sqr'; "
     "did you mean 'sqrt'?\n"},
    {"mode: shadow", "mode: on",
     "34: risk_rules[0].mode: expected one of enforce, shadow, off, got text 'on'\n"},
    {"level: info", "level: inf",
     "44: logging.level: expected one of debug, info, warning, error, got text 'inf'; did you mean "
     "'info'?\n"},
    {"sync: batch", "sync: true",
     "46: journal.sync: expected one of always, batch, none, got true\n"},
    {"min_notional: 5", "budget: credit",
     "38: router.budget: expected one of cash, margin, got text 'credit'\n"},
    {"n_tests: 3", "risk_report_freq: D",
     "29: integration.risk_report_freq: expected one of W, M, got text 'D'\n"},
    {"  root: out\n", "  root: out\n  state_format: jsn\n",
     "23: output.state_format: expected json, got text 'jsn'; did you mean 'json'?\n"},
    // wrong numbers
    {"max_gross_exposure: 1.0", "max_gross_exposure: 0",
     "14: trading.max_gross_exposure: expected a number > 0, got number 0\n"},
    {"commission_bps: 0.5", "commission_bps: -0.1",
     "17: costs.commission_bps: expected a number >= 0, got number -0.1\n"},
    {"impact: sqrt", "impact: -1",
     "18: costs.impact: expected a number >= 0 or one of sqrt, sqrt_volatility, got number -1\n"},
    {"seed_capital: 100000.0", "seed_capital: 0",
     "20: portfolio.seed_capital: expected an amount > 0, got number 0\n"},
    {"seed_capital: 100000.0", "seed_capital: 100_000",
     "20: portfolio.seed_capital: expected an amount > 0, got text '100_000'\n"},
    {"seed_capital: 100000.0", "seed_capital: 123456789.12345678",
     "20: portfolio.seed_capital: expected an amount > 0, got number 123456789.12345678; an amount "
     "of more than 15 digits needs quotes\n"},
    {"seed_capital: 100000.0", "seed_capital: .inf",
     "20: portfolio.seed_capital: number .inf is not finite\n"},
    {"max_drawdown_min: -0.25", "max_drawdown_min: 0.25",
     "27: thresholds.max_drawdown_min: expected a number >= -1 and <= 0, got number 0.25\n"},
    {"max_drawdown_min: -0.25", "max_drawdown_min: -0.25\n  max_drawdown_max: -0.5",
     "27: thresholds.max_drawdown_min: expected a number <= max_drawdown_max, got number -0.25\n"},
    {"n_tests: 3", "n_tests: 2.5",
     "29: integration.n_tests: expected a whole number >= 1, got number 2.5\n"},
    {"min_notional: 5", "slippage_bps: -1",
     "38: router.slippage_bps: expected a number >= 0, got number -1\n"},
    {"max_weight_per_symbol: 0.2", "max_weight_per_symbol: true",
     "31: pre_trade.max_weight_per_symbol: expected a number or text or a map or nothing or false, "
     "got true\n"},
    {"max_weight_per_symbol: 0.2", "max_weight_per_symbol: {limit: 0.2, mode: of}",
     "31: pre_trade.max_weight_per_symbol.mode: expected one of enforce, shadow, off, got text "
     "'of'; did you mean 'off'?\n"},
    // exactly one of two
    {"seed_capital: 100000.0", "seed_capital: 1\n  start_capital: 1",
     "19: portfolio: expected exactly one of the keys seed_capital, start_capital, got more\n"},
    {"portfolio:\n  seed_capital: 100000.0", "portfolio: {}",
     "19: portfolio: expected exactly one of the keys seed_capital, start_capital, got none\n"},
    {"file: universe.txt", "file: universe.txt\n  symbols: [A]",
     "6: universe: expected exactly one of the keys file, symbols, got more\n"},
    {"symbol: SPY", "symbol: SPY\n  file: instruments.csv",
     "24: benchmark: expected exactly one of the keys symbol, file, got more\n"},
    {"executor:\n  type: paper", "executor:\n  type: paper\n  impact: 0",
     "37: executor.impact: given in costs as well, expected it in one place\n"},
    {"executor:\n  type: paper", "executor:\n  type: paper\n  fill_model: book",
     "37: executor.fill_model: needs quotes and trades, and bars have none; expected one of "
     "immediate, close, next_open, volume, got text 'book'\n"},
    {"executor:\n  type: paper", "executor:\n  fill_model: quote",
     "36: executor.fill_model: needs quotes and trades, and bars have none; expected one of "
     "immediate, close, next_open, volume, got text 'quote'\n"},
    // files and folders
    {"file: universe.txt", "file: univers.txt",
     "7: universe.file: no such file: configs/univers.txt\n"},
    {"file: universe.txt", "file: ../configs",
     "7: universe.file: expected a file, found a folder: configs\n"},
    {"instruments: instruments.csv", "instruments: none.csv",
     "10: data.instruments: no such file: configs/none.csv\n"},
    {"missing_price: last", "calendar: none.csv",
     "15: trading.calendar: no such file: configs/none.csv\n"},
    {"- type: price_collar", "- type: price_collar\n    name: Price Collar",
     "34: risk_rules[0].name: expected text of 1 to 64 characters matching ^[a-z][a-z0-9_]*$, got "
     "text 'Price Collar'\n"},
    {"symbol: SPY", "file: spy.csv", "25: benchmark.file: no such file: configs/spy.csv\n"},
    {"strategy_dir: demo", "strategy_dir: ../demo",
     "23: output.strategy_dir: expected one folder name without '/', '\\' or '..', got text "
     "'../demo'\n"},
    {"strategy_dir: demo", "strategy_dir: a\\b",
     "23: output.strategy_dir: expected one folder name without '/', '\\' or '..', got text "
     "'a\\b'\n"},
    {"strategy_dir: demo", "strategy_dir: a..b",
     "23: output.strategy_dir: expected one folder name without '/', '\\' or '..', got text "
     "'a..b'\n"},
    {"strategy_dir: demo", "strategy_dir: .",
     "23: output.strategy_dir: expected one folder name without '/', '\\' or '..', got text '.'\n"},
    {"root: out", "root: ''", "22: output.root: expected a path, got text ''\n"},
    // symbols
    {"file: universe.txt", "symbols: [AAPL, NO, 3, AAPL]",
     "7: universe.symbols[2]: expected text of at least 1 character, got number 3; put it in "
     "quotes\n"
     "7: universe.symbols[3]: duplicate ticker 'AAPL', first given as universe.symbols[0]\n"},
    {"file: universe.txt", "symbols: []",
     "7: universe.symbols: expected a list of 1 to 10000 items, got 0\n"},
    {"file: universe.txt", "symbols: [../etc, 'A B']",
     "7: universe.symbols[0]: illegal character '/' in ticker '../etc'; expected letters, digits, "
     "'.', '-', '_', '=', ':' or '^'\n"
     "7: universe.symbols[1]: illegal character ' ' in ticker 'A B'; expected letters, digits, "
     "'.', '-', '_', '=', ':' or '^'\n"},
    {"file: universe.txt", "symbols: [-A]",
     "7: universe.symbols[0]: ticker '-A' starts with '-', expected a letter, a digit or '^'\n"},
    // the rest
    {"allow: {}", "allow: {liba.so: abc}",
     "42: plugins.allow.\"liba.so\": expected text matching ^[0-9a-f]{64}$, got text 'abc'\n"},
    {"env: [STOP]", "env: [STOP, 2X, STOP]",
     "48: kill_switch.env[2]: duplicate of kill_switch.env[0], text 'STOP'; expected it once\n"
     "48: kill_switch.env[1]: expected text matching ^[A-Za-z_][A-Za-z0-9_]*$, got text '2X'\n"},
    {"  freq: 1d\n", "  freq: 1d\n  freq: 1d\n",
     "13: trading.freq: duplicate key, first given on line 12; expected it once\n"},
};

std::string expected_lines(const std::string& file, std::string_view faults) {
  std::string text;
  while (!faults.empty()) {
    const auto end = faults.find('\n') + 1;
    text += file + ":" + std::string{faults.substr(0, end)};
    faults.remove_prefix(end);
  }
  return text;
}

TEST_F(WrongConfig, TheUnchangedOne_IsGood) { EXPECT_EQ(format(load_yaml(kGood).faults), ""); }

TEST_F(WrongConfig, EachFault_IsReportedInTheseWords) {
  static_assert(std::size(kCases) >= 40);
  for (const Case& wrong : kCases) {
    std::string text{kGood};
    const auto at = text.find(wrong.good);
    ASSERT_NE(at, std::string::npos) << wrong.good;
    text.replace(at, std::string_view{wrong.good}.size(), wrong.wrong);
    EXPECT_EQ(format(load_yaml(text).faults), expected_lines("configs/a.yaml", wrong.faults))
        << wrong.wrong;
  }
}

constexpr std::string_view kManyYaml = R"(strategy_name: 7
strategy:
  type: ""
universe: {file: none.txt}
trading:
  freq: 1x
  max_gross_exposur: 2
costs: {impact: -3}
portfolio: {seed_capital: "-5"}
risk_rules:
  - type: a
  - type: b
    mode: shadwo
)";
constexpr std::string_view kManyJson = R"({"strategy_name": 7,
"strategy": {
  "type": ""},
"universe": {"file": "none.txt"},
"trading": {
  "freq": "1x",
  "max_gross_exposur": 2},
"costs": {"impact": -3},
"portfolio": {"seed_capital": "-5"},
"risk_rules": [
  {"type": "a"},
  {"type": "b",
   "mode": "shadwo"}]}
)";
constexpr std::string_view kManyToml = R"(strategy_name = 7
[strategy]
type = ""

[trading]
freq = "1x"
max_gross_exposur = 2
[costs]
impact = -3
[portfolio]
seed_capital = "-5"
[[risk_rules]]
type = "a"
[[risk_rules]]
type = "b"
mode = "shadwo"
[universe]
file = "none.txt"
)";

struct Line {
  int yaml_and_json;
  int toml;
  const char* rest;
};

constexpr Line kManyFaults[] = {
    {1, 1,
     "strategy_name: expected text of 1 to 64 characters matching "
     "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$, got number 7; put it in quotes"},
    {3, 3, "strategy.type: expected text of at least 1 character, got text ''"},
    {4, 18, "universe.file: no such file: configs/none.txt"},
    {6, 6, "trading.freq: expected one of 1d, 5min, got text '1x'; did you mean '1d'?"},
    {7, 7,
     "trading.max_gross_exposur: unknown key, expected one of freq, rebalance_freq, "
     "max_gross_exposure, missing_price, calendar; did you mean 'max_gross_exposure'?"},
    {8, 9, "costs.impact: expected a number >= 0 or one of sqrt, sqrt_volatility, got number -3"},
    {9, 11, "portfolio.seed_capital: expected an amount > 0, got text '-5'"},
    {13, 16,
     "risk_rules[1].mode: expected one of enforce, shadow, off, got text 'shadwo'; did you "
     "mean 'shadow'?"},
};

TEST_F(WrongConfig, ManyFaults_AreAllReportedAtTheirLinesInEveryFormat) {
  std::vector<std::string> in_yaml;
  std::vector<std::string> in_json;
  std::vector<std::string> in_toml;
  for (const Line& line : kManyFaults) {
    const std::string rest = ": " + std::string{line.rest};
    in_yaml.push_back("configs/a.yaml:" + std::to_string(line.yaml_and_json) + rest);
    in_json.push_back("configs/a.json:" + std::to_string(line.yaml_and_json) + rest);
    in_toml.push_back("configs/a.toml:" + std::to_string(line.toml) + rest);
  }
  const auto texts = [](const LoadResult& result) {
    std::vector<std::string> lines;
    for (const Fault& fault : result.faults) lines.push_back(format(fault));
    return lines;
  };
  EXPECT_EQ(texts(load("configs/a.yaml", kManyYaml)), in_yaml);
  EXPECT_EQ(texts(load("configs/a.json", kManyJson)), in_json);
  EXPECT_THAT(texts(load("configs/a.toml", kManyToml)),
              ::testing::UnorderedElementsAreArray(in_toml));
}

TEST_F(WrongConfig, UniverseFile_EveryBadLineIsNamedThere) {
  write("configs/universe.txt",
        "AAPL\r\n# c\nMSFT,IBM\nAAPL\n" + std::string(33, 'X') + "\n.A\nB\xc3\xa9\n");
  EXPECT_EQ(format(load_yaml(kMinimalYaml).faults),
            "configs/universe.txt:3: universe.file: illegal character ',' in ticker 'MSFT,IBM'; "
            "expected letters, digits, '.', '-', '_', '=', ':' or '^'\n"
            "configs/universe.txt:4: universe.file: duplicate ticker 'AAPL', first given on line "
            "1\n"
            "configs/universe.txt:5: universe.file: ticker '" +
                std::string(32, 'X') +
                "…' is longer than 32 characters\n"
                "configs/universe.txt:6: universe.file: ticker '.A' starts with '.', expected a "
                "letter, a digit or '^'\n"
                "configs/universe.txt:7: universe.file: illegal character in ticker 'B\xc3\xa9'; "
                "expected letters, digits, '.', '-', '_', '=', ':' or '^'\n");
}

TEST_F(WrongConfig, UniverseFileWithoutTicker_IsAFault) {
  write("configs/universe.txt", "# nothing\n\n");
  EXPECT_EQ(format(load_yaml(kMinimalYaml).faults),
            "configs/universe.txt:1: universe.file: no ticker in the file, expected one a line\n");
}

TEST_F(WrongConfig, UniverseFileTooLong_IsAFault) {
  std::string tickers;
  for (int i = 0; i <= 10'000; ++i) tickers += "T" + std::to_string(i) + "\n";
  write("configs/universe.txt", tickers);
  EXPECT_EQ(format(load_yaml(kMinimalYaml).faults),
            "configs/universe.txt:1: universe.file: more than 10000 tickers\n");
}

TEST_F(WrongConfig, FaultOfAnOverride_NamesTheOverrideAfterTheFilesOwn) {
  std::string text{kMinimalYaml};
  text += "logging: {level: x}\n";
  EXPECT_EQ(format(load_yaml(text, {"trading.freq=2h", "trading.x=1"}).faults),
            "configs/a.yaml:9: logging.level: expected one of debug, info, warning, error, got "
            "text 'x'\n"
            "--set trading.freq: trading.freq: expected one of 1d, 5min, got text '2h'\n"
            "--set trading.x: trading.x: unknown key, expected one of freq, rebalance_freq, "
            "max_gross_exposure, missing_price, calendar\n");
}

TEST_F(WrongConfig, NoMapAtAll_IsOneFault) {
  EXPECT_EQ(format(load_yaml("").faults), "configs/a.yaml:1: expected a map, got nothing\n");
  EXPECT_EQ(format(load("configs/a.json", "[]").faults),
            "configs/a.json:1: expected a map, got a list\n");
  EXPECT_EQ(format(load("configs/a.toml", "").faults).substr(0, 32),
            "configs/a.toml:1: strategy_name:");
}

TEST_F(WrongConfig, SyntaxError_IsReportedAlone) {
  EXPECT_EQ(load_yaml("strategy_name: [a\n").faults.size(), 1U);
  EXPECT_EQ(load_run_config("configs/none.yaml").faults.size(), 1U);
}

}  // namespace
}  // namespace sluice::config
