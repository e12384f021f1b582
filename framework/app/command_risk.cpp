// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "drivers/risk_check.hpp"
#include "records/text.hpp"
#include "rule_tests/order_text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kRiskUsage =
    "Usage: sluice risk check --order 'symbol=AAPL,side=BUY,quantity=100' --config FILE\n\n"
    "Asks every rule and the kill switch of a config what they would say of an order, as the "
    "config's paper track\n"
    "stands after its last session; with the seed capital where it has not run. Nothing is "
    "journalled or changed.\n"
    "An order has symbol, side and quantity, and may have price, stop_price, type, time_in_force, "
    "reduce_only, post_only.\n"
    "Exit code 0 if it would be approved, 1 if refused.\n\n"
    "Examples:\n"
    "  sluice risk check -c configs/demo/dow30.yaml --order 'symbol=IBM,side=BUY,quantity=10'\n"
    "  sluice risk check -c configs/demo/dow30.yaml \\\n"
    "      --order 'symbol=IBM,side=BUY,quantity=500,price=140' --json\n";

std::string rule_name(const drivers::RiskCheck& check, const RuleVerdict& verdict) {
  return verdict.rule < check.rules.size() ? check.rules[verdict.rule] : "kill_switch";
}

std::string amount(const sluice_money& money) { return Money::from_c(money).to_string(); }

std::string headroom(const sluice_verdict& verdict) {
  const auto left =
      detail::subtract(Money::from_c(verdict.limit).raw(), Money::from_c(verdict.measured).raw());
  return left ? Money::from_raw(*left).to_string() : "unknown";
}

std::string verdict_text(const drivers::RiskCheck& check, const RuleVerdict& answer) {
  const sluice_verdict& verdict = answer.verdict;
  std::string text =
      fmt::format("  {:<40} {:<8}", rule_name(check, answer), action_name(verdict.action));
  if (verdict.unit != SLUICE_UNIT_NONE)
    text += fmt::format(" measured {} of {} {}, headroom {}", amount(verdict.measured),
                        amount(verdict.limit), unit_name(verdict.unit), headroom(verdict));
  if (verdict.action == SLUICE_VERDICT_RESIZE)
    text += " to " + Quantity::from_raw(verdict.resize_quantity).to_string();
  if (!answer.code().empty()) text += " " + std::string{answer.code()};
  if (verdict.action == SLUICE_VERDICT_HALT)
    text += fmt::format(" (would stop {} {})", scope_name(verdict.halt_scope),
                        level_name(verdict.halt_level));
  if (answer.mode == RuleMode::kShadow) text += " (shadow: not enforced)";
  return text + (answer.refuses() ? "  <- refuses\n" : "\n");
}

std::string verdict_json(const drivers::RiskCheck& check, const RuleVerdict& answer) {
  const sluice_verdict& verdict = answer.verdict;
  std::string json = fmt::format(
      R"({{"rule":{},"mode":"{}","action":"{}","code":{},"refuses":{})",
      json_quoted(rule_name(check, answer)),
      answer.mode == RuleMode::kShadow ? "shadow" : "enforce", action_name(verdict.action),
      json_quoted(std::string{answer.code()}), answer.refuses() ? "true" : "false");
  if (verdict.unit != SLUICE_UNIT_NONE)
    json += fmt::format(R"(,"unit":"{}","measured":"{}","limit":"{}","headroom":"{}")",
                        unit_name(verdict.unit), amount(verdict.measured), amount(verdict.limit),
                        headroom(verdict));
  if (verdict.action == SLUICE_VERDICT_RESIZE)
    json +=
        fmt::format(R"(,"quantity":"{}")", Quantity::from_raw(verdict.resize_quantity).to_string());
  if (verdict.action == SLUICE_VERDICT_HALT)
    json += fmt::format(R"(,"scope":"{}","level":"{}")", scope_name(verdict.halt_scope),
                        level_name(verdict.halt_level));
  if (!answer.explanation.empty()) json += ",\"explanation\":" + std::string{answer.explanation};
  return json + "}";
}

std::string check_json(const drivers::RiskCheck& check, const std::string& symbol) {
  std::string verdicts;
  for (const RuleVerdict& answer : check.answer.verdicts)
    verdicts += (verdicts.empty() ? "" : ",") + verdict_json(check, answer);
  return records::indent_json(fmt::format(
      R"({{"ok":true,"approved":{},"symbol":{},"side":"{}","quantity":"{}","approved_quantity":"{}",)"
      R"("reference_price":"{}","time":"{}","state":"{}","cash":"{}","reason":{},"verdicts":[{}]}})",
      check.answer.approved ? "true" : "false", json_quoted(symbol), name(check.intent.side),
      check.intent.quantity.to_string(),
      check.answer.approved ? check.answer.quantity.to_string() : "0",
      check.intent.reference_price.to_string(), check.time.to_string(),
      check.has_track ? "track" : "seed_capital", check.cash.to_string(),
      json_quoted(check.answer.reason), verdicts));
}

void print_check(const drivers::RiskCheck& check, const std::string& symbol) {
  std::cout << fmt::format("{} {} {} at {}, as of {} ({}, cash {})\n", name(check.intent.side),
                           check.intent.quantity.to_string(), symbol,
                           check.intent.reference_price.to_string(), check.time.to_string(),
                           check.has_track ? "the track's last session" : "the seed capital",
                           check.cash.to_string());
  for (const RuleVerdict& answer : check.answer.verdicts) std::cout << verdict_text(check, answer);
  if (check.answer.approved)
    std::cout << "approved: " << check.answer.quantity.to_string() << "\n";
  else
    std::cout << "refused: " << check.answer.reason << "\n";
}

int check(const po::variables_map& values) {
  const CommonOptions common = common_options(values);
  if (values.count("order") == 0) throw UsageError{"risk check: --order is required"};
  config::Faults faults;
  const auto order = rule_tests::parse_order(values["order"].as<std::string>(), "--order", faults);
  if (!faults.empty()) return report_faults(faults, common.json);
  drivers::AssembleOptions options = switch_off_options(values);
  options.with_reports = false;
  options.persist_halts = false;
  RunSetup setup = set_up_run(common, options);
  if (!setup.ok()) return setup.exit_code;
  const auto result = drivers::check_risk(*setup.parts, order.symbol, order.intent);
  if (result.failure)
    return report_error(result.failure->message, result.failure->exit_code, common.json);
  if (common.json)
    std::cout << check_json(result, order.symbol) << "\n";
  else
    print_check(result, order.symbol);
  return result.answer.approved ? kExitOk : kExitFailed;
}

}  // namespace

int command_risk(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("order", po::value<std::string>(),
                        "the order: symbol=AAPL,side=BUY,quantity=100,price=187.5");
  add_switch_off_options(options);
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kRiskUsage << "\n" << options;
    return kExitOk;
  }
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action != "check") throw unknown_action("risk", action, {"check"});
  return check(values);
}

}  // namespace sluice::app
