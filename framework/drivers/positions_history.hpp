// SPDX-License-Identifier: Apache-2.0
//
// positions_history.hpp: what a track held, session by session, as its positions_history.csv tells.
//
// Place: drivers. Owns the open file; reads it once, from its beginning. The rows of a session are
// held against what the trail says of it (docs/formats/track.md). Thread: one. Errors: file, line
// and reason; after one, nothing more is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <sluice/result.hpp>

#include "core/instrument.hpp"
#include "records/day.hpp"

namespace sluice::drivers {

inline constexpr const char* kPositionsHistoryFile = "positions_history.csv";

class PositionsHistory {
 public:
  static Result<PositionsHistory> open(const std::filesystem::path& path,
                                       const InstrumentTable& instruments);

  // Fills in the holdings of a day that is complete otherwise. Days come in ascending order; an
  // instrument that left the universe since is left out.
  Result<void> fill_in(records::Day& day);

 private:
  struct Row {
    Timestamp time;
    std::optional<InstrumentId> instrument;
    Quantity quantity;
    Price price;
    Money value;
  };
  PositionsHistory(std::filesystem::path path, std::ifstream file,
                   const InstrumentTable& instruments)
      : path_{std::move(path)}, file_{std::move(file)}, instruments_{&instruments} {}

  // The next row; false at the end.
  Result<bool> read();
  [[nodiscard]] Error fault(const std::string& what) const;

  std::filesystem::path path_;
  std::ifstream file_;
  const InstrumentTable* instruments_;
  std::string line_;
  std::uint64_t line_number_ = 0;
  std::optional<Row> next_;
};

}  // namespace sluice::drivers
