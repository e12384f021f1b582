/* SPDX-License-Identifier: Apache-2.0
 *
 * risk_rule.h: the interface sluice.risk_rule/1. A rule judges one order against one view, and
 * answers in a verdict the host has filled in beforehand with REJECT and the code PLUGIN_FAULT: a
 * rule that forgets to answer refuses the order.
 *
 * A judgement changes nothing: the same order may be judged several times (a resize sends it
 * through the chain again, an operator asks "what if"). What a rule remembers changes in on_event
 * alone, which the host calls once for everything that really happened.
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
  SLUICE_SCOPE_ALL = 4,
  SLUICE_SCOPE_ACCOUNT = 5,
  SLUICE_SCOPE_ROUTE = 6
};

/* How hard a halt stops its scope; each includes those before it. Latched until a person releases
 * it. */
enum {
  SLUICE_HALT_DEFAULT = 0, /* SLUICE_HALT_ALL_ORDERS */
  SLUICE_HALT_REDUCE_ONLY = 1,
  SLUICE_HALT_ALL_ORDERS = 2,
  SLUICE_HALT_AND_CANCEL = 3, /* and cancel what is open */
  SLUICE_HALT_FLATTEN = 4     /* and close what is held */
};

/* What may be traded. */
enum {
  SLUICE_TRADING_UNKNOWN = 0, /* as HALTED */
  SLUICE_TRADING_ACTIVE = 1,
  SLUICE_TRADING_REDUCING = 2, /* only orders that make a position smaller */
  SLUICE_TRADING_HALTED = 3
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
  uint32_t halt_level;             /* SLUICE_HALT_… for HALT */
  uint32_t reserved;
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
  sluice_time quote_time;         /* of bid and ask */
  sluice_price tick;              /* smallest price step */
  sluice_quantity min_quantity;   /* of an order; 0: none */
  sluice_quantity max_quantity;   /* of an order; 0: none */
  sluice_money min_notional;      /* of an order; 0: none */
  sluice_quantity venue_position; /* as the venue told it last */
  uint32_t has_venue_position;    /* it did tell */
  uint32_t trading_state;         /* SLUICE_TRADING_…: everything that concerns the instrument */
  uint32_t working_orders;        /* approved and not yet final, of this instrument */
  uint32_t reserved;
  /* Of working_buy and working_sell: orders with a limit or a stop, which may never fill. 0 in an
   * offline run, where everything approved fills. */
  sluice_quantity resting_buy;
  sluice_quantity resting_sell;
  /* By how much the position may be worth more, in magnitude, than projected_value, whichever of
   * the resting orders fill: the larger of |value without the resting sells| and |value without
   * the resting buys|, less |projected_value|; >= 0. */
  sluice_money resting_value;
} sluice_risk_row;

/* An order that is approved and not yet final. */
typedef struct sluice_working_order {
  sluice_intent_id intent_id;
  uint64_t order_id; /* 0: approved, not yet routed */
  uint32_t instrument;
  uint8_t side;    /* SLUICE_SIDE_… */
  uint8_t type;    /* SLUICE_ORDER_… */
  uint8_t unknown; /* it may or may not be at the venue */
  uint8_t reserved;
  sluice_quantity quantity;  /* asked for */
  sluice_quantity remaining; /* not filled */
  sluice_price price;        /* the limit, else the stop, else the reference price */
  sluice_time decision_time;
} sluice_working_order;

/* A sector or region. Group 0 is "unknown" and has an empty name. */
typedef struct sluice_risk_group {
  sluice_str name;
  sluice_money gross_exposure;   /* sum of |projected_value| of its instruments */
  sluice_money resting_exposure; /* sum of their resting_value */
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
  sluice_rows working_orders;       /* sluice_working_order, oldest first */
  sluice_money working_notional;    /* sum of remaining * price of the working orders */
  sluice_money reserved_cash;       /* held by the router for orders on their way */
  uint32_t trading_state;           /* SLUICE_TRADING_… of account, session, strategy and route */
  uint32_t open_positions;          /* instruments whose position, everything filled, is not 0 */
  sluice_time session_open;         /* of the trading calendar; 0: not known */
  sluice_time session_close;        /* 0: not known */
  sluice_time venue_heartbeat;      /* when the venue was last heard; 0: never, or it has none */
  sluice_str account;
  sluice_str session;
  sluice_str strategy;
  sluice_str route;
  sluice_str config_hash; /* SHA-256 of config and plugins, hexadecimal; empty: not known */
  uint32_t offline;       /* a backtest or daily run: there is no venue to hear of */
  uint32_t reserved2;
  sluice_money
      resting_exposure; /* sum of resting_value: beside gross_exposure, the most it may be */
} sluice_risk_view;

/* What happens to orders; once for each, in the order it happens. */
enum {
  SLUICE_RISK_EVENT_APPROVED = 1,
  SLUICE_RISK_EVENT_REFUSED = 2, /* by the gate */
  SLUICE_RISK_EVENT_DENIED = 3,  /* by the router: no budget, a copy, never sent */
  SLUICE_RISK_EVENT_SENT = 4,    /* a message left: an order */
  SLUICE_RISK_EVENT_CANCEL = 5,  /* a message left: a cancel */
  SLUICE_RISK_EVENT_REPLACE = 6, /* a message left: new terms */
  SLUICE_RISK_EVENT_ACKED = 7,
  SLUICE_RISK_EVENT_REJECTED = 8, /* by the venue */
  SLUICE_RISK_EVENT_UNKNOWN = 9,  /* its fate is not known */
  SLUICE_RISK_EVENT_FILLED = 10,  /* quantity and price of one execution */
  SLUICE_RISK_EVENT_ENDED = 11,   /* quantity: what did not fill */
  SLUICE_RISK_EVENT_BUSTED = 12,  /* quantity and price of an execution taken back */
  SLUICE_RISK_EVENT_RELEASED = 13 /* a person released the halts of this rule: begin anew */
};

typedef struct sluice_risk_event {
  uint32_t size;
  uint32_t kind; /* SLUICE_RISK_EVENT_… */
  sluice_time time;
  const sluice_order* order; /* NULL for RELEASED */
  sluice_quantity quantity;
  sluice_price price;
} sluice_risk_event;

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
  /* The only place where what a rule remembers changes. May be NULL. */
  SLUICE_LANE_HOT void (*on_event)(void* instance, const sluice_risk_event* event);
  /* Asked when time passes or the market moves: HALT stops the scope without an order; anything
   * else is nothing to say. The host fills in APPROVE beforehand. May be NULL. */
  SLUICE_LANE_HOT void (*assess)(void* instance, const sluice_risk_view* view,
                                 sluice_verdict* verdict);
  /* State that outlives the process: journalled whenever state_version has changed, and given back
   * before the first judgement. At most 64 KiB. All three or none. */
  SLUICE_LANE_HOT uint64_t (*state_version)(void* instance);
  SLUICE_LANE sluice_status (*save_state)(void* instance, const sluice_sink* sink,
                                          sluice_error* error);
  SLUICE_LANE sluice_status (*restore_state)(void* instance, sluice_str state, sluice_error* error);
  /* Of the last judgement, as a JSON object: fields read, budgets used. Nothing written: nothing to
   * tell. May be NULL. */
  SLUICE_LANE sluice_status (*explain)(void* instance, const sluice_sink* sink,
                                       sluice_error* error);
  /* What exactly judges now (a script's hash): borrowed until the next call. NULL: the component's
   * version. */
  SLUICE_LANE sluice_str (*instance_version)(void* instance);
  /* A rule whose source is a file: prepare reads and compiles it anew beside the one that judges;
   * adopt puts it in its place, between two orders, after the host has tested it. SLUICE_END from
   * prepare: nothing has changed. On an error the last good one goes on. Both or none. */
  SLUICE_WORKER sluice_status (*prepare)(void* instance, sluice_error* error);
  SLUICE_LANE void (*adopt)(void* instance);
  /* What instance_version will be after adopt: the host holds it against the version it tested.
   * Borrowed until the next call; asked between prepare and adopt alone. NULL: not told, and what
   * has tests beside its source is then not exchanged. */
  SLUICE_WORKER sluice_str (*prepared_version)(void* instance);
} sluice_risk_rule_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_RISK_RULE_H_ */
