// SPDX-License-Identifier: Apache-2.0
//
// plugin_load_bench: what it costs to find and load 20 libraries whose trials are known.
//
// The library is sluice_standard_risk, the largest of ours, as copies that differ in their last
// bytes: for files, hashes, trials and the dynamic linker they are 20 libraries. A library is never
// unloaded, so every round makes new copies and tries them, both outside the time that is taken.
// Timed: opening, reading, hashing, the manifest, the record of the trial, loading, the checks of
// the block. Prints medians, in milliseconds; of processor time too, which other programs at work
// do not change.
//
//   plugin_load_bench [ROUNDS [LIBRARY]]   exit code 1 where the median is above the bound of 50 ms
//
// LIBRARY is another build of sluice_standard_risk.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "plugins/inspect.hpp"
#include "plugins/registry.hpp"

namespace {

namespace fs = std::filesystem;
using namespace sluice;
using Clock = std::chrono::steady_clock;

constexpr int kLibraries = 20;
constexpr int kDefaultRounds = 15;
constexpr double kBoundMs = 50;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double cpu_ms() {
  return 1e3 * static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Bench {
 public:
  explicit Bench(fs::path library) : library_{std::move(library)} {
    std::string name = (fs::temp_directory_path() / "sluice-load-bench-XXXXXX").native();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
    fs::create_directories(folder_ / "state");
  }
  ~Bench() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void round() {
    const auto copies = make_copies();
    auto start = Clock::now();
    for (const fs::path& copy : copies) admit_one(copy);
    trial_ms_.push_back(ms_since(start) / kLibraries);
    const double cpu = cpu_ms();
    load_ms_.push_back(load_all(copies, true));
    cpu_ms_.push_back(cpu_ms() - cpu);
    // Once loaded they would be free: others show what the look at the trial adds.
    untried_ms_.push_back(load_all(make_copies(), false));
  }

  int report() const {
    const double loading = median(load_ms_);
    std::cout << "loading " << kLibraries << " libraries of " << size_ / 1024
              << " KiB, trials known:   " << loading << " ms (bound " << kBoundMs << ")\n"
              << "processor time of that:                    " << median(cpu_ms_) << " ms\n"
              << "loading them without asking for trials:    " << median(untried_ms_) << " ms\n"
              << "one trial in a process of its own:         " << median(trial_ms_) << " ms\n";
    return loading <= kBoundMs ? 0 : 1;
  }

 private:
  std::vector<fs::path> make_copies() {
    std::vector<fs::path> copies;
    for (int i = 0; i < kLibraries; ++i) {
      const fs::path copy = folder_ / ("copy_" + std::to_string(next_) + ".so");
      fs::copy_file(library_, copy);
      std::ofstream{copy, std::ios::app | std::ios::binary} << "copy " << next_++;
      size_ = fs::file_size(copy);
      copies.push_back(copy);
    }
    return copies;
  }
  [[nodiscard]] plugins::ScanOptions options(const fs::path& library, bool tried) const {
    plugins::ScanOptions scan;
    scan.search.configured = {library};
    if (tried) scan.trial = plugins::process_trial_options(folder_ / "state");
    return scan;
  }
  void admit_one(const fs::path& library) const {
    const auto sha256 = plugins::inspect_library(library, {}).sha256;
    const auto admitted =
        plugins::admit(plugins::process_trial_options(folder_ / "state"), library, sha256,
                       [](const std::string& text) { std::cerr << text << "\n"; });
    if (!admitted) {
      std::cerr << admitted.error().message << "\n";
      std::abort();
    }
  }
  // Their components have the same ids: each has a registry of its own.
  double load_all(const std::vector<fs::path>& copies, bool tried) const {
    const auto start = Clock::now();
    for (const fs::path& copy : copies) {
      auto registry = plugins::Registry::scan(options(copy, tried));
      const auto loaded = registry.load(plugins::Kind::kRiskRule, "max_order_notional");
      if (loaded) continue;
      std::cerr << loaded.error().message << "\n";
      std::abort();
    }
    return ms_since(start);
  }

  fs::path library_;
  fs::path folder_;
  int next_ = 0;
  std::uintmax_t size_ = 0;
  std::vector<double> load_ms_;
  std::vector<double> cpu_ms_;
  std::vector<double> untried_ms_;
  std::vector<double> trial_ms_;
};

}  // namespace

int main(int count, char** words) {
  const int rounds = count > 1 ? std::atoi(words[1]) : kDefaultRounds;
  if (rounds < 1) {
    std::cerr << "Usage: plugin_load_bench [ROUNDS [LIBRARY]]\n";
    return 2;
  }
  Bench bench{count > 2 ? words[2] : SLUICE_RISK_PLUGIN};
  for (int i = 0; i < rounds; ++i) bench.round();
  return bench.report();
}
