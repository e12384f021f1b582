// SPDX-License-Identifier: Apache-2.0
#include "conformance/made_value.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace sluice::conformance {
namespace {

using config::make_value;
using config::Value;

constexpr double kSpan = 1000;  // how far a value lies from the one bound it has
constexpr std::size_t kMostItems = 3;

std::vector<std::string> types(const Value& schema) {
  std::vector<std::string> found;
  const Value* type = schema.find("type");
  if (type == nullptr) return found;
  if (type->text() != nullptr) found.push_back(*type->text());
  if (type->list() != nullptr)
    for (const Value& each : *type->list())
      if (each.text() != nullptr) found.push_back(*each.text());
  return found;
}

bool allows(const Value& schema, std::string_view type) {
  const auto all = types(schema);
  return all.empty() || std::find(all.begin(), all.end(), type) != all.end();
}

std::optional<double> bound(const Value& schema, std::string_view key) {
  const Value* found = schema.find(key);
  return found != nullptr && found->is_number() ? std::optional{found->number()} : std::nullopt;
}

struct Range {
  std::optional<double> low, high;
  bool above = false, below = false;  // the bounds themselves do not belong to it
};

Range range_of(const Value& schema) {
  Range range{bound(schema, "minimum"), bound(schema, "maximum")};
  if (const auto low = bound(schema, "exclusiveMinimum")) range.low = low, range.above = true;
  if (const auto high = bound(schema, "exclusiveMaximum")) range.high = high, range.below = true;
  return range;
}

double made_number(const Value& schema, bool whole, Random* random) {
  const Range range = range_of(schema);
  const double low = range.low.value_or(range.high ? *range.high - kSpan : 0);
  const double high = range.high.value_or(low + kSpan);
  // The ends themselves come often: that is where mistakes are.
  double part = 0.5;
  if (random != nullptr)
    part = random->one_in(4) ? static_cast<double>(random->below(2))
                             : static_cast<double>(random->below(1000)) / 1000.0;
  double number = low + (high - low) * part;
  if (whole) number = std::floor(number);
  if (range.above && number <= low) number = whole ? low + 1 : low + (high - low) / 1024;
  if (range.below && number >= high) number = whole ? high - 1 : high - (high - low) / 1024;
  return number;
}

Value made_text(const Value& schema, Random* random) {
  const Value* format = schema.find("format");
  const std::string_view name =
      format != nullptr && format->text() != nullptr ? std::string_view{*format->text()} : "";
  if (name == "date") return make_value(std::string{"2025-01-15"});
  if (name == "decimal") return make_value(std::string{"1000"});
  if (name == "path") return make_value(std::string{"@scratch/made"});
  const std::size_t shortest = static_cast<std::size_t>(bound(schema, "minLength").value_or(0));
  const std::size_t length =
      std::max<std::size_t>(shortest, random != nullptr ? random->below(12) : 4);
  std::string text;
  for (std::size_t i = 0; i < length; ++i)
    text += random != nullptr ? static_cast<char>('!' + random->below(94)) : "made"[i % 4];
  return make_value(std::move(text));
}

Value made_list(const Value& schema, Random* random) {
  const auto fewest = static_cast<std::size_t>(bound(schema, "minItems").value_or(0));
  const std::size_t count =
      std::max<std::size_t>(fewest, random != nullptr ? random->below(kMostItems) : 0);
  Value::List items;
  const Value* item = schema.find("items");
  for (std::size_t i = 0; i < count && item != nullptr; ++i)
    items.push_back(made_value(*item, random));
  return make_value(std::move(items));
}

Value made_map(const Value& schema, Random* random) {
  Value made = make_value(Value::Map{});
  const Value* properties = schema.find("properties");
  if (properties == nullptr || properties->map() == nullptr) return made;
  for (const config::Member& property : *properties->map())
    if (is_required(schema, property.key))
      made.set(property.key, made_value(property.value, random));
  return made;
}

Value made_of_type(const Value& schema, const std::string& type, Random* random) {
  if (type == "boolean") return make_value(random == nullptr || random->one_in(2));
  if (type == "integer")
    return make_value(static_cast<std::int64_t>(made_number(schema, true, random)));
  if (type == "number") return make_value(made_number(schema, false, random));
  if (type == "array") return made_list(schema, random);
  if (type == "object") return made_map(schema, random);
  if (type == "null") return Value{};
  return made_text(schema, random);
}

const Value* alternative(const Value& schema, Random* random) {
  for (const char* key : {"anyOf", "oneOf"}) {
    const Value* all = schema.find(key);
    if (all == nullptr || all->list() == nullptr || all->list()->empty()) continue;
    return &(*all->list())[random != nullptr ? random->below(all->list()->size()) : 0];
  }
  return nullptr;
}

}  // namespace

bool is_required(const Value& schema, std::string_view key) {
  const Value* required = schema.find("required");
  if (required == nullptr || required->list() == nullptr) return false;
  return std::any_of(required->list()->begin(), required->list()->end(), [&](const Value& each) {
    return each.text() != nullptr && *each.text() == key;
  });
}

Value made_value(const Value& schema, Random* random) {
  const Value* fallback = schema.find("default");
  if (fallback != nullptr && (random == nullptr || random->one_in(4))) return *fallback;
  if (const Value* only = schema.find("const")) return *only;
  const Value* words = schema.find("enum");
  if (words != nullptr && words->list() != nullptr && !words->list()->empty())
    return (*words->list())[random != nullptr ? random->below(words->list()->size()) : 0];
  if (const Value* chosen = alternative(schema, random)) return made_value(*chosen, random);
  const auto all = types(schema);
  if (all.empty()) return made_text(schema, random);
  return made_of_type(schema, all[random != nullptr ? random->below(all.size()) : 0], random);
}

std::vector<std::pair<std::string, Value>> bad_values(const Value& schema) {
  std::vector<std::pair<std::string, Value>> bad;
  if (!allows(schema, "array"))
    bad.emplace_back("is a list", make_value(Value::List{make_value(std::int64_t{1})}));
  if (!allows(schema, "object")) bad.emplace_back("is a map", make_value(Value::Map{}));
  if (!allows(schema, "string"))
    bad.emplace_back("is text", make_value(std::string{"not a value"}));
  if (!allows(schema, "boolean")) bad.emplace_back("is true", make_value(true));
  if (!allows(schema, "number") && !allows(schema, "integer"))
    bad.emplace_back("is a number", make_value(std::int64_t{7}));
  if (schema.find("enum") != nullptr)
    bad.emplace_back("is none of its words", make_value(std::string{"no_such_word"}));
  const Range range = range_of(schema);
  if (range.low)
    bad.emplace_back("is below its minimum",
                     make_value(static_cast<std::int64_t>(std::floor(*range.low)) - 1));
  if (range.low && range.above && *range.low == std::floor(*range.low))
    bad.emplace_back("is its excluded minimum", make_value(static_cast<std::int64_t>(*range.low)));
  if (range.high)
    bad.emplace_back("is above its maximum",
                     make_value(static_cast<std::int64_t>(std::ceil(*range.high)) + 1));
  return bad;
}

}  // namespace sluice::conformance
