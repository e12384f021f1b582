/* SPDX-License-Identifier: Apache-2.0
 *
 * strategy.h: the interface sluice.strategy/1. A strategy turns what it sees into targets or order
 * intents; it never sends an order.
 */
#ifndef SLUICE_C_STRATEGY_H_
#define SLUICE_C_STRATEGY_H_

#include "market.h"
#include "order.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_STRATEGY_ID "sluice.strategy/1"

enum { SLUICE_TARGET_WEIGHT = 1, SLUICE_TARGET_QUANTITY = 2 };

/* Where an instrument's position should be: at most one a session. Instruments without a target are
 * left alone. */
typedef struct sluice_target {
  uint32_t instrument;
  uint32_t kind;            /* SLUICE_TARGET_… */
  double weight;            /* share of current equity, negative = short; finite */
  sluice_quantity quantity; /* negative = short */
} sluice_target;

/* An order a strategy asks for itself, instead of a target. */
typedef struct sluice_intent {
  uint32_t instrument;
  uint8_t side;
  uint8_t type;
  uint8_t time_in_force;
  uint8_t reserved;
  sluice_quantity quantity; /* > 0 */
  sluice_price limit_price; /* limit orders: > 0; else 0 */
} sluice_intent;

/* Where decisions go. Both refuse with SLUICE_ERROR_STATE on a session that is not a rebalance
 * session, and with SLUICE_ERROR_ARGUMENT what is not a valid row; the host then treats the call as
 * a fault. */
typedef struct sluice_decision_sink {
  void* context;
  SLUICE_LANE sluice_status (*on_targets)(void* context, sluice_rows targets); /* sluice_target */
  SLUICE_LANE sluice_status (*on_intents)(void* context, sluice_rows intents); /* sluice_intent */
} sluice_decision_sink;

/* What one of a strategy's factors alone would have earned over a session. */
typedef struct sluice_factor_return {
  sluice_str name; /* the same every session; 1 … SLUICE_FACTOR_NAME_LIMIT printable
                      characters of ASCII, no quote, no backslash */
  double value;    /* of a long-short portfolio worth 1 on each side; finite */
} sluice_factor_return;

#define SLUICE_FACTOR_LIMIT 64u /* a session's rows */
#define SLUICE_FACTOR_NAME_LIMIT 64u

/* Refuses with SLUICE_ERROR_ARGUMENT what is not a valid row or has a name twice, and with
 * SLUICE_ERROR_LIMIT too many; the host then treats the call as a fault. */
typedef struct sluice_factor_sink {
  void* context;
  SLUICE_LANE sluice_status (*on_factors)(void* context, sluice_rows factors);
} sluice_factor_sink;

typedef struct sluice_session {
  uint32_t size;
  uint8_t rebalance; /* 1: decisions are taken this session */
  uint8_t reserved[3];
  sluice_time time; /* of the session, and the as-of time of everything below */
  const sluice_market_view* market;
  sluice_rows bars;      /* sluice_bar of this session, by instrument id */
  sluice_rows positions; /* int64 sluice_quantity, row i = instrument i */
  sluice_money cash;
  sluice_money equity; /* at this session's closes */
} sluice_session;

typedef struct sluice_strategy_v1 {
  uint32_t size;
  uint32_t reserved;
  /* How many sessions of history it needs before the first one it decides on. */
  SLUICE_CONTROL uint32_t (*lookback_sessions)(void* instance);
  /* Once for every session, in order. */
  SLUICE_LANE sluice_status (*on_bars)(void* instance, const sluice_session* session,
                                       const sluice_decision_sink* sink, sluice_error* error);
  SLUICE_LANE sluice_status (*on_fills)(void* instance, sluice_rows fills,
                                        sluice_error* error); /* may be NULL */
  /* Optional. Asked after on_bars of every session; only a strategy that has factors has it. A
   * factor without a return this session is left out. */
  SLUICE_LANE sluice_status (*factor_returns)(void* instance, const sluice_factor_sink* sink,
                                              sluice_error* error);
} sluice_strategy_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_STRATEGY_H_ */
