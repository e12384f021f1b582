/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.h: the interface sluice.feed/1. A feed gives bars in time order, and tells what is wrong
 * with its data. One that can also tells a session what the market does, as it happens.
 */
#ifndef SLUICE_C_FEED_H_
#define SLUICE_C_FEED_H_

#include "market.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_FEED_ID "sluice.feed/1"

/* One fault found in the data, and what was done about it. All text is borrowed for the call. */
typedef struct sluice_feed_issue {
  uint32_t size;
  uint32_t
      severity;    /* SLUICE_LOG_WARNING: handled as `action` says; SLUICE_LOG_ERROR: open fails */
  sluice_str code; /* DUPLICATE_ROW, UNSORTED_ROWS, INCONSISTENT_BAR, EMPTY_CELL, BAD_PRICE, … */
  sluice_str file;
  uint64_t line;      /* from 1; 0: the whole file */
  sluice_str symbol;  /* may be empty */
  sluice_str message; /* what was found */
  sluice_str action;  /* what was done: "kept the first row", "dropped the row" … */
  uint64_t count;     /* how many of this kind, where one issue stands for several; else 1 */
} sluice_feed_issue;

typedef struct sluice_issue_sink {
  void* context;
  SLUICE_LANE void (*on_issue)(void* context, const sluice_feed_issue* issue);
} sluice_issue_sink;

typedef struct sluice_feed_request {
  uint32_t size;
  uint32_t lookback_sessions; /* sessions wanted before the first one at or after `from` */
  sluice_rows symbols;        /* sluice_str; row i becomes instrument i of the bars */
  sluice_time from;           /* first session wanted; INT64_MIN: from the beginning */
  sluice_time to;             /* last session wanted, inclusive; INT64_MAX: to the end */
} sluice_feed_request;

typedef struct sluice_feed_info {
  uint32_t size;
  uint32_t fields;    /* SLUICE_BAR_HAS_… the data has at all */
  uint64_t bar_count; /* that pull will give */
  sluice_time first;  /* sessions of the whole data for these symbols, not only those asked for */
  sluice_time last;
  char content_hash[65]; /* hexadecimal digest of the source data, NUL-terminated */
  uint8_t from_cache;    /* 1: read from the cache */
} sluice_feed_info;

/* Where a stream goes. Instruments are those of the request that opened the feed. A status other
 * than OK ends the call: nothing more may be told in it. */
typedef struct sluice_market_sink {
  void* context;
  SLUICE_LANE sluice_status (*on_quotes)(void* context, sluice_rows quotes); /* sluice_quote */
  SLUICE_LANE sluice_status (*on_trades)(void* context, sluice_rows trades); /* sluice_trade */
  /* sluice_bar. A bar is told once it is over, among quotes and trades of the time it ended; its
   * `time` is still that of its beginning. */
  SLUICE_LANE sluice_status (*on_bars)(void* context, sluice_rows bars);
  /* connected 0: what comes after may have a gap before it, until it is 1 again. A stream is
   * connected until it says otherwise. The reason is for people, and may be empty. */
  SLUICE_LANE sluice_status (*on_connection)(void* context, uint32_t connected, sluice_str reason);
} sluice_market_sink;

typedef struct sluice_feed_v1 {
  uint32_t size;
  uint32_t reserved;
  /* A symbol without any bar is an issue (UNKNOWN_SYMBOL, a warning), not an error. */
  SLUICE_LANE sluice_status (*open)(void* instance, const sluice_feed_request* request,
                                    const sluice_issue_sink* issues, sluice_feed_info* info,
                                    sluice_error* error);
  /* Writes up to `capacity` bars, by (time, instrument), and sets `count`. SLUICE_END with count 0
   * at the end. */
  SLUICE_LANE sluice_status (*pull)(void* instance, sluice_bar* bars, uint64_t capacity,
                                    uint64_t* count, sluice_error* error);

  /* Optional: what the market did since the last call, in the order in which it did it, up to and
   * including `until`: quotes and trades by their time, bars by the time they ended. At most
   * `limit` rows a call, all kinds together; limit > 0. `until` never goes back. After `open`, from
   * its `from` on; pull and stream do not move each other. OK without a row: nothing has happened
   * yet. SLUICE_END, only without a row: nothing ever will.
   * A live feed whose venue has another clock tells the time at which it heard of a row, and rings
   * sluice.bell/1 when there is one: it is asked at once then. */
  SLUICE_LANE sluice_status (*stream)(void* instance, sluice_time until, uint64_t limit,
                                      const sluice_market_sink* sink, sluice_error* error);
  /* Optional, beside stream: the time of its next row. INT64_MAX: there is none; INT64_MIN: nobody
   * knows, which is what not having it means too. */
  SLUICE_LANE sluice_time (*next_event)(void* instance);
} sluice_feed_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_FEED_H_ */
