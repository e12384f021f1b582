// SPDX-License-Identifier: Apache-2.0
//
// run_store.hpp: what has been shown of a strategy: backtests, days of paper tracks, tests of the
// kill switch. A session's prerequisites read it.
//
// Place: records. Format: docs/formats/run_store.md; {data directory}/runs.db. Several processes
// may have it open. A row is one short write without waiting for the disk: what a power cut takes
// is shown again by running again. Thread: one at a time an object. Errors: SQLite's, with the
// path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::records {

struct StoreFile;

// Whose evidence: the strategy's name and LoadResult::evidence_hash.
struct EvidenceKey {
  std::string strategy;
  std::string evidence_hash;
};

struct BacktestRun {
  std::string config_hash;
  Timestamp finished;  // wall clock, as the others here
  Date first;
  Date last;
  std::uint64_t sessions = 0;
  std::optional<double> sharpe;           // annualised; nothing: not defined
  std::optional<double> deflated_sharpe;  // a probability; nothing: n_tests is 1
  std::uint64_t n_tests = 1;
};

struct KillTestRun {
  Timestamp time;
  std::uint32_t rounds = 0;
  std::int64_t worst_ns = 0;  // from engaging to the last order that left
};

class RunStore {
 public:
  static constexpr std::string_view kName = "runs.db";
  static constexpr std::int64_t kMaxBacktests = 10'000;  // the oldest are let go

  // Created when missing.
  static Result<std::unique_ptr<RunStore>> open(const std::filesystem::path& data_directory);
  ~RunStore();
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;

  Result<void> add_backtest(const EvidenceKey& key, const BacktestRun& run);
  // Days that are there already stay as they are.
  Result<void> add_paper_days(const EvidenceKey& key, std::span<const Date> days, Timestamp now);
  Result<void> add_kill_test(const KillTestRun& run);

  // The newest by when it finished; nothing: there is none.
  Result<std::optional<BacktestRun>> newest_backtest(const EvidenceKey& key);
  Result<std::uint64_t> paper_days(const EvidenceKey& key);
  Result<std::optional<KillTestRun>> newest_kill_test();

 private:
  explicit RunStore(std::unique_ptr<StoreFile> file);

  std::unique_ptr<StoreFile> file_;
};

}  // namespace sluice::records
