// SPDX-License-Identifier: Apache-2.0
#include "plugins/manifest.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <sluice/c/sluice.h>

#include "plugins/elf.hpp"
#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxSummaryBytes = 1024;
constexpr std::size_t kShownBytes = 80;
constexpr int kMaxNesting = 32;  // what walks a JSON tree recurses

struct Trait {
  std::uint64_t bit;
  std::string_view name;
};
constexpr Trait kTraits[] = {{SLUICE_TRAIT_NONDETERMINISTIC, "nondeterministic"},
                             {SLUICE_TRAIT_NO_FILLS, "no_fills"}};

// Thrown within this file only; parse_manifest turns it into an Error.
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const Json& member(const Json& object, const char* key, Json::value_t type, const char* words) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end())
    throw Fault(std::string{"'"} + key + "' is missing");
  const bool whole = type == Json::value_t::number_unsigned;
  if (whole ? !found->is_number_unsigned() : found->type() != type)
    throw Fault(std::string{"'"} + key + "' must be " + words);
  return *found;
}

std::string text_member(const Json& object, const char* key) {
  return member(object, key, Json::value_t::string, "text").get<std::string>();
}

std::string checked(const Json& object, const char* key, bool (*is_good)(std::string_view) noexcept,
                    const char* words) {
  std::string text = text_member(object, key);
  if (!is_good(text))
    throw Fault(std::string{"'"} + key + "' is '" + printable(text, kShownBytes) + "', expected " +
                words);
  return text;
}

std::uint16_t small_number(const Json& object, const char* key) {
  const auto value = member(object, key, Json::value_t::number_unsigned, "a whole number from 0")
                         .get<std::uint64_t>();
  if (value > UINT16_MAX) throw Fault(std::string{"'"} + key + "' is above 65535");
  return static_cast<std::uint16_t>(value);
}

void read_abi(const Json& json, Manifest& out) {
  const Json& abi = member(json, "abi", Json::value_t::object, "an object");
  out.abi_major = small_number(abi, "major");
  out.abi_minor = small_number(abi, "minor");
  if (out.abi_major != SLUICE_ABI_MAJOR || out.abi_minor > SLUICE_ABI_MINOR)
    throw Fault("the library is built for ABI " + std::to_string(out.abi_major) + "." +
                std::to_string(out.abi_minor) + ", this host serves " +
                std::to_string(SLUICE_ABI_MAJOR) + "." + std::to_string(SLUICE_ABI_MINOR));
}

std::uint64_t read_digest(const Json& json) {
  const std::string text = text_member(json, "layout_digest");
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value, 16);
  if (text.size() != 16 || parsed.ptr != end || parsed.ec != std::errc{})
    throw Fault("'layout_digest' is '" + printable(text, kShownBytes) +
                "', expected 16 hexadecimal digits");
  return value;
}

std::uint64_t read_traits(const Json& json) {
  std::uint64_t traits = 0;
  for (const Json& name : member(json, "traits", Json::value_t::array, "a list")) {
    const auto known = std::find_if(std::begin(kTraits), std::end(kTraits), [&](const Trait& t) {
      return name.is_string() && name.get_ref<const std::string&>() == t.name;
    });
    if (known == std::end(kTraits))
      throw Fault("trait '" + printable(name.dump(-1, ' ', true), kShownBytes) +
                  "' is not known to this host, which knows nondeterministic and no_fills");
    traits |= known->bit;
  }
  return traits;
}

Kind read_kind(const Json& json) {
  const std::string name = text_member(json, "kind");
  const auto kind = parse_kind(name);
  if (!kind)
    throw Fault("its kind is '" + printable(name, kShownBytes) +
                "', this host knows strategy, risk_rule, executor, feed and report");
  return *kind;
}

ComponentInfo read_component(const Json& json) {
  ComponentInfo info;
  info.id = checked(json, "id", is_snake_case, "snake_case of at most 64 characters");
  try {
    info.kind = read_kind(json);
    info.version = checked(json, "version", is_version, "MAJOR.MINOR.PATCH");
    info.interface_id = text_member(json, "interface");
    if (info.interface_id != interface_of(info.kind))
      throw Fault("its interface is " + printable(info.interface_id, kShownBytes) +
                  ", this host serves " + std::string{interface_of(info.kind)});
    info.summary = text_member(json, "summary");
    if (info.summary.size() > kMaxSummaryBytes) throw Fault("its summary is above 1024 bytes");
    info.traits = read_traits(json);
    info.params_schema = member(json, "params", Json::value_t::object, "a JSON Schema").dump();
  } catch (const Fault& fault) {
    throw Fault("component '" + info.id + "': " + fault.what());
  }
  return info;
}

void read_components(const Json& json, Manifest& out) {
  const Json& rows = member(json, "components", Json::value_t::array, "a list");
  if (rows.empty() || rows.size() > kMaxComponents)
    throw Fault("it has " + std::to_string(rows.size()) + " components, expected 1 to " +
                std::to_string(kMaxComponents));
  for (const Json& row : rows) {
    ComponentInfo info = read_component(row);
    for (const ComponentInfo& other : out.components)
      if (other.id == info.id) throw Fault("component '" + info.id + "' is there twice");
    out.components.push_back(std::move(info));
  }
}

bool is_nested_too_deep(std::string_view json) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      if (++depth > kMaxNesting) return true;
    } else if (!in_string && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::kStrategy:
      return "strategy";
    case Kind::kRiskRule:
      return "risk_rule";
    case Kind::kExecutor:
      return "executor";
    case Kind::kFeed:
      return "feed";
    case Kind::kReport:
      break;
  }
  return "report";
}

std::optional<Kind> parse_kind(std::string_view name) noexcept {
  for (const Kind kind : kKinds)
    if (kind_name(kind) == name) return kind;
  return std::nullopt;
}

std::string_view interface_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::kStrategy:
      return SLUICE_STRATEGY_ID;
    case Kind::kRiskRule:
      return SLUICE_RISK_RULE_ID;
    case Kind::kExecutor:
      return SLUICE_EXECUTOR_ID;
    case Kind::kFeed:
      return SLUICE_FEED_ID;
    case Kind::kReport:
      break;
  }
  return SLUICE_REPORT_ID;
}

std::vector<std::string_view> trait_names(std::uint64_t traits) {
  std::vector<std::string_view> names;
  for (const Trait& trait : kTraits)
    if ((traits & trait.bit) != 0) names.push_back(trait.name);
  return names;
}

Result<Manifest> parse_manifest(std::string text) {
  if (text.size() > kMaxManifestBytes)
    return Error{"the manifest has " + std::to_string(text.size()) + " bytes, the limit is " +
                 std::to_string(kMaxManifestBytes)};
  if (is_nested_too_deep(text)) return Error{"the manifest is nested more than 32 levels deep"};
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Error{"the manifest is not a JSON object"};
  Manifest manifest;
  try {
    read_abi(json, manifest);
    manifest.library = checked(json, "library", is_snake_case, "snake_case");
    manifest.version = checked(json, "version", is_version, "MAJOR.MINOR.PATCH");
    manifest.layout_digest = read_digest(json);
    read_components(json, manifest);
  } catch (const Fault& fault) {
    return Error{std::string{"manifest: "} + fault.what()};
  }
  manifest.text = std::move(text);
  return manifest;
}

Result<std::string> read_manifest_text(std::span<const std::byte> file) {
  return read_note(file, SLUICE_NOTE_SECTION, SLUICE_NOTE_NAME, SLUICE_NOTE_TYPE);
}

Result<Manifest> read_manifest(std::span<const std::byte> file) {
  auto text = read_manifest_text(file);
  if (!text) return text.error();
  return parse_manifest(std::move(text).value());
}

}  // namespace sluice::plugins
