// SPDX-License-Identifier: Apache-2.0
//
// schema_check.cpp: walks value and schema together and collects every fault.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/path.hpp"
#include "config/schema.hpp"
#include "config/schema_rules.hpp"
#include "config/text.hpp"
#include "core/nearest.hpp"

namespace sluice::config {
namespace {

class Checker {
 public:
  explicit Checker(Faults& faults) : faults_{faults} {}

  void check(const Value& value, const std::string& path, const Value& schema) {
    if (!fits_type(value, schema) || !fits_scalar_rules(value, schema)) {
      return mismatch(value, path, schema);
    }
    if (const auto* items = value.list()) check_list(value, *items, path, schema);
    if (const auto* members = value.map()) check_map(value, *members, path, schema);
    check_alternatives(value, path, schema, "anyOf");
    check_alternatives(value, path, schema, "oneOf");
  }

 private:
  void report(const Value& value, const std::string& path, std::string message) {
    faults_.push_back(fault_at(value.where, path, std::move(message)));
  }

  void mismatch(const Value& value, const std::string& path, const Value& schema) {
    std::string message = "expected " + describe_schema(schema) + ", got " + show(value);
    if (const auto* text = value.text()) {
      message += did_you_mean(*text, words_of(schema));
    }
    message += quoting_hint(value, schema);
    report(value, path, std::move(message));
  }

  // Whether quotes would mend it: text that reads as a number, an amount too long for a number.
  static std::string quoting_hint(const Value& value, const Value& schema) {
    const auto types = types_of(schema);
    const bool takes_text = std::find(types.begin(), types.end(), "string") != types.end();
    if (!takes_text || (!value.is_number() && value.boolean() == nullptr)) return {};
    if (!fits_type(value, schema)) return "; put it in quotes";
    const bool inexact = value.is_number() && !decimal_text(value);
    return inexact ? "; an amount of more than 15 digits needs quotes" : "";
  }

  void check_list(const Value& value, const Value::List& items, const std::string& path,
                  const Value& schema) {
    const Value* least = schema.find("minItems");
    const Value* most = schema.find("maxItems");
    const auto size = static_cast<double>(items.size());
    if ((least && size < least->number()) || (most && size > most->number())) {
      report(value, path,
             "expected " + describe_schema(schema) + ", got " + std::to_string(items.size()));
    }
    const Value* unique = schema.find("uniqueItems");
    if (unique != nullptr && *unique->boolean()) check_unique(items, path);
    const Value* item_schema = schema.find("items");
    for (std::size_t i = 0; item_schema != nullptr && i < items.size(); ++i) {
      check(items[i], join_index(path, i), *item_schema);
    }
  }

  void check_unique(const Value::List& items, const std::string& path) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < items.size(); ++i) {
      Value sorted = items[i];
      sort_keys(sorted);
      const auto [known, is_new] = first.emplace(to_json(sorted), i);
      if (is_new) continue;
      report(items[i], join_index(path, i),
             "duplicate of " + join_index(path, known->second) + ", " + show(items[i]) +
                 "; expected it once");
    }
  }

  void check_map(const Value& value, const Value::Map& members, const std::string& path,
                 const Value& schema) {
    const Value* properties = schema.find("properties");
    check_required(value, path, schema);
    const Value* extra = schema.find("additionalProperties");
    for (const Member& member : members) {
      const std::string member_path = join_key(path, member.key);
      const Value* known = properties != nullptr ? properties->find(member.key) : nullptr;
      if (known == nullptr && extra != nullptr && extra->boolean() && !*extra->boolean()) {
        unknown_key(member, member_path, properties);
      } else if (known == nullptr && extra != nullptr && extra->map() != nullptr) {
        check(member.value, member_path, *extra);
      } else if (known != nullptr) {
        check(member.value, member_path, *known);
      }
    }
  }

  void check_required(const Value& value, const std::string& path, const Value& schema) {
    const Value* required = schema.find("required");
    if (required == nullptr) return;
    const Value* properties = schema.find("properties");
    for (const Value& name : *required->list()) {
      if (value.find(*name.text()) != nullptr) continue;
      const Value* missing = properties != nullptr ? properties->find(*name.text()) : nullptr;
      report(value, join_key(path, *name.text()),
             "required key is missing" +
                 (missing != nullptr ? "; expected " + describe_schema(*missing) : std::string{}));
    }
  }

  void unknown_key(const Member& member, const std::string& path, const Value* properties) {
    std::vector<std::string> known;
    if (properties != nullptr) {
      for (const Member& property : *properties->map()) known.push_back(property.key);
    }
    report(member.value, path,
           known.empty() ? "unknown key, expected none"
                         : "unknown key, expected one of " + join_words(known) +
                               did_you_mean(member.key, known));
  }

  void check_alternatives(const Value& value, const std::string& path, const Value& schema,
                          std::string_view keyword) {
    const Value* alternatives = schema.find(keyword);
    if (alternatives == nullptr) return;
    std::size_t fitting = 0;
    std::vector<Faults> faults_of;  // of the alternatives whose type fits
    for (const Value& alternative : *alternatives->list()) {
      Faults found = check_schema(value, path, alternative);
      if (found.empty()) {
        ++fitting;
      } else if (fits_type(value, alternative) && !names_words(alternative)) {
        faults_of.push_back(std::move(found));
      }
    }
    if (fitting == 1 || (fitting > 1 && keyword == "anyOf")) return;
    const auto keys = keys_that_decide(*alternatives->list());
    if (!keys.empty()) {
      report(value, path,
             "expected exactly one of the keys " + join_words(keys) +
                 (fitting > 1 ? ", got more" : ", got none"));
    } else if (fitting > 1) {
      report(value, path, "fits more than one of: " + describe_schema(schema));
    } else if (faults_of.size() == 1 && (value.map() != nullptr || value.list() != nullptr)) {
      faults_.insert(faults_.end(), faults_of[0].begin(), faults_of[0].end());
    } else {
      alternatives_mismatch(value, path, schema, *alternatives);
    }
  }

  static bool names_words(const Value& schema) {
    return schema.find("const") != nullptr || schema.find("enum") != nullptr;
  }

  void alternatives_mismatch(const Value& value, const std::string& path, const Value& schema,
                             const Value& alternatives) {
    std::string expected;
    for (const Value& alternative : *alternatives.list()) {
      expected += (expected.empty() ? "" : " or ") + describe_schema(alternative);
    }
    const auto* text = value.text();
    report(value, path,
           "expected " + expected + ", got " + show(value) +
               (text != nullptr ? did_you_mean(*text, words_of(schema)) : std::string{}));
  }

  // The keys, when every alternative does nothing but require one key.
  static std::vector<std::string> keys_that_decide(const Value::List& alternatives) {
    std::vector<std::string> keys;
    for (const Value& alternative : alternatives) {
      const auto* members = alternative.map();
      const bool only_requires = members->size() == 1 && members->front().key == "required" &&
                                 members->front().value.list()->size() == 1;
      if (!only_requires) return {};
      keys.push_back(*members->front().value.list()->front().text());
    }
    return keys;
  }

  Faults& faults_;
};

}  // namespace

Faults check_schema(const Value& value, const std::string& path, const Value& schema) {
  Faults faults;
  Checker{faults}.check(value, path, schema);
  return faults;
}

}  // namespace sluice::config
