// SPDX-License-Identifier: Apache-2.0
//
// The library sluice_standard_risk: the rules of the config section `pre_trade`, and the standard
// controls, in the order of their numbers in docs/rules/standard_controls.md.
#include <sluice/plugin.hpp>

#include "adv_participation.hpp"
#include "buying_power.hpp"
#include "concentration.hpp"
#include "config_hash.hpp"
#include "crossed_market.hpp"
#include "daily_loss.hpp"
#include "daily_notional.hpp"
#include "disconnect.hpp"
#include "drawdown.hpp"
#include "duplicate_order.hpp"
#include "instrument_filters.hpp"
#include "intent_conflict.hpp"
#include "live_limits.hpp"
#include "market_hours.hpp"
#include "max_gross_exposure.hpp"
#include "max_group_exposure.hpp"
#include "max_leverage.hpp"
#include "max_notional_per_symbol.hpp"
#include "max_open_orders.hpp"
#include "max_order_notional.hpp"
#include "max_order_quantity.hpp"
#include "max_position.hpp"
#include "max_positions.hpp"
#include "max_weight_per_symbol.hpp"
#include "message_rate.hpp"
#include "order_rate.hpp"
#include "parent_conservation.hpp"
#include "period_collar.hpp"
#include "position_drift.hpp"
#include "price_collar.hpp"
#include "qa_status.hpp"
#include "reject_burst.hpp"
#include "repeated_execution.hpp"
#include "restricted_list.hpp"
#include "self_trade.hpp"
#include "short_sale.hpp"
#include "stale_reference.hpp"
#include "trading_state.hpp"
#include "vol_target.hpp"
#include "working_notional.hpp"

SLUICE_LIBRARY("sluice_standard_risk", "1.0.0",
               sluice::risk_rule<sluice::risk_rules::MaxNotionalPerSymbol>,
               sluice::risk_rule<sluice::risk_rules::MaxWeightPerSymbol>,
               sluice::risk_rule<sluice::risk_rules::MaxGrossExposure>,
               sluice::risk_rule<sluice::risk_rules::MaxSectorExposure>,
               sluice::risk_rule<sluice::risk_rules::MaxRegionExposure>,
               sluice::risk_rule<sluice::risk_rules::QaStatus>,
               sluice::risk_rule<sluice::risk_rules::VolTarget>,
               sluice::risk_rule<sluice::risk_rules::TradingStateControl>,
               sluice::risk_rule<sluice::risk_rules::InstrumentFilters>,
               sluice::risk_rule<sluice::risk_rules::MaxOrderQuantity>,
               sluice::risk_rule<sluice::risk_rules::MaxOrderNotional>,
               sluice::risk_rule<sluice::risk_rules::PriceCollar>,
               sluice::risk_rule<sluice::risk_rules::PeriodCollar>,
               sluice::risk_rule<sluice::risk_rules::StaleReference>,
               sluice::risk_rule<sluice::risk_rules::CrossedMarket>,
               sluice::risk_rule<sluice::risk_rules::IntentConflict>,
               sluice::risk_rule<sluice::risk_rules::DuplicateOrder>,
               sluice::risk_rule<sluice::risk_rules::OrderRate>,
               sluice::risk_rule<sluice::risk_rules::MessageRate>,
               sluice::risk_rule<sluice::risk_rules::RepeatedExecution>,
               sluice::risk_rule<sluice::risk_rules::MaxOpenOrders>,
               sluice::risk_rule<sluice::risk_rules::WorkingNotional>,
               sluice::risk_rule<sluice::risk_rules::DailyNotional>,
               sluice::risk_rule<sluice::risk_rules::BuyingPower>,
               sluice::risk_rule<sluice::risk_rules::MaxPosition>,
               sluice::risk_rule<sluice::risk_rules::MaxLeverage>,
               sluice::risk_rule<sluice::risk_rules::Concentration>,
               sluice::risk_rule<sluice::risk_rules::AdvParticipation>,
               sluice::risk_rule<sluice::risk_rules::SelfTrade>,
               sluice::risk_rule<sluice::risk_rules::RestrictedList>,
               sluice::risk_rule<sluice::risk_rules::ShortSale>,
               sluice::risk_rule<sluice::risk_rules::MarketHours>,
               sluice::risk_rule<sluice::risk_rules::DailyLoss>,
               sluice::risk_rule<sluice::risk_rules::Drawdown>,
               sluice::risk_rule<sluice::risk_rules::ParentConservation>,
               sluice::risk_rule<sluice::risk_rules::RejectBurst>,
               sluice::risk_rule<sluice::risk_rules::Disconnect>,
               sluice::risk_rule<sluice::risk_rules::PositionDrift>,
               sluice::risk_rule<sluice::risk_rules::ConfigHash>,
               sluice::risk_rule<sluice::risk_rules::MaxPositions>,
               sluice::risk_rule<sluice::risk_rules::LiveLimits>)
