// SPDX-License-Identifier: Apache-2.0
//
// intent_registry.hpp: remembers which intents were routed, so that none is routed twice.
//
// Place: routing. Decision times of a lane never go back, and an intent's id contains its decision
// time. So an intent older than the newest decision is either remembered or stale; a stale one is
// refused, never sent. Those of the newest decision are all remembered, of earlier ones the last
// `capacity`. Nothing is allocated for an order once warm. Thread: the lane.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/order.hpp"

namespace sluice::routing {

class IntentRegistry {
 public:
  enum class Answer { kNew, kKnown, kConflict, kStale };
  struct Known {
    IntentId id;
    std::uint64_t content = 0;  // content_hash of what was asked for
    OrderId order = 0;          // > 0
  };

  explicit IntentRegistry(std::size_t capacity = 0) : capacity_{capacity} {}

  // Whether the intent may be routed as `order`; a new one is remembered.
  [[nodiscard]] Answer admit(const Intent& intent, OrderId order);
  // The order that an intent became; nullptr if it is not remembered. Good until the next admit.
  [[nodiscard]] const Known* find(const IntentId& id) const noexcept;
  // Whether what was routed of its decision may be forgotten; if not, and not remembered, it never
  // was routed.
  [[nodiscard]] bool is_stale(const Intent& intent) const noexcept {
    return intent.decision_time < newest_ || intent.decision_time <= forgotten_;
  }
  // Of an earlier process nothing is known of some intents that were decided until then.
  void forget_until(Timestamp decided) noexcept { forgotten_ = std::max(forgotten_, decided); }
  // Of an earlier process.
  void restore(const Intent& intent, OrderId order);

 private:
  // Where the id is, or would be. The ids are hashes already.
  [[nodiscard]] std::size_t place_of(const IntentId& id) const noexcept;
  void remember(const Known& known);
  void forget(const IntentId& id) noexcept;
  void begin_decision(Timestamp time);
  void forget_most();

  std::size_t capacity_;
  Timestamp newest_ = Timestamp::from_nanoseconds(INT64_MIN);
  Timestamp forgotten_ = Timestamp::from_nanoseconds(INT64_MIN);
  // Open addressing: a map of nodes cost a tenth of a backtest.
  std::vector<Known> places_;   // order 0: free; a power of two, at most three quarters taken
  std::deque<IntentId> order_;  // as admitted
  std::vector<Known> kept_;     // of forget_most, for its room
};

}  // namespace sluice::routing
