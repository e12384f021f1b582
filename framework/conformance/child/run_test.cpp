// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/run_test.hpp"

#include <charconv>
#include <iostream>
#include <map>
#include <optional>
#include <thread>
#include <unistd.h>

#include "conformance/child/position.hpp"
#include "conformance/child/sanitizers.hpp"
#include "conformance/child/tests.hpp"
#include "conformance/outcome.hpp"
#include "conformance/test_table.hpp"

namespace sluice::conformance {
namespace {

constexpr int kExitPassed = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

template <typename Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional{value} : std::nullopt;
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

int usage(const std::string& problem) {
  std::cerr << "sluice-plugin-runner check: " << problem << "\n"
            << "Usage: sluice-plugin-runner check LIBRARY TEST --seed N --check-file FILE "
               "--scratch FOLDER --deadline-ms N\n";
  return kExitUsage;
}

bool dispatch(TestRun& run) {
  for (const auto group : {run_file_test, run_load_test, run_life_test, run_rows_test,
                           run_repeat_test, run_extreme_test, run_hot_test, run_endurance_test})
    if (group(run)) return true;
  return false;
}

}  // namespace

int run_test_in_child(std::span<const std::string> words, int answer_descriptor) {
  if (words.size() < 2 || words.size() % 2 != 0)
    return usage("expected a library, a test, options");
  std::map<std::string, std::string, std::less<>> options{
      {"--seed", "1"}, {"--check-file", ""}, {"--scratch", ""}, {"--deadline-ms", "60000"}};
  for (std::size_t i = 2; i < words.size(); i += 2) {
    const auto known = options.find(words[i]);
    if (known == options.end()) return usage("unknown option " + words[i]);
    known->second = words[i + 1];
  }
  const auto seed = number<std::uint64_t>(options["--seed"]);
  const auto deadline = number<std::int64_t>(options["--deadline-ms"]);
  if (!seed || !deadline) return usage("--seed and --deadline-ms are numbers");
  if (options["--scratch"].empty()) return usage("--scratch is needed");
  if (find_test(words[1]) == nullptr) return usage("there is no test " + words[1]);
  auto check_file = read_check_file(options["--check-file"]);
  if (!check_file) return usage(check_file.error().message);
  const std::filesystem::path scratch = options["--scratch"];
  if (::chdir(scratch.c_str()) != 0) return usage("the scratch folder can't be entered");
  // With the first thread ThreadSanitizer begins one of its own, which is no plugin's.
  if (SLUICE_SANITIZED_THREADS) std::thread{[] {}}.join();
  install_last_words(answer_descriptor, std::chrono::milliseconds{*deadline});
  TestRun run{{words[0], words[1], *seed, std::move(check_file).value(), scratch}};
  if (!dispatch(run)) run.find("the runner has no code for this test");
  const Outcome outcome{run.skipped(), run.digest(), run.findings().all()};
  write_all(answer_descriptor, outcome_line(outcome));
  const int code = outcome.findings.empty() ? kExitPassed : kExitFailed;
  // A sanitizer that looks for leaks at the end could not make its system calls under the trap.
  if (run.input().test == "hot.system_call") ::_exit(code);
  return code;
}

}  // namespace sluice::conformance
