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

std::string escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
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
  const std::string key = " " + escaped(name) + " ";
  if (entry.is_window) {
    std::string line = "w" + key + std::to_string(entry.integer);
    for (const Bucket& bucket : entry.buckets)
      line += " " + std::to_string(bucket.newest) + ":" + std::to_string(bucket.units);
    return line + "\n";
  }
  switch (entry.kind) {
    case Scalar::Kind::kBoolean:
      return "b" + key + (entry.integer != 0 ? "true\n" : "false\n");
    case Scalar::Kind::kInteger:
      return "i" + key + std::to_string(entry.integer) + "\n";
    case Scalar::Kind::kDecimal:
      return "d" + key + detail::decimal_text(entry.integer) + "\n";
    case Scalar::Kind::kNumber: {
      char text[64];
      std::snprintf(text, sizeof text, "%a", entry.number);
      return "n" + key + text + "\n";
    }
    default:
      return "t" + key + escaped(entry.text) + "\n";
  }
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
