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

/* Which part of a session a simulated venue is told about. */
enum {
  SLUICE_PHASE_OPEN = 1, /* bars carry time, instrument and open only; the rest is 0 */
  SLUICE_PHASE_CLOSE = 2 /* whole bars */
};

typedef struct sluice_executor_health {
  uint32_t size;
  uint8_t ready;
  uint8_t reserved[3];
  char reason[128]; /* why not, NUL-terminated */
} sluice_executor_health;

typedef struct sluice_executor_v1 {
  uint32_t size;
  uint32_t reserved;
  /* Once, before anything else: the instruments of the run (sluice_instrument). */
  SLUICE_LANE sluice_status (*begin)(void* instance, sluice_rows instruments, sluice_error* error);
  /* Orders (sluice_order) in the order they are to reach the venue. Reports may come at once or
   * from poll. An error status means that what happened to the orders without a report is not
   * known. */
  SLUICE_LANE sluice_status (*submit)(void* instance, sluice_rows orders,
                                      const sluice_report_sink* sink, sluice_error* error);
  SLUICE_LANE sluice_status (*cancel)(void* instance, uint64_t order_id,
                                      const sluice_report_sink* sink, sluice_error* error);
  /* Reports everything that has happened since the last call. */
  SLUICE_LANE sluice_status (*poll)(void* instance, const sluice_report_sink* sink,
                                    sluice_error* error);
  /* Orders the venue still holds open: uint64 order ids, written to the sink in native byte order.
   */
  SLUICE_LANE sluice_status (*open_orders)(void* instance, const sluice_sink* order_ids,
                                           sluice_error* error);
  SLUICE_LANE void (*health)(void* instance, sluice_executor_health* health);
  /* Simulated venues only, else NULL: the market they trade in. */
  SLUICE_LANE sluice_status (*on_market)(void* instance, uint32_t phase, sluice_time time,
                                         sluice_rows bars, sluice_error* error);
} sluice_executor_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_EXECUTOR_H_ */
