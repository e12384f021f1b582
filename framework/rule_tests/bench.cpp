// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/bench.hpp"

#include <algorithm>
#include <chrono>

#include "rule_tests/played_case.hpp"

namespace sluice::rule_tests {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int64_t kWarmUp = 200;

// Of sorted times: the one that `share` of them do not exceed.
std::int64_t quantile(const std::vector<std::int64_t>& sorted, double share) {
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return sorted[index];
}

template <typename Work>
std::vector<std::int64_t> times_of(std::int64_t repeats, Work work) {
  std::vector<std::int64_t> times;
  times.reserve(static_cast<std::size_t>(repeats));
  for (std::int64_t i = -kWarmUp; i < repeats; ++i) {
    const auto start = Clock::now();
    work();
    const auto taken = Clock::now() - start;
    if (i >= 0) times.push_back(std::chrono::nanoseconds{taken}.count());
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace

Result<std::vector<BenchResult>> bench_table(plugins::Registry& registry, const Table& table,
                                             std::int64_t repeats, config::Faults& faults) {
  const RuleMaker as_traded{registry, source_of(table), {false, false}};
  const RuleMaker counting{registry, source_of(table), {true, false}};
  const auto params = complete_params(table, as_traded, faults);
  if (!params) return params.error();
  const auto counted = run_table(table, counting, faults);
  if (!counted) return counted.error();
  std::vector<BenchResult> results;
  if (!faults.empty()) return results;
  const std::int64_t clock_ns = quantile(times_of(repeats, [] {}), 0.5);
  for (std::size_t i = 0; i < table.cases.size(); ++i) {
    auto played = PlayedCase::play(table.cases[i], as_traded, (*params)[i]);
    if (!played) return played.error();
    PlayedCase& one = **played;
    one.look();
    const auto times = times_of(repeats, [&] { one.judge_again(); });
    results.push_back({table.cases[i].name,
                       std::max<std::int64_t>(quantile(times, 0.5) - clock_ns, 0),
                       std::max<std::int64_t>(quantile(times, 0.999) - clock_ns, 0),
                       counted.value().cases[i].explanation});
  }
  return results;
}

}  // namespace sluice::rule_tests
