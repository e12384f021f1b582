// SPDX-License-Identifier: Apache-2.0
#include "conformance/parameters.hpp"

#include <algorithm>
#include <utility>

#include "config/document.hpp"
#include "config/schema.hpp"
#include "config/text.hpp"
#include "conformance/made_value.hpp"

namespace sluice::conformance {
namespace {

using config::Value;

std::string first_line(const config::Faults& faults) {
  return faults.empty() ? std::string{} : config::format(faults.front());
}

Value parse(std::string_view json, const std::string& name) {
  return config::parse_document(json, config::Format::Json, name).root;
}

void put_scratch(Value& value, const std::string& scratch) {
  if (auto* text = std::get_if<std::string>(&value.content)) {
    const std::size_t at = text->find(kScratchWord);
    if (at != text->npos) text->replace(at, kScratchWord.size(), scratch);
  } else if (auto* items = value.list()) {
    for (Value& item : *items) put_scratch(item, scratch);
  } else if (auto* members = value.map()) {
    for (config::Member& member : *members) put_scratch(member.value, scratch);
  }
}

// What the author gave, and what is required beside it.
Value given_params(const Value& schema, const CheckFile& file, std::string_view id,
                   Random* random) {
  const auto hints = file.components.find(id);
  Value params = hints == file.components.end() ? Value{} : hints->second.params;
  if (params.map() == nullptr) params.content = Value::Map{};
  const Value* properties = schema.find("properties");
  if (properties == nullptr || properties->map() == nullptr) return params;
  for (const config::Member& property : *properties->map()) {
    if (params.find(property.key) != nullptr) continue;
    const bool wanted = random != nullptr ? !random->one_in(3) : is_required(schema, property.key);
    if (wanted || is_required(schema, property.key))
      params.set(property.key, made_value(property.value, random));
  }
  return params;
}

Result<std::string> completed(Value params, const Value& schema, const CheckFile& file,
                              const std::filesystem::path& scratch) {
  put_scratch(params, scratch.string());
  const auto faults = config::check_schema(params, "params", schema);
  if (!faults.empty()) return Error{first_line(faults)};
  Value filled = config::fill_defaults(std::move(params), schema, file.folder);
  config::sort_keys(filled);
  return config::to_json(filled);
}

Result<ComponentHints> read_hints(const config::Member& member) {
  ComponentHints hints;
  const auto fault = [&](const std::string& text) {
    return Error{first_line({config::fault_at(member.value.where, member.key, text)})};
  };
  if (member.value.map() == nullptr) return fault("expected a map of params and symbols");
  for (const config::Member& part : *member.value.map()) {
    if (part.key == "params" && part.value.map() != nullptr) {
      hints.params = part.value;
    } else if (part.key == "symbols" && part.value.list() != nullptr) {
      for (const Value& symbol : *part.value.list())
        if (symbol.text() != nullptr) hints.symbols.push_back(*symbol.text());
    } else {
      return fault("'" + part.key +
                   "' is not known here; expected params (a map), symbols (a list)");
    }
  }
  return hints;
}

}  // namespace

std::filesystem::path check_file_beside(const std::filesystem::path& library) {
  auto file = library;
  file.replace_extension(".check.json");
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) ? file : std::filesystem::path{};
}

Result<CheckFile> read_check_file(const std::filesystem::path& file) {
  CheckFile read;
  if (file.empty()) return read;
  std::error_code error;
  read.folder = std::filesystem::absolute(file, error).parent_path();
  const config::Document document = config::read_document(file);
  if (!document.faults.empty()) return Error{first_line(document.faults)};
  if (document.root.map() == nullptr)
    return Error{file.string() + ": expected a map of component ids"};
  for (const config::Member& member : *document.root.map()) {
    auto hints = read_hints(member);
    if (!hints) return hints.error();
    read.components.emplace(member.key, std::move(hints).value());
  }
  return read;
}

Result<std::string> complete_params(std::string_view schema_json, const CheckFile& file,
                                    std::string_view id, const std::filesystem::path& scratch) {
  const config::Schema schema = config::parse_schema(schema_json, "parameter schema");
  if (!schema.faults.empty()) return Error{first_line(schema.faults)};
  return completed(given_params(schema.root, file, id, nullptr), schema.root, file, scratch);
}

std::string random_params(std::string_view schema_json, const CheckFile& file, std::string_view id,
                          const std::filesystem::path& scratch, Random& random) {
  const config::Schema schema = config::parse_schema(schema_json, "parameter schema");
  if (!schema.faults.empty()) return "{}";
  // The author's own are kept every other time, so that what needs a file is reached.
  const CheckFile none{file.folder, {}};
  const bool keep = random.one_in(2);
  auto made = completed(given_params(schema.root, keep ? file : none, id, &random), schema.root,
                        file, scratch);
  return made ? std::move(made).value() : std::string{};
}

std::vector<Violation> violations_of(std::string_view schema_json, const std::string& good_params) {
  std::vector<Violation> found{{"the text is empty braces without an end", "{"},
                               {"the text is a list", "[]"},
                               {"the text is no JSON", "cap = 1"}};
  const config::Schema schema = config::parse_schema(schema_json, "parameter schema");
  const Value good = parse(good_params, "params");
  const Value* properties = schema.root.find("properties");
  if (properties == nullptr || properties->map() == nullptr) return found;
  for (const config::Member& property : *properties->map()) {
    if (is_required(schema.root, property.key)) {
      Value without = good;
      without.erase(property.key);
      found.push_back({"'" + property.key + "' is required and missing", config::to_json(without)});
    }
    for (auto& [what, value] : bad_values(property.value)) {
      Value bad = good;
      bad.set(property.key, std::move(value));
      // Only what the host itself would have refused.
      if (config::check_schema(bad, "params", schema.root).empty()) continue;
      found.push_back({"'" + property.key + "' " + what, config::to_json(bad)});
    }
  }
  return found;
}

}  // namespace sluice::conformance
