// SPDX-License-Identifier: Apache-2.0
#include "api/request_keys.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sluice::api {

RequestKeys::Key RequestKeys::hashed(std::string_view key) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
  return {hash.high64, hash.low64};
}

const RequestKeys::Known* RequestKeys::find(std::string_view key) const {
  const auto found = by_key_.find(hashed(key));
  return found == by_key_.end() ? nullptr : &found->second;
}

void RequestKeys::remember(std::string_view key, const Known& known) {
  const Key hash = hashed(key);
  if (!by_key_.try_emplace(hash, known).second) return;
  oldest_first_.push_back(hash);
  while (by_key_.size() > capacity_) {
    by_key_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
}

}  // namespace sluice::api
