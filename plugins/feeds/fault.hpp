// SPDX-License-Identifier: Apache-2.0
//
// fault.hpp: what can be wrong with a price file, and what is done about each.
//
// Place: csv feed. One table holds code, severity, action and whether the row is lost;
// docs/formats/prices_csv.md explains it to people. Bounds: see the constants; what goes beyond
// them is counted, not kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <sluice/c/base.h>

namespace sluice::feeds {

enum class Fault : std::uint8_t {
  kEmptyFile,
  kMissingColumn,
  kDuplicateColumn,
  kTooFewFields,
  kTooManyFields,
  kEmptySymbol,
  kBadSymbol,
  kBadDate,
  kBadNumber,
  kBadPrice,
  kBadClose,
  kEmptyClose,
  kEmptyCell,
  kZeroVolume,
  kInconsistentBar,
  kUnsortedRows,
  kSameRowTwice,
  kOtherRowTwice,
  kRestated,
  kMissingSession,
  kUnknownSymbol,
  kCrossedQuote,
  kBadSide,
  kWrongType
};

struct FaultRule {
  Fault fault;
  const char* code;
  std::int32_t severity;
  const char* action;
  bool loses_row;
  std::size_t singles;  // how many are told one by one, for a code and file
};

inline constexpr std::size_t kSingles = 20;

inline constexpr FaultRule kFaultRules[] = {
    // fault, code, severity, action, loses a row, singles
    {Fault::kEmptyFile, "EMPTY_FILE", SLUICE_LOG_ERROR, "stopped", false, kSingles},
    {Fault::kMissingColumn, "MISSING_COLUMN", SLUICE_LOG_ERROR, "stopped", false, kSingles},
    {Fault::kDuplicateColumn, "DUPLICATE_COLUMN", SLUICE_LOG_ERROR, "stopped", false, kSingles},
    {Fault::kTooFewFields, "TOO_FEW_FIELDS", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kTooManyFields, "TOO_MANY_FIELDS", SLUICE_LOG_WARNING, "dropped the row", true,
     kSingles},
    {Fault::kEmptySymbol, "EMPTY_CELL", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kBadSymbol, "BAD_SYMBOL", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kBadDate, "BAD_DATE", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kBadNumber, "BAD_NUMBER", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kBadPrice, "BAD_PRICE", SLUICE_LOG_WARNING, "kept the bar without this field", false,
     kSingles},
    {Fault::kBadClose, "BAD_PRICE", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kEmptyClose, "EMPTY_CELL", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kEmptyCell, "EMPTY_CELL", SLUICE_LOG_WARNING, "kept the bar without this field", false,
     kSingles},
    {Fault::kZeroVolume, "ZERO_VOLUME", SLUICE_LOG_WARNING, "kept the bar", false, kSingles},
    {Fault::kInconsistentBar, "INCONSISTENT_BAR", SLUICE_LOG_WARNING,
     "kept the bar and widened its range to hold every price", false, kSingles},
    {Fault::kUnsortedRows, "UNSORTED_ROWS", SLUICE_LOG_WARNING, "sorted the rows by date", false,
     0},
    {Fault::kSameRowTwice, "DUPLICATE_ROW", SLUICE_LOG_WARNING, "kept one of the equal rows", false,
     kSingles},
    {Fault::kOtherRowTwice, "DUPLICATE_ROW", SLUICE_LOG_WARNING, "kept the first row", true,
     kSingles},
    {Fault::kRestated, "RESTATED", SLUICE_LOG_WARNING, "kept what was known first", false,
     kSingles},
    {Fault::kMissingSession, "MISSING_SESSION", SLUICE_LOG_WARNING, "filled nothing", false,
     kSingles},
    {Fault::kUnknownSymbol, "UNKNOWN_SYMBOL", SLUICE_LOG_WARNING, "went on without it", false,
     kSingles},
    {Fault::kCrossedQuote, "CROSSED_QUOTE", SLUICE_LOG_WARNING, "dropped the row", true, kSingles},
    {Fault::kBadSide, "BAD_SIDE", SLUICE_LOG_WARNING, "kept the trade without its side", false,
     kSingles},
    {Fault::kWrongType, "WRONG_TYPE", SLUICE_LOG_ERROR, "stopped", false, kSingles},
};

inline constexpr std::size_t kFaultCount = std::size(kFaultRules);

constexpr const FaultRule& rule_of(Fault fault) noexcept {
  return kFaultRules[static_cast<std::size_t>(fault)];
}

constexpr bool rules_are_in_order() noexcept {
  for (std::size_t i = 0; i < kFaultCount; ++i)
    if (kFaultRules[i].fault != static_cast<Fault>(i)) return false;
  return true;
}
static_assert(rules_are_in_order());

inline constexpr std::uint32_t kNoSymbol = UINT32_MAX;

struct FaultRecord {
  Fault fault;
  std::uint32_t file;    // index in the source's list of files
  std::uint32_t symbol;  // id, or kNoSymbol
  std::uint64_t line;    // from 1; 0: the whole file
  std::string message;
};

// How often a fault was met in one file for one symbol.
struct FaultCount {
  Fault fault;
  std::uint32_t file;
  std::uint32_t symbol;
  std::uint64_t first_line;
  std::uint64_t count;
};

struct MissingSession {
  std::int32_t day;
  std::uint32_t symbol;
};

// Everything found in one source. Kept for each symbol, so that a run which asks for some symbols
// hears of those alone.
struct Faults {
  std::vector<FaultRecord> records;
  std::vector<FaultCount> counts;
  std::vector<MissingSession> missing;  // by (day, symbol)
};

inline constexpr std::size_t kMaxFaultRecords = 20'000;
inline constexpr std::size_t kMaxFaultCounts = 200'000;
inline constexpr std::size_t kMaxMissingSessions = 100'000;

// Gathers faults while a source is read.
class FaultLog {
 public:
  // `message` is called only where the record is kept: a file of a million bad rows stays cheap.
  template <typename Message>
  void add(Fault fault, std::uint32_t file, std::uint64_t line, std::uint32_t symbol,
           const Message& message) {
    if (note(fault, file, line, symbol)) records_.push_back({fault, file, symbol, line, message()});
  }
  void add_missing(std::int32_t day, std::uint32_t symbol) {
    if (missing_.size() < kMaxMissingSessions) missing_.push_back({day, symbol});
  }
  // Takes out everything; symbol ids are replaced by rank[id].
  [[nodiscard]] Faults take(const std::vector<std::uint32_t>& rank);

 private:
  // Counts the fault; says whether a record of it is to be kept.
  bool note(Fault fault, std::uint32_t file, std::uint64_t line, std::uint32_t symbol);

  std::vector<FaultRecord> records_;
  std::map<std::tuple<Fault, std::uint32_t, std::uint32_t>, FaultCount> counts_;
  std::vector<MissingSession> missing_;
};

}  // namespace sluice::feeds
