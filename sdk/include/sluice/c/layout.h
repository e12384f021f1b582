/* SPDX-License-Identifier: Apache-2.0
 *
 * layout.h: a number that changes when a struct of the ABI changes its size. Both sides compare it;
 * within one ABI major version structs only grow, so that a difference is information, and for
 * drafts a refusal.
 */
#ifndef SLUICE_C_LAYOUT_H_
#define SLUICE_C_LAYOUT_H_

#include "executor.h"
#include "feed.h"
#include "library.h"
#include "report.h"
#include "risk_rule.h"
#include "strategy.h"

/* Polynomial hash of the sizes, modulo 2^64. */
#define SLUICE_LAYOUT_STEP_(digest, type) \
  ((digest)*UINT64_C(1099511628211) + (uint64_t)sizeof(type))
#define SLUICE_LAYOUT_A_                                                                        \
  SLUICE_LAYOUT_STEP_(                                                                          \
      SLUICE_LAYOUT_STEP_(                                                                      \
          SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_STEP_(UINT64_C(14695981039346656037), sluice_host), \
                              sluice_component),                                                \
          sluice_library),                                                                      \
      sluice_market_view)
#define SLUICE_LAYOUT_B_                                                                         \
  SLUICE_LAYOUT_STEP_(                                                                           \
      SLUICE_LAYOUT_STEP_(                                                                       \
          SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_A_, sluice_bar), sluice_series), \
          sluice_order),                                                                         \
      sluice_execution_report)
#define SLUICE_LAYOUT_C_                                                             \
  SLUICE_LAYOUT_STEP_(                                                               \
      SLUICE_LAYOUT_STEP_(                                                           \
          SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_B_, sluice_session), \
                              sluice_target),                                        \
          sluice_verdict),                                                           \
      sluice_risk_view)
#define SLUICE_LAYOUT_DIGEST                                                              \
  SLUICE_LAYOUT_STEP_(                                                                    \
      SLUICE_LAYOUT_STEP_(                                                                \
          SLUICE_LAYOUT_STEP_(                                                            \
              SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_STEP_(SLUICE_LAYOUT_C_, sluice_risk_row), \
                                  sluice_strategy_v1),                                    \
              sluice_risk_rule_v1),                                                       \
          sluice_executor_v1),                                                            \
      sluice_feed_v1)

#endif /* SLUICE_C_LAYOUT_H_ */
