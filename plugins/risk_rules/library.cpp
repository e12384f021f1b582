// SPDX-License-Identifier: Apache-2.0
//
// The library sluice_pre_trade_risk: the rules of the config section `pre_trade`.
#include <sluice/plugin.hpp>

#include "max_gross_exposure.hpp"
#include "max_group_exposure.hpp"
#include "max_notional_per_symbol.hpp"
#include "max_weight_per_symbol.hpp"
#include "qa_status.hpp"
#include "vol_target.hpp"

SLUICE_LIBRARY("sluice_pre_trade_risk", "1.0.0",
               sluice::risk_rule<sluice::risk_rules::MaxNotionalPerSymbol>,
               sluice::risk_rule<sluice::risk_rules::MaxWeightPerSymbol>,
               sluice::risk_rule<sluice::risk_rules::MaxGrossExposure>,
               sluice::risk_rule<sluice::risk_rules::MaxSectorExposure>,
               sluice::risk_rule<sluice::risk_rules::MaxRegionExposure>,
               sluice::risk_rule<sluice::risk_rules::QaStatus>,
               sluice::risk_rule<sluice::risk_rules::VolTarget>)
