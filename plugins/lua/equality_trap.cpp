// SPDX-License-Identifier: Apache-2.0
#include "equality_trap.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "fields.hpp"

namespace sluice::lua {
namespace {

struct Token {
  enum class Kind { kName, kNumber, kSign, kText, kEnd } kind = Kind::kEnd;
  std::string_view text;
  int line = 0;
};

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Just enough of Lua's words to tell names, numbers and signs from texts and comments.
class Tokens {
 public:
  explicit Tokens(std::string_view source) : rest_{source} {}

  Token next() {
    skip_blanks();
    if (rest_.empty()) return {Token::Kind::kEnd, {}, line_};
    const char c = rest_.front();
    if (is_letter(c))
      return take_while(Token::Kind::kName, [](char x) { return is_letter(x) || is_digit(x); });
    if (is_digit(c))
      return take_while(Token::Kind::kNumber,
                        [](char x) { return is_letter(x) || is_digit(x) || x == '.'; });
    if (c == '"' || c == '\'') return quoted(c);
    if (const std::size_t level = long_bracket(); level > 0) {
      skip_long(level);
      return {Token::Kind::kText, {}, line_};
    }
    const bool is_pair = rest_.starts_with("==") || rest_.starts_with("~=");
    return take(Token::Kind::kSign, is_pair ? 2 : 1);
  }

 private:
  Token take(Token::Kind kind, std::size_t size) {
    const Token token{kind, rest_.substr(0, size), line_};
    line_ += static_cast<int>(std::count(token.text.begin(), token.text.end(), '\n'));
    rest_.remove_prefix(size);
    return token;
  }
  template <typename Belongs>
  Token take_while(Token::Kind kind, Belongs belongs) {
    std::size_t size = 1;
    while (size < rest_.size() && belongs(rest_[size])) ++size;
    return take(kind, size);
  }
  Token quoted(char quote) {
    std::size_t size = 1;
    while (size < rest_.size() && rest_[size] != quote && rest_[size] != '\n')
      size += rest_[size] == '\\' ? 2 : 1;
    return take(Token::Kind::kText, std::min(size + 1, rest_.size()));
  }
  // The size of "[[" or "[==["; 0 if there is none here.
  [[nodiscard]] std::size_t long_bracket() const {
    if (!rest_.starts_with('[')) return 0;
    const std::size_t end = rest_.find_first_not_of('=', 1);
    return end != rest_.npos && rest_[end] == '[' ? end + 1 : 0;
  }
  void skip_long(std::size_t opening) {
    const std::string closing = "]" + std::string(opening - 2, '=') + "]";
    const std::size_t end = rest_.find(closing, opening);
    take(Token::Kind::kText, end == rest_.npos ? rest_.size() : end + closing.size());
  }
  void skip_blanks() {
    while (!rest_.empty()) {
      if (rest_.starts_with("--")) {
        rest_.remove_prefix(2);
        if (const std::size_t level = long_bracket(); level > 0)
          skip_long(level);
        else
          take(Token::Kind::kText, std::min(rest_.find('\n'), rest_.size()));
      } else if (static_cast<unsigned char>(rest_.front()) <= ' ') {
        take(Token::Kind::kText, 1);
      } else {
        return;
      }
    }
  }
  std::string_view rest_;
  int line_ = 1;
};

bool is_decimal_field(const Token& owner, const Token& dot, const Token& name) {
  std::span<const Field> fields;
  if (owner.text == "order") fields = order_fields();
  if (owner.text == "view") fields = view_fields();
  if (owner.text == "fill") fields = fill_fields();
  return dot.text == "." && std::any_of(fields.begin(), fields.end(), [&](const Field& field) {
           return field.name == name.text && field.kind == Value::Kind::kDecimal;
         });
}
bool is_equality(const Token& token) { return token.text == "==" || token.text == "~="; }
bool is_number(const Token& token) { return token.kind == Token::Kind::kNumber; }

// Five tokens in a row: field == number, field == -number, number == field.
bool is_trap(const std::array<Token, 6>& t) {
  if (is_decimal_field(t[0], t[1], t[2]) && is_equality(t[3]))
    return is_number(t[4]) || (t[4].text == "-" && is_number(t[5]));
  return is_number(t[0]) && is_equality(t[1]) && is_decimal_field(t[2], t[3], t[4]);
}

}  // namespace

std::string equality_trap(std::string_view source) {
  Tokens tokens{source};
  std::array<Token, 6> window;
  for (Token& token : window) token = tokens.next();
  while (window[0].kind != Token::Kind::kEnd) {
    if (is_trap(window))
      return "line " + std::to_string(window[0].line) +
             ": a decimal never equals a number; compare with decimal(…), or with < and >";
    std::rotate(window.begin(), window.begin() + 1, window.end());
    window.back() = tokens.next();
  }
  return {};
}

}  // namespace sluice::lua
