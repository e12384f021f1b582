// SPDX-License-Identifier: Apache-2.0
#include "plugins/elf.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <elf.h>
#include <optional>

namespace sluice::plugins {
namespace {

static_assert(std::endian::native == std::endian::little, "the host reads its own byte order");

#if defined(__x86_64__)
constexpr Elf64_Half kHostMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kHostMachine = EM_AARCH64;
#else
#error "name this machine's ELF number here and in machine_name"
#endif

std::string machine_name(Elf64_Half machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86_64";
    case EM_AARCH64:
      return "aarch64";
    case EM_386:
      return "i386";
    case EM_ARM:
      return "arm";
    case EM_RISCV:
      return "riscv";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390x";
    default:
      return "machine number " + std::to_string(machine);
  }
}

using Bytes = std::span<const std::byte>;

std::optional<Bytes> slice(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) return std::nullopt;
  return bytes.subspan(offset, size);
}

template <typename T>
std::optional<T> read_at(Bytes bytes, std::uint64_t offset) {
  const auto part = slice(bytes, offset, sizeof(T));
  if (!part) return std::nullopt;
  T value;
  std::memcpy(&value, part->data(), sizeof value);
  return value;
}

// A hostile file can let any number of symbols share one endless name: both are bounded.
constexpr std::size_t kMaxNameBytes = 4096;
constexpr std::size_t kMaxExportedSymbols = 1 << 16;

// The terminated string at the offset of a string table.
std::optional<std::string_view> string_at(Bytes table, std::uint64_t offset) {
  if (offset >= table.size()) return std::nullopt;
  const Bytes rest =
      table.subspan(offset, std::min<std::uint64_t>(kMaxNameBytes, table.size() - offset));
  const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
  if (end == rest.end()) return std::nullopt;
  return std::string_view{reinterpret_cast<const char*>(rest.data()),
                          static_cast<std::size_t>(end - rest.begin())};
}

Error damaged(std::string_view what) {
  return Error{"the ELF file is damaged: " + std::string{what} + " lies outside the file"};
}

Result<void> check_identity(const Elf64_Ehdr& header) {
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return Error{"this is not an ELF file, so not a shared library"};
  if (header.e_ident[EI_CLASS] != ELFCLASS64)
    return Error{"this file is built for a 32-bit machine, this host is " +
                 machine_name(kHostMachine)};
  if (header.e_ident[EI_DATA] != ELFDATA2LSB)
    return Error{"this file is built for a big-endian machine, this host is " +
                 machine_name(kHostMachine)};
  if (header.e_machine != kHostMachine)
    return Error{"this file is built for " + machine_name(header.e_machine) + ", this host is " +
                 machine_name(kHostMachine)};
  if (header.e_type != ET_DYN)
    return Error{"this ELF file is of type " + std::to_string(header.e_type) +
                 ", expected a shared library (type 3)"};
  return {};
}

struct Section {
  std::string_view name;
  Elf64_Shdr header{};
  Bytes bytes;  // empty for sections without bytes in the file
};

struct Image {
  std::vector<Section> sections;

  [[nodiscard]] const Section* find(std::string_view name) const {
    const auto found =
        std::find_if(sections.begin(), sections.end(),
                     [name](const Section& section) { return section.name == name; });
    return found == sections.end() ? nullptr : &*found;
  }
  [[nodiscard]] const Section* of_type(Elf64_Word type) const {
    const auto found =
        std::find_if(sections.begin(), sections.end(),
                     [type](const Section& section) { return section.header.sh_type == type; });
    return found == sections.end() ? nullptr : &*found;
  }
  // The string table that a section of symbols or tags refers to.
  [[nodiscard]] Bytes strings_of(const Section& section) const {
    const auto link = section.header.sh_link;
    return link < sections.size() ? sections[link].bytes : Bytes{};
  }
};

// The dynamic linker maps by these, so that they must be there too.
Result<void> check_segments(Bytes file, const Elf64_Ehdr& header) {
  if (header.e_phnum == 0 || header.e_phentsize != sizeof(Elf64_Phdr))
    return Error{"the ELF file has no program headers"};
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    const auto offset = header.e_phoff + i * sizeof(Elf64_Phdr);
    const auto segment = offset < header.e_phoff ? std::nullopt : read_at<Elf64_Phdr>(file, offset);
    if (!segment) return damaged("a program header");
    if (segment->p_type == PT_LOAD && !slice(file, segment->p_offset, segment->p_filesz))
      return damaged("a segment");
  }
  return {};
}

Result<Image> read_sections(Bytes file, const Elf64_Ehdr& header) {
  if (header.e_shnum == 0 || header.e_shentsize != sizeof(Elf64_Shdr))
    return Error{"the ELF file has no section headers, so its manifest can't be found"};
  Image image;
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    const auto offset = header.e_shoff + i * sizeof(Elf64_Shdr);
    const auto section = offset < header.e_shoff ? std::nullopt : read_at<Elf64_Shdr>(file, offset);
    if (!section) return damaged("a section header");
    const bool in_file = section->sh_type != SHT_NOBITS && section->sh_type != SHT_NULL;
    const auto bytes = slice(file, section->sh_offset, in_file ? section->sh_size : 0);
    if (in_file && !bytes) return damaged("a section");
    image.sections.push_back({{}, *section, in_file ? *bytes : Bytes{}});
  }
  if (header.e_shstrndx >= image.sections.size()) return damaged("the table of section names");
  const Bytes names = image.sections[header.e_shstrndx].bytes;
  for (Section& section : image.sections) {
    const auto name = string_at(names, section.header.sh_name);
    if (!name) return damaged("a section's name");
    section.name = *name;
  }
  return image;
}

Result<Image> read_image(Bytes file) {
  const auto header = read_at<Elf64_Ehdr>(file, 0);
  if (!header)
    return Error{"this is not a shared library: it has " + std::to_string(file.size()) +
                 " bytes, an ELF header has " + std::to_string(sizeof(Elf64_Ehdr))};
  if (auto checked = check_identity(*header); !checked) return checked.error();
  if (auto checked = check_segments(file, *header); !checked) return checked.error();
  return read_sections(file, *header);
}

constexpr std::uint64_t padded(std::uint64_t size) { return (size + 3) / 4 * 4; }

std::vector<std::string> needed_libraries(const Image& image) {
  std::vector<std::string> needed;
  const Section* dynamic = image.of_type(SHT_DYNAMIC);
  if (dynamic == nullptr) return needed;
  for (std::uint64_t offset = 0;; offset += sizeof(Elf64_Dyn)) {
    const auto entry = read_at<Elf64_Dyn>(dynamic->bytes, offset);
    if (!entry || entry->d_tag == DT_NULL) return needed;
    if (entry->d_tag != DT_NEEDED) continue;
    const auto name = string_at(image.strings_of(*dynamic), entry->d_un.d_val);
    if (name) needed.emplace_back(*name);
  }
}

}  // namespace

Result<std::string> read_note(std::span<const std::byte> file, std::string_view section,
                              std::string_view note_name, unsigned note_type) {
  const auto image = read_image(file);
  if (!image) return image.error();
  const Section* found = image->find(section);
  if (found == nullptr || found->bytes.empty())
    return Error{"it has no section " + std::string{section} + ", so it is not a Sluice plugin"};
  std::optional<std::string> text;
  for (std::uint64_t offset = 0;;) {
    const auto note = read_at<Elf64_Nhdr>(found->bytes, offset);
    if (!note) break;  // what is left is padding
    const std::uint64_t text_offset = offset + sizeof *note + padded(note->n_namesz);
    const auto name = slice(found->bytes, offset + sizeof *note, note->n_namesz);
    const auto content = slice(found->bytes, text_offset, note->n_descsz);
    if (!name || !content) return damaged("a note");
    if (string_at(*name, 0) == note_name && note->n_type == note_type) {
      if (text) return Error{"it has more than one manifest"};
      text.emplace(reinterpret_cast<const char*>(content->data()), content->size());
    }
    offset = text_offset + padded(note->n_descsz);
  }
  if (!text) return Error{"its section " + std::string{section} + " holds no Sluice manifest"};
  return std::move(*text);
}

Result<DynamicFacts> read_dynamic_facts(std::span<const std::byte> file) {
  const auto image = read_image(file);
  if (!image) return image.error();
  DynamicFacts facts;
  facts.needed = needed_libraries(*image);
  const Section* symbols = image->of_type(SHT_DYNSYM);
  if (symbols == nullptr) return facts;
  const Bytes names = image->strings_of(*symbols);
  for (std::uint64_t offset = 0;; offset += sizeof(Elf64_Sym)) {
    const auto symbol = read_at<Elf64_Sym>(symbols->bytes, offset);
    if (!symbol) break;
    const unsigned binding = ELF64_ST_BIND(symbol->st_info);
    const unsigned visibility = ELF64_ST_VISIBILITY(symbol->st_other);
    if (binding == STB_GNU_UNIQUE) facts.has_gnu_unique = true;
    const bool seen = symbol->st_shndx != SHN_UNDEF && binding != STB_LOCAL &&
                      visibility != STV_HIDDEN && visibility != STV_INTERNAL;
    if (!seen || facts.exported.size() == kMaxExportedSymbols) continue;
    if (const auto name = string_at(names, symbol->st_name)) facts.exported.emplace_back(*name);
  }
  std::sort(facts.exported.begin(), facts.exported.end());
  return facts;
}

}  // namespace sluice::plugins
