// SPDX-License-Identifier: Apache-2.0
//
// lexer.hpp: the words of an expression, one at a time.
//
// Place: sluice_strategies, the room `formula`. Borrows the text. Thread: control. Errors: a Fault
// at a character that belongs to no word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::strategies::formula {

struct Token {
  enum class Kind : std::uint8_t { kEnd, kNumber, kName, kSymbol };

  Kind kind = Kind::kEnd;
  std::size_t at = 0;     // of its first byte
  std::string_view text;  // of a name, symbol or number as it was written
  double number = 0;

  [[nodiscard]] bool is(std::string_view word) const noexcept {
    return (kind == Kind::kName || kind == Kind::kSymbol) && text == word;
  }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) noexcept : text_{text} {}
  Token next();

 private:
  Token read_number();
  Token read_symbol();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sluice::strategies::formula
