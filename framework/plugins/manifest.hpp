// SPDX-License-Identifier: Apache-2.0
//
// manifest.hpp: what a library says it offers, before any of its code has run.
//
// Place: plugins. The text is JSON and stands in the ELF note `.note.sluice`; the library's block
// repeats it. Thread: any. Errors: what is wrong, and both sides where library and host differ. Any
// bytes at all are fit as input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/library.h>
#include <sluice/result.hpp>

namespace sluice::plugins {

inline constexpr std::size_t kMaxManifestBytes = 1 << 20;
inline constexpr std::size_t kMaxComponents = 256;

enum class Kind : std::uint32_t {
  kStrategy = SLUICE_KIND_STRATEGY,
  kRiskRule = SLUICE_KIND_RISK_RULE,
  kExecutor = SLUICE_KIND_EXECUTOR,
  kFeed = SLUICE_KIND_FEED,
  kReport = SLUICE_KIND_REPORT
};
inline constexpr Kind kKinds[] = {Kind::kStrategy, Kind::kRiskRule, Kind::kExecutor, Kind::kFeed,
                                  Kind::kReport};

// "risk_rule", as manifests and configurations write it.
[[nodiscard]] std::string_view kind_name(Kind kind) noexcept;
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name) noexcept;
// The interface this host serves for the kind, e.g. "sluice.risk_rule/1".
[[nodiscard]] std::string_view interface_of(Kind kind) noexcept;

struct ComponentInfo {
  Kind kind = Kind::kStrategy;
  std::string id;
  std::string version;
  std::string interface_id;
  std::string summary;
  std::uint64_t traits = 0;   // SLUICE_TRAIT_…
  std::string params_schema;  // JSON Schema of the parameters, keys in their declared order

  [[nodiscard]] bool is_deterministic() const noexcept {
    return (traits & SLUICE_TRAIT_NONDETERMINISTIC) == 0;
  }
};

// "nondeterministic", "no_fills"
[[nodiscard]] std::vector<std::string_view> trait_names(std::uint64_t traits);

struct Manifest {
  std::string text;  // as it stands in the library
  std::string library;
  std::string version;
  std::uint16_t abi_major = 0;
  std::uint16_t abi_minor = 0;
  std::uint64_t layout_digest = 0;
  std::vector<ComponentInfo> components;
};

// A manifest that this host can serve: same ABI major, no newer minor, known kinds and interfaces.
[[nodiscard]] Result<Manifest> parse_manifest(std::string text);

// Out of the bytes of a library file; the text as it stands there, whatever it says.
[[nodiscard]] Result<std::string> read_manifest_text(std::span<const std::byte> file);
[[nodiscard]] Result<Manifest> read_manifest(std::span<const std::byte> file);

}  // namespace sluice::plugins
