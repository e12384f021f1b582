// SPDX-License-Identifier: Apache-2.0
//
// trades_file.hpp: the trades of a long run as CSV, formatted and written beside the run.
//
// Place: drivers. A thread of its own takes what the lane has gathered, for text and disk are a
// fifth of a backtest; it decides nothing, and the file is the same as if the lane had written it.
// Bounded: two batches of kBatchRows, then the lane waits. Errors: the first one of the disk, told
// at the next call. Thread: the lane.
#pragma once

#include <filesystem>
#include <memory>

#include <sluice/result.hpp>

#include "core/instrument.hpp"
#include "records/day.hpp"

namespace sluice::drivers {

class TradesFile {
 public:
  static constexpr std::size_t kBatchRows = 8'192;

  // `instruments` outlives it. An existing file is an error.
  static Result<TradesFile> create(const std::filesystem::path& path,
                                   const InstrumentTable& instruments);
  TradesFile(TradesFile&&) noexcept;
  TradesFile& operator=(TradesFile&&) noexcept;
  ~TradesFile();  // what was not finished may lack its end

  Result<void> add(const records::Day& day);
  // Everything is written, and the file closed.
  Result<void> finish();

 private:
  class Worker;
  explicit TradesFile(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace sluice::drivers
