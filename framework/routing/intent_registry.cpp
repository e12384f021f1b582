// SPDX-License-Identifier: Apache-2.0
#include "routing/intent_registry.hpp"

#include <algorithm>
#include <utility>

#include <sluice/result.hpp>

namespace sluice::routing {

IntentRegistry::Answer IntentRegistry::admit(const Intent& intent, OrderId order) {
  const std::uint64_t content = content_hash(intent);
  if (const Known* const known = find(intent.id); known != nullptr)
    return known->content == content ? Answer::kKnown : Answer::kConflict;
  if (is_stale(intent)) return Answer::kStale;
  if (intent.decision_time > newest_) begin_decision(intent.decision_time);
  remember({intent.id, content, order});
  return Answer::kNew;
}

void IntentRegistry::restore(const Intent& intent, OrderId order) {
  newest_ = std::max(newest_, intent.decision_time);
  if (find(intent.id) == nullptr) remember({intent.id, content_hash(intent), order});
}

const IntentRegistry::Known* IntentRegistry::find(const IntentId& id) const noexcept {
  if (places_.empty()) return nullptr;
  const Known& found = places_[place_of(id)];
  return found.order == 0 ? nullptr : &found;
}

std::size_t IntentRegistry::place_of(const IntentId& id) const noexcept {
  const std::size_t last = places_.size() - 1;
  std::size_t place = id.lo & last;
  while (places_[place].order != 0 && places_[place].id != id) place = (place + 1) & last;
  return place;
}

void IntentRegistry::remember(const Known& known) {
  SLUICE_ASSERT(known.order != 0);
  order_.push_back(known.id);
  if (4 * order_.size() > 3 * places_.size()) {
    const auto grown =
        std::exchange(places_, std::vector<Known>(std::max<std::size_t>(64, 2 * places_.size())));
    for (const Known& kept : grown)
      if (kept.order != 0) places_[place_of(kept.id)] = kept;
  }
  places_[place_of(known.id)] = known;
}

// What stands behind it and would not be found any more moves up.
void IntentRegistry::forget(const IntentId& id) noexcept {
  const std::size_t last = places_.size() - 1;
  std::size_t hole = place_of(id);
  for (std::size_t next = (hole + 1) & last; places_[next].order != 0; next = (next + 1) & last) {
    const std::size_t home = places_[next].id.lo & last;
    if (((next - home) & last) < ((next - hole) & last)) continue;
    places_[hole] = places_[next];
    hole = next;
  }
  places_[hole] = Known{};
}

// Only here may anything be forgotten: whatever is forgotten is older than the newest decision.
void IntentRegistry::begin_decision(Timestamp time) {
  newest_ = time;
  if (order_.size() > 2 * capacity_) return forget_most();
  while (order_.size() > capacity_) {
    forget(order_.front());
    order_.pop_front();
  }
}

// Of many the few that stay are put into an empty table.
void IntentRegistry::forget_most() {
  kept_.clear();
  for (std::size_t i = order_.size() - capacity_; i < order_.size(); ++i)
    kept_.push_back(*find(order_[i]));
  std::fill(places_.begin(), places_.end(), Known{});
  order_.clear();
  for (const Known& known : kept_) remember(known);
}

}  // namespace sluice::routing
