// SPDX-License-Identifier: Apache-2.0
//
// value.cpp: look-up and change of the tree.
#include "config/value.hpp"

#include <algorithm>
#include <utility>

#include "config/text.hpp"

namespace sluice::config {

Fault fault_at(const Where& where, std::string path, std::string message) {
  return Fault{std::move(path), where.source ? *where.source : std::string{}, where.line,
               std::move(message)};
}

double Value::number() const {
  if (const auto* whole = integer()) return static_cast<double>(*whole);
  if (const auto* fraction = real()) return *fraction;
  return 0;
}

const Value* Value::find(std::string_view key) const {
  const Map* members = map();
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(),
                                  [&](const Member& member) { return member.key == key; });
  return found == members->end() ? nullptr : &found->value;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) content = Map{};
  if (Value* known = find(key)) return *known = std::move(value);
  return std::get<Map>(content).emplace_back(Member{std::string{key}, std::move(value)}).value;
}

void Value::erase(std::string_view key) {
  if (Map* members = map()) {
    std::erase_if(*members, [&](const Member& member) { return member.key == key; });
  }
}

Value make_value(Value::Content content, Where where) {
  return Value{std::move(content), std::move(where)};
}

void sort_keys(Value& root, std::string_view keep_order_of) {
  if (auto* items = root.list()) {
    for (Value& item : *items) sort_keys(item);
  }
  auto* members = root.map();
  if (members == nullptr) return;
  std::sort(members->begin(), members->end(),
            [](const Member& a, const Member& b) { return a.key < b.key; });
  for (Member& member : *members) {
    if (keep_order_of.empty() || member.key != keep_order_of) {
      sort_keys(member.value);
    } else if (auto* ordered = member.value.map()) {
      for (Member& inner : *ordered) sort_keys(inner.value);
    }
  }
}

bool same_content(const Value& a, const Value& b) {
  Value left = a;
  Value right = b;
  sort_keys(left);
  sort_keys(right);
  return to_json(left) == to_json(right);
}

}  // namespace sluice::config
