// SPDX-License-Identifier: Apache-2.0
//
// statistics.hpp: what a series of equities says: returns, risk, drawdowns, months, a benchmark.
//
// Place: SDK; used by the host's analytics and by reports, so that both tell the same figures. All
// of it is incremental and in double precision. Every formula and its source:
// docs/reference/statistics.md. Thread: values; any. Errors: what is not defined is std::nullopt;
// no function here returns a NaN or an infinity.
#pragma once

#include <sluice/statistics/benchmark.hpp>
#include <sluice/statistics/calendar_returns.hpp>
#include <sluice/statistics/capacity.hpp>
#include <sluice/statistics/drawdowns.hpp>
#include <sluice/statistics/exposure.hpp>
#include <sluice/statistics/moments.hpp>
#include <sluice/statistics/normal.hpp>
#include <sluice/statistics/performance.hpp>
#include <sluice/statistics/regimes.hpp>
#include <sluice/statistics/regression.hpp>
#include <sluice/statistics/rolling.hpp>
#include <sluice/statistics/sharpe.hpp>
#include <sluice/statistics/tail_risk.hpp>
#include <sluice/statistics/trade_outcomes.hpp>
