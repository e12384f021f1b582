// SPDX-License-Identifier: Apache-2.0
//
// judgements.hpp: what judgements would change, kept until the host tells what became of them.
//
// Place: behind the component, in the store's memory: it ends before the store does. Bounds:
// kJudgements orders; the oldest gives way, for a question "what if" is never followed by an event.
// Thread: lane. A judgement that changes nothing takes no place here.
#pragma once

#include <array>
#include <optional>
#include <utility>

#include <sluice/c/order.h>

#include "state_store.hpp"

namespace sluice::lua {

struct Judgement {
  Changes changes;
  bool is_violation = false;
};

class Judgements {
 public:
  static constexpr std::size_t kJudgements = 16;

  // The last judgement of an order is the one that counts.
  void put(sluice_intent_id intent, Judgement&& judgement) noexcept {
    Slot* slot = count_ == 0 ? nullptr : find(intent);
    if (judgement.changes.empty() && !judgement.is_violation) {
      if (slot != nullptr) empty(*slot);
      return;
    }
    if (slot == nullptr) {
      slot = &slots_[next_++ % kJudgements];
      if (!slot->judgement) ++count_;
    }
    slot->intent = intent;
    // Made anew, for an assignment would keep the memory of what was there.
    slot->judgement.emplace(std::move(judgement));
  }
  // What would change with the order; null: nothing.
  [[nodiscard]] const Changes* changes_of(sluice_intent_id intent) const noexcept {
    const Slot* slot = find(intent);
    return slot == nullptr ? nullptr : &slot->judgement->changes;
  }
  [[nodiscard]] std::optional<Judgement> take(sluice_intent_id intent) noexcept {
    Slot* slot = count_ == 0 ? nullptr : find(intent);
    if (slot == nullptr) return std::nullopt;
    std::optional<Judgement> judgement = std::move(slot->judgement);
    empty(*slot);
    return judgement;
  }

 private:
  struct Slot {
    sluice_intent_id intent{};
    std::optional<Judgement> judgement;
  };
  [[nodiscard]] const Slot* find(sluice_intent_id intent) const noexcept {
    for (const Slot& slot : slots_)
      if (slot.judgement && slot.intent.hi == intent.hi && slot.intent.lo == intent.lo)
        return &slot;
    return nullptr;
  }
  [[nodiscard]] Slot* find(sluice_intent_id intent) noexcept {
    return const_cast<Slot*>(std::as_const(*this).find(intent));
  }
  void empty(Slot& slot) noexcept {
    slot.judgement.reset();
    --count_;
  }
  std::array<Slot, kJudgements> slots_;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

}  // namespace sluice::lua
