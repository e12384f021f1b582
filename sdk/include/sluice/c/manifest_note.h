/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest_note.h: the manifest as an ELF note, for libraries written in plain C. C++ authors have
 * SLUICE_LIBRARY, which writes both the manifest and the note.
 *
 * Use it once in a library, at file scope, with the JSON text as one string literal, and give the
 * same text in sluice_library.manifest:
 *
 *   #define MANIFEST "{\"library\":\"my_rules\", " SLUICE_ABI_MANIFEST ", … }"
 *   SLUICE_MANIFEST_NOTE(MANIFEST);
 *
 * Format: ELF's own note (name size, text size, type, name, text), padded to four bytes.
 */
#ifndef SLUICE_C_MANIFEST_NOTE_H_
#define SLUICE_C_MANIFEST_NOTE_H_

#include "layout.h"

/* SLUICE_LAYOUT_DIGEST as it stands in a manifest. */
#define SLUICE_LAYOUT_DIGEST_TEXT "ff8d82beb5577ec7"
#define SLUICE_LAYOUT_DIGEST_VALUE_ UINT64_C(0xff8d82beb5577ec7)

/* The manifest's member that says for which ABI a library was built. */
#define SLUICE_TEXT_OF_(value) #value
#define SLUICE_TEXT_(value) SLUICE_TEXT_OF_(value)
#define SLUICE_ABI_MANIFEST                                                        \
  "\"abi\":{\"major\":" SLUICE_TEXT_(SLUICE_ABI_MAJOR) ",\"minor\":" SLUICE_TEXT_( \
      SLUICE_ABI_MINOR) "}"

#if UINTPTR_MAX == UINT64_MAX
#ifdef __cplusplus
static_assert(SLUICE_LAYOUT_DIGEST == SLUICE_LAYOUT_DIGEST_VALUE_,
              "a struct of the ABI changed its size: update SLUICE_LAYOUT_DIGEST_TEXT");
#else
_Static_assert(SLUICE_LAYOUT_DIGEST == SLUICE_LAYOUT_DIGEST_VALUE_,
               "a struct of the ABI changed its size: update SLUICE_LAYOUT_DIGEST_TEXT");
#endif
#endif

/* The text's own terminator is not part of the note, which C allows to leave out. */
#define SLUICE_MANIFEST_NOTE(json)                                                           \
  static const struct {                                                                      \
    uint32_t name_size;                                                                      \
    uint32_t text_size;                                                                      \
    uint32_t type;                                                                           \
    char name[8];                                                                            \
    char text[(sizeof(json) - 1 + 3) / 4 * 4];                                               \
  } sluice_manifest_note __attribute__((used, section(SLUICE_NOTE_SECTION), aligned(4))) = { \
      sizeof(SLUICE_NOTE_NAME), sizeof(json) - 1, SLUICE_NOTE_TYPE, SLUICE_NOTE_NAME, json}

#endif /* SLUICE_C_MANIFEST_NOTE_H_ */
