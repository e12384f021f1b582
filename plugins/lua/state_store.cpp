// SPDX-License-Identifier: Apache-2.0
#include "state_store.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include <sluice/decimal.hpp>

namespace sluice::lua {
namespace {

// Of what is saved before the names: format, violations.
constexpr std::size_t kHeaderBytes = 256;
constexpr const char* kNoMemory = "the host has no memory for the state";

// Without the buckets whose newest moment has left the window.
void drop_old(Entry& window, std::int64_t now) {
  std::size_t gone = 0;
  while (gone < window.buckets.size() &&
         int128{now} - window.buckets[gone].newest >= window.integer)
    ++gone;
  window.buckets.erase(window.buckets.begin(),
                       window.buckets.begin() + static_cast<std::ptrdiff_t>(gone));
}

const char* add_bucket(Entry& window, std::int64_t now, std::int64_t units) {
  const std::int64_t grain = window.integer / static_cast<std::int64_t>(kWindowBuckets - 1);
  // Within a grain of its first moment a bucket takes more; moments are multiples of the grain.
  std::int64_t moment = now;
  if (grain > 0 && __builtin_add_overflow(now - now % grain, grain - 1, &moment)) moment = now;
  const std::int64_t newest = std::max(moment, now);
  if (!window.buckets.empty() && window.buckets.back().newest >= newest) {
    std::int64_t& sum = window.buckets.back().units;
    return __builtin_add_overflow(sum, units, &sum) ? "the window's sum does not fit" : nullptr;
  }
  window.buckets.push_back({newest, units});
  return nullptr;
}

// The map's names are of its own memory: looked up first, a known one takes none.
void put(Entries& map, std::string_view name, Entry&& entry) {
  if (const auto known = map.find(name); known != map.end())
    known->second = std::move(entry);
  else
    map.emplace(name, std::move(entry));
}

}  // namespace

bool operator==(const Entry& a, const Entry& b) {
  const auto same_buckets = [&] {
    if (a.buckets.size() != b.buckets.size()) return false;
    for (std::size_t i = 0; i < a.buckets.size(); ++i)
      if (a.buckets[i].newest != b.buckets[i].newest || a.buckets[i].units != b.buckets[i].units)
        return false;
    return true;
  };
  return a.kind == b.kind && a.is_window == b.is_window && a.integer == b.integer &&
         a.number == b.number && a.text == b.text && same_buckets();
}

const Entry* StateStore::find(std::string_view name) const noexcept {
  if (const auto changed = changes_.find(name); changed != changes_.end())
    return changed->second.is_none() ? nullptr : &changed->second;
  const auto kept = entries_.find(name);
  return kept == entries_.end() ? nullptr : &kept->second;
}

Scalar StateStore::get(std::string_view name) const noexcept {
  const Entry* entry = find(name);
  if (entry == nullptr || entry->is_window) return {};
  return {entry->kind, entry->integer, entry->number, entry->text};
}

// Refuses what would leave too many names or too long a text, everything staged counted.
const char* StateStore::stage(std::string_view name, Entry&& entry) {
  if (name.empty() || name.size() > kStateNameBytes) return "a name has 1 to 64 bytes";
  if (const Entry* before = find(name)) {
    --seen_names_;
    seen_bytes_ -= before->saved_bytes;
  }
  if (!entry.is_none()) {
    entry.saved_bytes = entry_line_bytes(name, entry);
    ++seen_names_;
    seen_bytes_ += entry.saved_bytes;
  }
  put(changes_, name, std::move(entry));
  if (seen_names_ > kStateKeys) return "the state has more than 1000 names";
  return seen_bytes_ > kStateBytes - kHeaderBytes ? "the state is longer than 64 KiB" : nullptr;
}

void StateStore::discard() noexcept {
  if (changes_.empty()) return;
  changes_.clear();
  see_what_is_kept();
}

void StateStore::see_what_is_kept() noexcept {
  seen_names_ = entries_.size();
  seen_bytes_ = bytes_;
}

const char* StateStore::set(std::string_view name, const Scalar& value) noexcept {
  if (value.kind == Scalar::Kind::kNumber && !std::isfinite(value.number))
    return "a number that is not finite can't be kept";
  if (value.text.size() > kStateTextBytes) return "a text of more than 1024 bytes can't be kept";
  try {
    Entry entry{&memory_};
    entry.kind = value.kind;
    entry.integer = value.integer;
    entry.number = value.number;
    entry.text = value.text;
    return stage(name, std::move(entry));
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  }
}

const char* StateStore::add_to_window(std::string_view name, std::int64_t length_ns,
                                      std::int64_t now, std::int64_t units,
                                      std::int64_t& sum) noexcept {
  try {
    const Entry* known = find(name);
    if (known != nullptr && !known->is_window) return "this name is a value, not a window";
    Entry window{&memory_};
    if (known != nullptr) window = *known;
    const bool is_same = known != nullptr && known->integer == length_ns;
    if (known != nullptr && !is_same) return "this window has another length";
    window.is_window = true;
    window.integer = length_ns;
    drop_old(window, now);
    if (units != 0)
      if (const char* fault = add_bucket(window, now, units)) return fault;
    int128 total = 0;
    for (const Bucket& bucket : window.buckets) total += bucket.units;
    const auto narrow = detail::narrow(total);
    if (!narrow) return "the window's sum does not fit";
    sum = *narrow;
    return units == 0 ? nullptr : stage(name, std::move(window));
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  }
}

Changes StateStore::take_changes() noexcept {
  Changes taken{std::move(changes_)};
  changes_.clear();
  see_what_is_kept();
  return taken;
}

bool StateStore::commit(Changes&& changes) {
  bool is_different = false;
  for (auto& [name, entry] : changes) {
    const auto kept = entries_.find(name);
    const bool is_kept = kept != entries_.end();
    if (entry.is_none() ? !is_kept : is_kept && kept->second == entry) continue;
    is_different = true;
    if (is_kept) bytes_ -= kept->second.saved_bytes;
    if (entry.is_none()) {
      entries_.erase(kept);
      continue;
    }
    bytes_ += entry.saved_bytes;
    put(entries_, name, std::move(entry));
  }
  see_what_is_kept();
  return is_different;
}

void StateStore::replace_all(const Entries& entries) {
  Entries mine{entries, &memory_};
  changes_.clear();
  bytes_ = 0;
  for (auto& [name, entry] : mine) bytes_ += entry.saved_bytes = entry_line_bytes(name, entry);
  entries_ = std::move(mine);
  see_what_is_kept();
}

}  // namespace sluice::lua
