// SPDX-License-Identifier: Apache-2.0
//
// state_text.cpp: the state as text, exactly: a line each,
//   b NAME true        i NAME -12        d NAME 0.05        n NAME 0x1.8p+1        t NAME TEXT
//   w NAME LENGTH_NS NEWEST_NS:UNITS NEWEST_NS:UNITS …
// in the order of the names; bytes other than letters, digits and _.- are %XX.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <sluice/decimal.hpp>

#include "state_store.hpp"

namespace sluice::lua {
namespace {

// Two places for what is written: a text, and how long it would be.
struct TextOut {
  std::string text;
  void add(std::string_view part) { text += part; }
};
struct LengthOut {
  std::size_t bytes = 0;
  void add(std::string_view part) noexcept { bytes += part.size(); }
};

template <typename Out>
void add_escaped(Out& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    const auto byte = static_cast<unsigned char>(c);
    const char escape[] = {'%', kHex[byte >> 4], kHex[byte & 15]};
    out.add(is_plain ? std::string_view{&c, 1} : std::string_view{escape, sizeof escape});
  }
}

template <typename Out>
void add_integer(Out& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  out.add({digits, static_cast<std::size_t>(end - digits)});
}

template <typename Out>
void add_value(Out& out, const Entry& entry) {
  switch (entry.kind) {
    case Scalar::Kind::kBoolean:
      return out.add(entry.integer != 0 ? "true" : "false");
    case Scalar::Kind::kInteger:
      return add_integer(out, entry.integer);
    case Scalar::Kind::kDecimal: {
      char digits[detail::kDecimalTextSize];
      const char* const end = detail::write_decimal(digits, entry.integer);
      return out.add({digits, static_cast<std::size_t>(end - digits)});
    }
    case Scalar::Kind::kNumber: {
      char text[64];
      const int size = std::snprintf(text, sizeof text, "%a", entry.number);
      return out.add({text, static_cast<std::size_t>(size)});
    }
    default:
      return add_escaped(out, entry.text);
  }
}

template <typename Out>
void add_window(Out& out, const Entry& window) {
  add_integer(out, window.integer);
  for (const Bucket& bucket : window.buckets) {
    out.add(" ");
    add_integer(out, bucket.newest);
    out.add(":");
    add_integer(out, bucket.units);
  }
}

std::string_view letter_of(const Entry& entry) noexcept {
  if (entry.is_window) return "w";
  switch (entry.kind) {
    case Scalar::Kind::kBoolean:
      return "b";
    case Scalar::Kind::kInteger:
      return "i";
    case Scalar::Kind::kDecimal:
      return "d";
    case Scalar::Kind::kNumber:
      return "n";
    default:
      return "t";
  }
}

template <typename Out>
void add_line(Out& out, std::string_view name, const Entry& entry) {
  out.add(letter_of(entry));
  out.add(" ");
  add_escaped(out, name);
  out.add(" ");
  entry.is_window ? add_window(out, entry) : add_value(out, entry);
  out.add("\n");
}

[[noreturn]] void refuse(std::string_view line) {
  throw std::invalid_argument("the saved state has a line that can't be read: '" +
                              std::string{line.substr(0, 80)} + "'");
}

std::string unescaped(std::string_view text, std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      refuse(line);
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

std::int64_t whole(std::string_view text, std::string_view line) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, value).ptr != end) refuse(line);
  return value;
}

// Up to the next blank, which is taken away with it.
std::string_view take_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

void read_window(Entry& entry, std::string_view rest, std::string_view line) {
  entry.is_window = true;
  entry.integer = whole(take_word(rest), line);
  while (!rest.empty()) {
    const std::string_view pair = take_word(rest);
    const std::size_t colon = pair.find(':');
    if (colon == pair.npos || entry.buckets.size() == 2 * kWindowBuckets) refuse(line);
    entry.buckets.push_back(
        {whole(pair.substr(0, colon), line), whole(pair.substr(colon + 1), line)});
  }
}

double number(std::string_view text, std::string_view line) {
  const std::string terminated{text};
  char* end = nullptr;
  const double value = std::strtod(terminated.c_str(), &end);
  if (terminated.empty() || end != terminated.c_str() + terminated.size()) refuse(line);
  return value;
}

Entry read_value(char kind, std::string_view rest, std::string_view line) {
  Entry entry;
  switch (kind) {
    case 'b':
      entry.kind = Scalar::Kind::kBoolean;
      if (rest != "true" && rest != "false") refuse(line);
      entry.integer = rest == "true" ? 1 : 0;
      return entry;
    case 'i':
      entry.kind = Scalar::Kind::kInteger;
      entry.integer = whole(rest, line);
      return entry;
    case 'd': {
      const auto value = Quantity::parse(rest);
      if (!value) refuse(line);
      entry.kind = Scalar::Kind::kDecimal;
      entry.integer = value->raw();
      return entry;
    }
    case 'n':
      entry.kind = Scalar::Kind::kNumber;
      entry.number = number(rest, line);
      return entry;
    case 't':
      entry.kind = Scalar::Kind::kText;
      entry.text = unescaped(rest, line);
      return entry;
    case 'w':
      read_window(entry, rest, line);
      return entry;
    default:
      refuse(line);
  }
}

}  // namespace

std::string entry_line(std::string_view name, const Entry& entry) {
  TextOut out;
  add_line(out, name, entry);
  return std::move(out.text);
}

std::size_t entry_line_bytes(std::string_view name, const Entry& entry) noexcept {
  LengthOut out;
  add_line(out, name, entry);
  return out.bytes;
}

Entries read_entries(std::string_view lines) {
  Entries entries;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == lines.npos) refuse(lines);
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    std::string_view rest = line;
    const std::string_view kind = take_word(rest);
    const std::string name = unescaped(take_word(rest), line);
    if (kind.size() != 1 || name.empty() || entries.size() == kStateKeys) refuse(line);
    if (!entries.emplace(name, read_value(kind.front(), rest, line)).second) refuse(line);
  }
  return entries;
}

}  // namespace sluice::lua
