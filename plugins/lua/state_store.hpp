// SPDX-License-Identifier: Apache-2.0
//
// state_store.hpp: what a rule remembers: scalars and sums over sliding windows, by name.
//
// A judgement changes nothing: what it sets is staged, read back by the rest of that judgement, and
// committed when the host tells that the order was really approved or refused. Bounds: kStateKeys
// names, kStateBytes of saved text. Windows keep kWindowBuckets sums and drop one when its newest
// moment has left the window: they never count too little.
// Place: behind the script's `state`; no Lua here. Thread: lane. Errors: a text that says what is
// wrong; nothing is thrown except bad_alloc inside, which is such a text too.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/base.h>

namespace sluice::lua {

inline constexpr std::size_t kStateKeys = 1000;
inline constexpr std::size_t kStateBytes = 64 * 1024;
inline constexpr std::size_t kStateNameBytes = 64;
inline constexpr std::size_t kStateTextBytes = 1024;
inline constexpr std::size_t kWindowBuckets = 64;

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
  Scalar::Kind kind = Scalar::Kind::kNone;
  bool is_window = false;
  std::int64_t integer = 0;  // of a window: its length in ns
  double number = 0;
  std::string text;
  std::vector<Bucket> buckets;  // oldest first

  friend bool operator==(const Entry& a, const Entry& b);
};

using Entries = std::map<std::string, Entry, std::less<>>;
// Changed names; nothing: taken out.
using Changes = std::map<std::string, std::optional<Entry>, std::less<>>;

class StateStore {
 public:
  // What stands under a name, changes included. Windows are no scalars.
  [[nodiscard]] Scalar get(std::string_view name) const noexcept;
  // Null, or what is wrong. kNone takes the name out.
  [[nodiscard]] const char* set(std::string_view name, const Scalar& value) noexcept;
  // Adds `units` at `now` to a window of `length_ns`, and gives its sum in units.
  [[nodiscard]] const char* add_to_window(std::string_view name, std::int64_t length_ns,
                                          std::int64_t now, std::int64_t units,
                                          std::int64_t& sum) noexcept;

  // The changes since the last call, which are then no longer seen.
  [[nodiscard]] Changes take_changes() noexcept;
  void discard() noexcept;
  [[nodiscard]] const Changes& changes() const noexcept { return changes_; }
  // True if anything is different now.
  bool commit(Changes&& changes);

  [[nodiscard]] const Entries& entries() const noexcept { return entries_; }
  void replace_all(Entries entries) noexcept;

 private:
  [[nodiscard]] const Entry* find(std::string_view name) const noexcept;
  const char* stage(std::string_view name, std::optional<Entry> entry);
  void see_what_is_kept() noexcept;

  Entries entries_;
  Changes changes_;
  std::size_t bytes_ = 0;       // of the entries as text
  std::size_t seen_names_ = 0;  // changes included
  std::size_t seen_bytes_ = 0;
};

// One line of the saved text with its newline.
[[nodiscard]] std::string entry_line(std::string_view name, const Entry& entry);
// Lines as above; throws std::invalid_argument with the line.
[[nodiscard]] Entries read_entries(std::string_view lines);

}  // namespace sluice::lua
