// SPDX-License-Identifier: Apache-2.0
#include "records/text.hpp"

#include <cmath>

#include <fmt/format.h>

namespace sluice::records {

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string ratio_text(double value) {
  const std::string text = fmt::format("{:.10f}", value);
  return text == "-0.0000000000" ? text.substr(1) : text;
}

std::string ratio_or_null(std::optional<double> value) {
  return value && std::isfinite(*value) ? ratio_text(*value) : "null";
}

std::string date_or_null(const std::optional<Date>& date) {
  return date ? '"' + date->to_string() + '"' : "null";
}

std::string amount_for_people(Money amount) {
  constexpr std::int64_t kCent = kScale / 100;
  const int128 cents = detail::divide_rounded(amount.raw(), kCent, Rounding::kHalfEven);
  std::string text = Money::from_raw(cents * kCent).to_amount();
  const std::size_t first = text.front() == '-' ? 1 : 0;
  for (std::size_t at = text.find('.'); at > first + 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string percent_for_people(double ratio) {
  const std::string text = fmt::format("{:.2f} %", 100 * ratio);
  return text == "-0.00 %" ? text.substr(1) : text;
}

std::string indent_json(std::string_view compact) {
  std::string out;
  std::size_t depth = 0;
  bool in_string = false;
  const auto line = [&] { out.append("\n").append(2 * depth, ' '); };
  for (std::size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[i];
    if (in_string) {
      out += c;
      if (c == '\\')
        out += compact[++i];
      else if (c == '"')
        in_string = false;
      continue;
    }
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    const bool empty =
        opens && i + 1 < compact.size() && (compact[i + 1] == '}' || compact[i + 1] == ']');
    if (empty) {
      out += c;
      out += compact[++i];
      continue;
    }
    if (closes) {
      --depth;
      line();
    }
    out += c;
    if (c == '"') in_string = true;
    if (c == ':') out += ' ';
    if (opens) ++depth;
    if (opens || c == ',') line();
  }
  return out;
}

}  // namespace sluice::records
