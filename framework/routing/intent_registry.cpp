// SPDX-License-Identifier: Apache-2.0
#include "routing/intent_registry.hpp"

namespace sluice::routing {

IntentRegistry::Answer IntentRegistry::admit(const Intent& intent) {
  if (intent.decision_time < newest_) return Answer::kStale;
  if (intent.decision_time > newest_) {
    newest_ = intent.decision_time;
    known_.clear();
  }
  const auto [known, inserted] = known_.try_emplace(intent.id, intent);
  if (inserted) return Answer::kNew;
  return same_content(known->second, intent) ? Answer::kKnown : Answer::kConflict;
}

}  // namespace sluice::routing
