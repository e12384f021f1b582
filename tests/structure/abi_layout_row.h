/* SPDX-License-Identifier: Apache-2.0
 *
 * abi_layout_row.h: one struct or field of the C ABI, and where it lies.
 */
#ifndef TESTS_STRUCTURE_ABI_LAYOUT_ROW_H_
#define TESTS_STRUCTURE_ABI_LAYOUT_ROW_H_

#include <stddef.h>

/* offset of a row that stands for the struct itself */
#define WHOLE ((size_t)-1)

struct row {
  const char* name;
  size_t offset;
  size_t size;
};

#define STRUCT(type) \
  { #type, WHOLE, sizeof(type) }
#define FIELD(type, field) \
  { #type "." #field, offsetof(type, field), sizeof(((type*)0)->field) }

#endif /* TESTS_STRUCTURE_ABI_LAYOUT_ROW_H_ */
