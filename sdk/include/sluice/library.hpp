// SPDX-License-Identifier: Apache-2.0
//
// library.hpp: SLUICE_LIBRARY, the one line that makes a shared library of components.
//
//   SLUICE_LIBRARY("my_rules", "1.0.0", sluice::risk_rule<MaxOrderNotional>,
//                  sluice::strategy<Momentum>)
//
// Place: SDK. It defines the entry function, the only exported symbol, and the manifest note. Use
// it once in a library, outside of any namespace. No static initialisation: everything is constant.
#pragma once

#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include <sluice/manifest.hpp>

namespace sluice::detail {

template <typename... Components>
constexpr bool ids_are_unique(std::tuple<Components...>) {
  const std::array<sluice_component, sizeof...(Components)> rows{Components::describe()...};
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (rows[i].size != 0 && view_of(rows[i].id) == view_of(rows[j].id)) return false;
  return true;
}

// Numbered, for a list may hold the same component twice by mistake.
template <std::size_t Index, typename Messages>
struct NumberedMessages : Messages {};
template <typename Components, typename Indices>
struct AllMessages;
template <typename... Components, std::size_t... Indices>
struct AllMessages<std::tuple<Components...>, std::index_sequence<Indices...>>
    : NumberedMessages<Indices, typename Components::Messages>... {};

// Says what is wrong with a library, if anything is.
template <typename Library>
struct LibraryMessages
    : AllMessages<typename Library::Components,
                  std::make_index_sequence<std::tuple_size_v<typename Library::Components>>> {
  static_assert(is_snake_case(Library::name),
                "sluice: a library's name is snake_case: a-z, 0-9 and _, a letter first");
  static_assert(is_version(Library::version),
                "sluice: a library's version is MAJOR.MINOR.PATCH, like 1.0.0");
  static_assert(ids_are_unique(typename Library::Components{}),
                "sluice: two components of a library have the same id");
};

template <typename Library>
struct LibraryBlock {
  template <typename... Components>
  static constexpr std::array<sluice_component, sizeof...(Components)> describe(
      std::tuple<Components...>) {
    return {Components::describe()...};
  }
  static constexpr auto kComponents = describe(typename Library::Components{});
  static constexpr sluice_library kBlock{SLUICE_LIBRARY_MAGIC,
                                         sizeof(sluice_library),
                                         SLUICE_ABI_MAJOR,
                                         SLUICE_ABI_MINOR,
                                         SLUICE_LAYOUT_DIGEST,
                                         {kManifest<Library>.data(), kManifest<Library>.size()},
                                         static_cast<std::uint32_t>(kComponents.size()),
                                         sizeof(sluice_component),
                                         kComponents.data()};
};

}  // namespace sluice::detail

#define SLUICE_LIBRARY(library_name, library_version, ...)                       \
  namespace {                                                                    \
  struct SluiceLibrary {                                                         \
    static constexpr std::string_view name = library_name;                       \
    static constexpr std::string_view version = library_version;                 \
    using Components = decltype(std::tuple{__VA_ARGS__});                        \
  };                                                                             \
  __attribute__((used, section(SLUICE_NOTE_SECTION),                             \
                 aligned(4))) constinit const auto sluice_manifest_note =        \
      ::sluice::detail::make_note<SluiceLibrary>();                              \
  }                                                                              \
  template struct ::sluice::detail::LibraryMessages<SluiceLibrary>;              \
  extern "C" SLUICE_EXPORT const sluice_library* sluice_library_entry_v1(void) { \
    return &::sluice::detail::LibraryBlock<SluiceLibrary>::kBlock;               \
  }
