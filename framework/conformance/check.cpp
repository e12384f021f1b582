// SPDX-License-Identifier: Apache-2.0
#include "conformance/check.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <unistd.h>
#include <utility>

#include "conformance/child/sanitizers.hpp"
#include "conformance/outcome.hpp"
#include "conformance/parameters.hpp"
#include "files/sha256.hpp"
#include "plugins/child_process.hpp"
#include "plugins/library_file.hpp"
#include "plugins/text.hpp"

namespace sluice::conformance {
namespace {

using plugins::ChildLimits;
using plugins::ChildOutcome;
using std::chrono::milliseconds;

constexpr std::uint64_t kMostMemoryBytes = std::uint64_t{8} << 30;
constexpr int kSanitizerFactor = SLUICE_SANITIZED_MEMORY || SLUICE_SANITIZED_THREADS ? 6 : 1;
constexpr std::size_t kMostShownOutput = 300;

// A folder that is gone with everything in it when this is.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sluice-check-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() { remove_all(path_); }

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  // An empty folder of this name, the same whenever it is asked for.
  [[nodiscard]] std::filesystem::path renewed(std::string_view name) const {
    const auto folder = path_ / name;
    std::error_code error;
    remove_all(folder);
    std::filesystem::create_directories(folder, error);
    return folder;
  }

 private:
  static void remove_all(const std::filesystem::path& folder) {
    std::error_code error;
    if (!folder.empty()) std::filesystem::remove_all(folder, error);
  }
  std::filesystem::path path_;
};

// The end of what it printed, in one line.
std::string last_output(std::string_view output) {
  while (!output.empty() && output.back() == '\n') output.remove_suffix(1);
  if (output.size() > kMostShownOutput) output.remove_prefix(output.size() - kMostShownOutput);
  return output.empty() ? std::string{}
                        : "; it printed: " + plugins::printable(output, 2 * kMostShownOutput);
}

// "was killed by SIGSEGV in check"
Finding death(const ChildOutcome& child, const ChildLimits& limits) {
  const auto words = read_last_words(child.result);
  std::string saw = "the process " + plugins::end_text(child, limits);
  if (child.end == ChildOutcome::End::kExited && !read_outcome(child.result))
    saw += " without an answer";
  if (words && words->is_deadline)
    saw = "it did not end within " + std::to_string(limits.deadline.count()) + " ms";
  if (words && !words->function.empty()) {
    saw += ", in " + words->function;
  } else if (words && !words->is_deadline) {
    saw += ", outside of the calls that were made: in a thread of the plugin's own, or after them";
  }
  return {words ? words->component : std::string{}, saw + last_output(child.output)};
}

// SHA-256; empty for what can't be read, which the tests tell.
std::string hash_of(const std::filesystem::path& library) {
  const auto file = plugins::LibraryFile::open(library);
  const auto bytes = file ? file->read() : Result<std::vector<std::byte>>{file.error()};
  return bytes ? files::sha256_hex(*bytes) : std::string{};
}

class Checker {
 public:
  Checker(std::filesystem::path library, const CheckOptions& options)
      : library_{std::move(library)},
        options_{options},
        runner_{options.runner.empty() ? plugins::runner_path() : options.runner},
        check_file_{options.check_file.empty() ? check_file_beside(library_)
                                               : std::filesystem::absolute(options.check_file)} {}

  [[nodiscard]] Result<void> prepare() const {
    if (scratch_.path().empty()) return Error{"no temporary folder can be made"};
    if (auto file = read_check_file(check_file_); !file) return file.error();
    if (::access(runner_.c_str(), X_OK) != 0)
      return Error{"the runner '" + runner_.string() + "' can't be started; set $" +
                   std::string{plugins::kRunnerVariable}};
    return {};
  }

  TestResult run(const TestInfo& test) {
    if (!blocker_.empty() && test.level >= blocked_from_)
      return {&test, Status::kNotRun, {}, blocker_ + " failed"};
    TestResult result{&test, Status::kPassed, {}, {}};
    std::string digest;
    for (int i = 0; i < (test.runs_twice ? 2 : 1) && result.status == Status::kPassed; ++i) {
      const Outcome outcome = run_once(test);
      result.findings = outcome.findings;
      result.note = outcome.skipped;
      if (i == 1 && result.findings.empty()) tell_difference(digest, outcome.digest, result);
      digest = outcome.digest;
      if (!result.note.empty()) result.status = Status::kSkipped;
      if (!result.findings.empty()) result.status = Status::kFailed;
    }
    note_blocker(test, result);
    return result;
  }

 private:
  Outcome run_once(const TestInfo& test) const {
    const milliseconds deadline = options_.deadline.value_or(test.deadline * kSanitizerFactor);
    const std::string arguments[] = {"check",
                                     library_.string(),
                                     std::string{test.id},
                                     "--seed",
                                     std::to_string(options_.seed),
                                     "--check-file",
                                     check_file_.string(),
                                     "--scratch",
                                     scratch_.renewed(test.id).string(),
                                     "--deadline-ms",
                                     std::to_string(deadline.count())};
    const ChildLimits limits{deadline, plugins::memory_limit(kMostMemoryBytes),
                             std::chrono::seconds{4 * (1 + deadline.count() / 1000)}};
    const ChildOutcome child = plugins::run_child(runner_, arguments, limits);
    auto outcome = read_outcome(child.result);
    // A sanitizer that found something at the very end has a code of its own.
    const bool ended = child.end == ChildOutcome::End::kExited && outcome &&
                       child.code == (outcome->findings.empty() ? 0 : 1);
    if (ended) return std::move(*outcome);
    // What it had found by then is told too, but it did not live to the end.
    if (!outcome) outcome.emplace();
    outcome->findings.push_back(death(child, limits));
    return std::move(*outcome);
  }

  static void tell_difference(const std::string& first, const std::string& second,
                              TestResult& result) {
    std::string_view a = first;
    std::string_view b = second;
    while (!a.empty() && !b.empty()) {
      const auto line = a.substr(0, a.find('\n'));
      if (line != b.substr(0, b.find('\n')))
        result.findings.push_back({std::string{line.substr(0, line.find(' '))},
                                   "a fresh process gave other output bytes"});
      a.remove_prefix(std::min(a.size(), line.size() + 1));
      b.remove_prefix(std::min(b.size(), b.find('\n') + 1));
    }
  }

  // Without a manifest there is nothing to load, and without a sound block nothing to call.
  void note_blocker(const TestInfo& test, const TestResult& result) {
    if (result.status != Status::kFailed || !blocker_.empty()) return;
    const bool is_note = test.id == "elf.note";
    if (!is_note && test.id != "load.opens" && test.id != "load.block") return;
    blocker_ = test.id;
    blocked_from_ = is_note ? 2 : 3;
  }

  std::filesystem::path library_;
  const CheckOptions& options_;
  std::filesystem::path runner_;
  std::filesystem::path check_file_;
  ScratchFolder scratch_;
  std::string blocker_;
  int blocked_from_ = 0;
};

}  // namespace

std::string_view status_name(Status status) noexcept {
  switch (status) {
    case Status::kPassed:
      return "passed";
    case Status::kFailed:
      return "failed";
    case Status::kSkipped:
      return "skipped";
    case Status::kNotRun:
      break;
  }
  return "not_run";
}

std::size_t CheckReport::count(Status status) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(),
                    [status](const TestResult& result) { return result.status == status; }));
}

bool CheckReport::is_conforming() const noexcept {
  return count(Status::kFailed) == 0 && count(Status::kNotRun) == 0;
}

Result<CheckReport> check_library(const std::filesystem::path& library,
                                  const CheckOptions& options) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(library, error))
    return Error{library.string() + ": there is no such file"};
  if (!options.only_test.empty() && find_test(options.only_test) == nullptr)
    return Error{"there is no test '" + options.only_test + "'" + nearest_test(options.only_test)};
  const std::string hash = hash_of(library);
  Checker checker{std::filesystem::absolute(library), options};
  if (auto prepared = checker.prepare(); !prepared) return prepared.error();
  CheckReport report{library, options.level, options.seed, {}};
  for (const TestInfo& test : all_tests()) {
    const bool is_wanted =
        options.only_test.empty() ? test.level <= options.level : test.id == options.only_test;
    if (!is_wanted) continue;
    report.results.push_back(checker.run(test));
    if (options.on_result) options.on_result(report.results.back());
  }
  // Every test opens it anew: of two libraries that were checked in part, neither was.
  if (hash_of(library) != hash)
    return Error{library.string() + ": the file was replaced while it was checked"};
  return report;
}

}  // namespace sluice::conformance
