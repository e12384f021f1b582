// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/elf_scan.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <elf.h>
#include <optional>
#include <string_view>

namespace sluice::conformance {
namespace {

using Bytes = std::span<const std::byte>;

template <typename T>
std::optional<T> read_at(Bytes bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

struct Section {
  Elf64_Shdr header;
  Bytes bytes;
};

std::vector<Section> sections_of(Bytes file) {
  std::vector<Section> sections;
  const auto header = read_at<Elf64_Ehdr>(file, 0);
  if (!header || header->e_shentsize != sizeof(Elf64_Shdr)) return sections;
  for (std::uint64_t i = 0; i < header->e_shnum; ++i) {
    const auto section = read_at<Elf64_Shdr>(file, header->e_shoff + i * sizeof(Elf64_Shdr));
    if (!section) break;
    const bool is_inside = section->sh_type != SHT_NOBITS && section->sh_offset <= file.size() &&
                           section->sh_size <= file.size() - section->sh_offset;
    sections.push_back(
        {*section, is_inside ? file.subspan(section->sh_offset, section->sh_size) : Bytes{}});
  }
  return sections;
}

std::string_view name_at(Bytes names, std::uint64_t offset) {
  if (offset >= names.size()) return {};
  const char* const begin = reinterpret_cast<const char*>(names.data()) + offset;
  return {begin, ::strnlen(begin, names.size() - offset)};
}

// body(symbol, name) for each symbol of the tables of this type.
template <typename Body>
void each_symbol(Bytes file, Elf64_Word table_type, Body body) {
  const auto sections = sections_of(file);
  for (const Section& table : sections) {
    if (table.header.sh_type != table_type || table.header.sh_link >= sections.size()) continue;
    const Bytes names = sections[table.header.sh_link].bytes;
    for (std::uint64_t offset = 0;; offset += sizeof(Elf64_Sym)) {
      const auto symbol = read_at<Elf64_Sym>(table.bytes, offset);
      if (!symbol) break;
      body(*symbol, name_at(names, symbol->st_name));
    }
  }
}

// orl $0x8040, m; ldmxcsr m
bool sets_control_word(Bytes code) {
  constexpr std::array<unsigned char, 4> kMask{0x40, 0x80, 0x00, 0x00};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(code.data());
  for (const unsigned char* at = bytes;;) {
    at = std::search(at, bytes + code.size(), kMask.begin(), kMask.end());
    if (bytes + code.size() - at < 7) return false;
    constexpr unsigned char kLoad = 2;  // the middle bits of ldmxcsr's third byte
    if (at[4] == 0x0F && at[5] == 0xAE && ((at[6] >> 3) & 7) == kLoad) return true;
    ++at;
  }
}

}  // namespace

std::vector<std::string> undefined_symbols(Bytes file) {
  std::vector<std::string> names;
  each_symbol(file, SHT_DYNSYM, [&](const Elf64_Sym& symbol, std::string_view name) {
    if (symbol.st_shndx == SHN_UNDEF && ELF64_ST_BIND(symbol.st_info) == STB_GLOBAL &&
        !name.empty())
      names.emplace_back(name);
  });
  std::sort(names.begin(), names.end());
  return names;
}

bool has_fast_math_start(Bytes file) {
  bool found = false;
  each_symbol(file, SHT_SYMTAB, [&](const Elf64_Sym&, std::string_view name) {
    found = found || name == "set_fast_math";
  });
#if defined(__x86_64__)
  for (const Section& section : sections_of(file))
    if ((section.header.sh_flags & SHF_EXECINSTR) != 0)
      found = found || sets_control_word(section.bytes);
#endif
  return found;
}

}  // namespace sluice::conformance
