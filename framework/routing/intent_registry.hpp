// SPDX-License-Identifier: Apache-2.0
//
// intent_registry.hpp: remembers which intents were routed, so that none is routed twice.
//
// Place: routing. Decision times of a lane never go back, and an intent's id contains its decision
// time. So only the intents of the newest decision time have to be remembered; an older one is
// stale and refused. Memory is bounded by the largest batch. Thread: the lane.
#pragma once

#include <unordered_map>

#include "core/order.hpp"

namespace sluice::routing {

class IntentRegistry {
 public:
  enum class Answer { kNew, kKnown, kConflict, kStale };

  // Whether the intent may be routed; a new one is remembered.
  [[nodiscard]] Answer admit(const Intent& intent);

 private:
  struct Hash {
    std::size_t operator()(const IntentId& id) const noexcept {
      return static_cast<std::size_t>(id.lo);
    }
  };
  Timestamp newest_ = Timestamp::from_nanoseconds(INT64_MIN);
  std::unordered_map<IntentId, Intent, Hash> known_;
};

}  // namespace sluice::routing
