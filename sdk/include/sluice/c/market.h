/* SPDX-License-Identifier: Apache-2.0
 *
 * market.h: instruments, bars, and the history a component may see.
 *
 * Instruments are numbered 0 … n-1 for one run, in the order of the universe; the number is called
 * an instrument id and indexes every row table of the run.
 */
#ifndef SLUICE_C_MARKET_H_
#define SLUICE_C_MARKET_H_

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sluice_instrument {
  uint32_t id;
  uint32_t reserved;
  sluice_str symbol;
  sluice_str sector;                    /* empty: unknown */
  sluice_str region;                    /* empty: unknown */
  sluice_str currency;                  /* empty: unknown */
  sluice_price tick;                    /* smallest price step; > 0 */
  sluice_quantity lot;                  /* smallest quantity step; > 0 */
  sluice_quantity average_daily_volume; /* from the instrument file; 0: unknown */
  sluice_quantity min_quantity;         /* of an order; 0: none */
  sluice_quantity max_quantity;         /* of an order; 0: none */
  sluice_money min_notional;            /* of an order; 0: none */
} sluice_instrument;

/* Which of a bar's optional fields are given; an absent one is 0. The close is always given. */
enum {
  SLUICE_BAR_HAS_OPEN = 1u << 0,
  SLUICE_BAR_HAS_HIGH = 1u << 1,
  SLUICE_BAR_HAS_LOW = 1u << 2,
  SLUICE_BAR_HAS_VOLUME = 1u << 3,
  SLUICE_BAR_HAS_ADJUSTED_CLOSE = 1u << 4
};

typedef struct sluice_bar {
  sluice_time time; /* of the session: 00:00 UTC of its date for daily bars */
  uint32_t instrument;
  uint32_t flags; /* SLUICE_BAR_HAS_… */
  sluice_price open;
  sluice_price high;
  sluice_price low;
  sluice_price close;
  sluice_quantity volume;
  sluice_price adjusted_close;
} sluice_bar;

/* The best prices shown, and how much is shown at them. */
typedef struct sluice_quote {
  sluice_time time;
  uint32_t instrument;
  uint32_t reserved;
  sluice_price bid; /* 0: nobody buys */
  sluice_price ask; /* 0: nobody sells */
  sluice_quantity bid_quantity;
  sluice_quantity ask_quantity;
} sluice_quote;

/* Others traded. */
typedef struct sluice_trade {
  sluice_time time;
  uint32_t instrument;
  uint32_t aggressor; /* SLUICE_SIDE_… that did not wait; 0: not known */
  sluice_price price;
  sluice_quantity quantity;
} sluice_trade;

/* One instrument's bars up to the as-of time, oldest first, as columns of `count` values each. Only
 * bars that exist are there: no gap is filled. The memory ends at the as-of time: what comes later
 * has not been written yet. Columns stay where they are during a call, and may move between calls.
 * Where prices are raw, the day of a split tells all of an instrument's past in new units: who
 * keeps sums from call to call begins anew when the bar before the newest is not the one it saw. */
typedef struct sluice_series {
  uint64_t count;
  const sluice_time* time;
  const sluice_price* open; /* 0 where the bar has none */
  const sluice_price* high;
  const sluice_price* low;
  const sluice_price* close;
  const sluice_quantity* volume;
} sluice_series;

/* History of every instrument as of one time. */
typedef struct sluice_market_view {
  uint32_t size;
  uint32_t reserved;
  sluice_time as_of;
  sluice_rows instruments; /* sluice_instrument, row i = instrument i */
  sluice_rows series;      /* sluice_series, row i = instrument i */
} sluice_market_view;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_MARKET_H_ */
