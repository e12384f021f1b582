// SPDX-License-Identifier: Apache-2.0
#include "lexer.hpp"

#include <charconv>
#include <string>

#include "fault.hpp"

namespace sluice::strategies::formula {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// How programmers of other languages write it.
std::string_view ours_for(std::string_view symbol) noexcept {
  if (symbol == "&&") return "and";
  if (symbol == "||") return "or";
  if (symbol[0] == '!') return "not";
  if (symbol[0] == '=') return "==";
  return {};
}

}  // namespace

Token Lexer::next() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  if (at_ == text_.size()) return {Token::Kind::kEnd, at_, {}, 0};
  const char c = text_[at_];
  if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))
    return read_number();
  if (!is_letter(c)) return read_symbol();
  const std::size_t first = at_;
  while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
  return {Token::Kind::kName, first, text_.substr(first, at_ - first), 0};
}

Token Lexer::read_number() {
  const std::size_t first = at_;
  double value = 0;
  const char* const begin = text_.data() + first;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
  at_ += static_cast<std::size_t>(end - begin);
  if (error != std::errc{}) throw Fault(first, "this number is too large or too small");
  if (at_ < text_.size() && (is_letter(text_[at_]) || text_[at_] == '.'))
    throw Fault(at_, "a number ends here; expected an operator or a blank behind it");
  return {Token::Kind::kNumber, first, text_.substr(first, at_ - first), value};
}

Token Lexer::read_symbol() {
  constexpr std::string_view kPairs[] = {"<=", ">=", "==", "!="};
  const std::string_view two = text_.substr(at_, 2);
  for (const std::string_view pair : kPairs) {
    if (two != pair) continue;
    at_ += 2;
    return {Token::Kind::kSymbol, at_ - 2, two, 0};
  }
  const std::string_view one = two.substr(0, 1);
  if (std::string_view{"+-*/()<>,"}.find(one) == std::string_view::npos) {
    const std::string_view ours = ours_for(two);
    throw Fault(at_, ours.empty() ? std::string{"this character has no meaning in a formula"}
                                  : "expected '" + std::string{ours} + "'");
  }
  ++at_;
  return {Token::Kind::kSymbol, at_ - 1, one, 0};
}

}  // namespace sluice::strategies::formula
