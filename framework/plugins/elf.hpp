// SPDX-License-Identifier: Apache-2.0
//
// elf.hpp: what an ELF file says about itself, read without running any of it.
//
// Place: plugins, private. Format: ELF64, little endian, as in <elf.h>. Every offset in the file is
// checked before it is followed: any bytes at all are fit as input. Thread: any. Errors: what is
// wrong with the file, and both sides where file and host differ.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::plugins {

// The text of the one note `note_name`, `note_type` in the section. The file must be a shared
// library for this host's machine.
[[nodiscard]] Result<std::string> read_note(std::span<const std::byte> file,
                                            std::string_view section, std::string_view note_name,
                                            unsigned note_type);

// What the dynamic linker would read.
struct DynamicFacts {
  std::vector<std::string> exported;  // defined symbols other libraries can see; sorted
  std::vector<std::string> needed;    // libraries it asks for, in their order
  bool has_gnu_unique = false;        // such a symbol would forbid ever unloading, and is shared
};
[[nodiscard]] Result<DynamicFacts> read_dynamic_facts(std::span<const std::byte> file);

}  // namespace sluice::plugins
