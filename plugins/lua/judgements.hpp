// SPDX-License-Identifier: Apache-2.0
//
// judgements.hpp: what judgements would change, kept until the host tells what became of them.
//
// Place: behind the component. Bounds: kJudgements orders; the oldest gives way, for a question
// "what if" is never followed by an event. Thread: lane. A judgement that changes nothing takes no
// place here.
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
    slot->judgement = std::move(judgement);
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
  [[nodiscard]] Slot* find(sluice_intent_id intent) noexcept {
    for (Slot& slot : slots_)
      if (slot.judgement && slot.intent.hi == intent.hi && slot.intent.lo == intent.lo)
        return &slot;
    return nullptr;
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
