// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/faults.hpp"

#include <algorithm>
#include <array>

namespace sluice::venue_simulator {

namespace {

// In the order of FaultKind.
constexpr std::array<std::string_view, 22> kFaultKinds{
    "drop_request",  "drop_answer",  "hang",      "reset",        "delay",
    "delay_request", "duplicate",    "garble",    "executed_503", "refused_503",
    "unknown_1006",  "unknown_1007", "limit_429", "ban_418",      "too_many_orders",
    "stale",         "expired_key",  "error",     "drop_event",   "reorder",
    "disconnect",    "silence"};

bool fits(std::string_view on, std::string_view what) {
  if (on == "*" || on == what) return true;
  return what.starts_with(on) && what.size() > on.size() && what[on.size()] == ' ';
}

Answer refused_for_now(const Refusal& refusal, Milliseconds ms) {
  Answer answer = answer_of(refusal);
  const Milliseconds seconds = std::max<Milliseconds>(1, (ms + 999) / 1'000);
  answer.headers.emplace_back("Retry-After", std::to_string(seconds));
  return answer;
}

Refusal with_status(const Fault& fault, Refusal usual) {
  if (fault.error.status != Refusal{}.status) usual.status = fault.error.status;
  return usual;
}

Plan::Run run_if(bool executed) { return executed ? Plan::Run::kOnce : Plan::Run::kNot; }

}  // namespace

std::optional<FaultKind> fault_kind_of(std::string_view text) noexcept {
  const auto found = std::find(kFaultKinds.begin(), kFaultKinds.end(), text);
  if (found == kFaultKinds.end()) return std::nullopt;
  return static_cast<FaultKind>(found - kFaultKinds.begin());
}

std::string_view text_of(FaultKind kind) noexcept {
  return kFaultKinds[static_cast<std::size_t>(kind)];
}

std::string fault_kinds_text() {
  std::string text;
  for (const auto kind : kFaultKinds) text += (text.empty() ? "" : ", ") + std::string{kind};
  return text;
}

Result<void> FaultBook::add(Fault fault) {
  if (faults_.size() >= kMostFaults)
    return Error{"there are " + std::to_string(kMostFaults) + " faults waiting already"};
  faults_.push_back(std::move(fault));
  return {};
}

std::optional<Fault> FaultBook::take(std::string_view what) {
  for (auto each = faults_.begin(); each != faults_.end(); ++each) {
    if (!fits(each->on, what)) continue;
    if (each->skip > 0) {
      --each->skip;
      continue;
    }
    Fault fault = *each;
    struck_.push_back(std::string{text_of(fault.kind)} + " on " + std::string{what});
    if (struck_.size() > kMostFaults) struck_.pop_front();
    if (--each->count <= 0) faults_.erase(each);
    return fault;
  }
  return std::nullopt;
}

bool FaultBook::awaits(FaultKind kind) const {
  return std::any_of(faults_.begin(), faults_.end(),
                     [&](const Fault& each) { return each.kind == kind; });
}

Plan plan_of(const std::optional<Fault>& fault) {
  using enum FaultKind;
  using Run = Plan::Run;
  using Ending = Plan::Ending;
  Plan plan;
  if (!fault) return plan;
  constexpr int kInternal = 500, kUnavailable = 503, kGatewayTimeout = 504, kTooMany = 429,
                kBanned = 418, kUnauthorized = 401;
  switch (fault->kind) {
    case kDropRequest:
      return {Run::kNot, Ending::kClose, 0, 0, {}};
    case kDropAnswer:
      return {Run::kOnce, Ending::kClose, 0, 0, {}};
    case kHang:
      return {run_if(fault->executed.value_or(false)), Ending::kHang, 0, 0, {}};
    case kReset:
      return {run_if(fault->executed.value_or(false)), Ending::kReset, 0, 0, {}};
    case kDelay:
      return {Run::kOnce, Ending::kAnswer, 0, fault->ms, {}};
    case kDelayRequest:
      return {Run::kOnce, Ending::kAnswer, fault->ms, 0, {}};
    case kDuplicate:
      return {Run::kTwice, Ending::kAnswer, 0, 0, {}};
    case kGarble:
      return {Run::kOnce, Ending::kGarbled, 0, 0, {}};
    case kExecuted503:
      plan.instead = answer_of(
          {-1000, "Unknown error, please check your request or try again later.", kUnavailable});
      return plan;
    case kRefused503:
      plan.run = Run::kNot;
      plan.instead = answer_of({-1008,
                                "Server is currently overloaded with other requests. Please try "
                                "again in a few minutes.",
                                kUnavailable});
      return plan;
    case kUnknown1006:
      plan.run = run_if(fault->executed.value_or(true));
      plan.instead = answer_of(with_status(
          *fault, {-1006,
                   "An unexpected response was received from the message bus. Execution status "
                   "unknown.",
                   kInternal}));
      return plan;
    case kUnknown1007:
      plan.run = run_if(fault->executed.value_or(true));
      plan.instead = answer_of(with_status(
          *fault, {-1007,
                   "Timeout waiting for response from backend server. Send status unknown; "
                   "execution status unknown.",
                   kGatewayTimeout}));
      return plan;
    case kLimit429:
      plan.run = Run::kNot;
      plan.instead = refused_for_now({-1003, "Too many requests queued.", kTooMany}, fault->ms);
      return plan;
    case kBan418:
      plan.run = Run::kNot;
      plan.instead = refused_for_now(
          {-1003, "Way too much request weight used; IP banned.", kBanned}, fault->ms);
      return plan;
    case kTooManyOrders:
      plan.run = Run::kNot;
      plan.instead = refused_for_now({-1015, "Too many new orders.", kTooMany}, fault->ms);
      return plan;
    case kStale:
      plan.run = Run::kStale;
      return plan;
    case kExpiredKey:
      plan.run = Run::kNot;
      plan.instead =
          answer_of({-2015, "Invalid API-key, IP, or permissions for action.", kUnauthorized});
      return plan;
    case kError:
      plan.run = run_if(fault->executed.value_or(false));
      plan.instead = answer_of(fault->error);
      return plan;
    case kDropEvent:
    case kReorder:
    case kDisconnect:
    case kSilence:
      break;  // of events: a request is not touched
  }
  return plan;
}

}  // namespace sluice::venue_simulator
