// SPDX-License-Identifier: Apache-2.0
#include "routing/intent_registry.hpp"

#include <algorithm>

namespace sluice::routing {

IntentRegistry::Answer IntentRegistry::admit(const Intent& intent, OrderId order) {
  const std::uint64_t content = content_hash(intent);
  if (const Known* const known = find(intent.id); known != nullptr)
    return known->content == content ? Answer::kKnown : Answer::kConflict;
  if (intent.decision_time < newest_) return Answer::kStale;
  if (intent.decision_time > newest_) begin_decision(intent.decision_time);
  known_.emplace(intent.id, Known{content, order});
  order_.push_back(intent.id);
  return Answer::kNew;
}

void IntentRegistry::restore(const Intent& intent, OrderId order) {
  newest_ = std::max(newest_, intent.decision_time);
  if (known_.emplace(intent.id, Known{content_hash(intent), order}).second)
    order_.push_back(intent.id);
}

const IntentRegistry::Known* IntentRegistry::find(const IntentId& id) const noexcept {
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : &found->second;
}

// Only here may anything be forgotten: whatever is forgotten is older than the newest decision.
void IntentRegistry::begin_decision(Timestamp time) {
  newest_ = time;
  while (order_.size() > capacity_) {
    known_.erase(order_.front());
    order_.pop_front();
  }
}

}  // namespace sluice::routing
