// SPDX-License-Identifier: Apache-2.0
//
// tree_builder.cpp: the rules that YAML, JSON and TOML share.
#include "config/tree_builder.hpp"

#include <algorithm>
#include <utility>

#include "config/limits.hpp"
#include "config/path.hpp"

namespace sluice::config {

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().container.map() != nullptr && !open_.back().has_key;
}

std::string TreeBuilder::path() const {
  std::string path;
  for (const Frame& frame : open_) {
    if (const auto* items = frame.container.list()) {
      path = join_index(path, items->size());
    } else if (frame.has_key) {
      path = join_key(path, frame.key);
    }
  }
  return path;
}

void TreeBuilder::key(std::string name, Where where) {
  Frame& frame = open_.back();
  frame.key = std::move(name);
  frame.key_where = std::move(where);
  frame.has_key = true;
  frame.key_is_merge = false;
  const auto [first, is_new] = frame.first_lines.emplace(frame.key, frame.key_where.line);
  frame.key_is_duplicate = !is_new;
  if (!is_new) {
    faults_.push_back(fault_at(frame.key_where, path(),
                               "duplicate key, first given on line " +
                                   std::to_string(first->second) + "; expected it once"));
  }
  if (frame.first_lines.size() > kMaxKeysOfMap) {
    throw StopLoading{fault_at(frame.key_where, "",
                               "a map has more than " + std::to_string(kMaxKeysOfMap) + " keys")};
  }
}

void TreeBuilder::merge_key(Where where) {
  Frame& frame = open_.back();
  frame.key = "<<";
  frame.key_where = std::move(where);
  frame.has_key = true;
  frame.key_is_merge = true;
  frame.key_is_duplicate = false;
}

void TreeBuilder::begin_map(Where where) { begin(make_value(Value::Map{}, std::move(where))); }

void TreeBuilder::begin_list(Where where) { begin(make_value(Value::List{}, std::move(where))); }

void TreeBuilder::begin(Value container) {
  if (open_.size() >= kMaxDepth) {
    throw StopLoading{fault_at(container.where, "",
                               "nested deeper than " + std::to_string(kMaxDepth) + " levels")};
  }
  Frame frame;
  frame.container = std::move(container);
  open_.push_back(std::move(frame));
}

const Value& TreeBuilder::end() {
  Frame frame = std::move(open_.back());
  open_.pop_back();
  if (!frame.merges.empty()) expand_merges(frame);
  count_one(frame.container.where);
  return place(std::move(frame.container));
}

const Value& TreeBuilder::add(Value value) {
  count_nodes(value, open_.size());
  return place(std::move(value));
}

void TreeBuilder::count_one(const Where& where) {
  if (++nodes_ <= kMaxNodes) return;
  throw StopLoading{fault_at(where, "", "more than " + std::to_string(kMaxNodes) + " values")};
}

void TreeBuilder::count_nodes(const Value& value, std::size_t depth) {
  count_one(value.where);
  if (depth > kMaxDepth) {
    throw StopLoading{
        fault_at(value.where, "", "nested deeper than " + std::to_string(kMaxDepth) + " levels")};
  }
  if (const auto* items = value.list()) {
    for (const Value& item : *items) count_nodes(item, depth + 1);
  } else if (const auto* members = value.map()) {
    for (const Member& member : *members) count_nodes(member.value, depth + 1);
  }
}

const Value& TreeBuilder::place(Value value) {
  if (open_.empty()) return root_ = std::move(value);
  Frame& frame = open_.back();
  if (auto* items = frame.container.list()) return items->emplace_back(std::move(value));
  auto& members = *frame.container.map();
  frame.has_key = false;
  value.where = frame.key_where;
  if (frame.key_is_duplicate) return dropped_ = std::move(value);
  if (frame.key_is_merge) frame.merges.push_back(members.size());
  return members.emplace_back(Member{frame.key, std::move(value)}).value;
}

void TreeBuilder::expand_merges(Frame& frame) {
  auto& members = *frame.container.map();
  Value::Map expanded;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool is_merge =
        std::find(frame.merges.begin(), frame.merges.end(), i) != frame.merges.end();
    Member& member = members[i];
    if (!is_merge) {
      expanded.push_back(std::move(member));
    } else if (const auto* sources = member.value.list()) {
      for (const Value& source : *sources) merge_into(expanded, frame, source);
    } else {
      merge_into(expanded, frame, member.value);
    }
  }
  members = std::move(expanded);
}

// Members named by the map itself win over merged ones, earlier merges over later ones.
void TreeBuilder::merge_into(Value::Map& members, const Frame& frame, const Value& source) {
  const auto* merged = source.map();
  if (merged == nullptr) {
    faults_.push_back(fault_at(source.where, join_key(path(), "<<"),
                               "expected a map or a list of maps to merge"));
    return;
  }
  for (const Member& member : *merged) {
    const bool named = frame.first_lines.contains(member.key);
    const bool known = std::any_of(members.begin(), members.end(),
                                   [&](const Member& m) { return m.key == member.key; });
    if (!named && !known) members.push_back(member);
  }
}

}  // namespace sluice::config
