// SPDX-License-Identifier: Apache-2.0
#include "blocked_book.hpp"

#include <algorithm>

#include <sluice/rows.hpp>

namespace sluice::reports {
namespace {

std::string_view code_of(std::string_view reason) {
  const std::string_view code = reason.substr(0, reason.find(':')).substr(0, kMaxCodeBytes);
  return code.empty() ? kNoCode : code;
}

}  // namespace

void BlockedBook::add(const sluice_report_blocked& row) {
  ++count_;
  const std::string_view reason = view_of(row.reason);
  std::string_view code = code_of(reason);
  auto found = reasons_.find(code);
  if (found == reasons_.end() && reasons_.size() >= kMaxCodes) {
    code = kOtherCodes;
    found = reasons_.find(code);
  }
  if (found == reasons_.end()) {
    const BlockedOrder first{Timestamp::from_nanoseconds(row.time),
                             std::string{view_of(row.symbol).substr(0, kMaxReasonBytes)}, row.side,
                             Quantity::from_raw(row.quantity),
                             std::string{reason.substr(0, kMaxReasonBytes)}};
    found = reasons_.emplace(code, BlockedReason{std::string{code}, 0, first}).first;
  }
  ++found->second.count;
}

std::vector<BlockedReason> BlockedBook::by_reason() const {
  std::vector<BlockedReason> reasons;
  for (const auto& [code, reason] : reasons_) reasons.push_back(reason);
  std::stable_sort(
      reasons.begin(), reasons.end(),
      [](const BlockedReason& a, const BlockedReason& b) { return a.count > b.count; });
  return reasons;
}

}  // namespace sluice::reports
