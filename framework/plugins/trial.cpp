// SPDX-License-Identifier: Apache-2.0
#include "plugins/trial.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "plugins/text.hpp"
#include "plugins/trial_child.hpp"

namespace sluice::plugins {
namespace {

using End = ChildOutcome::End;
using State = TrialRecord::State;

constexpr std::size_t kMaxReasonBytes = 600;
constexpr std::size_t kMaxQuotedOutput = 200;

std::string_view step_words(std::string_view step) {
  if (step == kStepLoad) return "while it was loaded";
  if (step == kStepEntry) return "when its entry function was called a second time";
  if (step == kStepExit) return "when the process that had loaded it ended";
  return "before anything of it ran";
}

// The last line that was printed, quoted; empty: none was.
std::string last_words(std::string_view output) {
  const auto end = output.find_last_not_of(" \t\r\n");
  if (end == output.npos) return {};
  output = output.substr(0, end + 1);
  const auto start = output.find_last_of('\n');
  if (start != output.npos) output.remove_prefix(start + 1);
  return "; the last it printed: \"" + printable(output, kMaxQuotedOutput) + "\"";
}

// What is to be held against the library; empty: it has passed.
std::string fault_of(const ChildOutcome& outcome, const TrialAnswer& answer,
                     const ChildLimits& limits) {
  const bool ended_well = outcome.end == End::kExited && outcome.code == 0;
  if (answer.is_settled && !answer.passed) return answer.reason;
  if (ended_well && answer.passed) return {};
  return "the process that tried it " + end_text(outcome, limits) + ", " +
         std::string{step_words(answer.step)} + last_words(outcome.output);
}

class Trial {
 public:
  Trial(const TrialOptions& options, const std::filesystem::path& library,
        const std::string& sha256, const TrialWarning& warn)
      : options_{options}, library_{library}, sha256_{sha256}, warn_{warn} {}

  Result<void> admit() {
    const auto known = look_up();
    if (known) return judge(*known);
    auto tried = try_it();
    if (!tried) return tried.error();
    return judge(keep(*tried));
  }

 private:
  [[nodiscard]] std::optional<TrialRecord> look_up() const {
    if (options_.state_directory.empty()) return std::nullopt;
    auto known = TrialStore{options_.state_directory}.find(sha256_);
    if (known) return std::move(*known);
    warn_("it is tried again: " + known.error().message);
    return std::nullopt;
  }

  [[nodiscard]] TrialRecord keep(const TrialRecord& record) const {
    if (options_.state_directory.empty()) {
      warn_("the result of its trial is not kept: there is no state folder, for neither $" +
            std::string{kStateVariable} + " nor $HOME is set");
      return record;
    }
    auto kept = TrialStore{options_.state_directory}.keep(record);
    if (kept) return std::move(*kept);
    warn_("the result of its trial is not kept, so it is tried each time: " + kept.error().message);
    return record;
  }

  [[nodiscard]] Result<TrialRecord> try_it() const {
    if (::access(options_.runner.c_str(), X_OK) != 0)
      return Error{"it can't be tried before it is loaded: there is no program " +
                   options_.runner.string() + "; install " + kRunnerName +
                   " beside the host, or set $" + kRunnerVariable};
    std::error_code ignored;
    const std::array words{std::string{"trial"},
                           std::filesystem::absolute(library_, ignored).string()};
    const auto outcome = run_child(options_.runner, words, options_.limits);
    if (outcome.end == End::kNotStarted)
      return Error{"it can't be tried before it is loaded: " + options_.runner.string() + " " +
                   end_text(outcome, options_.limits)};
    return record_of(outcome, parse_trial_answer(outcome.result));
  }

  [[nodiscard]] Result<TrialRecord> record_of(const ChildOutcome& outcome,
                                              const TrialAnswer& answer) const {
    if (answer.step.empty())
      return Error{"it can't be tried before it is loaded: " + options_.runner.string() + " " +
                   end_text(outcome, options_.limits) + " without an answer" +
                   last_words(outcome.output)};
    if (answer.step == kStepOpen && answer.is_settled && answer.sha256.empty())
      return Error{"it could not be read for its trial: " + answer.reason};
    if (answer.is_settled && answer.sha256 != sha256_)
      return Error{"the file was replaced while it was tried"};
    const std::string fault = fault_of(outcome, answer, options_.limits);
    return TrialRecord{fault.empty() ? State::kPassed : State::kQuarantined,
                       sha256_,
                       library_.string(),
                       answer.step,
                       printable(fault, kMaxReasonBytes),
                       options_.wall_clock ? options_.wall_clock() : Timestamp{}};
  }

  [[nodiscard]] static Result<void> judge(const TrialRecord& record) {
    if (!record.is_quarantined()) return {};
    return Error{quarantine_text(record)};
  }

  const TrialOptions& options_;
  const std::filesystem::path& library_;
  const std::string& sha256_;
  const TrialWarning& warn_;
};

}  // namespace

TrialOptions process_trial_options(const std::filesystem::path& configured_state) {
  TrialOptions options;
  options.state_directory = process_state_directory(configured_state);
  options.runner = runner_path();
  options.wall_clock = &wall_clock;
  return options;
}

Timestamp wall_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp::from_nanoseconds(
      std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

Result<void> admit(const TrialOptions& options, const std::filesystem::path& library,
                   const std::string& sha256, const TrialWarning& warn) {
  return Trial{options, library, sha256, warn}.admit();
}

}  // namespace sluice::plugins
