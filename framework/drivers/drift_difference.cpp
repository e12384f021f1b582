// SPDX-License-Identifier: Apache-2.0
//
// drift_difference.cpp: the first thing that two runs did not do alike.
#include <array>

#include "drivers/drift_comparison.hpp"

namespace sluice::drivers {
namespace {

const char* only_in(bool is_in_a) { return is_in_a ? "only in A" : "only in B"; }

std::string in_seconds(std::int64_t nanoseconds) {
  const Money seconds = Money::from_raw(nanoseconds / 10);  // of 1e-8
  return seconds.to_string() + " s";
}

}  // namespace

void DriftComparison::find_first_difference() {
  drift_.grain = a_.grain;
  for (const auto& each : a_.decisions) decisions_a_[each.time].push_back(&each);
  for (const auto& each : b_.decisions) decisions_b_[each.time].push_back(&each);
  const bool by_day = a_.grain == DriftGrain::kDay;
  for (const Timestamp time : times()) {
    if (by_day) compare_presence(time);
    // By day, orders of an earlier session trade before this one decides.
    if (by_day) compare_trades(time, true);
    compare_decisions(time);
    compare_trades(time, false);
    if (by_day) compare_points(time);
    if (drift_.first_difference) return;
  }
  // What no order explains.
  compare_points(drift_.last);
}

void DriftComparison::compare_presence(Timestamp time) {
  const bool in_a = a_.curve.contains(time);
  if (in_a != b_.curve.contains(time))
    differ(time, DriftCause::kTiming, std::string{"session "} + only_in(in_a));
}

void DriftComparison::compare_decisions(Timestamp time) {
  if (!a_.has_trail || !b_.has_trail) return;
  std::map<TradeKey, std::array<std::vector<const DriftDecision*>, 2>> found;
  for (const auto* each : decisions_a_[time])
    found[{time, each->symbol, each->side}][0].push_back(each);
  for (const auto* each : decisions_b_[time])
    found[{time, each->symbol, each->side}][1].push_back(each);
  for (const auto& [key, orders] : found) {
    const auto& [of_a, of_b] = orders;
    for (std::size_t i = 0; i < std::max(of_a.size(), of_b.size()); ++i)
      compare_decision(key, i < of_a.size() ? of_a[i] : nullptr,
                       i < of_b.size() ? of_b[i] : nullptr);
  }
}

void DriftComparison::compare_decision(const TradeKey& key, const DriftDecision* a,
                                       const DriftDecision* b) {
  const std::string order = "order " + key.side + " " + key.symbol + ": ";
  const auto tell = [&](const char* what, const std::string& in_a, const std::string& in_b,
                        DriftCause cause) {
    if (in_a != in_b)
      differ(key.time, cause, order + what + " " + in_a + " in A, " + in_b + " in B");
  };
  const DriftCause decision = cause_of_decision(key.time);
  if (a == nullptr || b == nullptr)
    return differ(key.time, decision, order + only_in(a != nullptr));
  const bool are_alike = a_.is_session == b_.is_session;
  if (are_alike)
    tell("decided at", a->decided.to_string(), b->decided.to_string(), DriftCause::kTiming);
  tell("reference price", a->reference.to_string(), b->reference.to_string(),
       a->decided == b->decided || !are_alike ? DriftCause::kData : DriftCause::kTiming);
  tell("quantity", a->quantity.to_string(), b->quantity.to_string(), decision);
  // What never became an order has no terms; its refusal tells.
  if (are_alike && !a->terms.empty() && !b->terms.empty())
    tell("terms", a->terms, b->terms, decision);
  const auto verdict = [](const DriftDecision& each) {
    return each.refused.empty() ? std::string{"approved"} : "refused (" + each.refused + ")";
  };
  tell("is", verdict(*a), verdict(*b), decision);
}

void DriftComparison::compare_trades(Timestamp time, bool of_equal_quantity) {
  const TradeKey from{time, {}, {}};
  for (auto at = all_a_.lower_bound(from); at != all_a_.end() && at->first.time == time; ++at) {
    const auto twin = all_b_.find(at->first);
    compare_trade(at->first, &at->second, twin == all_b_.end() ? nullptr : &twin->second,
                  of_equal_quantity);
  }
  for (auto at = all_b_.lower_bound(from); at != all_b_.end() && at->first.time == time; ++at)
    if (!all_a_.contains(at->first))
      compare_trade(at->first, nullptr, &at->second, of_equal_quantity);
}

void DriftComparison::compare_trade(const TradeKey& key, const Trade* a, const Trade* b,
                                    bool of_equal_quantity) {
  const bool are_equal = a != nullptr && b != nullptr && a->sum.quantity == b->sum.quantity;
  if (of_equal_quantity && !are_equal) return;
  const std::string trade = "trade " + key.side + " " + key.symbol + ": ";
  const DriftCause decision = cause_of_decision(key.time);
  if (a == nullptr || b == nullptr)
    return differ(key.time, decision == DriftCause::kQuantity ? DriftCause::kTiming : decision,
                  trade + only_in(a != nullptr));
  const auto tell = [&](DriftCause cause, const char* what, int128 in_a, int128 in_b) {
    if (in_a != in_b)
      differ(key.time, cause,
             trade + what + " " + Money::from_raw(in_a).to_string() + " in A, " +
                 Money::from_raw(in_b).to_string() + " in B");
  };
  tell(decision, "quantity", a->sum.quantity, b->sum.quantity);
  if (a->sum.base != b->sum.base)
    tell(cause_of_price(key, *a, *b), "value", a->sum.base / kUnitsOfMoney,
         b->sum.base / kUnitsOfMoney);
  if (a->sum.cost != b->sum.cost)
    tell(DriftCause::kCost, "costs", a->sum.cost / kUnitsOfMoney, b->sum.cost / kUnitsOfMoney);
  if (is_later(*a, *b))
    differ(key.time, DriftCause::kTiming,
           trade + "filled " + in_seconds(a->delay_ns) + " after its decision in A, " +
               in_seconds(b->delay_ns) + " in B");
}

void DriftComparison::compare_points(Timestamp time) {
  const auto in_a = a_.curve.find(time);
  const auto b = b_.curve.find(time);
  if (in_a == a_.curve.end() || b == b_.curve.end()) return;
  const DriftPoint& a = in_a->second;
  const bool seed = time == drift_.first && config_decides_;
  const DriftCause cause = first_data_ && *first_data_ <= time ? DriftCause::kData
                           : seed                              ? DriftCause::kConfig
                                                               : DriftCause::kPrice;
  if (a.cash != b->second.cash)
    differ(time, cause,
           "cash " + a.cash.to_amount() + " in A, " + b->second.cash.to_amount() + " in B");
  if (a.equity != b->second.equity)
    differ(time, a.cash == b->second.cash ? DriftCause::kData : cause,
           "equity " + a.equity.to_amount() + " in A, " + b->second.equity.to_amount() + " in B");
}

}  // namespace sluice::drivers
