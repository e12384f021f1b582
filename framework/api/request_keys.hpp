// SPDX-License-Identifier: Apache-2.0
//
// request_keys.hpp: which requests were taken already, by the key their client gave them.
//
// Place: api. The newest `capacity` keys are remembered, as 128-bit hashes: a key that is older is
// a new one. Filled from the trail's projection at start. Thread: the lane. No errors.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>

#include "core/intent.hpp"

namespace sluice::api {

class RequestKeys {
 public:
  struct Known {
    std::uint64_t hash = 0;  // of what was asked for
    IntentId intent;
  };
  explicit RequestKeys(std::size_t capacity) : capacity_{capacity} {}

  // nullptr: it is new.
  [[nodiscard]] const Known* find(std::string_view key) const;
  void remember(std::string_view key, const Known& known);
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  [[nodiscard]] std::size_t size() const noexcept { return by_key_.size(); }

 private:
  struct Key {
    std::uint64_t high = 0, low = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept { return key.low; }
  };
  [[nodiscard]] static Key hashed(std::string_view key) noexcept;

  std::size_t capacity_;
  std::unordered_map<Key, Known, Hash> by_key_;
  std::deque<Key> oldest_first_;
};

}  // namespace sluice::api
