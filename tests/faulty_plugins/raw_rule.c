/* SPDX-License-Identifier: Apache-2.0
 *
 * raw_rule.c: a rule that approves everything, in plain C. Every part of what it tells the host can
 * be replaced by a definition, so that each check of the host has a library that fails it.
 */
#include "raw_library.h"

#ifndef NOTE_ABI_MAJOR
#define NOTE_ABI_MAJOR "1"
#endif
#ifndef BLOCK_LIBRARY
#define BLOCK_LIBRARY "raw_rule"
#endif
#ifndef BLOCK_MAGIC
#define BLOCK_MAGIC SLUICE_LIBRARY_MAGIC
#endif
#ifndef BLOCK_SIZE
#define BLOCK_SIZE sizeof(sluice_library)
#endif
#ifndef BLOCK_ABI_MINOR
#define BLOCK_ABI_MINOR 0
#endif
#ifndef BLOCK_DIGEST
#define BLOCK_DIGEST RAW_DIGEST
#endif
#ifndef BLOCK_COUNT
#define BLOCK_COUNT 1
#endif
#ifndef BLOCK_STRIDE
#define BLOCK_STRIDE sizeof(struct row)
#endif
#ifndef BLOCK_POINTER
#define BLOCK_POINTER &block
#endif
#ifndef ROW_PADDING
#define ROW_PADDING 8
#endif
#ifndef ROW_SIZE
#define ROW_SIZE sizeof(sluice_component)
#endif
#ifndef ROW_KIND
#define ROW_KIND SLUICE_KIND_RISK_RULE
#endif
#ifndef ROW_TRAITS
#define ROW_TRAITS 0
#endif
#ifndef ROW_ID
#define ROW_ID "raw_rule"
#endif
#ifndef ROW_VERSION
#define ROW_VERSION "1.0.0"
#endif
#ifndef ROW_INTERFACE
#define ROW_INTERFACE SLUICE_RISK_RULE_ID
#endif
#ifndef ROW_SCHEMA
#define ROW_SCHEMA "{}"
#endif
#ifndef ROW_TABLE
#define ROW_TABLE &table
#endif
#ifndef ROW_CREATE
#define ROW_CREATE create
#endif
#ifndef ROW_DESTROY
#define ROW_DESTROY destroy
#endif
#ifndef TABLE_SIZE
#define TABLE_SIZE sizeof(sluice_risk_rule_v1)
#endif
#ifndef TABLE_CHECK
#define TABLE_CHECK check
#endif
#ifndef TABLE_SAVE
#define TABLE_SAVE NULL
#endif
#ifndef TABLE_PREPARE
#define TABLE_PREPARE NULL
#endif
#ifndef ENTRY_NAME
#define ENTRY_NAME sluice_library_entry_v1
#endif

#define MANIFEST(library) \
  MANIFEST_HEAD(library, NOTE_ABI_MAJOR) MANIFEST_COMPONENT("risk_rule", "raw_rule") MANIFEST_TAIL
MANIFEST_NOTE(MANIFEST("raw_rule"));

#ifdef NEEDS_MISSING_FUNCTION
int function_that_nobody_has(void);
#endif
#ifdef CHANGES_IN_ENTRY
void change_process(void);
#endif

/* A variant leaves one of these out of its tables. */
#define MAYBE_UNUSED __attribute__((unused))

MAYBE_UNUSED static void check(void* instance, const sluice_order* order,
                               const sluice_risk_view* view, sluice_verdict* verdict) {
  (void)instance, (void)order, (void)view;
  verdict->action = SLUICE_VERDICT_APPROVE;
  verdict->code[0] = '\0';
}

/* Beyond the table of variants that say it ends with `check`: these must not be called there. */
static sluice_status on_session(void* instance, const sluice_risk_view* view, sluice_error* error) {
  (void)instance, (void)view, (void)error;
  return TABLE_SIZE == sizeof(sluice_risk_rule_v1) ? SLUICE_OK : SLUICE_ERROR_FAULT;
}

static uint32_t lookback_sessions(void* instance) {
  (void)instance;
  return 20;
}

static void on_event(void* instance, const sluice_risk_event* event) {
  (void)instance, (void)event;
}

MAYBE_UNUSED static sluice_status save(void* instance, const sluice_sink* sink,
                                       sluice_error* error) {
  (void)instance, (void)sink, (void)error;
  return SLUICE_OK;
}

MAYBE_UNUSED static sluice_status prepare(void* instance, sluice_error* error) {
  (void)instance, (void)error;
  return SLUICE_OK;
}

static char the_instance;

MAYBE_UNUSED static sluice_status create(const sluice_host* host, sluice_str params,
                                         void** instance, sluice_error* error) {
  (void)host, (void)params, (void)error;
#ifdef NEEDS_MISSING_FUNCTION
  if (function_that_nobody_has() != 0) return SLUICE_ERROR_STATE;
#endif
  *instance = &the_instance;
  return SLUICE_OK;
}

MAYBE_UNUSED static void destroy(void* instance) { (void)instance; }

MAYBE_UNUSED static const sluice_risk_rule_v1 table = {
    .size = TABLE_SIZE,
    .check = TABLE_CHECK,
    .on_session = on_session,
    .lookback_sessions = lookback_sessions,
    .on_event = on_event,
    .save_state = TABLE_SAVE,
    .prepare = TABLE_PREPARE,
};

/* A row of a newer header: it has grown. */
struct row {
  sluice_component known;
  char grown[ROW_PADDING];
};
static const struct row rows[1] = {
    {{ROW_SIZE, ROW_KIND, ROW_TRAITS, TEXT(ROW_ID), TEXT(ROW_VERSION), TEXT(ROW_INTERFACE),
      TEXT("for tests"), TEXT(ROW_SCHEMA), ROW_TABLE, ROW_CREATE, NULL, NULL, ROW_DESTROY, NULL},
     {0}}};

MAYBE_UNUSED static const sluice_library block = {
    BLOCK_MAGIC,     BLOCK_SIZE,   SLUICE_ABI_MAJOR,
    BLOCK_ABI_MINOR, BLOCK_DIGEST, TEXT(MANIFEST(BLOCK_LIBRARY)),
    BLOCK_COUNT,     BLOCK_STRIDE, &rows[0].known};

SLUICE_EXPORT const sluice_library* ENTRY_NAME(void);
SLUICE_EXPORT const sluice_library* ENTRY_NAME(void) {
#ifdef CHANGES_IN_ENTRY
  change_process();
#endif
  return BLOCK_POINTER;
}
