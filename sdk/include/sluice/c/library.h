/* SPDX-License-Identifier: Apache-2.0
 *
 * library.h: what one shared library tells the host about itself.
 *
 * A library exports exactly one symbol, the function sluice_library_entry_v1. It returns a pointer
 * to a static block, may be called any number of times, and has no other effect. The same manifest
 * text also stands in the ELF note section SLUICE_NOTE_SECTION, so that a host can read it without
 * running code.
 */
#ifndef SLUICE_C_LIBRARY_H_
#define SLUICE_C_LIBRARY_H_

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_LIBRARY_MAGIC UINT64_C(0x0031454349554C53) /* "SLUICE1" in memory order */
#define SLUICE_ENTRY_SYMBOL "sluice_library_entry_v1"
#define SLUICE_NOTE_SECTION ".note.sluice"
#define SLUICE_NOTE_NAME "Sluice"
#define SLUICE_NOTE_TYPE 1u

enum {
  SLUICE_KIND_STRATEGY = 1,
  SLUICE_KIND_RISK_RULE = 2,
  SLUICE_KIND_EXECUTOR = 3,
  SLUICE_KIND_FEED = 4,
  SLUICE_KIND_REPORT = 5
};

/* Traits of a component. */
enum {
  /* Owns threads or sockets, or reads a clock: refused where a run must be repeatable. */
  SLUICE_TRAIT_NONDETERMINISTIC = 1u << 0,
  /* An executor that fills nothing: orders end in what it writes. */
  SLUICE_TRAIT_NO_FILLS = 1u << 1
};

/* One component of a library. Rows of this type are strided: see sluice_library.component_stride.
 */
typedef struct sluice_component {
  uint32_t size;
  uint32_t kind;
  uint64_t traits;
  sluice_str id;            /* snake_case, unique among all components of a host */
  sluice_str version;       /* MAJOR.MINOR.PATCH */
  sluice_str interface_id;  /* e.g. "sluice.risk_rule/1" */
  sluice_str summary;       /* one line for people */
  sluice_str params_schema; /* JSON Schema of the parameters: an object */
  const void* table;        /* the interface's table, e.g. const sluice_risk_rule_v1* */

  /* `params_json` holds every parameter, defaults filled in, and is valid against the schema. */
  SLUICE_CONTROL sluice_status (*create)(const sluice_host* host, sluice_str params_json,
                                         void** instance, sluice_error* error);
  SLUICE_CONTROL sluice_status (*start)(void* instance, sluice_error* error); /* may be NULL */
  SLUICE_CONTROL sluice_status (*quiesce)(void* instance,
                                          sluice_error* error); /* may be NULL; joins threads */
  SLUICE_CONTROL void (*destroy)(void* instance);
  /* An optional capability by id (e.g. SLUICE_STATEFUL_ID), or NULL. May be NULL itself. */
  SLUICE_ANY const void* (*get_interface)(sluice_str id);
} sluice_component;

typedef struct sluice_library {
  uint64_t magic;
  uint32_t size;
  uint16_t abi_major;
  uint16_t abi_minor;
  uint64_t layout_digest; /* SLUICE_LAYOUT_DIGEST of the headers it was built with */
  sluice_str manifest;    /* JSON; equals the ELF note */
  uint32_t component_count;
  uint32_t component_stride;
  const sluice_component* components;
} sluice_library;

/* The one exported symbol. */
SLUICE_EXPORT SLUICE_ANY const sluice_library* sluice_library_entry_v1(void);

/* Optional capability of strategies, risk rules and executors that keep state between runs. The
 * state is UTF-8 text of at most SLUICE_STATE_LIMIT bytes, and the same state gives the same text.
 */
#define SLUICE_STATEFUL_ID "sluice.stateful/1"
#define SLUICE_STATE_LIMIT 1048576u
typedef struct sluice_stateful_v1 {
  uint32_t size;
  uint32_t reserved;
  SLUICE_LANE sluice_status (*save_state)(void* instance, const sluice_sink* sink,
                                          sluice_error* error);
  SLUICE_LANE sluice_status (*load_state)(void* instance, sluice_str state, sluice_error* error);
} sluice_stateful_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_LIBRARY_H_ */
