// SPDX-License-Identifier: Apache-2.0
//
// zoo_tables.hpp: what a zoo plugin says of itself, and the faults that stand in its file rather
// than in its code.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <sluice/c/manifest_note.h>
#include <sluice/c/sluice.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

// Each library's own.
extern "C" const char zoo_fault[];

namespace zoo {

// Is this the library with that fault?
inline bool has(std::string_view fault) { return fault == zoo_fault; }

inline void flush_to_zero() {
#if defined(__x86_64__)
  // Not as one constant: this code stands in every animal, and elf.fast_math looks for it.
  volatile unsigned bits = 0x8000;
  _mm_setcsr(_mm_getcsr() | bits | 0x40);
#endif
}

}  // namespace zoo

#ifdef ZOO_NEEDS_A_SYMBOL
extern "C" const void* zoo_symbol_that_nobody_has();
#endif

#ifdef ZOO_EXPORTS_EXTRA
extern "C" SLUICE_EXPORT int zoo_extra_function() { return 1; }
#endif
#ifdef ZOO_GNU_UNIQUE
// As g++ marks the static data of templates, whichever compiler this is.
// By the assembler alone: a compiler would say of it that it is global, which clang's refuses then.
asm(".pushsection .data\n.type zoo_unique, @gnu_unique_object\n.size zoo_unique, 4\n"
    "zoo_unique: .long 1\n.popsection");
#endif

#ifndef ZOO_SCHEMA
#define ZOO_SCHEMA                                                      \
  "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":" \
  "{\"cap\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,"      \
  "\"default\":100,\"description\":\"most units one order may have\"}}}"
#endif
#ifndef ZOO_ABI_MAJOR
#define ZOO_ABI_MAJOR "1"
#endif
#ifndef ZOO_NOTE_END
#define ZOO_NOTE_END "]}"
#endif
#ifndef ZOO_BLOCK_VERSION
#define ZOO_BLOCK_VERSION "1.0.0"
#endif

#define ZOO_NUMBER_TEXT_(number) #number
#define ZOO_NUMBER_TEXT(number) ZOO_NUMBER_TEXT_(number)
#define ZOO_COMPONENT(kind, id, interface_id)                                                    \
  "{\"kind\":\"" kind "\",\"id\":\"" id "\",\"version\":\"1.0.0\",\"interface\":\"" interface_id \
  "\",\"summary\":\"for tests\",\"traits\":[],\"params\":" ZOO_SCHEMA "}"
#ifndef ZOO_COMPONENTS
#define ZOO_COMPONENTS ZOO_COMPONENT("risk_rule", "zoo_rule", SLUICE_RISK_RULE_ID)
#endif
#define ZOO_MANIFEST(version, end)                                                     \
  "{\"library\":\"zoo\",\"version\":\"" version "\",\"abi\":{\"major\":" ZOO_ABI_MAJOR \
  ",\"minor\":" ZOO_NUMBER_TEXT(                                                       \
      SLUICE_ABI_MINOR) "},\"layout_digest\":\"" SLUICE_LAYOUT_DIGEST_TEXT             \
                        "\",\"components\":[" ZOO_COMPONENTS end
#define ZOO_BLOCK_MANIFEST ZOO_MANIFEST(ZOO_BLOCK_VERSION, "]}")
#define ZOO_TEXT(literal) \
  { literal, sizeof(literal) - 1 }

// The manifest stands in C++ with its terminator, which the note leaves out.
#define ZOO_NOTE_TEXT ZOO_MANIFEST("1.0.0", ZOO_NOTE_END)
static const struct {
  std::uint32_t name_size, text_size, type;
  char name[8];
  char text[(sizeof(ZOO_NOTE_TEXT) + 3) / 4 * 4];
} zoo_note __attribute__((used, section(SLUICE_NOTE_SECTION), aligned(4))) = {
    sizeof(SLUICE_NOTE_NAME), sizeof(ZOO_NOTE_TEXT) - 1, SLUICE_NOTE_TYPE, SLUICE_NOTE_NAME,
    ZOO_NOTE_TEXT};
