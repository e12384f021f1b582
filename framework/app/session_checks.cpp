// SPDX-License-Identifier: Apache-2.0
#include "app/session_checks.hpp"

#include <utility>

#include "plugins/executor_instance.hpp"
#include "plugins/trial.hpp"

namespace sluice::app {
namespace {

using sessions::PrerequisiteFacts;

bool is_of_paper(const config::RunConfig& config) {
  return config.environment.mode == config::EnvironmentMode::Paper ||
         config.environment.mode == config::EnvironmentMode::Shadow;
}

void ask_executor(plugins::ExecutorInstance& executor, const std::string& route,
                  PrerequisiteFacts& facts) {
  const plugins::ExecutorHealth health = executor.health();
  if (health.is_ready)
    facts.route.value = route;
  else
    facts.route.fault = route + " is not ready: " + health.reason;
  const auto told = executor.account();
  if (!told) {
    facts.account.fault = facts.clock.fault = told.error().message;
    return;
  }
  if (!*told) {
    facts.account.value.emplace().is_simulated = true;
    facts.clock.value.emplace().is_simulated = true;
    return;
  }
  const plugins::VenueAccountFacts& venue = **told;
  if (venue.is_dry_run) {
    facts.account.fault = facts.clock.fault = "the executor has no credentials: dry run";
    return;
  }
  auto& account = facts.account.value.emplace();
  account.account = venue.account;
  account.has_balances = venue.balances.has_value();
  if (venue.permissions) {
    account.may_trade = venue.permissions->may_trade;
    account.may_withdraw = venue.permissions->may_withdraw;
  }
  if (venue.clock)
    facts.clock.value = sessions::ClockSeen{false, venue.clock->offset_ns, venue.clock->error_ns};
  else
    facts.clock.fault = "the venue did not tell its clock";
}

}  // namespace

sessions::PrerequisiteList prerequisites_of(const config::LoadResult& loaded,
                                            const drivers::RunParts& parts,
                                            sessions::Seen<Certificate> certificate) {
  PrerequisiteFacts facts;
  facts.wanted = loaded.config.prerequisites;
  facts.now = plugins::wall_clock();
  facts.controls_set = loaded.config.session.has_value();
  facts.certificate = std::move(certificate);
  sessions::read_run_records(loaded.config.output.root,
                             {loaded.config.strategy_name, loaded.evidence_hash}, facts);
  if (parts.executor != nullptr)
    ask_executor(*parts.executor, parts.path.route, facts);
  else
    facts.route.fault = "the route has no executor";
  return sessions::judge_prerequisites(facts);
}

bool is_asked_for(const config::RunConfig& config, const sessions::Prerequisite& prerequisite) {
  if (!is_of_paper(config)) return true;
  return prerequisite.name == "risk_parameters" || prerequisite.name == "executor" ||
         prerequisite.name == "reconciliation";
}

sessions::SessionChecks session_checks(const config::LoadResult& loaded) {
  return [&loaded](const sessions::CheckView& view) {
    auto list = prerequisites_of(loaded, view.run, {view.certificate, ""});
    for (sessions::Prerequisite& each : list)
      if (!is_asked_for(loaded.config, each)) each.passed = true;
    return sessions::failed_checks(list);
  };
}

}  // namespace sluice::app
