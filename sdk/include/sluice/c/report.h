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
} sluice_report_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_REPORT_H_ */
