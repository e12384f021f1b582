// SPDX-License-Identifier: Apache-2.0
//
// faults.hpp: what is to go wrong, and with which of the requests and events to come.
//
// A fault names what it is `on`: a request ("POST /api/v3/order"; one that comes by WebSocket has
// the name of its REST twin) or an event ("stream executionReport TRADE"). A beginning of whole
// words will do: "GET", "stream executionReport", and "*" is everything. Of several that fit, the
// oldest strikes. README.md tells what each kind does.
//
// Place: tests/venue_simulator. Pure; bounded by kMostFaults.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "venue_simulator/service.hpp"

namespace sluice::venue_simulator {

inline constexpr std::size_t kMostFaults = 10'000;

enum class FaultKind : std::uint8_t {
  // of requests
  kDropRequest,
  kDropAnswer,
  kHang,
  kReset,
  kDelay,
  kDelayRequest,
  kDuplicate,
  kGarble,
  kExecuted503,
  kRefused503,
  kUnknown1006,
  kUnknown1007,
  kLimit429,
  kBan418,
  kTooManyOrders,
  kStale,
  kExpiredKey,
  kError,
  // of events; kDelay, kDuplicate and kGarble too
  kDropEvent,
  kReorder,
  kDisconnect,
  kSilence
};
[[nodiscard]] std::optional<FaultKind> fault_kind_of(std::string_view text) noexcept;
[[nodiscard]] std::string_view text_of(FaultKind kind) noexcept;
[[nodiscard]] std::string fault_kinds_text();

struct Fault {
  std::string on;
  FaultKind kind = FaultKind::kDropRequest;
  std::int64_t count = 1;  // how many it strikes
  std::int64_t skip = 0;   // how many it lets pass before
  Milliseconds ms = 0;
  std::optional<bool> executed;  // whether the request is carried out all the same
  Refusal error;                 // of kError, and where the status is to be another
};

class FaultBook {
 public:
  [[nodiscard]] Result<void> add(Fault fault);
  void clear() noexcept { faults_.clear(); }
  // Counts this one as seen.
  std::optional<Fault> take(std::string_view what);
  [[nodiscard]] bool awaits(FaultKind kind) const;
  [[nodiscard]] const std::deque<Fault>& pending() const noexcept { return faults_; }
  // What has struck, oldest first; the last kMostFaults.
  [[nodiscard]] const std::deque<std::string>& struck() const noexcept { return struck_; }

 private:
  std::deque<Fault> faults_;
  std::deque<std::string> struck_;
};

// What becomes of one request.
struct Plan {
  enum class Run : std::uint8_t { kNot, kOnce, kTwice, kStale };
  enum class Ending : std::uint8_t { kAnswer, kGarbled, kClose, kReset, kHang };
  Run run = Run::kOnce;
  Ending ending = Ending::kAnswer;
  Milliseconds before = 0;
  Milliseconds after = 0;
  std::optional<Answer> instead;
};
[[nodiscard]] Plan plan_of(const std::optional<Fault>& fault);

}  // namespace sluice::venue_simulator
