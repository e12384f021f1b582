// SPDX-License-Identifier: Apache-2.0
#include "sessions/prerequisites.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sluice::sessions {
namespace {

constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;

int128 magnitude(std::int64_t nanoseconds) {
  return nanoseconds < 0 ? -int128{nanoseconds} : int128{nanoseconds};
}

template <typename T>
std::string missing(const Seen<T>& seen, std::string_view nothing) {
  return seen.fault.empty() ? std::string{nothing} : seen.fault;
}

std::string shown_ratio(const std::optional<double>& ratio) {
  return ratio ? fmt::format("{:.3f}", *ratio) : std::string{"not defined"};
}

// The hint stands only where something is to be done.
Prerequisite result(std::string_view name, bool passed, std::string measured, std::string required,
                    std::string hint) {
  return {name, passed, std::move(measured), std::move(required),
          passed ? std::string{} : std::move(hint)};
}

Prerequisite judge_backtest(const PrerequisiteFacts& facts) {
  const config::Prerequisites& wanted = facts.wanted;
  const bool has_trials = facts.backtest.value && facts.backtest.value->n_tests > 1;
  std::string required = fmt::format("Sharpe ratio >= {}", wanted.min_sharpe);
  if (has_trials) required += fmt::format(", deflated >= {}", wanted.min_deflated_sharpe);
  const char* const hint =
      "run `sluice backtest` with this strategy and these settings; where the ratio is too low, "
      "this strategy is not for trading";
  if (!facts.backtest.value)
    return result("backtest", false, missing(facts.backtest, "no backtest of these settings"),
                  std::move(required), hint);
  const records::BacktestRun& run = *facts.backtest.value;
  const bool passes_sharpe = run.sharpe && *run.sharpe >= wanted.min_sharpe;
  const bool passes_deflated =
      !has_trials || (run.deflated_sharpe && *run.deflated_sharpe >= wanted.min_deflated_sharpe);
  std::string measured = fmt::format("{}, {} sessions to {}", shown_ratio(run.sharpe), run.sessions,
                                     run.last.to_string());
  if (has_trials)
    measured +=
        fmt::format(", deflated {} after {} trials", shown_ratio(run.deflated_sharpe), run.n_tests);
  return result("backtest", passes_sharpe && passes_deflated, std::move(measured),
                std::move(required), hint);
}

Prerequisite judge_paper_history(const PrerequisiteFacts& facts) {
  const auto least = static_cast<std::uint64_t>(std::max(0, facts.wanted.min_paper_days));
  const bool passes = facts.paper_days.value && *facts.paper_days.value >= least;
  return result("paper_history", passes,
                facts.paper_days.value ? fmt::format("{} days", *facts.paper_days.value)
                                       : missing(facts.paper_days, "no day"),
                fmt::format(">= {} days", least),
                "run `sluice paper-track run` with this strategy and these settings");
}

Prerequisite judge_controls(const PrerequisiteFacts& facts) {
  const bool passes_set = facts.controls_set;
  const bool passes_valid = facts.control_faults.empty();
  std::string measured = passes_set ? "set" : "not set";
  for (const std::string& fault : facts.control_faults) measured += "; " + fault;
  return result("risk_parameters", passes_set && passes_valid, std::move(measured), "set and valid",
                "set max_positions, max_position_size_pct and max_daily_loss_pct of the session");
}

Prerequisite judge_route(const PrerequisiteFacts& facts) {
  const bool passes = facts.route.value.has_value();
  return result("executor", passes,
                passes ? *facts.route.value + " is healthy" : missing(facts.route, "no executor"),
                "a healthy executor on the route",
                "see what the executor says; `sluice config show` names it");
}

Prerequisite judge_account(const PrerequisiteFacts& facts) {
  constexpr const char* kRequired = "may trade, may not withdraw, balances readable";
  constexpr const char* kHint =
      "use a key of the right account that may trade and may not withdraw";
  if (!facts.account.value)
    return result("account", false, missing(facts.account, "not told"), kRequired, kHint);
  const AccountSeen& account = *facts.account.value;
  if (account.is_simulated) return result("account", true, "simulated", kRequired, "");
  const bool passes_trade = account.may_trade;
  const bool passes_withdraw = !account.may_withdraw;
  const bool passes_balances = account.has_balances;
  std::string measured = passes_trade ? "may trade" : "may NOT trade";
  measured += passes_withdraw ? ", may not withdraw" : ", MAY withdraw";
  measured += passes_balances ? ", balances readable" : ", balances NOT readable";
  if (!account.account.empty()) measured = account.account + " " + measured;
  return result("account", passes_trade && passes_withdraw && passes_balances, std::move(measured),
                kRequired, kHint);
}

Prerequisite judge_certificate(const PrerequisiteFacts& facts) {
  constexpr const char* kHint =
      "settle the differences (`sluice orders`), then reconcile again by starting the session";
  if (!facts.certificate.value)
    return result("reconciliation", false, missing(facts.certificate, "no certificate"),
                  "a complete certificate", kHint);
  const Certificate& certificate = *facts.certificate.value;
  const bool passes = certificate.complete;
  std::string measured = passes ? "complete" : "not complete";
  for (const std::string& difference : certificate.differences) measured += "; " + difference;
  return result("reconciliation", passes, std::move(measured), "a complete certificate", kHint);
}

Prerequisite judge_clock(const PrerequisiteFacts& facts) {
  const std::int64_t most = facts.wanted.max_clock_offset_ms * kNanosecondsPerMillisecond;
  std::string required = fmt::format("within {} ms", facts.wanted.max_clock_offset_ms);
  constexpr const char* kHint = "set this machine's clock (chrony, systemd-timesyncd)";
  if (!facts.clock.value)
    return result("clock", false, missing(facts.clock, "not told"), std::move(required), kHint);
  const ClockSeen& clock = *facts.clock.value;
  if (clock.is_simulated) return result("clock", true, "simulated", std::move(required), "");
  // The worst that the offset could be.
  const int128 worst = magnitude(clock.offset_ns) + magnitude(clock.error_ns);
  const bool passes = worst <= most;
  return result(
      "clock", passes,
      fmt::format("{:.1f} ms, give or take {:.1f}", static_cast<double>(clock.offset_ns) / 1e6,
                  static_cast<double>(magnitude(clock.error_ns)) / 1e6),
      std::move(required), kHint);
}

Prerequisite judge_kill_test(const PrerequisiteFacts& facts) {
  const Date today = facts.now.date();
  std::string required = "tested on " + today.to_string() + " (UTC)";
  constexpr const char* kHint = "run `sluice kill test` with this data directory";
  if (!facts.kill_test.value)
    return result("kill_switch_test", false, missing(facts.kill_test, "never tested"),
                  std::move(required), kHint);
  const records::KillTestRun& run = *facts.kill_test.value;
  const bool passes = run.time.date() == today;
  return result(
      "kill_switch_test", passes,
      fmt::format("{}, last order after {} us", run.time.to_string(), run.worst_ns / 1'000),
      std::move(required), kHint);
}

}  // namespace

PrerequisiteList judge_prerequisites(const PrerequisiteFacts& facts) {
  return {judge_backtest(facts), judge_paper_history(facts), judge_controls(facts),
          judge_route(facts),    judge_account(facts),       judge_certificate(facts),
          judge_clock(facts),    judge_kill_test(facts)};
}

std::vector<FailedCheck> failed_checks(const PrerequisiteList& list) {
  std::vector<FailedCheck> failed;
  for (const Prerequisite& each : list) {
    const bool passes = each.passed;
    if (!passes)
      failed.push_back({std::string{each.name}, each.measured, each.required, each.hint});
  }
  return failed;
}

bool SessionCheck::is_met() const noexcept {
  bool met = true;
  for (std::size_t i = 0; i < list.size(); ++i) met &= list[i].passed || !is_asked_for[i];
  return met;
}

void read_run_records(const std::filesystem::path& data_directory, const records::EvidenceKey& key,
                      PrerequisiteFacts& facts) {
  const auto take = [](auto found, auto& into) {
    if (found)
      into.value = *found;
    else
      into.fault = found.error().message;
  };
  const auto store = records::RunStore::open(data_directory);
  if (!store) {
    for (std::string* fault :
         {&facts.backtest.fault, &facts.paper_days.fault, &facts.kill_test.fault})
      *fault = store.error().message;
    return;
  }
  take((*store)->newest_backtest(key), facts.backtest);
  take((*store)->paper_days(key), facts.paper_days);
  take((*store)->newest_kill_test(), facts.kill_test);
}

}  // namespace sluice::sessions
