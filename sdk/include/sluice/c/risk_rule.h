/* SPDX-License-Identifier: Apache-2.0
 *
 * risk_rule.h: the interface sluice.risk_rule/1. A rule judges one order against one view, and
 * answers in a verdict the host has filled in beforehand with REJECT and the code PLUGIN_FAULT: a
 * rule that forgets to answer refuses the order.
 */
#ifndef SLUICE_C_RISK_RULE_H_
#define SLUICE_C_RISK_RULE_H_

#include "market.h"
#include "order.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_RISK_RULE_ID "sluice.risk_rule/1"

enum {
  SLUICE_VERDICT_REJECT = 0,
  SLUICE_VERDICT_APPROVE = 1,
  SLUICE_VERDICT_RESIZE =
      2,                  /* to `resize_quantity`, which then goes through the whole chain again */
  SLUICE_VERDICT_HALT = 3 /* refuse, and stop the scope until a person releases it */
};

enum {
  SLUICE_SCOPE_SYMBOL = 1,
  SLUICE_SCOPE_STRATEGY = 2,
  SLUICE_SCOPE_SESSION = 3,
  SLUICE_SCOPE_ALL = 4
};

/* What `measured` and `limit` are; every one is an integer times 1e-8. */
enum {
  SLUICE_UNIT_NONE = 0, /* the rule measured nothing */
  SLUICE_UNIT_MONEY = 1,
  SLUICE_UNIT_QUANTITY = 2,
  SLUICE_UNIT_PRICE = 3,
  SLUICE_UNIT_RATIO = 4, /* 1.0 = 100 % */
  SLUICE_UNIT_COUNT = 5,
  SLUICE_UNIT_SECONDS = 6
};

#define SLUICE_CODE_SIZE 40

typedef struct sluice_verdict {
  uint32_t size;
  int32_t action;        /* SLUICE_VERDICT_… */
  int32_t unit;          /* SLUICE_UNIT_… of measured and limit */
  uint32_t halt_scope;   /* SLUICE_SCOPE_… for HALT */
  sluice_money measured; /* fill it in for approvals too: headroom is shown from it */
  sluice_money limit;
  sluice_quantity resize_quantity; /* for RESIZE: in (0, order quantity), a multiple of the lot */
  char code[SLUICE_CODE_SIZE];     /* UPPER_CASE, NUL-terminated; empty for a plain approval */
} sluice_verdict;

/* One instrument in a view. Quantities and values include every order approved and not yet final.
 */
typedef struct sluice_risk_row {
  sluice_quantity position;     /* held */
  sluice_quantity working_buy;  /* approved and not yet final */
  sluice_quantity working_sell; /* approved and not yet final; >= 0 */
  sluice_price last;            /* 0: no price yet */
  sluice_price bid;             /* 0: no quote */
  sluice_price ask;             /* 0: no quote */
  sluice_time last_time;
  sluice_quantity average_daily_volume; /* 0: unknown */
  sluice_quantity lot;
  uint32_t sector; /* index into the view's sectors */
  uint32_t region; /* index into the view's regions */
  /* (position + working_buy - working_sell) * last, signed: the value once everything approved is
   * filled. */
  sluice_money projected_value;
} sluice_risk_row;

/* A sector or region. Group 0 is "unknown" and has an empty name. */
typedef struct sluice_risk_group {
  sluice_str name;
  sluice_money gross_exposure; /* sum of |projected_value| of its instruments */
} sluice_risk_group;

/* The account as one order sees it: orders of the same batch approved before it are already in. */
typedef struct sluice_risk_view {
  uint32_t size;
  uint32_t reserved;
  sluice_time now;
  sluice_rows instruments; /* sluice_risk_row, row i = instrument i */
  sluice_rows sectors;     /* sluice_risk_group */
  sluice_rows regions;     /* sluice_risk_group */
  sluice_money cash;
  sluice_money equity;
  sluice_money gross_exposure; /* sum of |projected_value| */
  sluice_money net_exposure;   /* sum of projected_value */
  sluice_money day_pnl;        /* equity - equity at the last session's close */
  sluice_money peak_equity;
  const sluice_market_view* market; /* history as of now */
} sluice_risk_view;

typedef struct sluice_risk_rule_v1 {
  uint32_t size;
  uint32_t reserved;
  SLUICE_LANE_HOT void (*check)(void* instance, const sluice_order* order,
                                const sluice_risk_view* view, sluice_verdict* verdict);
  /* Before the first order of a session; may read files. May be NULL. An error makes the rule
   * refuse every order of the session. */
  SLUICE_LANE sluice_status (*on_session)(void* instance, const sluice_risk_view* view,
                                          sluice_error* error);
  SLUICE_LANE sluice_status (*on_fills)(void* instance, sluice_rows fills,
                                        sluice_error* error); /* may be NULL */
  /* How many sessions of the view's market history it looks back on. May be NULL: none. */
  SLUICE_CONTROL uint32_t (*lookback_sessions)(void* instance);
} sluice_risk_rule_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_RISK_RULE_H_ */
