// SPDX-License-Identifier: Apache-2.0
//
// value.hpp: a configuration as a tree in which every node knows the line it came from.
//
// Place: config. Owns its content; free of any parser's types, so it may stand in public headers.
// Maps keep the order of the document, because the order of pre-trade rules has a meaning.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/fault.hpp"

namespace sluice::config {

// Where a node was written. A member of a map stands at its key's line.
struct Where {
  std::shared_ptr<const std::string> source;  // file as the user named it, or `--set a.b.c`
  int line = 0;                               // 1-based; 0 for an override
};

Fault fault_at(const Where& where, std::string path, std::string message);

struct Member;

struct Value {
  using List = std::vector<Value>;
  using Map = std::vector<Member>;
  using Content = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map>;

  Content content;
  Where where;

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(content); }
  [[nodiscard]] bool is_number() const { return integer() != nullptr || real() != nullptr; }
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&content); }
  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&content); }
  [[nodiscard]] const double* real() const { return std::get_if<double>(&content); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&content); }
  [[nodiscard]] const List* list() const { return std::get_if<List>(&content); }
  [[nodiscard]] const Map* map() const { return std::get_if<Map>(&content); }
  [[nodiscard]] List* list() { return std::get_if<List>(&content); }
  [[nodiscard]] Map* map() { return std::get_if<Map>(&content); }

  // The number as a double; 0 for anything else.
  [[nodiscard]] double number() const;
  // A member by key, or nullptr (also when this is no map).
  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] Value* find(std::string_view key);
  // Sets or replaces a member; a null becomes a map first.
  Value& set(std::string_view key, Value value);
  // Removes a member if it is there.
  void erase(std::string_view key);
};

struct Member {
  std::string key;
  Value value;
};

Value make_value(Value::Content content, Where where = {});

// Sorts the keys of every map; the top-level member `keep_order_of` keeps its own keys' order.
void sort_keys(Value& root, std::string_view keep_order_of = {});

// Equal content; 1 and 1.0 are equal, positions do not count.
bool same_content(const Value& a, const Value& b);

}  // namespace sluice::config
