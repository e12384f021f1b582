// SPDX-License-Identifier: Apache-2.0
//
// tree_builder.hpp: builds the tree from the events of any of the three parsers.
//
// Place: config, private to the loaders. Owns the rules that all formats share: duplicate keys are
// faults that name both lines, depth and size are bounded, a member stands at its key's line.
// Errors: a duplicate is added to the faults; a broken bound throws StopLoading.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/value.hpp"

namespace sluice::config {

// Thrown inside a loader to leave a parser's call-backs; never leaves the loader.
struct StopLoading {
  Fault fault;
};

class TreeBuilder {
 public:
  explicit TreeBuilder(Faults& faults) : faults_{faults} {}

  // The next value is expected to be a key (only inside a map).
  [[nodiscard]] bool expects_key() const;
  // Path of the value that comes next.
  [[nodiscard]] std::string path() const;

  void key(std::string name, Where where);
  // The key of a YAML merge: the maps that follow give members that the map does not name itself.
  void merge_key(Where where);

  void begin_map(Where where);
  void begin_list(Where where);
  // Both return the value as it now stands in the tree, valid until the next call.
  const Value& end();
  const Value& add(Value value);

  // Counts a copy kept outside the tree against the bound on values.
  void charge(const Value& value) { count_nodes(value, 0); }

  [[nodiscard]] Value take_root() { return std::move(root_); }

 private:
  struct Frame {
    Value container;
    std::map<std::string, int, std::less<>> first_lines;  // of the keys given so far
    std::string key;
    Where key_where;
    bool has_key = false;
    bool key_is_merge = false;
    bool key_is_duplicate = false;
    std::vector<std::size_t> merges;  // positions of members that are merges
  };

  void begin(Value container);
  void count_one(const Where& where);
  void count_nodes(const Value& value, std::size_t depth);
  void expand_merges(Frame& frame);
  void merge_into(Value::Map& members, const Frame& frame, const Value& source);
  const Value& place(Value value);

  Faults& faults_;
  Value root_;
  Value dropped_;  // what a duplicate key held
  std::vector<Frame> open_;
  std::size_t nodes_ = 0;
};

}  // namespace sluice::config
