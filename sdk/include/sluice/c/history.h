/* SPDX-License-Identifier: Apache-2.0
 *
 * history.h: the interface sluice.history/1 of the host: single bars of the past, by their time.
 *
 * Optional: sluice_host.get_interface(SLUICE_HISTORY_ID) gives a sluice_history_v1, or NULL where
 * the host has no history to look into.
 */
#ifndef SLUICE_C_HISTORY_H_
#define SLUICE_C_HISTORY_H_

#include "market.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_HISTORY_ID "sluice.history/1"

/* Of a bar's flags, the upper half: how many days after its session the bar was known; 0: on its
 * day. A bar known later is a look-ahead for whoever decides before. */
#define SLUICE_BAR_KNOWN_AFTER_DAYS_SHIFT 16
#define SLUICE_BAR_KNOWN_AFTER_DAYS(flags) ((uint32_t)(flags) >> SLUICE_BAR_KNOWN_AFTER_DAYS_SHIFT)
#define SLUICE_BAR_KNOWN_AFTER_DAYS_MAX 65535u

typedef struct sluice_history_v1 {
  uint32_t size;
  uint32_t reserved;
  void* context;
  /* The bar of an instrument at exactly this session, as far as the window of the market view
   * reaches. Only during a call that was given a market view.
   *   SLUICE_ERROR_NOT_FOUND  it has none there, or none any more
   *   SLUICE_ERROR_STATE      `time` lies beyond the as-of time, or nothing is shown now. Beyond
   *                           the as-of time nothing is given, and the host treats the question
   *                           as a look-ahead: it is journalled, and in strict mode ends the run
   *   SLUICE_ERROR_ARGUMENT   no such instrument, or no place for the bar */
  SLUICE_LANE sluice_status (*bar_at)(void* context, uint32_t instrument, sluice_time time,
                                      sluice_bar* bar);
} sluice_history_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_HISTORY_H_ */
