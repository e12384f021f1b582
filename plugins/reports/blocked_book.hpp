// SPDX-License-Identifier: Apache-2.0
//
// blocked_book.hpp: the orders the gate refused, by reason code, with the first example of each.
//
// Place: reports. Owns copies. Memory: at most kMaxCodes rows of bounded text. A reason reads
// "CODE: key=value, key=value". Errors: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/report.h>
#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::reports {

// Codes beyond these share one row.
inline constexpr std::size_t kMaxCodes = 256;
inline constexpr std::size_t kMaxCodeBytes = 64;
inline constexpr std::size_t kMaxReasonBytes = 512;
inline constexpr std::string_view kOtherCodes = "(other)";
inline constexpr std::string_view kNoCode = "(no code)";

struct BlockedOrder {
  Timestamp time;
  std::string symbol;
  std::uint8_t side = 0;
  Quantity quantity;
  std::string reason;
};

struct BlockedReason {
  std::string code;
  std::uint64_t count = 0;
  BlockedOrder first;
};

class BlockedBook {
 public:
  void add(const sluice_report_blocked& row);
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  // The most frequent first, then by code.
  [[nodiscard]] std::vector<BlockedReason> by_reason() const;

 private:
  std::uint64_t count_ = 0;
  std::map<std::string, BlockedReason, std::less<>> reasons_;
};

}  // namespace sluice::reports
