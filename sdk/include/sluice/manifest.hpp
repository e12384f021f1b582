// SPDX-License-Identifier: Apache-2.0
//
// manifest.hpp: the manifest of a library, written at compile time.
//
// Place: SDK, compile time. The same bytes stand in the block that the entry function returns and
// in the ELF note, which a host reads without running code. Format of the note: ELF's own (name
// size, text size, type, name, text), name "Sluice", type 1, aligned to 4 bytes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include <sluice/c/layout.h>
#include <sluice/component.hpp>
#include <sluice/detail/text_writer.hpp>

namespace sluice::detail {

constexpr void write_traits(TextWriter& out, std::uint64_t traits) {
  out.put('[');
  if ((traits & SLUICE_TRAIT_NONDETERMINISTIC) != 0) out.string("nondeterministic");
  if ((traits & SLUICE_TRAIT_NO_FILLS) != 0) {
    if ((traits & SLUICE_TRAIT_NONDETERMINISTIC) != 0) out.put(',');
    out.string("no_fills");
  }
  out.put(']');
}

template <typename Component>
constexpr void write_component(TextWriter& out) {
  using T = typename Component::Type;
  using Kind = typename Component::Kind;
  if constexpr (Component::kOk) {
    out.put('{').key("kind").string(Kind::kName);
    out.next_key("id").string(T::id);
    out.next_key("version").string(T::version);
    out.next_key("interface").string(Kind::kInterface);
    out.next_key("summary").string(summary_of<T>());
    out.next_key("traits");
    write_traits(out, traits_of<T>());
    out.next_key("params").put(kSchema<T>).put('}');
  }
}

constexpr void write_hex(TextWriter& out, std::uint64_t value) {
  out.put('"');
  for (int shift = 60; shift >= 0; shift -= 4) out.put("0123456789abcdef"[(value >> shift) & 15]);
  out.put('"');
}

// `Library` has name, version and a tuple type of components.
template <typename Library>
struct ManifestSource {
  static constexpr void write(TextWriter& out) {
    out.put('{').key("library").string(Library::name);
    out.next_key("version").string(Library::version);
    out.next_key("abi").put('{').key("major").whole(SLUICE_ABI_MAJOR);
    out.next_key("minor").whole(SLUICE_ABI_MINOR).put('}');
    out.next_key("layout_digest");
    write_hex(out, SLUICE_LAYOUT_DIGEST);
    out.next_key("components").put('[');
    write_components(out, typename Library::Components{});
    out.put("]}");
  }

 private:
  template <typename... Components>
  static constexpr void write_components(TextWriter& out, std::tuple<Components...>) {
    bool first = true;
    ((first ? out : out.put(','), first = false, write_component<Components>(out)), ...);
  }
};

template <typename Library>
inline constexpr auto kManifest = text_array<ManifestSource<Library>>();

template <std::size_t Size>
struct ManifestNote {
  std::uint32_t name_size;
  std::uint32_t text_size;
  std::uint32_t type;
  char name[8];
  char text[(Size + 3) / 4 * 4];
};

template <typename Library>
constexpr auto make_note() {
  constexpr auto& kText = kManifest<Library>;
  constexpr std::string_view kName = SLUICE_NOTE_NAME;
  ManifestNote<kText.size()> note{};
  note.name_size = static_cast<std::uint32_t>(kName.size() + 1);
  note.text_size = static_cast<std::uint32_t>(kText.size());
  note.type = SLUICE_NOTE_TYPE;
  std::copy(kName.begin(), kName.end(), note.name);
  std::copy(kText.begin(), kText.end(), note.text);
  return note;
}

}  // namespace sluice::detail
