// SPDX-License-Identifier: Apache-2.0
#include "api/fields.hpp"

#include <algorithm>
#include <charconv>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "core/nearest.hpp"
#include "records/text.hpp"

namespace sluice::api {
namespace {

bool tell(Faults& faults, const Place& place, std::string message, std::string_view type) {
  faults.push_back({place.json(), std::move(message), type});
  return false;
}

std::string words_of(std::span<const std::string_view> words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " or " : ", ";
    list += words[i];
  }
  return list;
}

bool has_control_characters(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool check_word(const Field& field, std::string_view text, const Place& place, Value& value,
                Faults& faults) {
  const auto found = std::find(field.words.begin(), field.words.end(), text);
  if (found == field.words.end()) {
    const std::vector<std::string> known{field.words.begin(), field.words.end()};
    return tell(faults, place, "expected " + words_of(field.words) + did_you_mean(text, known),
                "enum");
  }
  value.word = static_cast<std::size_t>(found - field.words.begin());
  return true;
}

bool check_time(std::string_view text, const Place& place, Value& value, Faults& faults) {
  if (const auto time = Timestamp::parse(text)) {
    value.number = time->nanoseconds();
    return true;
  }
  if (const auto date = Date::parse(text)) {
    value.number = Timestamp::from_date(*date).nanoseconds();
    return true;
  }
  return tell(faults, place, "expected a time such as 2025-01-15T10:30:00Z, or a day", "datetime");
}

std::string limit_text(const Field& field, std::int64_t limit) {
  return field.kind == FieldKind::kDecimal ? detail::decimal_text(limit) : std::to_string(limit);
}

// The digits of a JSON number's mantissa, and where its decimal point is.
struct Mantissa {
  std::string_view whole, fraction;
  bool negative = false;
  std::int64_t exponent = 0;
};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_hex(std::string_view text, std::size_t digits) noexcept {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const auto digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take(std::string_view& text, char c) noexcept {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// RFC 8259, section 6.
bool read_mantissa(std::string_view text, Mantissa& number) noexcept {
  number.negative = take(text, '-');
  number.whole = take_digits(text);
  if (number.whole.empty() || (number.whole.size() > 1 && number.whole.front() == '0'))
    return false;
  if (take(text, '.')) {
    number.fraction = take_digits(text);
    if (number.fraction.empty()) return false;
  }
  if (take(text, 'e') || take(text, 'E')) {
    const bool negative = take(text, '-');
    if (!negative) (void)take(text, '+');
    const auto digits = take_digits(text);
    if (digits.empty()) return false;
    constexpr std::size_t kMostDigits = 4;
    const auto found = digits.find_first_not_of('0');
    const auto significant = found == digits.npos ? std::string_view{"0"} : digits.substr(found);
    std::int64_t exponent = 0;
    if (significant.size() > kMostDigits)
      exponent = 100'000;
    else
      std::from_chars(significant.data(), significant.data() + significant.size(), exponent);
    number.exponent = negative ? -exponent : exponent;
  }
  return text.empty();
}

}  // namespace

Place::Place(std::string_view root) { records::append_json_string(inside_, root); }

Place Place::operator/(std::string_view name) const {
  Place place{*this};
  place.inside_ += ',';
  records::append_json_string(place.inside_, name);
  return place;
}

Place Place::operator/(std::size_t index) const {
  Place place{*this};
  place.inside_ += ',' + std::to_string(index);
  return place;
}

std::string error_body(const Faults& faults) {
  std::string body = R"({"detail":[)";
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (i > 0) body += ',';
    body += R"({"loc":)" + faults[i].loc + R"(,"msg":)";
    records::append_json_string(body, faults[i].message);
    body += R"(,"type":)";
    records::append_json_string(body, faults[i].type);
    body += '}';
  }
  return body + "]}";
}

std::string error_body(std::string_view message, std::string_view type) {
  return error_body({Fault{"[]", std::string{message}, type}});
}

bool parse_json_decimal(std::string_view token, std::int64_t& raw, std::string_view& why) noexcept {
  constexpr std::size_t kMostCharacters = 64;
  Mantissa number;
  why = "not a number";
  if (token.size() > kMostCharacters || !read_mantissa(token, number)) return false;
  // Digit i of the mantissa stands for 10^(whole digits - 1 - i + exponent).
  std::int64_t place = static_cast<std::int64_t>(number.whole.size()) - 1 + number.exponent;
  std::int64_t value = 0;
  for (const auto digits : {number.whole, number.fraction}) {
    for (const char c : digits) {
      const std::int64_t at = place--;
      if (c == '0' && (value == 0 || at < -kScaleDigits)) continue;
      if (at < -kScaleDigits) {
        why = "more than eight decimals";
        return false;
      }
      why = "too large";
      std::int64_t part = c - '0';
      if (at > 2 * kScaleDigits + 2) return false;
      for (std::int64_t i = -kScaleDigits; i < at; ++i)
        if (__builtin_mul_overflow(part, std::int64_t{10}, &part)) return false;
      if (__builtin_add_overflow(value, part, &value)) return false;
    }
  }
  raw = number.negative ? -value : value;
  return true;
}

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || i + length > text.size()) return false;
    std::uint32_t point = length == 1 ? first : first & (0x7fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0u) != 0x80u) return false;
      point = (point << 6) | (next & 0x3fu);
    }
    if ((length == 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
        (length == 4 && (point < 0x10000 || point > 0x10ffff)))
      return false;
    i += length;
  }
  return true;
}

bool is_session_id(std::string_view text) noexcept {
  constexpr std::size_t kMostLetters = 64;
  return !text.empty() && text.size() <= kMostLetters &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                  c == '-';
         });
}

bool is_order_id(std::string_view text) noexcept { return is_hex(text, 32); }
bool is_report_id(std::string_view text) noexcept { return is_hex(text, 16); }

bool is_list_of_places(std::string_view text) noexcept {
  constexpr std::size_t kMostDigits = 19;
  for (;;) {
    const auto end = text.find(',');
    const auto place = text.substr(0, end);
    const auto colon = place.find(':');
    if (colon == place.npos || !is_session_id(place.substr(0, colon))) return false;
    const auto seq = place.substr(colon + 1);
    if (seq.empty() || seq.size() > kMostDigits || !std::all_of(seq.begin(), seq.end(), is_digit))
      return false;
    if (end == text.npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool check_text(const Field& field, std::string_view text, const Place& place, Value& value,
                Faults& faults) {
  value.is = Value::Is::kText;
  value.text = text;
  if (field.kind == FieldKind::kWord) return check_word(field, text, place, value, faults);
  if (field.kind == FieldKind::kTime) return check_time(text, place, value, faults);
  if (text.empty()) return tell(faults, place, "must not be empty", "string_too_short");
  if (text.size() > field.max_length)
    return tell(faults, place, "at most " + std::to_string(field.max_length) + " bytes",
                "string_too_long");
  if (has_control_characters(text) || !is_utf8(text))
    return tell(faults, place, "only UTF-8 without control characters", "string_characters");
  if (field.kind == FieldKind::kPlaces && !is_list_of_places(text))
    return tell(faults, place, "expected SESSION:SEQ, with commas between them", "places");
  return true;
}

bool check_range(const Field& field, const Place& place, const Value& value, Faults& faults) {
  // A decimal's least of one unit means: above zero.
  const bool above_zero = field.kind == FieldKind::kDecimal && field.least == 1;
  if (value.number < field.least)
    return tell(faults, place,
                above_zero ? "must be greater than 0"
                           : "must be at least " + limit_text(field, field.least),
                above_zero ? "greater_than" : "greater_than_equal");
  if (value.number > field.most)
    return tell(faults, place, "must be at most " + limit_text(field, field.most),
                "less_than_equal");
  return true;
}

bool read_text(const Field& field, std::string_view text, const Place& place, Value& value,
               Faults& faults) {
  switch (field.kind) {
    case FieldKind::kInteger: {
      const char* const end = text.data() + text.size();
      const auto [at, error] = std::from_chars(text.data(), end, value.number);
      if (error != std::errc{} || at != end)
        return tell(faults, place, "expected a whole number", "int_parsing");
      value.is = Value::Is::kNumber;
      return check_range(field, place, value, faults);
    }
    case FieldKind::kDecimal: {
      std::string_view why;
      if (!parse_json_decimal(text, value.number, why))
        return tell(faults, place, "expected a decimal: " + std::string{why}, "decimal_parsing");
      value.is = Value::Is::kNumber;
      return check_range(field, place, value, faults);
    }
    case FieldKind::kBoolean:
      if (text != "true" && text != "false")
        return tell(faults, place, "expected true or false", "bool_parsing");
      value.is = Value::Is::kBoolean;
      value.flag = text == "true";
      return true;
    default:
      return check_text(field, text, place, value, faults);
  }
}

std::size_t find_field(std::span<const Field> fields, std::string_view name) noexcept {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return i;
  return kNoField;
}

void tell_missing(std::span<const Field> fields, const Values& values, const Place& place,
                  Faults& faults) {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].required && values[i].is == Value::Is::kMissing)
      (void)tell(faults, place / fields[i].name, "is missing", "missing");
}

void tell_unknown(std::span<const Field> fields, std::string_view name, const Place& place,
                  Faults& faults) {
  std::vector<std::string> known;
  for (const Field& field : fields) known.emplace_back(field.name);
  (void)tell(faults, place, "is not known here" + did_you_mean(name, known), "extra_forbidden");
}

}  // namespace sluice::api
