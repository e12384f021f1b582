// SPDX-License-Identifier: Apache-2.0
//
// load_toml.cpp: TOML through toml++. Its tables are sorted by key; the order of the document is
// won back from the positions of the keys.
#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "config/loaders.hpp"
#include "config/path.hpp"
#include "config/tree_builder.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view kProbe = "sluice_probe_of_the_open_table";

class TomlTree {
 public:
  TomlTree(TreeBuilder& builder, Source source) : builder_{builder}, source_{std::move(source)} {}

  void add(const toml::node& node) {
    if (const auto* table = node.as_table()) return add_table(*table);
    if (const auto* array = node.as_array()) return add_array(*array);
    builder_.add(make_value(scalar(node), where(node.source())));
  }

 private:
  [[nodiscard]] Where where(const toml::source_region& region) const {
    return {source_, std::max(1, static_cast<int>(region.begin.line))};
  }

  void add_table(const toml::table& table) {
    using Entry = std::pair<const toml::key*, const toml::node*>;
    std::vector<Entry> entries;
    for (const auto& [key, node] : table) entries.emplace_back(&key, &node);
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.first->source().begin < b.first->source().begin;
    });
    builder_.begin_map(where(table.source()));
    for (const auto& [key, node] : entries) {
      builder_.key(std::string{key->str()}, where(key->source()));
      add(*node);
    }
    builder_.end();
  }

  void add_array(const toml::array& array) {
    builder_.begin_list(where(array.source()));
    for (const toml::node& item : array) add(item);
    builder_.end();
  }

  [[nodiscard]] Value::Content scalar(const toml::node& node) const {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return whole->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    std::ostringstream text;
    if (const auto* number = node.as_floating_point()) {
      if (std::isfinite(number->get())) return number->get();
      text << "number " << *number << " is not finite";
      throw StopLoading{fault_at(where(node.source()), builder_.path(), text.str())};
    }
    // Dates and times are text, as in the other two formats.
    if (const auto* date = node.as_date()) text << date->get();
    if (const auto* time = node.as_time()) text << time->get();
    if (const auto* date_time = node.as_date_time()) text << date_time->get();
    return text.str();
  }

  TreeBuilder& builder_;
  Source source_;
};

struct First {
  std::string path;
  int line = 0;
};

const toml::table* table_with_probe(const toml::table& table, std::string& path) {
  if (table.contains(kProbe)) return &table;
  for (const auto& [key, node] : table) {
    const toml::table* inner = node.as_table();
    std::string inner_path = join_key(path, key.str());
    if (const auto* items = node.as_array(); items != nullptr && !items->empty()) {
      inner = items->back().as_table();
      inner_path = join_index(inner_path, items->size() - 1);
    }
    if (inner == nullptr) continue;
    if (const auto* found = table_with_probe(*inner, inner_path)) {
      path = inner_path;
      return found;
    }
  }
  return nullptr;
}

// Where the key of a duplicate was given first: the text before the error is sound, and a probe
// appended to it lands in the table that was open.
std::optional<First> first_definition(std::string_view text, const toml::parse_error& error) {
  const std::string_view what = error.description();
  if (what.find("cannot redefine existing") == std::string_view::npos) return std::nullopt;
  const auto open = what.find('\'');
  const auto close = what.rfind('\'');
  if (open == std::string_view::npos || close <= open) return std::nullopt;
  const std::string name{what.substr(open + 1, close - open - 1)};
  std::size_t end = 0;
  for (unsigned line = 1; line < error.source().begin.line; ++line) end = text.find('\n', end) + 1;
  try {
    const auto before =
        toml::parse(std::string{text.substr(0, end)} + std::string{kProbe} + " = 0\n");
    std::string path;
    const bool in_header = what.find("table header") != std::string_view::npos;
    const toml::table* table = in_header ? &before : table_with_probe(before, path);
    const auto steps = parse_path(name);
    if (table == nullptr || !steps) return std::nullopt;
    First first{path, 0};
    for (const PathStep& step : *steps) {
      const auto* key = std::get_if<std::string>(&step);
      const auto found =
          table == nullptr || key == nullptr ? toml::table::const_iterator{} : table->find(*key);
      if (table == nullptr || key == nullptr || found == table->cend()) return std::nullopt;
      first.path = join_key(first.path, *key);
      first.line = static_cast<int>(found->first.source().begin.line);
      table = found->second.as_table();
    }
    return first;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

Fault syntax_fault(std::string_view text, const toml::parse_error& error, const Source& source) {
  const Where where{source, std::max(1, static_cast<int>(error.source().begin.line))};
  if (const auto first = first_definition(text, error)) {
    return fault_at(
        where, first->path,
        "duplicate key, first given on line " + std::to_string(first->line) + "; expected it once");
  }
  return fault_at(where, "", "not valid TOML: " + std::string{error.description()});
}

}  // namespace

Parsed parse_toml(std::string_view text, const Source& source) {
  Parsed parsed;
  try {
    const toml::table table = toml::parse(text);
    TreeBuilder builder{parsed.faults};
    TomlTree{builder, source}.add(table);
    parsed.root = builder.take_root();
  } catch (const StopLoading& stop) {
    parsed.faults.push_back(stop.fault);
  } catch (const toml::parse_error& error) {
    parsed.faults.push_back(syntax_fault(text, error, source));
  } catch (const std::exception& error) {
    parsed.faults.push_back(
        fault_at({source, 1}, "", std::string{"not readable as TOML: "} + error.what()));
  }
  return parsed;
}

}  // namespace sluice::config
