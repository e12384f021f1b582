/* SPDX-License-Identifier: Apache-2.0
 *
 * executor.h: the interface sluice.executor/1. An executor brings approved orders to one venue and
 * says what the venue answered. It never retries: the router owns retries.
 */
#ifndef SLUICE_C_EXECUTOR_H_
#define SLUICE_C_EXECUTOR_H_

#include "market.h"
#include "order.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_EXECUTOR_ID "sluice.executor/1"

/* What a simulated venue is told of its market. */
enum {
  SLUICE_PHASE_OPEN = 1,  /* a session opens: bars with time, instrument and open; the rest is 0 */
  SLUICE_PHASE_CLOSE = 2, /* it closes: whole bars. May come twice for one session */
  SLUICE_PHASE_QUOTE = 3, /* within a session: rows of sluice_quote */
  SLUICE_PHASE_TRADE = 4, /* within a session: rows of sluice_trade */
  SLUICE_PHASE_BAR = 5    /* within a session: whole bars */
};

typedef struct sluice_executor_health {
  uint32_t size;
  uint8_t ready;
  uint8_t reserved[3];
  char reason[128]; /* why not, NUL-terminated */
} sluice_executor_health;

/* What a venue promises. */
typedef struct sluice_executor_traits {
  uint32_t size;
  uint32_t reserved;
  /* A request that reached the venue no later than this after it was sent is in its books, or never
   * will be (a receive window, a session's end): NOT_FOUND proves something only after it. 0: the
   * venue has no such bound, and NOT_FOUND proves nothing. */
  int64_t not_found_after_ns;
} sluice_executor_traits;

/* A position as the venue has it. */
typedef struct sluice_venue_position {
  uint32_t size;
  uint32_t instrument;
  sluice_quantity quantity;
} sluice_venue_position;

/* What a snapshot says beside orders and executions. Zeroed by the host. */
typedef struct sluice_venue_account {
  uint32_t size;
  uint8_t complete;      /* everything asked for is in the snapshot */
  uint8_t has_cash;      /* cash is told */
  uint8_t has_positions; /* every position was given to on_positions; those absent are 0 */
  uint8_t reserved;
  sluice_time time; /* the venue's clock when it took the snapshot */
  sluice_money cash;
  void* context;
  SLUICE_LANE sluice_status (*on_positions)(void* context,
                                            sluice_rows positions); /* sluice_venue_position */
} sluice_venue_account;

/* What an account holds of one asset. */
typedef struct sluice_account_balance {
  uint32_t size;
  uint32_t reserved;
  sluice_str asset;
  sluice_money free;
  sluice_money locked; /* in open orders */
} sluice_account_balance;

/* Whose account the venue takes us to trade, and what it lets us do. Zeroed by the host; what has
 * no flag set is not told. */
typedef struct sluice_account_facts {
  uint32_t size;
  uint8_t is_dry_run;      /* no client is configured: nothing is sent, and nothing else is told */
  uint8_t has_permissions; /* may_trade and may_withdraw are told */
  uint8_t may_trade;
  uint8_t may_withdraw;
  uint8_t has_balances; /* every balance that is not 0 was given to on_balances */
  uint8_t has_clock;    /* clock_offset_ns and clock_error_ns are told */
  uint8_t reserved[6];
  sluice_time time;        /* the venue's clock when it answered */
  int64_t clock_offset_ns; /* the venue's clock minus ours */
  int64_t clock_error_ns;  /* the offset is wrong by no more than this */
  char account[64];        /* the venue's name for the account, NUL-terminated; empty: not told */
  void* context;
  SLUICE_LANE sluice_status (*on_balances)(void* context,
                                           sluice_rows balances); /* sluice_account_balance */
} sluice_account_facts;

typedef struct sluice_executor_v1 {
  uint32_t size;
  uint32_t reserved;
  /* Once, before anything else: the instruments of the run (sluice_instrument). */
  SLUICE_LANE sluice_status (*begin)(void* instance, sluice_rows instruments, sluice_error* error);
  /* Orders (sluice_order) in the order they are to reach the venue. Reports may come at once or
   * from poll. An error status means that what happened to the orders without a report is not
   * known; an order that provably never left is NOT_SENT. */
  SLUICE_LANE sluice_status (*submit)(void* instance, sluice_rows orders,
                                      const sluice_report_sink* sink, sluice_error* error);
  /* A wish: CANCELED or CANCEL_REJECTED follows, here or from poll. The order may be one that an
   * earlier process sent. */
  SLUICE_LANE sluice_status (*cancel)(void* instance, const sluice_order* order,
                                      const sluice_report_sink* sink, sluice_error* error);
  /* A wish for new terms (quantity, limit_price, stop_price of `amended`, an order that is open):
   * REPLACED or REPLACE_REJECTED follows. NULL: this venue can't. */
  SLUICE_LANE sluice_status (*replace)(void* instance, const sluice_order* amended,
                                       const sluice_report_sink* sink, sluice_error* error);
  /* How the order stands: every execution of it as FILLED, then one STATUS with the cumulative
   * quantity, or NOT_FOUND. An error or silence: the venue could not be asked. */
  SLUICE_LANE sluice_status (*query)(void* instance, const sluice_order* order,
                                     const sluice_report_sink* sink, sluice_error* error);
  /* Every execution since `since` as FILLED, then every open order as STATUS, order_id 0 where it
   * is none of `orders` (those this run holds open), then the account. */
  SLUICE_LANE sluice_status (*snapshot)(void* instance, sluice_time since, sluice_rows orders,
                                        const sluice_report_sink* sink,
                                        sluice_venue_account* account, sluice_error* error);
  /* Reports everything that has happened since the last call. */
  SLUICE_LANE sluice_status (*poll)(void* instance, const sluice_report_sink* sink,
                                    sluice_error* error);
  SLUICE_LANE void (*health)(void* instance, sluice_executor_health* health);
  /* NULL: promises nothing. */
  SLUICE_LANE void (*traits)(void* instance, sluice_executor_traits* traits);
  /* Simulated venues only, else NULL: the market they trade in. `rows` are what the phase says. */
  SLUICE_LANE sluice_status (*on_market)(void* instance, uint32_t phase, sluice_time time,
                                         sluice_rows rows, sluice_error* error);
  /* Asks the venue about the account. NULL: the venue has none to be asked about. An error: the
   * venue could not be asked. */
  SLUICE_LANE sluice_status (*account)(void* instance, sluice_account_facts* facts,
                                       sluice_error* error);
} sluice_executor_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_EXECUTOR_H_ */
