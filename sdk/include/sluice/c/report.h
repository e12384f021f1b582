/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h: the interface sluice.report/1. A report is told about a run, day by day and trade by
 * trade, and renders one file of it.
 */
#ifndef SLUICE_C_REPORT_H_
#define SLUICE_C_REPORT_H_

#include "order.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_REPORT_ID "sluice.report/1"

typedef struct sluice_report_run {
  uint32_t size;
  uint32_t reserved;
  sluice_str title; /* strategy name */
  sluice_str description;
  sluice_str driver;      /* "backtest", "paper-track" */
  sluice_str config_hash; /* hexadecimal SHA-256 of the normalised config */
  sluice_str data_source; /* the feed's id and the digest of its data */
  sluice_money seed_capital;
  double periods_per_year;
  sluice_str benchmark; /* what benchmark_return is of; empty: there is none */
  uint64_t n_tests;     /* trials this strategy was chosen from; 0: not told */
} sluice_report_run;

typedef struct sluice_report_day {
  sluice_time time;
  sluice_money equity;
  sluice_money cash;
  sluice_money positions_value;
  sluice_money traded_notional;
  sluice_money commission;
  uint32_t trades;
  uint32_t blocked;
  uint32_t positions;
  uint32_t reserved;
  double benchmark_return; /* NaN: none that day */
} sluice_report_day;

typedef struct sluice_report_trade {
  sluice_time time;
  sluice_str symbol;
  uint8_t side;
  uint8_t reserved[7];
  sluice_quantity quantity;
  sluice_price price; /* before spread and impact */
  sluice_price fill_price;
  sluice_money costs; /* commission plus what spread and impact cost */
} sluice_report_trade;

typedef struct sluice_report_blocked {
  sluice_time time;
  sluice_str symbol;
  uint8_t side;
  uint8_t reserved[7];
  sluice_quantity quantity;
  sluice_str reason; /* CODE: key=value, key=value */
} sluice_report_blocked;

/* What is held at the end of a day, one row an instrument. The texts that are not known are empty.
 */
typedef struct sluice_report_position {
  sluice_time time;
  sluice_str symbol;
  sluice_str sector;
  sluice_str region;
  sluice_quantity quantity; /* negative: short; never 0 */
  sluice_price price;       /* the last one known */
  sluice_money value;       /* quantity * price, rounded down */
} sluice_report_position;

typedef struct sluice_report_v1 {
  uint32_t size;
  uint32_t reserved;
  /* File name of what render writes, e.g. "report.md"; static storage. */
  SLUICE_CONTROL sluice_str (*file_name)(void* instance);
  SLUICE_LANE sluice_status (*begin)(void* instance, const sluice_report_run* run,
                                     sluice_error* error);
  SLUICE_LANE sluice_status (*on_days)(void* instance, sluice_rows days, sluice_error* error);
  SLUICE_LANE sluice_status (*on_trades)(void* instance, sluice_rows trades, sluice_error* error);
  SLUICE_LANE sluice_status (*on_blocked)(void* instance, sluice_rows blocked, sluice_error* error);
  SLUICE_LANE sluice_status (*render)(void* instance, const sluice_sink* sink, sluice_error* error);
  /* Optional. Positions of a day, before on_days tells the day itself; a day without any is not
   * told. Costs a run time for every day: NULL for a report that shows none. */
  SLUICE_LANE sluice_status (*on_positions)(void* instance, sluice_rows positions,
                                            sluice_error* error);
} sluice_report_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_REPORT_H_ */
