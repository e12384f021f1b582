// SPDX-License-Identifier: Apache-2.0
//
// state_store.hpp: what a rule remembers: scalars and sums over sliding windows, by name.
//
// A judgement changes nothing: what it sets is staged, read back by the rest of that judgement, and
// committed when the host tells that the order was really approved or refused. Bounds: kStateKeys
// names, kStateBytes of saved text. Windows keep kWindowBuckets sums and drop one when its newest
// moment has left the window: they never count too little.
// Everything in a store lies in memory that it took when it was made: a judgement and its settling
// ask the system for none. Copies of it do not.
// Place: behind the script's `state`; no Lua here. Thread: lane. Errors: a text that says what is
// wrong; nothing is thrown except bad_alloc inside, which is such a text too.
#pragma once

#include <cstdint>
#include <map>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/base.h>

#include "arena.hpp"

namespace sluice::lua {

inline constexpr std::size_t kStateKeys = 1000;
inline constexpr std::size_t kStateBytes = 64 * 1024;
inline constexpr std::size_t kStateNameBytes = 64;
inline constexpr std::size_t kStateTextBytes = 1024;
inline constexpr std::size_t kWindowBuckets = 64;
// A full state, the changes of a judgement, and those that wait to be settled, but for the worst
// of them: what has no room comes from the heap.
inline constexpr std::size_t kStateMemory = 1024 * 1024;

// A value as a script gives or takes it; `text` is borrowed.
struct Scalar {
  enum class Kind : std::uint8_t { kNone, kBoolean, kInteger, kNumber, kDecimal, kText };
  Kind kind = Kind::kNone;
  std::int64_t integer = 0;  // of kBoolean, kInteger and kDecimal (units)
  double number = 0;
  std::string_view text;
};

struct Bucket {
  std::int64_t newest = 0;  // ns; the bucket lives until this has left the window
  std::int64_t units = 0;
};

struct Entry {
  // A map of entries hands its own memory on to them.
  using allocator_type = std::pmr::polymorphic_allocator<>;
  Entry() = default;
  explicit Entry(const allocator_type& memory) : text{memory}, buckets{memory} {}
  Entry(const Entry& other) = default;
  Entry(Entry&& other) = default;
  Entry(const Entry& other, const allocator_type& memory) : Entry{memory} { *this = other; }
  Entry(Entry&& other, const allocator_type& memory) : Entry{memory} { *this = std::move(other); }
  Entry& operator=(const Entry& other) = default;
  Entry& operator=(Entry&& other) = default;
  ~Entry() = default;

  [[nodiscard]] bool is_none() const noexcept { return kind == Scalar::Kind::kNone && !is_window; }
  friend bool operator==(const Entry& a, const Entry& b);

  Scalar::Kind kind = Scalar::Kind::kNone;
  bool is_window = false;
  std::int64_t integer = 0;  // of a window: its length in ns
  double number = 0;
  std::size_t saved_bytes = 0;  // the store's account
  std::pmr::string text;
  std::pmr::vector<Bucket> buckets;  // oldest first
};

using Entries = std::pmr::map<std::pmr::string, Entry, std::less<>>;
// Of changed names; none: taken out.
using Changes = Entries;

class StateStore {
 public:
  StateStore() = default;
  StateStore(const StateStore&) = delete;
  StateStore& operator=(const StateStore&) = delete;

  // What stands under a name, changes included. Windows are no scalars.
  [[nodiscard]] Scalar get(std::string_view name) const noexcept;
  // Null, or what is wrong. kNone takes the name out.
  [[nodiscard]] const char* set(std::string_view name, const Scalar& value) noexcept;
  // Adds `units` at `now` to a window of `length_ns`, and gives its sum in units.
  [[nodiscard]] const char* add_to_window(std::string_view name, std::int64_t length_ns,
                                          std::int64_t now, std::int64_t units,
                                          std::int64_t& sum) noexcept;

  // The changes since the last call, which are then no longer seen. In the store's memory: they end
  // before it does.
  [[nodiscard]] Changes take_changes() noexcept;
  void discard() noexcept;
  [[nodiscard]] const Changes& changes() const noexcept { return changes_; }
  // True if anything is different now.
  bool commit(Changes&& changes);

  [[nodiscard]] const Entries& entries() const noexcept { return entries_; }
  void replace_all(const Entries& entries);

 private:
  [[nodiscard]] const Entry* find(std::string_view name) const noexcept;
  const char* stage(std::string_view name, Entry&& entry);
  void see_what_is_kept() noexcept;

  ArenaResource memory_{kStateMemory};
  Entries entries_{&memory_};
  Changes changes_{&memory_};
  std::size_t bytes_ = 0;       // of the entries as text
  std::size_t seen_names_ = 0;  // changes included
  std::size_t seen_bytes_ = 0;
};

// One line of the saved text with its newline, and how long it is.
[[nodiscard]] std::string entry_line(std::string_view name, const Entry& entry);
[[nodiscard]] std::size_t entry_line_bytes(std::string_view name, const Entry& entry) noexcept;
// Lines as above; throws std::invalid_argument with the line.
[[nodiscard]] Entries read_entries(std::string_view lines);

}  // namespace sluice::lua
