// SPDX-License-Identifier: Apache-2.0
#include "app/live_facts.hpp"

#include <sstream>

#include "api/webhook.hpp"
#include "drivers/live_gate.hpp"
#include "files/atomic_file.hpp"
#include "files/sha256.hpp"
#include "risk/approval.hpp"

namespace sluice::app {
namespace {

using risk::Looked;

constexpr std::uint64_t kMaxFactFile = 1u << 20;
constexpr std::uint64_t kMaxProgram = 1u << 30;
constexpr const char* kThisProgram = "/proc/self/exe";

Looked look_at_monitoring(const std::string& url) {
  if (url.empty()) return {false, "environment.monitoring_url is not set"};
  const auto address = api::parse_webhook_address(url);
  if (!address) return {false, "environment.monitoring_url: " + address.error().message};
  const auto answer = api::probe(*address, kProbeTimeout);
  if (!answer) return {false, answer.error().message};
  return {true, address->shown() + " answers"};
}

Looked look_at_runbook(const std::optional<std::filesystem::path>& file) {
  if (!file) return {false, "environment.runbook is not set"};
  const auto text = files::read_file(*file, kMaxFactFile);
  if (!text) return {false, text.error().message};
  if (text->find_first_not_of(" \t\r\n") == std::string::npos)
    return {false, file->string() + " is empty"};
  return {true, file->string()};
}

Looked look_at_approval(const config::LoadResult& loaded, Timestamp now) {
  const auto& approval = loaded.config.environment.approval;
  if (!approval) return {false, "environment.approval is not set"};
  const auto text = files::read_file(approval->file, kMaxFactFile);
  if (!text) return {false, text.error().message};
  const auto terms = risk::check_approval(
      *text, {approval->public_key, loaded.config.strategy_name, loaded.hash, now});
  if (!terms) return {false, approval->file.string() + ": " + terms.error().message};
  return {true, "by " + terms->approved_by + " until " + terms->expires.to_string()};
}

Looked look_at_evidence(const std::optional<std::filesystem::path>& file) {
  if (!file) return {false, "environment.test_evidence is not set"};
  const auto text = files::read_file(*file, kMaxFactFile);
  if (!text) return {false, text.error().message};
  const auto program = files::read_file(kThisProgram, kMaxProgram);
  if (!program) return {false, program.error().message};
  Looked looked = look_at_test_evidence(*text, files::sha256_hex(*program));
  looked.seen = file->string() + ": " + looked.seen;
  return looked;
}

}  // namespace

risk::Looked look_at_test_evidence(const std::string& text, const std::string& program_sha256) {
  std::istringstream in{text};
  std::string first, program_key, program, passed_key, failed_key, end;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  const bool is_whole = std::getline(in, first) && first == "sluice test evidence 1" &&
                        in >> program_key >> program && program_key == "program" &&
                        in >> passed_key >> passed && passed_key == "passed" &&
                        in >> failed_key >> failed && failed_key == "failed" && in >> end &&
                        end == "end";
  if (!is_whole) return {false, "it is no evidence of this version"};
  if (program != program_sha256) return {false, "it is of another program than this one"};
  if (failed != 0) return {false, std::to_string(failed) + " tests failed"};
  if (passed == 0) return {false, "no test was run"};
  return {true, std::to_string(passed) + " tests passed"};
}

risk::LiveFacts look_at_live_facts(const config::LoadResult& loaded, Timestamp now) {
  const config::Environment& environment = loaded.config.environment;
  risk::LiveFacts facts;
  facts.settings = drivers::live_settings(environment);
  facts.arming = risk::ArmingFile{loaded.config.output.root}.read();
  facts.now = now;
  facts.limits_enabled = loaded.config.live_risk.enabled;
  facts.limits_complete = loaded.config.live_risk.is_complete();
  facts.monitoring = look_at_monitoring(environment.monitoring_url);
  facts.runbook = look_at_runbook(environment.runbook);
  facts.approval = look_at_approval(loaded, now);
  facts.exchange = {false, "this build has none: the live path ends in live_dry_run"};
  facts.evidence = look_at_evidence(environment.test_evidence);
  return facts;
}

}  // namespace sluice::app
