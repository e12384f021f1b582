// SPDX-License-Identifier: Apache-2.0
//
// fault.cpp: gathering faults within their bounds.
#include "fault.hpp"

#include <algorithm>
#include <utility>

namespace sluice::feeds {

bool FaultLog::note(Fault fault, std::uint32_t file, std::uint64_t line, std::uint32_t symbol) {
  auto found = counts_.find({fault, file, symbol});
  if (found == counts_.end()) {
    // Past the bound, what has no entry of its own is counted without its symbol.
    if (counts_.size() >= kMaxFaultCounts && symbol != kNoSymbol)
      return note(fault, file, line, kNoSymbol), false;
    found =
        counts_.emplace(std::tuple{fault, file, symbol}, FaultCount{fault, file, symbol, line, 0})
            .first;
  }
  FaultCount& count = found->second;
  count.first_line = std::min(count.first_line, line);
  ++count.count;
  return count.count <= rule_of(fault).singles && records_.size() < kMaxFaultRecords;
}

Faults FaultLog::take(const std::vector<std::uint32_t>& rank) {
  const auto renamed = [&](std::uint32_t symbol) {
    return symbol == kNoSymbol ? kNoSymbol : rank[symbol];
  };
  Faults faults;
  faults.records = std::move(records_);
  for (FaultRecord& record : faults.records) record.symbol = renamed(record.symbol);
  const auto order = [](const auto& a, const auto& b) {
    return std::tie(a.file, a.line, a.fault) < std::tie(b.file, b.line, b.fault);
  };
  std::stable_sort(faults.records.begin(), faults.records.end(), order);
  for (auto& [key, count] : counts_) {
    count.symbol = renamed(count.symbol);
    faults.counts.push_back(count);
  }
  faults.missing = std::move(missing_);
  *this = FaultLog{};
  return faults;
}

}  // namespace sluice::feeds
