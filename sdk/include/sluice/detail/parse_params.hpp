// SPDX-License-Identifier: Apache-2.0
//
// parse_params.hpp: params_json to a component's Params, by its declared list.
//
// Place: SDK, control: it allocates. The host has already checked the text against the schema; this
// checks again, for a component must not trust its caller. Errors: std::invalid_argument naming the
// parameter, what it must be and what was found.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sluice/detail/edit_distance.hpp>
#include <sluice/detail/number_text.hpp>
#include <sluice/json.hpp>
#include <sluice/params.hpp>

namespace sluice::detail {

using Json = JsonValue::Kind;

inline std::string json_text(const JsonValue& value) {
  switch (value.kind) {
    case Json::kNull:
      return "null";
    case Json::kBoolean:
      return value.boolean ? "true" : "false";
    case Json::kNumber:
      return value.text;
    case Json::kString:
      return "\"" + value.text + "\"";
    case Json::kArray:
      return "a list";
    case Json::kObject:
      break;
  }
  return "an object";
}

[[noreturn]] inline void refuse(const ParamRules& rules, std::string_view expected,
                                const JsonValue& found) {
  throw std::invalid_argument("parameter '" + std::string{rules.name} + "' must be " +
                              std::string{expected} + ", but is " + json_text(found));
}

inline bool within(const ParamRules& rules, double value) {
  const auto plain = [](int128 units) {
    return static_cast<double>(units) / static_cast<double>(kScale);
  };
  const bool above = !rules.lower.given || value > plain(rules.lower.units) ||
                     (!rules.lower.exclusive && value == plain(rules.lower.units));
  const bool below = !rules.upper.given || value < plain(rules.upper.units) ||
                     (!rules.upper.exclusive && value == plain(rules.upper.units));
  return above && below;
}

// "a number above 0 and at most 5"
inline std::string expected_number(const ParamRules& rules, std::string_view noun) {
  std::string text{noun};
  const auto add = [&text](const char* word, int128 units) { text += word + decimal_text(units); };
  if (rules.lower.given)
    add(rules.lower.exclusive ? " above " : " of at least ", rules.lower.units);
  if (rules.lower.given && rules.upper.given) text += " and";
  if (rules.upper.given) {
    const char* word = rules.upper.exclusive ? " below " : " at most ";
    add(rules.lower.given || rules.upper.exclusive ? word : " of at most ", rules.upper.units);
  }
  return text;
}

inline void read_value(const ParamRules& rules, const JsonValue& value, bool& out) {
  if (value.kind != Json::kBoolean) refuse(rules, "true or false", value);
  out = value.boolean;
}

inline void read_value(const ParamRules& rules, const JsonValue& value, std::int64_t& out) {
  const auto units =
      value.kind == Json::kNumber ? decimal_of_number(value.text) : std::optional<int128>{};
  const auto whole = units && *units % kScale == 0 ? narrow(*units / kScale) : std::nullopt;
  if (!whole || !rules.within(*units))
    refuse(rules, expected_number(rules, "a whole number"), value);
  out = *whole;
}

inline void read_value(const ParamRules& rules, const JsonValue& value, double& out) {
  double number = 0;
  const char* end = value.text.data() + value.text.size();
  const bool read = value.kind == Json::kNumber &&
                    std::from_chars(value.text.data(), end, number).ptr == end &&
                    std::isfinite(number);
  if (!read || !within(rules, number)) refuse(rules, expected_number(rules, "a number"), value);
  out = number;
}

template <typename Decimal>
requires(ParamTypeOf<Decimal>::value == ParamType::kDecimal &&
         !ParamTypeOf<Decimal>::optional) void read_value(const ParamRules& rules,
                                                          const JsonValue& value, Decimal& out) {
  constexpr const char* kNoun = "a decimal of at most eight places";
  const auto units =
      value.kind == Json::kNumber ? decimal_of_number(value.text) : std::optional<int128>{};
  if (!units || !rules.within(*units)) refuse(rules, expected_number(rules, kNoun), value);
  if constexpr (std::is_same_v<Decimal, Money>) {
    out = Money::from_raw(*units);
  } else {
    const auto narrowed = narrow(*units);
    if (!narrowed) refuse(rules, "a decimal that fits 64 bits", value);
    out = Decimal::from_raw(*narrowed);
  }
}

inline std::string expected_choice(const ParamRules& rules) {
  std::string text = "one of";
  for (std::size_t i = 0; i < rules.choice_count; ++i)
    text += (i == 0 ? " " : ", ") + std::string{rules.choices[i]};
  return text;
}

inline void read_value(const ParamRules& rules, const JsonValue& value, std::string& out) {
  if (value.kind != Json::kString) refuse(rules, "text", value);
  if (rules.choice_count > 0 && !rules.is_choice(value.text))
    refuse(rules, expected_choice(rules), value);
  out = value.text;
}

inline void read_value(const ParamRules& rules, const JsonValue& value, RatioOrWord& out) {
  if (value.kind == Json::kString && rules.is_choice(value.text)) {
    out = {Ratio{}, value.text};
    return;
  }
  const auto units =
      value.kind == Json::kNumber ? decimal_of_number(value.text) : std::optional<int128>{};
  const auto ratio = units && rules.within(*units) ? narrow(*units) : std::nullopt;
  if (!ratio)
    refuse(rules, expected_number(rules, "a number") + ", or " + expected_choice(rules), value);
  out = {Ratio::from_raw(*ratio), {}};
}

inline void read_value(const ParamRules& rules, const JsonValue& value, Date& out) {
  const auto date = value.kind == Json::kString ? Date::parse(value.text) : std::nullopt;
  if (!date) refuse(rules, "a date like 2025-01-15", value);
  out = *date;
}

inline void read_value(const ParamRules& rules, const JsonValue& value, Limit& out) {
  std::optional<Limit> limit;
  if (value.kind == Json::kNumber) {
    if (const auto units = decimal_of_number(value.text))
      limit = Limit::of(Money::from_raw(*units));
  } else if (value.kind == Json::kString && value.text.ends_with('x')) {
    limit = Limit::parse(value.text);
  }
  const int128 units =
      !limit ? 0 : (limit->kind == Limit::kAmount ? limit->amount.raw() : limit->multiple.raw());
  if (!limit || !rules.within(units))
    refuse(rules, expected_number(rules, "an amount, or a multiple of equity like \"0.25x\","),
           value);
  out = *limit;
}

inline void read_value(const ParamRules& rules, const JsonValue& value,
                       std::vector<std::string>& out) {
  if (value.kind != Json::kArray) refuse(rules, "a list of texts", value);
  out.clear();
  for (const JsonValue& item : value.items) read_value(rules, item, out.emplace_back());
}

inline void read_value(const ParamRules& rules, const JsonValue& value, LimitsByName& out) {
  if (value.kind != Json::kObject) refuse(rules, "an object of limits by name", value);
  out.clear();
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string path = std::string{rules.name} + "." + value.keys[i];
    ParamRules member = rules;
    member.name = path;
    out.emplace_back(value.keys[i], Limit{});
    read_value(member, value.items[i], out.back().second);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

inline void read_value(const ParamRules& rules, const JsonValue& value, ValuesByName& out) {
  if (value.kind != Json::kObject) refuse(rules, "an object of values by name", value);
  out.clear();
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const JsonValue& item = value.items[i];
    ParamRules member = rules;
    const std::string path = std::string{rules.name} + "." + value.keys[i];
    member.name = path;
    if (item.kind != Json::kNumber && item.kind != Json::kString && item.kind != Json::kBoolean)
      refuse(member, "a number, text, true or false", item);
    out.emplace_back(value.keys[i], item);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

template <typename T>
void read_value(const ParamRules& rules, const JsonValue& value, std::optional<T>& out) {
  if (value.kind == Json::kNull) {
    out.reset();
  } else {
    read_value(rules, value, out.emplace());
  }
}

inline JsonValue default_value(const ParamRules& rules) {
  JsonValue value;
  if (rules.type == ParamType::kBoolean) {
    value.kind = Json::kBoolean;
    value.boolean = rules.default_boolean;
  } else if (rules.type == ParamType::kString || !rules.default_text.empty()) {
    value.kind = Json::kString;
    value.text = std::string{rules.default_text};
  } else {
    value.kind = Json::kNumber;
    value.text = decimal_text(rules.default_units);
  }
  return value;
}

template <typename Owner, typename Value>
void read_param(const Param<Owner, Value>& param, const JsonValue& object, Owner& out) {
  const JsonValue* given = object.find(param.rules.name);
  if (given != nullptr) return read_value(param.rules, *given, out.*param.member);
  if (param.rules.is_required)
    throw std::invalid_argument("parameter '" + std::string{param.rules.name} + "' is required");
  if (param.rules.has_default)
    read_value(param.rules, default_value(param.rules), out.*param.member);
}

template <std::size_t N>
void refuse_unknown_keys(const std::array<ParamRules, N>& known, const JsonValue& object) {
  for (const std::string& key : object.keys) {
    const auto same = [&key](const ParamRules& rules) { return rules.name == key; };
    if (std::any_of(known.begin(), known.end(), same)) continue;
    std::string message = "unknown parameter '" + key.substr(0, kNumberTextLimit) + "'";
    const auto nearest = std::min_element(
        known.begin(), known.end(), [&key](const ParamRules& a, const ParamRules& b) {
          return edit_distance(a.name, key) < edit_distance(b.name, key);
        });
    if (nearest != known.end()) message += "; the nearest is '" + std::string{nearest->name} + "'";
    throw std::invalid_argument(message);
  }
}

template <typename Owner, typename... Ps>
Owner parse_params(const ParamList<Ps...>& list, std::string_view json) {
  const JsonValue object = json.empty() ? read_json("{}") : read_json(json);
  if (object.kind != Json::kObject)
    throw std::invalid_argument("the parameters must be a JSON object");
  refuse_unknown_keys(list.rules(), object);
  Owner out{};
  std::apply([&](const auto&... item) { (read_param(item, object, out), ...); }, list.items);
  return out;
}

}  // namespace sluice::detail
