/* SPDX-License-Identifier: Apache-2.0
 *
 * max_order_quantity: refuses an order of more units than the configured cap. The same kind of rule
 * as the C++ example, in plain C: what the wrapper writes there stands here in full.
 *
 * Place: an example; a native rule in the gate. State: none. Units: the cap is whole units of the
 * instrument. Errors: parameters without a cap of at least 1 are refused.
 */
#include <stdlib.h>
#include <string.h>

#include <sluice/c/manifest_note.h>
#include <sluice/c/sluice.h>

#define RULE_ID "example_c_max_order_quantity"
#define SCHEMA                                                                         \
  "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"," \
  "\"additionalProperties\":false,\"properties\":{\"cap\":{\"type\":\"integer\","      \
  "\"minimum\":1,\"maximum\":1000000000,"                                              \
  "\"description\":\"most units one order may have\"}},\"required\":[\"cap\"]}"
#define SUMMARY "refuses an order of more units than the cap"
#define MANIFEST                                                                              \
  "{\"library\":\"example_c_rules\",\"version\":\"1.0.0\"," SLUICE_ABI_MANIFEST               \
  ","                                                                                         \
  "\"layout_digest\":\"" SLUICE_LAYOUT_DIGEST_TEXT                                            \
  "\",\"components\":[{\"kind\":\"risk_rule\",\"id\":\"" RULE_ID                              \
  "\",\"version\":\"1.0.0\",\"interface\":\"" SLUICE_RISK_RULE_ID "\",\"summary\":\"" SUMMARY \
  "\",\"traits\":[],\"params\":" SCHEMA "}]}"
#define STR(literal) \
  { (literal), sizeof(literal) - 1 }

SLUICE_MANIFEST_NOTE(MANIFEST);

static const int64_t kLargestCap = 1000000000;

typedef struct rule {
  sluice_quantity cap;
} rule;

static sluice_status fail(sluice_error* error, sluice_status status, const char* text) {
  size_t length = strlen(text);
  if (error != NULL && error->text != NULL) {
    if (length > error->capacity) length = error->capacity;
    memcpy(error->text, text, length);
    error->len = (uint32_t)length;
  }
  return status;
}

/* The value of "cap", or 0. The host has checked the text against the schema: it holds one key. */
static int64_t read_cap(sluice_str json) {
  static const char key[] = "\"cap\"";
  const char* const end = json.ptr + json.len;
  const char* at = json.ptr;
  int64_t value = 0;
  while (end - at >= (ptrdiff_t)sizeof(key) && memcmp(at, key, sizeof(key) - 1) != 0) ++at;
  if (end - at < (ptrdiff_t)sizeof(key)) return 0;
  at += sizeof(key) - 1;
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r' || *at == ':')) ++at;
  for (; at < end && *at >= '0' && *at <= '9'; ++at) {
    value = value * 10 + (*at - '0');
    if (value > kLargestCap) return 0;
  }
  return value;
}

static sluice_status create(const sluice_host* host, sluice_str params_json, void** instance,
                            sluice_error* error) {
  const int64_t cap = params_json.ptr == NULL ? 0 : read_cap(params_json);
  rule* self = NULL;
  (void)host;
  *instance = NULL;
  if (cap < 1)
    return fail(error, SLUICE_ERROR_ARGUMENT,
                "parameter 'cap' must be a whole number of at least 1 and at most 1000000000");
  self = malloc(sizeof(*self));
  if (self == NULL) return fail(error, SLUICE_ERROR_LIMIT, "out of memory");
  self->cap = cap * SLUICE_SCALE;
  *instance = self;
  return SLUICE_OK;
}

static void destroy(void* instance) { free(instance); }

static sluice_money money(int64_t value) {
  sluice_money wide;
  wide.lo = (uint64_t)value;
  wide.hi = value < 0 ? -1 : 0;
  return wide;
}

/* [lane_hot] */
static void check(void* instance, const sluice_order* order, const sluice_risk_view* view,
                  sluice_verdict* verdict) {
  static const char code[] = "MAX_ORDER_QUANTITY";
  const rule* self = instance;
  (void)view;
  verdict->unit = SLUICE_UNIT_QUANTITY;
  verdict->measured = money(order->quantity);
  verdict->limit = money(self->cap);
  if (order->quantity <= self->cap) {
    verdict->action = SLUICE_VERDICT_APPROVE;
    verdict->code[0] = '\0';
  } else {
    verdict->action = SLUICE_VERDICT_REJECT;
    memcpy(verdict->code, code, sizeof(code));
  }
}

static const sluice_risk_rule_v1 kTable = {sizeof(kTable), 0, check, NULL, NULL};

static const sluice_component kComponents[] = {{
    sizeof(sluice_component),
    SLUICE_KIND_RISK_RULE,
    0,
    STR(RULE_ID),
    STR("1.0.0"),
    STR(SLUICE_RISK_RULE_ID),
    STR(SUMMARY),
    STR(SCHEMA),
    &kTable,
    create,
    NULL,
    NULL,
    destroy,
    NULL,
}};

static const sluice_library kLibrary = {
    SLUICE_LIBRARY_MAGIC,
    sizeof(kLibrary),
    SLUICE_ABI_MAJOR,
    SLUICE_ABI_MINOR,
    SLUICE_LAYOUT_DIGEST,
    STR(MANIFEST),
    1,
    sizeof(kComponents[0]),
    kComponents,
};

const sluice_library* sluice_library_entry_v1(void) { return &kLibrary; }
