// SPDX-License-Identifier: Apache-2.0
//
// rule_replay.cpp: `sluice rule replay`: what a rule would have said of the orders of an audit
// trail.
#include <iostream>

#include "app/json_output.hpp"
#include "app/rule_commands.hpp"
#include "files/atomic_file.hpp"
#include "market/instrument_file.hpp"
#include "records/text.hpp"
#include "rule_tests/order_text.hpp"
#include "rule_tests/replay.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kMaxInstrumentBytes = 64u << 20;

rule_tests::RuleSource source_of(const std::string& rule) {
  if (!rule.ends_with(".lua")) return {rule, {}, "."};
  std::error_code ignored;
  if (!fs::exists(rule, ignored)) throw UsageError{rule + ": no such file"};
  return {"", rule, "."};
}

// Of the trail's symbols: what the config's file says of them, else defaults.
Result<std::vector<Instrument>> instruments_of(const rule_tests::TrailSurvey& survey,
                                               const config::RunConfig* config) {
  std::vector<Instrument> described;
  if (config != nullptr && config->instruments_file) {
    const auto text = files::read_file(*config->instruments_file, kMaxInstrumentBytes);
    if (!text) return text.error();
    auto parsed = market::parse_instruments(*text, config->instruments_file->string());
    if (!parsed) return parsed.error();
    described = std::move(parsed).value();
  }
  return market::select_instruments(survey.symbols, described);
}

Money cash_of(const config::RunConfig* config) {
  return config == nullptr ? Money{} : Money::parse(config->seed_capital).value_or(Money{});
}

}  // namespace

int rule_replay(plugins::Registry& registry, const RuleWords& words) {
  if (words.paths.size() != 1) throw UsageError{"rule replay: one rule, please"};
  if (words.audit.empty()) throw UsageError{"rule replay: --audit DIR is required"};
  const auto failed = [&](const Error& error, int code) {
    return report_error(error.message, code, words.json);
  };
  const rule_tests::RuleMaker maker{registry, source_of(words.paths.front()), {false, false}};
  config::Faults faults;
  const auto pairs = rule_tests::parse_pairs(words.params, "--param", faults);
  const auto params = maker.complete(pairs, faults);
  if (!params) return failed(params.error(), kExitUsage);
  if (!faults.empty()) return report_faults(faults, words.json);
  auto made = maker.make(*params);
  if (!made) return failed(made.error(), kExitUsage);
  const auto segments = rule_tests::segments_of(words.audit);
  if (!segments) return failed(segments.error(), kExitUsage);
  const auto survey = rule_tests::survey(*segments);
  if (!survey) return failed(survey.error(), kExitFailed);
  auto instruments = instruments_of(*survey, words.config);
  if (!instruments) return failed(instruments.error(), kExitUsage);
  rule_tests::ReplayBook book{*survey, std::move(instruments).value(), cash_of(words.config)};
  const auto result = rule_tests::replay(*segments, book, made.value(), maker.source());
  if (!result) return failed(result.error(), kExitFailed);
  for (const std::string& message : *made.value().messages)
    log_component_line(SLUICE_LOG_WARNING, message);
  std::cout << (words.json ? records::indent_json(rule_tests::replay_json(*result)) + "\n"
                           : rule_tests::replay_text(*result));
  return kExitOk;
}

}  // namespace sluice::app
