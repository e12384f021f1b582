// SPDX-License-Identifier: Apache-2.0
#include "parser.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "builder.hpp"
#include "fault.hpp"
#include "functions.hpp"
#include "lexer.hpp"
#include "limits.hpp"
#include "nearest.hpp"

namespace sluice::strategies::formula {
namespace {

std::string quoted(std::string_view text) { return "'" + std::string{text} + "'"; }

std::string shown(const Token& token) {
  return token.kind == Token::Kind::kEnd ? std::string{"the end"} : quoted(token.text);
}

constexpr std::string_view describe(Type type) noexcept {
  return type == Type::kBool ? "a condition (true or false)" : "a number";
}

class Parser {
 public:
  Parser(std::string_view text, Program& program) : lexer_{text}, build_{program} {
    if (text.size() > kTextLimit)
      throw Fault(kTextLimit, "is " + std::to_string(text.size()) +
                                  " bytes long, expected at most " + std::to_string(kTextLimit));
    token_ = lexer_.next();
  }

  NodeIndex whole(Type wanted) {
    if (token_.kind == Token::Kind::kEnd)
      throw Fault(token_.at, "is empty, expected " + std::string{describe(wanted)});
    const Piece piece = any();
    if (token_.kind != Token::Kind::kEnd)
      throw Fault(token_.at, "expected an operator or the end, not " + shown(token_));
    expect(piece, wanted, "the formula");
    return piece.node;
  }

 private:
  struct Piece {
    NodeIndex node;
    std::size_t at;  // where it begins
  };

  // Every nesting passes here once.
  class Level {
   public:
    Level(int& depth, std::size_t at) : depth_{depth} {
      if (++depth_ > kDepthLimit)
        throw Fault(at, "is nested deeper than " + std::to_string(kDepthLimit) + " levels");
    }
    ~Level() { --depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    int& depth_;
  };

  Token take() { return std::exchange(token_, lexer_.next()); }

  [[nodiscard]] Type type_of(const Piece& piece) const { return build_.node(piece.node).type; }
  void expect(const Piece& piece, Type wanted, std::string_view who) const {
    if (type_of(piece) != wanted)
      throw Fault(piece.at, std::string{who} + " takes " + std::string{describe(wanted)} +
                                ", this is " + std::string{describe(type_of(piece))});
  }

  Piece join(Op op, const Token& sign, Type wanted, const Piece& left, const Piece& right) {
    expect(left, wanted, quoted(sign.text));
    expect(right, wanted, quoted(sign.text));
    build_.at = sign.at;
    return {build_.binary(op, left.node, right.node), left.at};
  }

  Piece any() {
    Piece left = conjunction();
    while (token_.is("or")) {
      const Token sign = take();
      left = join(Op::kOr, sign, Type::kBool, left, conjunction());
    }
    return left;
  }
  Piece conjunction() {
    Piece left = negation();
    while (token_.is("and")) {
      const Token sign = take();
      left = join(Op::kAnd, sign, Type::kBool, left, negation());
    }
    return left;
  }
  Piece negation() {
    if (!token_.is("not")) return comparison();
    const Token sign = take();
    const Level level{depth_, sign.at};
    const Piece piece = negation();
    expect(piece, Type::kBool, "'not'");
    build_.at = sign.at;
    return {build_.unary(Op::kNot, piece.node), sign.at};
  }

  [[nodiscard]] bool at_comparison() const noexcept {
    return token_.is("<") || token_.is("<=") || token_.is(">") || token_.is(">=") ||
           token_.is("==") || token_.is("!=");
  }
  Piece comparison() {
    const Piece left = sum();
    if (!at_comparison()) return left;
    const Token sign = take();
    const Piece right = sum();
    if (at_comparison())
      throw Fault(token_.at, "comparisons do not chain: write 'a < b and b < c'");
    const bool swap = sign.text[0] == '>';
    const bool equal = sign.is("==") || sign.is("!=");
    const Op op = sign.is("==")           ? Op::kEqual
                  : sign.is("!=")         ? Op::kNotEqual
                  : sign.text.size() == 2 ? Op::kLessEqual
                                          : Op::kLess;
    const Type wanted = equal ? type_of(left) : Type::kNumber;
    Piece joined = swap ? join(op, sign, wanted, right, left) : join(op, sign, wanted, left, right);
    joined.at = left.at;
    return joined;
  }

  Piece sum() {
    Piece left = product();
    while (token_.is("+") || token_.is("-")) {
      const Token sign = take();
      const Op op = sign.is("+") ? Op::kAdd : Op::kSubtract;
      left = join(op, sign, Type::kNumber, left, product());
    }
    return left;
  }
  Piece product() {
    Piece left = signed_value();
    while (token_.is("*") || token_.is("/")) {
      const Token sign = take();
      const Op op = sign.is("*") ? Op::kMultiply : Op::kDivide;
      left = join(op, sign, Type::kNumber, left, signed_value());
    }
    return left;
  }
  Piece signed_value() {
    if (!token_.is("-")) return value();
    const Token sign = take();
    const Level level{depth_, sign.at};
    const Piece piece = signed_value();
    expect(piece, Type::kNumber, "'-'");
    build_.at = sign.at;
    return {build_.unary(Op::kNegate, piece.node), sign.at};
  }

  Piece value() {
    const Token token = take();
    build_.at = token.at;
    if (token.kind == Token::Kind::kNumber) return {build_.number(token.number), token.at};
    if (token.is("(")) {
      const Level level{depth_, token.at};
      const Piece inner = any();
      close(token);
      return {inner.node, token.at};
    }
    if (token.kind != Token::Kind::kName || token.is("and") || token.is("or"))
      throw Fault(token.at, "expected a number, a name or '(', not " + shown(token));
    if (token.is("true") || token.is("false")) return {build_.boolean(token.is("true")), token.at};
    if (token_.is("(")) return call(token);
    return named(token);
  }

  void close(const Token& opened) {
    if (!token_.is(")"))
      throw Fault(token_.at, "expected ')' for the " + quoted(opened.text) + " in column " +
                                 std::to_string(opened.at + 1) + ", not " + shown(token_));
    take();
  }

  Piece named(const Token& token) {
    if (const Name* const name = find_name(token.text))
      return {build_.leaf(name->op, name->type), token.at};
    if (const Function* const function = find_function(token.text))
      throw Fault(token.at, quoted(token.text) + " is a function: expected " +
                                std::string{function->signature});
    throw Fault(token.at, "unknown name " + quoted(token.text) + hint(token.text, known_names()));
  }

  Piece call(const Token& token) {
    const Function* const function = find_function(token.text);
    if (function == nullptr) {
      if (find_name(token.text) != nullptr)
        throw Fault(token.at, quoted(token.text) + " is not a function, write it without '('");
      throw Fault(token.at,
                  "unknown function " + quoted(token.text) + hint(token.text, known_functions()));
    }
    const Level level{depth_, token.at};
    const Token opened = take();
    Call call{};
    std::size_t numbers = 0;
    std::size_t windows = 0;
    for (std::uint8_t i = 0; i < function->argument_count; ++i) {
      if (i > 0) separate(*function);
      const Argument kind = function->arguments[i];
      if (kind == Argument::kNumber) {
        call.numbers[numbers++] = number_argument(*function);
      } else if (kind == Argument::kFactor) {
        call.factor = factor(*function);
      } else {
        call.windows[windows++] = window(*function, kind == Argument::kSpread ? 2 : 1);
      }
    }
    if (token_.is(","))
      throw Fault(token_.at, "too many arguments, expected " + std::string{function->signature});
    close(opened);
    build_.at = token.at;
    return {function->build(build_, call), token.at};
  }

  void separate(const Function& function) {
    if (token_.is(",")) {
      take();
      return;
    }
    throw Fault(token_.at, (token_.is(")") ? std::string{"too few arguments"}
                                           : "unexpected " + shown(token_)) +
                               ", expected " + std::string{function.signature});
  }
  NodeIndex number_argument(const Function& function) {
    if (token_.is(")"))
      throw Fault(token_.at, "too few arguments, expected " + std::string{function.signature});
    const Piece piece = any();
    expect(piece, Type::kNumber, quoted(function.name));
    return piece.node;
  }
  std::uint32_t window(const Function& function, std::int64_t least) {
    const Token token = take();
    const double n = token.number;
    if (token.kind != Token::Kind::kNumber || n != std::floor(n) ||
        n < static_cast<double>(least) || n > static_cast<double>(kWindowLimit))
      throw Fault(token.at, "expected a whole number of bars from " + std::to_string(least) +
                                " to " + std::to_string(kWindowLimit) + ", written out, not " +
                                shown(token) + ": " + std::string{function.signature});
    return static_cast<std::uint32_t>(n);
  }
  double factor(const Function& function) {
    const Token token = take();
    if (token.kind != Token::Kind::kNumber || token.number <= 0)
      throw Fault(token.at, "expected a number above 0, written out, not " + shown(token) + ": " +
                                std::string{function.signature});
    return token.number;
  }

  Lexer lexer_;
  Builder build_;
  Token token_;
  int depth_ = 0;
};

}  // namespace

NodeIndex parse(std::string_view text, Type wanted, Program& program) {
  return Parser{text, program}.whole(wanted);
}

}  // namespace sluice::strategies::formula
