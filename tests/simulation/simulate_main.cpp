// SPDX-License-Identifier: Apache-2.0
//
// simulate: runs seeds of the simulation and says what broke, and how to see it again.
//
//   simulate --seeds N --from S [--seconds T] [--plant NAME] [--verbose]
//
// Exit code: 0 every seed held, 1 one did not, 2 the command was wrong.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/runner.hpp"

namespace sluice::simulation {
namespace {

constexpr std::string_view kUsage =
    "usage: simulate [--seeds N] [--from S] [--seconds T] [--plant NAME] [--verbose]\n"
    "  --seeds N     run so many seeds (1000)\n"
    "  --from S      the first one (1)\n"
    "  --seconds T   stop after this time, however many seeds are done\n"
    "  --plant NAME  put a bug in; it must be found (--plant list names them)\n"
    "  --verbose     tell every step of every seed\n";

struct Options {
  std::uint64_t seeds = 1000;
  std::uint64_t from = 1;
  std::uint64_t seconds = 0;
  Plant plant = Plant::kNone;
  bool verbose = false;
  bool list = false;
};

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Options> parse(const std::vector<std::string_view>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--verbose") {
      options.verbose = true;
      continue;
    }
    if (i + 1 == words.size()) return std::nullopt;
    const std::string_view value = words[++i];
    if (words[i - 1] == "--plant") {
      options.list = value == "list";
      const auto plant = options.list ? Plant::kNone : parse_plant(value);
      if (!plant) return std::nullopt;
      options.plant = *plant;
      continue;
    }
    const auto number = parse_number(value);
    if (!number) return std::nullopt;
    if (words[i - 1] == "--seeds")
      options.seeds = *number;
    else if (words[i - 1] == "--from")
      options.from = *number;
    else if (words[i - 1] == "--seconds")
      options.seconds = *number;
    else
      return std::nullopt;
  }
  return options;
}

void tell_last(const std::vector<std::string>& lines, bool all) {
  constexpr std::size_t kLast = 30;
  const std::size_t from = all ? 0 : lines.size() - std::min(lines.size(), kLast);
  for (std::size_t i = from; i < lines.size(); ++i) std::cout << lines[i] << '\n';
}

// The same seed once more, in words.
void tell(std::uint64_t seed, const Options& options) {
  const SeedResult result = trace_seed(seed, options.plant);
  tell_last(result.trace, options.verbose);
  tell_last(result.journal_lines, options.verbose);
}

void tell_violation(std::uint64_t seed, const Options& options, const SeedResult& result) {
  std::cout << "\nseed " << seed << ", step " << result.step << ": invariant "
            << static_cast<int>(result.violation->invariant) << " ("
            << name(result.violation->invariant) << ") is broken: " << result.violation->what
            << "\nto see it again: scripts/simulate --seeds 1 --from " << seed;
  if (options.plant != Plant::kNone) std::cout << " --plant " << words(options.plant).name;
  std::cout << " --verbose\n";
}

int run(const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Totals totals;
  for (std::uint64_t i = 0; i < options.seeds; ++i) {
    if (options.seconds != 0 && elapsed() >= static_cast<double>(options.seconds)) break;
    const std::uint64_t seed = options.from + i;
    const SeedResult result = run_seed(seed, options.plant);
    totals.add(result);
    if (result.violation || options.verbose) tell(seed, options);
    if (!result.violation) continue;
    tell_violation(seed, options, result);
    return 1;
  }
  std::cout << totals.to_string() << ", "
            << static_cast<std::uint64_t>(static_cast<double>(totals.seeds) /
                                          std::max(elapsed(), 1e-3))
            << " seeds/s\n";
  return 0;
}

}  // namespace
}  // namespace sluice::simulation

int main(int argc, char** argv) {
  using namespace sluice::simulation;
  const auto options = parse({argv + 1, argv + argc});
  if (!options) {
    std::cerr << kUsage;
    return 2;
  }
  if (options->list) {
    for (const PlantWords& plant : kPlants) std::cout << plant.name << ": " << plant.what << '\n';
    return 0;
  }
  return run(*options);
}
