/* SPDX-License-Identifier: Apache-2.0
 *
 * base.h: the words every Sluice plugin interface is written in.
 *
 * Place: the C ABI, included by every other header here. Plain C11, also valid C++20.
 * Units: price and quantity are int64 in units of 1e-8; money is a 128-bit integer in units of
 * 1e-8; time is int64 nanoseconds since 1970-01-01 UTC; a date is int32 days since 1970-01-01.
 * Ownership: everything a function receives is borrowed until it returns; everything it gives back
 * is written into memory or a sink of the caller. Nothing is ever freed across the border. Errors:
 * a status, and text in the caller's buffer. No exception, panic or longjmp may cross.
 */
#ifndef SLUICE_C_BASE_H_
#define SLUICE_C_BASE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_ABI_MAJOR 1
#define SLUICE_ABI_MINOR 1

/* One whole unit of a price, quantity or amount of money. */
#define SLUICE_SCALE 100000000

/* Thread domains. Each function slot carries one; the host keeps to it.
 *   SLUICE_CONTROL   set-up and tear-down; may block and allocate
 *   SLUICE_LANE      serialised for one instance, though not always on the same thread; may
 * allocate SLUICE_LANE_HOT  as lane, for every order: no allocation, no lock, no system call
 *   SLUICE_WORKER    a background thread of the host
 *   SLUICE_ANY       from any thread at any time */
#define SLUICE_CONTROL
#define SLUICE_LANE
#define SLUICE_LANE_HOT
#define SLUICE_WORKER
#define SLUICE_ANY

#if defined(__GNUC__)
#define SLUICE_EXPORT __attribute__((visibility("default")))
#else
#define SLUICE_EXPORT
#endif

/* A slot of a table may be called only if the table is large enough to hold it and it is not NULL.
 */
#define SLUICE_HAS_SLOT(table, type, slot) \
  ((table)->size >= offsetof(type, slot) + sizeof((table)->slot) && (table)->slot != NULL)

typedef int64_t sluice_price;
typedef int64_t sluice_quantity;
typedef int64_t sluice_time;
typedef int32_t sluice_date;

/* Money, and every measured value of a verdict: two's complement, 1e-8. */
typedef struct sluice_money {
  uint64_t lo;
  int64_t hi;
} sluice_money;

/* UTF-8, not terminated, borrowed for the call. */
typedef struct sluice_str {
  const char* ptr;
  uint64_t len;
} sluice_str;

/* `count` rows, each `stride` bytes after the one before. The stride may be larger than the row
 * type known to the reader: a newer writer has appended fields. Use SLUICE_ROW to step. */
typedef struct sluice_rows {
  const void* base;
  uint64_t count;
  uint64_t stride;
} sluice_rows;

#define SLUICE_ROW(rows, type, index) \
  ((const type*)(const void*)((const char*)(rows).base + (uint64_t)(index) * (rows).stride))

/* Where a function puts the text of its error. `text` belongs to the caller and holds `capacity`
 * bytes; the function writes at most that many and sets `len`. */
typedef struct sluice_error {
  uint32_t size;
  uint32_t len;
  uint32_t capacity;
  uint32_t reserved;
  char* text;
} sluice_error;

typedef int32_t sluice_status;
enum {
  SLUICE_OK = 0,
  SLUICE_END = 1,             /* nothing more to come; not an error */
  SLUICE_ERROR_ARGUMENT = -1, /* the caller passed something invalid */
  SLUICE_ERROR_NOT_FOUND = -2,
  SLUICE_ERROR_IO = -3,
  SLUICE_ERROR_UNSUPPORTED = -4,
  SLUICE_ERROR_STATE = -5, /* not allowed now */
  SLUICE_ERROR_LIMIT = -6, /* a bound was reached */
  SLUICE_ERROR_FAULT =
      -7 /* the component is broken: an exception at the barrier, an impossible state */
};

/* Bytes out of a plugin: the host decides where they go. */
typedef struct sluice_sink {
  void* context;
  SLUICE_LANE sluice_status (*write)(void* context, const void* data, uint64_t size);
} sluice_sink;

enum { SLUICE_LOG_DEBUG = 1, SLUICE_LOG_INFO = 2, SLUICE_LOG_WARNING = 3, SLUICE_LOG_ERROR = 4 };

/* What a component may ask of the host. It outlives every instance that was given it.
 * Clock and random numbers come from here only: that is what makes a run repeatable. */
typedef struct sluice_host {
  uint32_t size;
  uint32_t abi_minor;
  void* context;
  SLUICE_ANY void (*log)(void* context, int32_t level, sluice_str message);
  /* Time of the event being handled, never the wall clock. */
  SLUICE_LANE sluice_time (*now)(void* context);
  /* Next number of this instance's own seeded stream. */
  SLUICE_LANE uint64_t (*random)(void* context);
  /* An optional host interface by id, or NULL. */
  SLUICE_ANY const void* (*get_interface)(void* context, sluice_str id);
} sluice_host;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_BASE_H_ */
