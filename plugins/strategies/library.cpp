// SPDX-License-Identifier: Apache-2.0
//
// sluice_strategies: the strategies that come with Sluice, as one library.
#include <sluice/plugin.hpp>

#include "buy_and_hold.hpp"
#include "equal_weight.hpp"
#include "formula.hpp"
#include "multifactor.hpp"
#include "trend_baseline.hpp"

SLUICE_LIBRARY("sluice_strategies", "1.0.0", sluice::strategy<sluice::strategies::TrendBaseline>,
               sluice::strategy<sluice::strategies::EqualWeight>,
               sluice::strategy<sluice::strategies::BuyAndHold>,
               sluice::strategy<sluice::strategies::Formula>,
               sluice::strategy<sluice::strategies::MultifactorLongShort>)
