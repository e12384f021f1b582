/* SPDX-License-Identifier: Apache-2.0
 *
 * order.h: orders as rules and executors see them, and what comes back.
 */
#ifndef SLUICE_C_ORDER_H_
#define SLUICE_C_ORDER_H_

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { SLUICE_SIDE_BUY = 1, SLUICE_SIDE_SELL = 2 };
enum {
  SLUICE_ORDER_MARKET = 1,
  SLUICE_ORDER_LIMIT = 2,
  SLUICE_ORDER_STOP = 3,       /* a market order once the market trades at stop_price or beyond */
  SLUICE_ORDER_STOP_LIMIT = 4, /* a limit order then */
  SLUICE_ORDER_LIMIT_MAKER = 5 /* a limit order that is rejected where it would trade at once */
};
enum {
  SLUICE_TIF_DAY = 1,
  SLUICE_TIF_IOC = 2, /* what does not trade at once is cancelled */
  SLUICE_TIF_GTC = 3,
  SLUICE_TIF_FOK = 4, /* all at once or nothing */
  SLUICE_TIF_GTD = 5  /* until good_till */
};
enum {
  SLUICE_ORDER_REDUCE_ONLY = 1, /* may only make a position smaller */
  SLUICE_ORDER_POST_ONLY = 2    /* may only rest in the book */
};

/* 128-bit intent id: the same decision has the same id in every run. */
typedef struct sluice_intent_id {
  uint64_t hi;
  uint64_t lo;
} sluice_intent_id;

/* An order on its way to the market. A rule sees it before approval (order_id 0), an executor
 * after. */
typedef struct sluice_order {
  uint32_t size;
  uint32_t instrument;
  uint64_t order_id; /* of the host, unique in a run; 0 before approval */
  sluice_intent_id intent_id;
  uint8_t side;                 /* SLUICE_SIDE_… */
  uint8_t type;                 /* SLUICE_ORDER_… */
  uint8_t time_in_force;        /* SLUICE_TIF_… */
  uint8_t flags;                /* SLUICE_ORDER_REDUCE_ONLY | … */
  uint32_t attempt;             /* from 1; a report about sending names it */
  sluice_quantity quantity;     /* > 0 */
  sluice_price limit_price;     /* of limit, stop-limit and limit-maker orders; else 0 */
  sluice_price reference_price; /* last price at the decision; 0: there is none */
  sluice_time reference_time;   /* of that price */
  sluice_time decision_time;
  sluice_quantity
      average_daily_volume;        /* 20 sessions to the decision, else from the file; 0: unknown */
  double daily_volatility;         /* standard deviation of 20 daily returns; 0: unknown */
  sluice_price stop_price;         /* of stop and stop-limit orders; else 0 */
  sluice_time good_till;           /* of GTD; else 0 */
  sluice_intent_id parent_id;      /* the order this one is a part of; 0: none */
  sluice_quantity parent_quantity; /* of that order; 0: none */
} sluice_order;

/* The id an order has at a venue: "sl-" and 32 lower-case hexadecimal digits of the intent id. The
 * same for every attempt of the order. */
enum { SLUICE_CLIENT_ORDER_ID_SIZE = 35 };

enum {
  SLUICE_REPORT_ACKED = 1,
  SLUICE_REPORT_FILLED = 2,   /* one execution, partial or whole */
  SLUICE_REPORT_REJECTED = 3, /* the venue's engine refused it, for good */
  SLUICE_REPORT_CANCELED = 4,
  SLUICE_REPORT_EXPIRED = 5,
  SLUICE_REPORT_NOT_SENT = 6, /* proven: nothing reached the venue's engine (no route, throttled);
                                 it may be tried again after retry_after */
  SLUICE_REPORT_CANCEL_REJECTED = 7,
  SLUICE_REPORT_REPLACED = 8, /* order_quantity and order_limit_price are in force now */
  SLUICE_REPORT_REPLACE_REJECTED = 9,
  SLUICE_REPORT_STATUS = 10,    /* of a query or snapshot: how the order stands */
  SLUICE_REPORT_NOT_FOUND = 11, /* of a query: the venue does not know the order */
  SLUICE_REPORT_BUSTED = 12     /* the venue took execution_id back */
};

/* How an order stands at the venue. */
enum {
  SLUICE_STATUS_OPEN = 1,
  SLUICE_STATUS_FILLED = 2,
  SLUICE_STATUS_CANCELED = 3,
  SLUICE_STATUS_REJECTED = 4,
  SLUICE_STATUS_EXPIRED = 5
};

/* What a report tells beside its kind's own fields. CANCELED and EXPIRED tell the cumulative
 * quantity wherever the venue does: an order whose executions are not all here must not give its
 * budget back.
 */
enum {
  SLUICE_TELLS_CUMULATIVE = 1, /* cumulative_quantity */
  SLUICE_TELLS_TERMS = 2       /* order_quantity, order_limit_price */
};

/* One thing a venue said about one order. */
typedef struct sluice_execution_report {
  uint32_t size;
  uint32_t kind; /* SLUICE_REPORT_… */
  uint64_t order_id;
  uint64_t execution_id;    /* FILLED, BUSTED: the venue's, never 0; unique for the order within
                               a venue_epoch. Text ids are hashed by the executor */
  sluice_quantity quantity; /* of this execution */
  sluice_price price;       /* of this execution, spread and impact included */
  sluice_price base_price;  /* before spread and impact; 0: not known */
  sluice_money commission;  /* of this execution; >= 0 is paid */
  sluice_time time;
  char reason[64];       /* code of a rejection, NUL-terminated */
  uint32_t tells;        /* SLUICE_TELLS_… */
  uint32_t order_status; /* STATUS: SLUICE_STATUS_… */
  uint32_t venue_epoch;  /* counts the venue's restarts of its execution ids */
  uint32_t instrument;   /* of an order that is none of this process's (order_id 0) */
  uint32_t attempt;      /* NOT_SENT: of the order */
  uint32_t reserved;
  sluice_intent_id intent_id; /* where order_id is 0 and the client order id is one of ours */
  uint64_t sequence;          /* the venue's order of what happens to an order; 0: not told */
  sluice_quantity cumulative_quantity; /* filled so far, this execution included */
  sluice_quantity order_quantity;      /* the terms in force at the venue */
  sluice_price order_limit_price;
  int64_t retry_after_ns; /* NOT_SENT: no sooner; 0: not told */
} sluice_execution_report;

/* Where execution reports go. */
typedef struct sluice_report_sink {
  void* context;
  SLUICE_LANE sluice_status (*on_reports)(void* context,
                                          sluice_rows reports); /* sluice_execution_report */
} sluice_report_sink;

/* A booked fill, as strategies, rules and reports see it. */
typedef struct sluice_fill {
  uint32_t size;
  uint32_t instrument;
  uint64_t order_id;
  sluice_intent_id intent_id;
  uint8_t side;
  uint8_t reserved[7];
  sluice_quantity quantity;
  sluice_price price;
  sluice_price base_price;
  sluice_money commission;
  sluice_time time;
} sluice_fill;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_ORDER_H_ */
