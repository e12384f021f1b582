// SPDX-License-Identifier: Apache-2.0
//
// symbol_table.cpp: symbols to ids while a source is read.
#include "symbol_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace sluice::feeds {

std::uint32_t SymbolTable::intern(std::string_view name) {
  if (const auto found = ids_.find(name); found != ids_.end()) {
    follow(found->second);
    return found->second;
  }
  if (names_.size() == kMaxSymbols)
    throw std::length_error{"the prices have more than 1,048,576 symbols"};
  const auto id = static_cast<std::uint32_t>(names_.size());
  const std::string& kept = names_.emplace_back(name);
  Guess guess{0, 0, kept.data(), static_cast<std::uint32_t>(kept.size())};
  const std::size_t width = std::min(sizeof guess.first, kept.size());
  std::memcpy(&guess.first, kept.data(), width);
  std::memset(&guess.mask, 0xff, width);
  guesses_.push_back(guess);
  ids_.emplace(kept, id);
  follow(id);
  return id;
}

bool SymbolTable::find(const char* at, char stop, std::uint32_t& id) const noexcept {
  std::size_t size = 0;
  while (size <= kMaxSymbolLength && at[size] != stop) {
    if (at[size] == '\n') return false;
    ++size;
  }
  const auto found = ids_.find(std::string_view{at, size});
  if (found == ids_.end()) return false;
  id = found->second;
  return true;
}

}  // namespace sluice::feeds
