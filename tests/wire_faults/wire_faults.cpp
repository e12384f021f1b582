// SPDX-License-Identifier: Apache-2.0
//
// wire_faults.cpp: sessions over the wire, with everything going wrong that the venue simulator can
// make go wrong, at every stage of an order, killed in between.
//
//   wire_faults --desk PROGRAM --plugins FILE [--rounds N] [--first N] [--seconds N] [--workers N]
//               [--only TEXT] [--verbose]
//
// A round is one session of six orders, one case (cases.hpp) and one way of being killed. After it:
//   - no order is at the venue twice;
//   - the session is through, and has every order, execution, the position and the cash that the
//     venue has; or it has halted with a reason; or it says which order it knows nothing of.
// Round N is always the same case, kill and seed. README.md tells how many were run.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "wire_faults/round.hpp"

namespace sluice::wire_faults {
namespace {

constexpr std::uint64_t kWaysToKill = 3;
constexpr std::uint64_t kWide = 0x9e3779b97f4a7c15u;

struct Options {
  RoundOptions round;
  std::uint64_t rounds = 0;  // 0: as many as fit
  std::uint64_t first = 0;
  double seconds = 40;
  std::uint64_t workers = 6;  // they wait more than they work
  std::string only;
  bool is_verbose = false;
};

constexpr std::array<std::string_view, 3> kKills{"never", "when it strikes", "at any time"};

// Every case before the second way to kill: the first rounds are the broadest.
const Case& case_of(const std::vector<Case>& cases, std::uint64_t round) {
  // 101 is prime to the number of cases: neighbours are of different stages.
  return cases[round * 101 % cases.size()];
}
Kill kill_of(const std::vector<Case>& cases, std::uint64_t round) {
  return static_cast<Kill>((round / cases.size() + round % cases.size()) % kWaysToKill);
}

void show(const Case& what, std::uint64_t round, Kill kill, const RoundResult& result) {
  constexpr std::array<std::string_view, 4> kEnds{"equal", "HALTED", "STUCK", "FAILED"};
  std::printf("round %llu, %s, killed %s (%d): %s, %.1f s%s%s%s\n",
              static_cast<unsigned long long>(round), what.name().c_str(),
              kKills[static_cast<std::size_t>(kill)].data(), result.kills,
              kEnds[static_cast<std::size_t>(result.end)].data(), result.seconds,
              result.has_struck ? "" : ", did not strike", result.reason.empty() ? "" : ": ",
              result.reason.c_str());
  std::fflush(stdout);
}

// What a worker has to tell, in one write of its pipe.
struct Tally {
  std::uint64_t rounds = 0, struck = 0, kills = 0, halted = 0, stuck = 0, failed = 0;
};

bool is_wrong(const Case& what, const RoundResult& result) {
  if (result.end == RoundEnd::kFailed) return true;
  // Nothing has gone wrong, or what has can be put right by asking: stopping is not an answer.
  return !what.is_beyond_repair && result.end != RoundEnd::kEqual;
}

Tally work(const Options& options, std::uint64_t worker) {
  const std::vector<Case> cases = all_cases();
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::milliseconds{static_cast<std::int64_t>(options.seconds * 1'000)};
  Tally tally;
  for (std::uint64_t i = worker;; i += options.workers) {
    if (options.rounds != 0 ? i >= options.rounds : std::chrono::steady_clock::now() >= end) break;
    const std::uint64_t round = options.first + i;
    const Case& what = case_of(cases, round);
    if (what.name().find(options.only) == std::string::npos) continue;
    RoundOptions own = options.round;
    // Not the round itself: a case would always meet the same order first.
    own.seed = round * kWide ^ round >> 7;
    own.kill = kill_of(cases, round);
    const RoundResult result = run_round(what, own);
    ++tally.rounds;
    tally.struck += result.has_struck ? 1 : 0;
    tally.kills += static_cast<std::uint64_t>(result.kills);
    tally.halted += result.end == RoundEnd::kHalted ? 1 : 0;
    tally.stuck += result.end == RoundEnd::kStuck ? 1 : 0;
    const bool wrong = is_wrong(what, result);
    tally.failed += wrong ? 1 : 0;
    if (wrong || options.is_verbose) show(what, round, own.kill, result);
  }
  return tally;
}

void add(Tally& sum, const Tally& more) {
  sum.rounds += more.rounds;
  sum.struck += more.struck;
  sum.kills += more.kills;
  sum.halted += more.halted;
  sum.stuck += more.stuck;
  sum.failed += more.failed;
}

int run(const Options& options) {
  std::vector<int> pipes;
  for (std::uint64_t worker = 0; worker < options.workers; ++worker) {
    int ends[2];
    if (::pipe(ends) != 0) return 1;
    if (::fork() == 0) {
      const Tally tally = work(options, worker);
      const bool told = ::write(ends[1], &tally, sizeof tally) == sizeof tally;
      ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    pipes.push_back(ends[0]);
  }
  Tally sum;
  bool is_whole = true;
  for (const int each : pipes) {
    Tally tally;
    is_whole = ::read(each, &tally, sizeof tally) == sizeof tally && is_whole;
    add(sum, tally);
  }
  while (::wait(nullptr) > 0) {
  }
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf(
      "%llu rounds: the fault struck in %llu, %llu kills; %llu halted, %llu stuck; %llu failed\n",
      number(sum.rounds), number(sum.struck), number(sum.kills), number(sum.halted),
      number(sum.stuck), number(sum.failed));
  return is_whole && sum.failed == 0 && sum.rounds > 0 ? 0 : 1;
}

bool read_option(std::string_view name, const char* value, Options& options) {
  if (name == "--desk") options.round.desk = value;
  if (name == "--plugins") options.round.plugins = value;
  if (name == "--rounds") options.rounds = std::strtoull(value, nullptr, 10);
  if (name == "--first") options.first = std::strtoull(value, nullptr, 10);
  if (name == "--seconds") options.seconds = std::atof(value);
  if (name == "--workers") options.workers = std::max(1ull, std::strtoull(value, nullptr, 10));
  if (name == "--only") options.only = value;
  if (name == "--verbose") options.is_verbose = std::string_view{value} == "yes";
  return name.starts_with("--");
}

}  // namespace
}  // namespace sluice::wire_faults

int main(int argc, char** argv) {
  sluice::wire_faults::Options options;
  bool is_understood = argc % 2 == 1;
  for (int i = 1; i + 1 < argc; i += 2)
    is_understood =
        sluice::wire_faults::read_option(argv[i], argv[i + 1], options) && is_understood;
  if (!is_understood || options.round.desk.empty() || options.round.plugins.empty()) {
    std::fprintf(stderr,
                 "usage: wire_faults --desk PROGRAM --plugins FILE [--rounds N] [--first N] "
                 "[--seconds N] [--workers N] [--only TEXT] [--verbose yes]\n");
    return 2;
  }
  return sluice::wire_faults::run(options);
}
