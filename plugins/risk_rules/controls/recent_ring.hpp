// SPDX-License-Identifier: Apache-2.0
//
// recent_ring.hpp: the last things that happened, found by a key.
//
// A ring of `capacity` entries (a power of two, decided at creation) with chains through it, one a
// bucket of the key's hash; the newest comes first. What is older than `capacity` entries is
// forgotten: is_full says whether that could matter. Entry has `sluice_time time` and
// `std::uint64_t key() const`. Place: below the controls. Thread: lane_hot; nothing is allocated
// after creation.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include <sluice/c/base.h>

namespace sluice::risk_rules {

// Spreads the bits of a number (the finaliser of SplitMix64; Steele, Lea and Flood, 2014).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t value) noexcept {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

template <typename Entry>
class RecentRing {
 public:
  explicit RecentRing(std::int64_t capacity)
      : slots_(std::bit_ceil(static_cast<std::size_t>(capacity))), heads_(slots_.size()) {}

  void push(const Entry& entry) noexcept {
    std::uint64_t& head = heads_[entry.key() & mask()];
    slots_[next_ & mask()] = {entry, head};
    head = ++next_;
  }
  void clear() noexcept {
    for (std::uint64_t& head : heads_) head = 0;
    next_ = 0;
  }

  // The newest entry of the key that `matches` takes, or null.
  template <typename Matches>
  [[nodiscard]] const Entry* find(std::uint64_t key, Matches matches) const noexcept {
    for (std::uint64_t number = heads_[key & mask()]; is_kept(number);) {
      const Slot& slot = slots_[(number - 1) & mask()];
      if (matches(slot.entry)) return &slot.entry;
      number = slot.before;
    }
    return nullptr;
  }
  // Would the next entry push out one that is later than `since`?
  [[nodiscard]] bool is_full(sluice_time since) const noexcept {
    return next_ >= slots_.size() && slots_[next_ & mask()].entry.time > since;
  }
  // Oldest first.
  template <typename Visit>
  void each(Visit visit) const {
    const std::uint64_t first = next_ > slots_.size() ? next_ - slots_.size() : 0;
    for (std::uint64_t number = first; number < next_; ++number)
      visit(slots_[number & mask()].entry);
  }
  [[nodiscard]] std::size_t capacity() const noexcept { return slots_.size(); }

 private:
  struct Slot {
    Entry entry;
    std::uint64_t before;  // number of the bucket's entry before this one; 0: none
  };
  [[nodiscard]] std::uint64_t mask() const noexcept { return slots_.size() - 1; }
  [[nodiscard]] bool is_kept(std::uint64_t number) const noexcept {
    return number != 0 && number + slots_.size() > next_;
  }
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> heads_;  // number of the newest entry, from 1; 0: none
  std::uint64_t next_ = 0;
};

}  // namespace sluice::risk_rules
