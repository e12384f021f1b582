/* SPDX-License-Identifier: Apache-2.0
 *
 * sluice.h: the whole C ABI of a Sluice plugin in one include.
 */
#ifndef SLUICE_C_SLUICE_H_
#define SLUICE_C_SLUICE_H_

#include "base.h"
#include "bell.h"
#include "executor.h"
#include "feed.h"
#include "history.h"
#include "layout.h"
#include "library.h"
#include "market.h"
#include "order.h"
#include "report.h"
#include "risk_rule.h"
#include "strategy.h"

#endif /* SLUICE_C_SLUICE_H_ */
