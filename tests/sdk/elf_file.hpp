// SPDX-License-Identifier: Apache-2.0
//
// elf_file.hpp: sections and exported symbols of a shared library, read from the file.
//
// Place: tests of the SDK; independent of the host's reader. 64 bits, this machine's byte order.
#pragma once

#include <cstring>
#include <elf.h>
#include <filesystem>
#include <string>
#include <vector>

#include "support/file_text.hpp"

namespace sluice::testing {

class ElfFile {
 public:
  explicit ElfFile(const std::filesystem::path& path) : bytes_{file_text(path)} {
    const auto header = at<Elf64_Ehdr>(0);
    for (int i = 0; i < header.e_shnum; ++i)
      sections_.push_back(at<Elf64_Shdr>(header.e_shoff + i * sizeof(Elf64_Shdr)));
    names_ = contents(sections_.at(header.e_shstrndx));
  }

  // The bytes of the section of that name; empty if there is none.
  std::string section(const std::string& name) const {
    for (const Elf64_Shdr& section : sections_)
      if (names_.c_str() + section.sh_name == name) return contents(section);
    return {};
  }
  std::uint32_t section_type(const std::string& name) const {
    for (const Elf64_Shdr& section : sections_)
      if (names_.c_str() + section.sh_name == name) return section.sh_type;
    return SHT_NULL;
  }

  // Names of the symbols that other libraries can see.
  std::vector<std::string> exported() const {
    const std::string symbols = section(".dynsym");
    const std::string names = section(".dynstr");
    std::vector<std::string> found;
    for (std::size_t i = 0; i < symbols.size() / sizeof(Elf64_Sym); ++i) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, symbols.data() + i * sizeof(symbol), sizeof(symbol));
      const bool is_local = ELF64_ST_BIND(symbol.st_info) == STB_LOCAL;
      if (symbol.st_shndx != SHN_UNDEF && !is_local)
        found.push_back(names.c_str() + symbol.st_name);
    }
    return found;
  }

 private:
  template <typename T>
  T at(std::size_t offset) const {
    T value{};
    if (offset + sizeof(T) <= bytes_.size()) std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  std::string contents(const Elf64_Shdr& section) const {
    return bytes_.substr(section.sh_offset, section.sh_size);
  }
  std::string bytes_;
  std::vector<Elf64_Shdr> sections_;
  std::string names_;
};

}  // namespace sluice::testing
