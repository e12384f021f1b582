// SPDX-License-Identifier: Apache-2.0
#include "explanation.hpp"

#include <cstdio>

#include <sluice/decimal.hpp>

#include "script.hpp"

namespace sluice::lua {
namespace {

std::string value_text(const FieldRead& read) {
  const Value& value = read.value;
  switch (value.kind) {
    case Value::Kind::kDecimal:
      return quoted(detail::decimal_text(value.units));
    case Value::Kind::kInteger:
      return quoted(std::to_string(value.integer));
    case Value::Kind::kNumber: {
      char text[32];
      std::snprintf(text, sizeof text, "%.17g", value.number);
      return quoted(text);
    }
    case Value::Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case Value::Kind::kText:
      return quoted(read.text.data());
    case Value::Kind::kAbsent:
      return "null";
    case Value::Kind::kTooLarge:
      break;
  }
  return quoted("too large");
}

std::string name_text(const FieldRead& read) {
  const char* owner = read.proxy == Proxy::kOrder ? "order." : "view.";
  return quoted((read.proxy == Proxy::kFill ? "fill." : owner) + std::string{read.field->name});
}

// The saved line without its kind, name and newline.
std::string saved_value(std::string_view name, const Entry& entry) {
  const std::string line = entry_line(name, entry);
  const std::size_t start = line.find(' ', 2) + 1;
  return line.substr(start, line.size() - start - 1);
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte > 0x7E) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

TouchedValues touched_values(const Changes& changes, const Entries& kept) {
  TouchedValues touched;
  for (const auto& [name, after] : changes) {
    const auto before = kept.find(name);
    touched.push_back({std::string{name},
                       before == kept.end() ? "" : saved_value(name, before->second),
                       after.is_none() ? "" : saved_value(name, after)});
  }
  return touched;
}

std::string explanation(const Script& script, const TouchedValues& touched,
                        std::int64_t violations) {
  const Account& account = script.account();
  std::string out = "{";
  if (!script.id().empty()) out += "\"id\":" + quoted(script.id()) + ",";
  if (!script.version().empty()) out += "\"version\":" + quoted(script.version()) + ",";
  out += "\"fields\":[";
  const char* between = "";
  for (const FieldRead& read : script.binding().reads()) {
    out += between + std::string{"{\"name\":"} + name_text(read) +
           ",\"value\":" + value_text(read) + "}";
    between = ",";
  }
  out += "],\"line\":" + std::to_string(account.line) +
         ",\"instructions\":" + std::to_string(account.instructions) +
         ",\"peak_memory_bytes\":" + std::to_string(account.peak_memory) + ",\"state\":[";
  between = "";
  for (const TouchedValue& value : touched) {
    out += between + std::string{"{\"name\":"} + quoted(value.name) +
           ",\"before\":" + quoted(value.before) + ",\"after\":" + quoted(value.after) + "}";
    between = ",";
  }
  out += "],\"violations\":" + std::to_string(violations);
  if (!account.code.empty()) out += ",\"violation\":" + quoted(account.code);
  if (account.message[0] != '\0') out += ",\"message\":" + quoted(account.message);
  return out + "}";
}

}  // namespace sluice::lua
