// SPDX-License-Identifier: Apache-2.0
//
// json.hpp: a small reader of JSON, for parameters and saved state.
//
// Place: SDK, control: it allocates. Numbers keep their text, so that decimals are read exactly.
// Bounds: text of kJsonTextLimit bytes, kJsonDepthLimit levels. Errors: std::invalid_argument with
// the position in the text; a key that stands twice is an error.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

inline constexpr std::size_t kJsonTextLimit = 1 << 20;
inline constexpr int kJsonDepthLimit = 16;

struct JsonValue {
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;               // of a string; of a number as it was written
  std::vector<JsonValue> items;   // of an array; the values of an object
  std::vector<std::string> keys;  // of an object, in the order written

  [[nodiscard]] const JsonValue* find(std::string_view key) const noexcept {
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i] == key) return &items[i];
    return nullptr;
  }
};

namespace detail {

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_{text} {
    if (text.size() > kJsonTextLimit) fail("is longer than the limit of 1 MiB");
  }

  JsonValue document() {
    JsonValue value = read_value(0);
    skip_blanks();
    if (at_ != text_.size()) fail("has something after its end");
    return value;
  }

 private:
  using Kind = JsonValue::Kind;

  [[noreturn]] void fail(const char* what) const {
    throw std::invalid_argument("the JSON text " + std::string{what} + " (character " +
                                std::to_string(at_ + 1) + ")");
  }
  void skip_blanks() noexcept {
    while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != text_.npos) ++at_;
  }
  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) noexcept {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) noexcept {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  JsonValue read_value(int depth) {
    if (depth > kJsonDepthLimit) fail("is nested too deeply");
    skip_blanks();
    JsonValue value;
    const char c = peek();
    if (c == '{') {
      read_object(value, depth);
    } else if (c == '[') {
      read_array(value, depth);
    } else if (c == '"') {
      value.kind = Kind::kString;
      value.text = read_string();
    } else if (take_word("true") || take_word("false")) {
      value.kind = Kind::kBoolean;
      value.boolean = c == 't';
    } else if (!take_word("null")) {
      value.kind = Kind::kNumber;
      value.text = read_number();
    }
    return value;
  }

  void read_object(JsonValue& value, int depth) {
    value.kind = Kind::kObject;
    take('{');
    if (take('}')) return;
    do {
      skip_blanks();
      if (peek() != '"') fail("has a key that is not a string");
      std::string key = read_string();
      if (value.find(key) != nullptr) fail("has the same key twice");
      if (!take(':')) fail("lacks a colon after a key");
      value.items.push_back(read_value(depth + 1));
      value.keys.push_back(std::move(key));
    } while (take(','));
    if (!take('}')) fail("lacks a closing brace");
  }

  void read_array(JsonValue& value, int depth) {
    value.kind = Kind::kArray;
    take('[');
    if (take(']')) return;
    do value.items.push_back(read_value(depth + 1));
    while (take(','));
    if (!take(']')) fail("lacks a closing bracket");
  }

  std::size_t read_digits() noexcept {
    const std::size_t first = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ - first;
  }

  std::string read_number() {
    const std::size_t first = at_;
    if (peek() == '-') ++at_;
    const bool zero = peek() == '0';
    const std::size_t whole = read_digits();
    if (whole == 0 || (zero && whole > 1)) fail("has something that is not a value");
    if (peek() == '.') {
      ++at_;
      if (read_digits() == 0) fail("has a number without digits after its point");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (read_digits() == 0) fail("has a number without digits in its exponent");
    }
    return std::string{text_.substr(first, at_ - first)};
  }

  std::string read_string() {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return out;
      }
      if (static_cast<unsigned char>(c) < 0x20) fail("has a control character in a string");
      if (c == '\\') {
        ++at_;
        read_escape(out);
      } else {
        out.push_back(c);
      }
    }
    fail("lacks a closing quote");
  }

  void read_escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    if (peek() == 'u') {
      append_utf8(out, read_code_point());
      return;
    }
    const std::size_t index = kNames.find(peek());
    if (index == kNames.npos) fail("has an unknown escape");
    out.push_back(kValues[index]);
  }

  // `at_` stands on the last digit afterwards.
  unsigned read_hex4() {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      const char c = peek();
      const bool digit = c >= '0' && c <= '9';
      const char lower = static_cast<char>(c | 0x20);
      if (!digit && (lower < 'a' || lower > 'f')) fail("has a \\u escape without four hex digits");
      value = value * 16 + static_cast<unsigned>(digit ? c - '0' : lower - 'a' + 10);
    }
    return value;
  }

  unsigned read_code_point() {
    const unsigned high = read_hex4();
    if (high < 0xD800 || high > 0xDFFF) return high;
    if (high > 0xDBFF || text_.substr(at_ + 1, 2) != "\\u") fail("has half a surrogate pair");
    at_ += 2;
    const unsigned low = read_hex4();
    if (low < 0xDC00 || low > 0xDFFF) fail("has half a surrogate pair");
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }

  static void append_utf8(std::string& out, unsigned code) {
    const auto put = [&out](unsigned byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | code >> 6);
      put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace detail

[[nodiscard]] inline JsonValue read_json(std::string_view text) {
  return detail::JsonReader{text}.document();
}

}  // namespace sluice
