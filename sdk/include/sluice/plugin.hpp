// SPDX-License-Identifier: Apache-2.0
//
// plugin.hpp: everything a plugin author needs, in one include.
#pragma once

#include <sluice/decimal.hpp>
#include <sluice/executor.hpp>
#include <sluice/feed.hpp>
#include <sluice/host.hpp>
#include <sluice/library.hpp>
#include <sluice/params.hpp>
#include <sluice/report.hpp>
#include <sluice/result.hpp>
#include <sluice/risk_rule.hpp>
#include <sluice/strategy.hpp>
#include <sluice/time.hpp>
