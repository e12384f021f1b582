// SPDX-License-Identifier: Apache-2.0
#include "app/run_records.hpp"

#include <algorithm>

#include <sluice/c/base.h>

#include "plugins/trial.hpp"
#include "records/run_store.hpp"

namespace sluice::app {
namespace {

template <typename Work>
void note_in(const std::filesystem::path& data_directory, Work work) {
  auto store = records::RunStore::open(data_directory);
  const Result<void> done = store ? work(**store) : Result<void>{store.error()};
  if (!done)
    log_component_line(SLUICE_LOG_WARNING,
                       done.error().message + "; sessions will not know of this run");
}

records::EvidenceKey key_of(const RunSetup& setup) {
  return {setup.loaded->config.strategy_name, setup.loaded->evidence_hash};
}

bool shows_what_would_trade(const drivers::AssembleOptions& options) {
  return !options.disable_pre_trade_checks && !options.ignore_kill_switch;
}

}  // namespace

void note_backtest(const RunSetup& setup, const drivers::BacktestResult& result) {
  if (!shows_what_would_trade(setup.options) || result.blocked_by_kill_switch) return;
  const auto& config = setup.loaded->config;
  records::BacktestRun run;
  run.config_hash = setup.loaded->hash;
  run.finished = plugins::wall_clock();
  run.first = result.first;
  run.last = result.last;
  run.sessions = result.sessions;
  run.sharpe = result.performance.sharpe;
  run.n_tests = static_cast<std::uint64_t>(config.integration.n_tests);
  if (run.n_tests > 1 && result.performance.sharpe_sample)
    run.deflated_sharpe =
        statistics::deflated_sharpe(*result.performance.sharpe_sample, run.n_tests);
  note_in(config.output.root,
          [&](records::RunStore& store) { return store.add_backtest(key_of(setup), run); });
}

void note_paper_days(const RunSetup& setup, std::span<const Date> days) {
  if (!shows_what_would_trade(setup.options) || days.empty()) return;
  note_in(setup.loaded->config.output.root, [&](records::RunStore& store) {
    return store.add_paper_days(key_of(setup), days, plugins::wall_clock());
  });
}

void note_kill_test(const std::filesystem::path& data_directory,
                    std::span<const drivers::KillLatency> latencies, std::uint32_t rounds) {
  records::KillTestRun run{plugins::wall_clock(), rounds, 0};
  for (const auto& latency : latencies)
    for (const std::int64_t last : latency.last_send_ns)
      run.worst_ns = std::max(run.worst_ns, last);
  note_in(data_directory, [&](records::RunStore& store) { return store.add_kill_test(run); });
}

}  // namespace sluice::app
