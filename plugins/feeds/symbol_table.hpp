// SPDX-License-Identifier: Apache-2.0
//
// symbol_table.hpp: symbols to ids while a source is read.
//
// Place: csv feed, parsing. A price file repeats its symbols: either the same one row after row, or
// the same sequence day after day. Both guesses are tried before the table is searched.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sluice::feeds {

inline constexpr std::size_t kMaxSymbolLength = 64;
inline constexpr std::size_t kMaxSymbols = std::size_t{1} << 20;

class SymbolTable {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  [[nodiscard]] const std::string& name(std::uint32_t id) const noexcept { return names_[id]; }

  // The id of a name, which is added when new. `name` has 1 … kMaxSymbolLength characters. Throws
  // std::length_error past kMaxSymbols.
  [[nodiscard]] std::uint32_t intern(std::string_view name);

  // Reads a known symbol that ends right before `stop`; false when there is none. Eight characters
  // from `at` must be readable, and the text must hold a line break.
  bool scan(const char*& at, char stop, std::uint32_t& id) noexcept {
    if (previous_ == kNone) return false;
    const std::uint32_t successor = guesses_[previous_].successor;
    if (successor != kNone && matches(guesses_[successor], at, stop)) {
      id = successor;
    } else if (matches(guesses_[previous_], at, stop)) {
      id = previous_;
    } else if (!find(at, stop, id)) {
      return false;
    }
    at += guesses_[id].size;
    follow(id);
    return true;
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Guess {
    std::uint64_t first;  // up to eight characters, as they lie in memory
    std::uint64_t mask;
    const char* text;
    std::uint32_t size;
    std::uint32_t successor = kNone;  // the symbol that came after this one last time
  };

  static bool matches(const Guess& guess, const char* at, char stop) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if ((word & guess.mask) != guess.first) return false;
    if (guess.size > sizeof word && std::memcmp(at, guess.text, guess.size) != 0) return false;
    return at[guess.size] == stop;
  }
  bool find(const char* at, char stop, std::uint32_t& id) const noexcept;
  void follow(std::uint32_t id) noexcept {
    if (previous_ == id) return;
    if (previous_ != kNone) guesses_[previous_].successor = id;
    previous_ = id;
  }

  std::deque<std::string> names_;  // stay where they are
  std::vector<Guess> guesses_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
  std::uint32_t previous_ = kNone;
};

}  // namespace sluice::feeds
