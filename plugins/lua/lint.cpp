// SPDX-License-Identifier: Apache-2.0
#include "lint.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <sluice/detail/edit_distance.hpp>

#include "fields.hpp"

namespace sluice::lua {
namespace {

// Instructions of Lua 5.4 that look something up by a constant name.
enum Opcode : std::uint32_t {
  kGetGlobal = 11,  // OP_GETTABUP
  kGetField = 14,
  kSetGlobal = 15,  // OP_SETTABUP
  kSetField = 18
};

struct Instruction {
  std::uint32_t bits;
  [[nodiscard]] std::uint32_t opcode() const { return bits & 0x7F; }
  [[nodiscard]] int a() const { return static_cast<int>(bits >> 7 & 0xFF); }
  [[nodiscard]] int b() const { return static_cast<int>(bits >> 16 & 0xFF); }
  [[nodiscard]] int c() const { return static_cast<int>(bits >> 24 & 0xFF); }
};

struct Removed {
  std::string_view name;
  std::string_view instead;
};
constexpr std::string_view kErrors =
    "an error refuses the order with RULE_ERROR: look at a value before you use it";
constexpr std::string_view kOneFile = "a rule is one file: write the function in it";
constexpr std::string_view kNoMeta = "use plain tables and functions";
constexpr std::string_view kTranscendental =
    "such functions differ between machines: decide on what is measured itself";
constexpr Removed kRemoved[] = {
    {"pcall", kErrors},
    {"xpcall", kErrors},
    {"load", kOneFile},
    {"loadstring", kOneFile},
    {"loadfile", kOneFile},
    {"dofile", kOneFile},
    {"require", kOneFile},
    {"package", kOneFile},
    {"print", "use log(text)"},
    {"os", "use now(), view.minute_of_day or view.weekday: a rule lives in event time"},
    {"io", "a rule reads no files: use params"},
    {"debug", "sluice audit explain tells what a rule read and did"},
    {"collectgarbage", "memory is bounded by the rule's budget"},
    {"coroutine", "a call decides one order from beginning to end"},
    {"setmetatable", kNoMeta},
    {"getmetatable", kNoMeta},
    {"rawget", "use t[key]"},
    {"rawset", "use t[key] = value"},
    {"next", "use pairs(t), which goes through the keys in order"},
    {"utf8", "use string.byte and string.sub"},
    {"_G", "declare variables local, and keep what has to last in state"},
    {"math.random", "a rule decides the same order the same way each time"},
    {"math.randomseed", "a rule decides the same order the same way each time"},
    {"math.sin", kTranscendental},
    {"math.cos", kTranscendental},
    {"math.tan", kTranscendental},
    {"math.asin", kTranscendental},
    {"math.acos", kTranscendental},
    {"math.atan", kTranscendental},
    {"math.exp", kTranscendental},
    {"math.log", kTranscendental},
    {"string.dump", kOneFile},
    {"string.pack", "use string.format"},
    {"string.unpack", "use string.match"},
    {"string.packsize", "use #text"},
    {"table.pack", "use {...}"},
    {"table.move", "use a for loop"}};

constexpr std::string_view kLibraries[] = {"math", "string", "table", "state"};
constexpr std::string_view kGlobals[] = {
    "approve", "assert", "decimal", "error",  "halt",     "ipairs",   "log",    "math",
    "now",     "order",  "pairs",   "params", "rawequal", "rawlen",   "reject", "resize",
    "select",  "state",  "string",  "table",  "tonumber", "tostring", "type",   "view"};

bool is_library(std::string_view name) {
  return std::find(std::begin(kLibraries), std::end(kLibraries), name) != std::end(kLibraries);
}

// "; use log(text)" or "; did you mean 'tostring'?"
std::string advice(const std::string& name) {
  for (const Removed& removed : kRemoved)
    if (removed.name == name) return "; " + std::string{removed.instead};
  constexpr std::size_t kLikelySlip = 2;
  std::string_view nearest;
  std::size_t distance = kLikelySlip + 1;
  for (const std::string_view known : kGlobals) {
    const std::size_t steps = detail::edit_distance(known, name);
    if (steps < distance) nearest = known;
    distance = std::min(distance, steps);
  }
  return nearest.empty() ? "" : "; did you mean '" + std::string{nearest} + "'?";
}

bool is_removed(const std::string& name) {
  return std::any_of(std::begin(kRemoved), std::end(kRemoved),
                     [&](const Removed& removed) { return removed.name == name; });
}

// The fields of what a script calls `order`, `view` or `fill`; empty for another name.
std::span<const Field> fields_of(std::string_view name) {
  if (name == "order") return order_fields();
  if (name == "view") return view_fields();
  return name == "fill" ? fill_fields() : std::span<const Field>{};
}

class Linter {
 public:
  Linter(GlobalNames& names, std::vector<Finding>& findings) : names_{names}, findings_{findings} {}

  void look_at(const ChunkFunction& function) {
    std::map<int, std::string> libraries;  // by register
    for (int i = 0; i < static_cast<int>(function.code.size()); ++i) {
      const Instruction instruction{function.code[static_cast<std::size_t>(i)]};
      line_ = function.lines[static_cast<std::size_t>(i)];
      const std::string library = look_at(function, instruction, i, libraries);
      libraries.erase(instruction.a());
      if (!library.empty()) libraries[instruction.a()] = library;
    }
    for (const ChunkFunction& inner : function.functions) look_at(inner);
  }

 private:
  // The library that the instruction leaves in its register; "" if none.
  std::string look_at(const ChunkFunction& function, Instruction instruction, int index,
                      const std::map<int, std::string>& libraries) {
    switch (instruction.opcode()) {
      case kGetGlobal: {
        const std::string_view table = name_at(function.upvalues, instruction.b());
        const std::string key{name_at(function.constants, instruction.c())};
        if (table != "_ENV") return check_field(table, key), "";
        check_global(key);
        return is_library(key) ? key : "";
      }
      case kSetGlobal: {
        const std::string_view table = name_at(function.upvalues, instruction.a());
        const std::string key{name_at(function.constants, instruction.b())};
        if (table == "_ENV")
          tell("'" + key + "' is not declared: globals can't be set; write local " + key);
        else
          check_write(table, key);
        return "";
      }
      case kGetField: {
        const std::string key{name_at(function.constants, instruction.c())};
        check_field(function.local_at(instruction.b(), index), key);
        const auto library = libraries.find(instruction.b());
        if (library != libraries.end()) check_member(library->second, key);
        return "";
      }
      case kSetField:
        check_write(function.local_at(instruction.a(), index),
                    std::string{name_at(function.constants, instruction.b())});
        return "";
      default:
        return "";
    }
  }

  static std::string_view name_at(const std::vector<std::string>& names, int index) {
    return index < static_cast<int>(names.size()) ? names[static_cast<std::size_t>(index)]
                                                  : std::string_view{};
  }

  void check_global(const std::string& name) {
    if (names_.has(name)) return;
    tell("'" + name + "' " + (is_removed(name) ? "is not there" : "is not declared") +
         advice(name));
  }
  void check_member(const std::string& library, const std::string& name) {
    if (names_.has_member(library, name)) return;
    const std::string full = library + "." + name;
    tell("'" + full + "' is not there" + advice(full));
  }
  void check_field(std::string_view owner, const std::string& name) {
    const auto fields = fields_of(owner);
    const bool is_known = std::any_of(fields.begin(), fields.end(),
                                      [&](const Field& field) { return field.name == name; });
    if (fields.empty() || is_known) return;
    tell(std::string{owner} + " has no field '" + name + "'; did you mean '" +
         std::string{nearest_field(fields, name)} + "'?");
  }
  void check_write(std::string_view owner, const std::string& name) {
    if (fields_of(owner).empty()) return;
    tell(std::string{owner} + "." + name + " can't be set: " + std::string{owner} +
         " is read-only");
  }
  void tell(std::string message) { findings_.push_back({line_, std::move(message)}); }

  GlobalNames& names_;
  std::vector<Finding>& findings_;
  int line_ = 0;
};

}  // namespace

std::vector<Finding> lint(const ChunkFunction& main, GlobalNames& names) {
  std::vector<Finding> findings;
  Linter{names, findings}.look_at(main);
  const auto before = [](const Finding& a, const Finding& b) {
    return std::pair{a.line, a.message} < std::pair{b.line, b.message};
  };
  std::stable_sort(findings.begin(), findings.end(), before);
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [](const Finding& a, const Finding& b) {
                               return a.line == b.line && a.message == b.message;
                             }),
                 findings.end());
  return findings;
}

}  // namespace sluice::lua
