// SPDX-License-Identifier: Apache-2.0
#include "plugins/block_check.hpp"

#include <cstddef>

#include <nlohmann/json.hpp>

#include <sluice/c/sluice.h>

#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

// Bytes of a struct up to the end of a member. What a struct needs is counted to the last member
// that version 1.0 must have, not with sizeof: the struct grows, and older libraries stay welcome.
#define SIZE_THROUGH(type, member) (offsetof(type, member) + sizeof(type::member))

constexpr std::size_t kNeededBlock = SIZE_THROUGH(sluice_library, components);
constexpr std::size_t kNeededRow = SIZE_THROUGH(sluice_component, destroy);

struct TableShape {
  std::size_t needed_size;
  bool (*is_complete)(const void* table);
};

template <typename Table>
const Table& as(const void* table) {
  return *static_cast<const Table*>(table);
}

TableShape shape_of(Kind kind) {
  switch (kind) {
    case Kind::kStrategy:
      return {SIZE_THROUGH(sluice_strategy_v1, on_bars), [](const void* table) {
                const auto& t = as<sluice_strategy_v1>(table);
                return t.lookback_sessions != nullptr && t.on_bars != nullptr;
              }};
    case Kind::kRiskRule:
      return {SIZE_THROUGH(sluice_risk_rule_v1, check),
              [](const void* table) { return as<sluice_risk_rule_v1>(table).check != nullptr; }};
    case Kind::kExecutor:
      return {SIZE_THROUGH(sluice_executor_v1, health), [](const void* table) {
                const auto& t = as<sluice_executor_v1>(table);
                return t.begin != nullptr && t.submit != nullptr && t.cancel != nullptr &&
                       t.query != nullptr && t.snapshot != nullptr && t.poll != nullptr &&
                       t.health != nullptr;
              }};
    case Kind::kFeed:
      return {SIZE_THROUGH(sluice_feed_v1, pull), [](const void* table) {
                const auto& t = as<sluice_feed_v1>(table);
                return t.open != nullptr && t.pull != nullptr;
              }};
    case Kind::kReport:
      break;
  }
  return {SIZE_THROUGH(sluice_report_v1, render), [](const void* table) {
            const auto& t = as<sluice_report_v1>(table);
            return t.file_name != nullptr && t.begin != nullptr && t.on_days != nullptr &&
                   t.on_trades != nullptr && t.on_blocked != nullptr && t.render != nullptr;
          }};
}

#undef SIZE_THROUGH

std::string number_text(std::uint64_t value) { return std::to_string(value); }

Error differs(std::string_view what, const std::string& block, const std::string& manifest) {
  return Error{std::string{what} + " of the loaded library is " + block +
               ", its manifest note says " + manifest};
}

bool is_same_schema(sluice_str schema, const std::string& declared) {
  if (schema.len > kMaxManifestBytes) return false;
  if (view_of(schema) == declared) return true;  // as it is where both come from the SDK
  const auto left = nlohmann::json::parse(view_of(schema), nullptr, false);
  return !left.is_discarded() && left == nlohmann::json::parse(declared, nullptr, false);
}

Result<void> check_table(const sluice_component& row, const ComponentInfo& info) {
  const TableShape shape = shape_of(info.kind);
  if (row.table == nullptr) return Error{"it has no table of functions"};
  const std::uint32_t size = *static_cast<const std::uint32_t*>(row.table);
  if (size < shape.needed_size)
    return Error{"its table has " + number_text(size) + " bytes, " + info.interface_id + " needs " +
                 number_text(shape.needed_size)};
  if (!shape.is_complete(row.table))
    return Error{"a function that " + info.interface_id + " needs is missing in its table"};
  if (row.create == nullptr || row.destroy == nullptr)
    return Error{"its create or destroy function is missing"};
  return {};
}

Result<void> check_row(const sluice_component& row, const ComponentInfo& info) {
  if (row.size < kNeededRow)
    return Error{"its row has " + number_text(row.size) + " bytes, ABI 1 needs " +
                 number_text(kNeededRow)};
  if (row.kind != static_cast<std::uint32_t>(info.kind))
    return differs("the kind", number_text(row.kind),
                   number_text(static_cast<std::uint32_t>(info.kind)));
  const auto same = [](sluice_str text, const std::string& declared) {
    return text.len == declared.size() && view_of(text) == declared;
  };
  if (!same(row.id, info.id)) return Error{"its id is not that of the manifest note"};
  if (!same(row.version, info.version))
    return Error{"its version is not that of the manifest note, " + info.version};
  if (!same(row.interface_id, info.interface_id))
    return Error{"its interface is not that of the manifest note, " + info.interface_id};
  if (row.traits != info.traits)
    return differs("the trait bits", number_text(row.traits), number_text(info.traits));
  if (!is_same_schema(row.params_schema, info.params_schema))
    return Error{"its parameter schema is not that of the manifest note"};
  return check_table(row, info);
}

Result<void> check_head(const sluice_library* block, const Manifest& manifest) {
  if (block == nullptr) return Error{"its entry function returned nothing"};
  if (block->magic != SLUICE_LIBRARY_MAGIC) return Error{"its block has the wrong magic number"};
  if (block->size < kNeededBlock)
    return Error{"its block has " + number_text(block->size) + " bytes, ABI 1 needs " +
                 number_text(kNeededBlock)};
  const auto version = [](unsigned major, unsigned minor) {
    return number_text(major) + "." + number_text(minor);
  };
  if (block->abi_major != manifest.abi_major || block->abi_minor != manifest.abi_minor)
    return differs("the ABI", version(block->abi_major, block->abi_minor),
                   version(manifest.abi_major, manifest.abi_minor));
  if (block->layout_digest != manifest.layout_digest)
    return differs("the layout digest", number_text(block->layout_digest),
                   number_text(manifest.layout_digest));
  if (block->manifest.len != manifest.text.size() || view_of(block->manifest) != manifest.text)
    return Error{"the manifest of the loaded library is not the one in its note"};
  if (block->component_count != manifest.components.size())
    return differs("the number of components", number_text(block->component_count),
                   number_text(manifest.components.size()));
  if (block->components == nullptr || block->component_stride < kNeededRow ||
      block->component_stride % alignof(sluice_component) != 0)
    return Error{"its table of components has rows of " + number_text(block->component_stride) +
                 " bytes, expected " + number_text(kNeededRow) + " or more, by eights"};
  return {};
}

}  // namespace

const sluice_component& component_row(const sluice_library& block, std::size_t index) noexcept {
  const sluice_rows rows{block.components, block.component_count, block.component_stride};
  return *SLUICE_ROW(rows, sluice_component, index);
}

Result<void> check_block(const sluice_library* block, const Manifest& manifest) {
  if (auto checked = check_head(block, manifest); !checked) return checked;
  for (std::size_t i = 0; i < manifest.components.size(); ++i) {
    const ComponentInfo& info = manifest.components[i];
    if (auto checked = check_row(component_row(*block, i), info); !checked)
      return Error{"component '" + info.id + "': " + checked.error().message};
  }
  return {};
}

}  // namespace sluice::plugins
