/* SPDX-License-Identifier: Apache-2.0
 *
 * raw_library.h: the manifest note of a library that is written without the C++ wrapper.
 */
#ifndef SLUICE_TESTS_RAW_LIBRARY_H_
#define SLUICE_TESTS_RAW_LIBRARY_H_

#include <sluice/c/sluice.h>

#define MANIFEST_HEAD(library, abi_major)                                            \
  "{\"library\":\"" library "\",\"version\":\"1.0.0\",\"abi\":{\"major\":" abi_major \
  ",\"minor\":0},\"layout_digest\":\"0000000000000001\",\"components\":["
#define MANIFEST_COMPONENT(kind, id)                                                            \
  "{\"kind\":\"" kind "\",\"id\":\"" id "\",\"version\":\"1.0.0\",\"interface\":\"sluice." kind \
  "/1\",\"summary\":\"for tests\",\"traits\":[],\"params\":{}}"
#define MANIFEST_TAIL "]}"
#define RAW_DIGEST 1

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }

#define MANIFEST_NOTE(literal)                                                        \
  static const struct {                                                               \
    uint32_t name_size, text_size, type;                                              \
    char name[8];                                                                     \
    char text[(sizeof(literal) + 3) / 4 * 4];                                         \
  } manifest_note __attribute__((used, section(SLUICE_NOTE_SECTION), aligned(4))) = { \
      sizeof(SLUICE_NOTE_NAME), sizeof(literal) - 1, SLUICE_NOTE_TYPE, SLUICE_NOTE_NAME, literal}

#endif
