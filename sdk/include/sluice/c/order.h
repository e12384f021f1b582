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
enum { SLUICE_ORDER_MARKET = 1, SLUICE_ORDER_LIMIT = 2 };
enum { SLUICE_TIF_DAY = 1, SLUICE_TIF_IOC = 2 };

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
  uint8_t side;          /* SLUICE_SIDE_… */
  uint8_t type;          /* SLUICE_ORDER_… */
  uint8_t time_in_force; /* SLUICE_TIF_… */
  uint8_t reserved[5];
  sluice_quantity quantity;     /* > 0 */
  sluice_price limit_price;     /* of limit orders; else 0 */
  sluice_price reference_price; /* last price at the decision; 0: there is none */
  sluice_time reference_time;   /* of that price */
  sluice_time decision_time;
  sluice_quantity
      average_daily_volume; /* 20 sessions to the decision, else from the file; 0: unknown */
  double daily_volatility;  /* standard deviation of 20 daily returns; 0: unknown */
} sluice_order;

enum {
  SLUICE_REPORT_ACKED = 1,
  SLUICE_REPORT_FILLED = 2, /* one execution, partial or whole */
  SLUICE_REPORT_REJECTED = 3,
  SLUICE_REPORT_CANCELED = 4,
  SLUICE_REPORT_EXPIRED = 5
};

/* One thing a venue said about one order. */
typedef struct sluice_execution_report {
  uint32_t size;
  uint32_t kind; /* SLUICE_REPORT_… */
  uint64_t order_id;
  uint64_t execution_number; /* of the order, from 1; FILLED only */
  sluice_quantity quantity;  /* of this execution */
  sluice_price price;        /* of this execution, spread and impact included */
  sluice_price base_price;   /* before spread and impact; 0: not known */
  sluice_money commission;   /* of this execution; >= 0 is paid */
  sluice_time time;
  char reason[64]; /* code of a rejection, NUL-terminated */
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
