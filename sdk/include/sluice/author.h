/* SPDX-License-Identifier: Apache-2.0
 *
 * author.h: what a component in plain C would otherwise write anew: parameters, error texts, the
 * library's block. Optional; nothing here is part of the ABI.
 *
 * Place: SDK, included by a plugin's own source; needs <stdio.h> and <string.h>. Units: numbers of
 * parameters are int64 in units of 1e-8. Thread: functions are for `control`, at creation; a
 * verdict's are for `lane_hot`. Errors: a status, and a sentence in the host's buffer.
 */
#ifndef SLUICE_AUTHOR_H_
#define SLUICE_AUTHOR_H_

#include <stdio.h>
#include <string.h>

#include <sluice/c/manifest_note.h>
#include <sluice/c/sluice.h>

#define SLUICE_STR(literal) \
  { (literal), sizeof(literal) - 1 }

/* The manifest of a library with one component that has no traits. Every argument is a string
 * literal; `schema` is the JSON Schema of its parameters. */
#define SLUICE_C_MANIFEST(library, version, kind, id, interface, summary, schema)          \
  "{\"library\":\"" library "\",\"version\":\"" version "\"," SLUICE_ABI_MANIFEST          \
  ",\"layout_digest\":\"" SLUICE_LAYOUT_DIGEST_TEXT "\",\"components\":[{\"kind\":\"" kind \
  "\",\"id\":\"" id "\",\"version\":\"" version                                            \
  "\",\"interface\":\"" interface "\",\"summary\":\"" summary                              \
  "\",\"traits\":[],\"params\":" schema "}]}"

/* The one exported function, the block it gives, and the manifest note. `rows` is an array of
 * sluice_component. Once in a library, at file scope. */
#define SLUICE_C_LIBRARY(manifest_text, rows)                                           \
  SLUICE_MANIFEST_NOTE(manifest_text);                                                  \
  static const sluice_library sluice_library_block = {SLUICE_LIBRARY_MAGIC,             \
                                                      sizeof(sluice_library),           \
                                                      SLUICE_ABI_MAJOR,                 \
                                                      SLUICE_ABI_MINOR,                 \
                                                      SLUICE_LAYOUT_DIGEST,             \
                                                      SLUICE_STR(manifest_text),        \
                                                      sizeof(rows) / sizeof((rows)[0]), \
                                                      sizeof((rows)[0]),                \
                                                      rows};                            \
  const sluice_library* sluice_library_entry_v1(void) { return &sluice_library_block; } \
  struct sluice_library_ends_here

/* Writes the text to the host's buffer, cut to its size; gives `status` back. */
static inline sluice_status sluice_fail(sluice_error* error, sluice_status status,
                                        const char* text) {
  size_t length = strlen(text);
  if (error == NULL || error->text == NULL) return status;
  if (length > error->capacity) length = error->capacity;
  memcpy(error->text, text, length);
  error->len = (uint32_t)length;
  return status;
}

/* A price or quantity as money, or as a measured value of a verdict. */
static inline sluice_money sluice_to_money(int64_t value) {
  sluice_money wide;
  wide.lo = (uint64_t)value;
  wide.hi = value < 0 ? -1 : 0;
  return wide;
}

/* A parameter that is a number. `decimals` is how many places it may have, from 0 (a whole number)
 * to 8; `out` takes its value. */
typedef struct sluice_number_param {
  const char* name;
  int64_t min; /* in units of 1e-8, as max and out are */
  int64_t max;
  int32_t decimals;
  int64_t* out;
} sluice_number_param;

/* The rest of this file is how sluice_read_numbers reads. */
typedef struct sluice_json_at_ {
  const char* at;
  const char* end;
} sluice_json_at_;

static inline char sluice_json_peek_(sluice_json_at_* json) {
  while (json->at < json->end &&
         (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r'))
    ++json->at;
  return json->at < json->end ? *json->at : '\0';
}

static inline int sluice_json_take_(sluice_json_at_* json, char expected) {
  if (sluice_json_peek_(json) != expected) return 0;
  ++json->at;
  return 1;
}

/* The parameter that the key at `json` names, or NULL. */
static inline const sluice_number_param* sluice_json_key_(sluice_json_at_* json,
                                                          const sluice_number_param* params,
                                                          size_t count) {
  const char* begin = NULL;
  size_t length = 0;
  size_t i = 0;
  if (!sluice_json_take_(json, '"')) return NULL;
  begin = json->at;
  while (json->at < json->end && *json->at != '"' && *json->at != '\\') ++json->at;
  length = (size_t)(json->at - begin);
  if (!sluice_json_take_(json, '"') || !sluice_json_take_(json, ':')) return NULL;
  for (i = 0; i < count; ++i)
    if (strlen(params[i].name) == length && memcmp(params[i].name, begin, length) == 0)
      return &params[i];
  return NULL;
}

/* A plain decimal number of at most eight places that fits; 0 if there is none. */
static inline int sluice_json_number_(sluice_json_at_* json, int64_t* value) {
  const int negative = sluice_json_take_(json, '-');
  int digits = 0;
  int places = -1; /* before the point */
  *value = 0;
  if (!negative) (void)sluice_json_peek_(json);
  for (; json->at < json->end; ++json->at) {
    const char c = *json->at;
    if (c == '.' && places < 0 && digits > 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9') break;
    if (places == 8 || *value > (INT64_MAX - 9) / 10) return 0;
    *value = *value * 10 + (c - '0');
    ++digits;
    if (places >= 0) ++places;
  }
  if (digits == 0 || places == 0) return 0;
  if (json->at < json->end && (*json->at == 'e' || *json->at == 'E')) return 0;
  for (digits = places < 0 ? 0 : places; digits < 8; ++digits) {
    if (*value > INT64_MAX / 10) return 0;
    *value *= 10;
  }
  if (negative) *value = -*value;
  return 1;
}

/* Is it in the range, with no more decimals than are allowed? */
static inline int sluice_number_fits_(const sluice_number_param* param) {
  int64_t step = SLUICE_SCALE;
  int32_t i = 0;
  for (i = 0; i < param->decimals; ++i) step /= 10;
  return *param->out >= param->min && *param->out <= param->max && *param->out % step == 0;
}

static inline sluice_status sluice_refuse_number_(sluice_error* error,
                                                  const sluice_number_param* param) {
  char text[256];
  const double scale = (double)SLUICE_SCALE;
  (void)snprintf(text, sizeof text,
                 "parameter '%s' must be a plain number from %.12g to %.12g with at most %d "
                 "decimals",
                 param->name, (double)param->min / scale, (double)param->max / scale,
                 (int)param->decimals);
  return sluice_fail(error, SLUICE_ERROR_ARGUMENT, text);
}

/* Reads `params_json`, an object that has every one of `count` (at most 32) numbers and nothing
 * else. The host has checked it against the schema already; this check holds for every caller. */
static inline sluice_status sluice_read_numbers(sluice_str params_json,
                                                const sluice_number_param* params, size_t count,
                                                sluice_error* error) {
  sluice_json_at_ json = {params_json.ptr, params_json.ptr};
  uint32_t seen = 0;
  size_t i = 0;
  if (params_json.ptr != NULL) json.end += params_json.len;
  if (count > 32 || !sluice_json_take_(&json, '{'))
    return sluice_fail(error, SLUICE_ERROR_ARGUMENT, "the parameters must be a JSON object");
  if (!sluice_json_take_(&json, '}')) {
    do {
      const sluice_number_param* const param = sluice_json_key_(&json, params, count);
      if (param == NULL || (seen & (1u << (param - params))) != 0)
        return sluice_fail(error, SLUICE_ERROR_ARGUMENT,
                           "a parameter is unknown or stands there twice");
      if (!sluice_json_number_(&json, param->out) || !sluice_number_fits_(param))
        return sluice_refuse_number_(error, param);
      seen |= 1u << (param - params);
    } while (sluice_json_take_(&json, ','));
    if (!sluice_json_take_(&json, '}'))
      return sluice_fail(error, SLUICE_ERROR_ARGUMENT, "the parameters are not a JSON object");
  }
  if (sluice_json_peek_(&json) != '\0' || json.at != json.end)
    return sluice_fail(error, SLUICE_ERROR_ARGUMENT,
                       "the parameters have something after their end");
  for (i = 0; i < count; ++i)
    if ((seen & (1u << i)) == 0) return sluice_refuse_number_(error, &params[i]);
  return SLUICE_OK;
}

#endif /* SLUICE_AUTHOR_H_ */
