// SPDX-License-Identifier: Apache-2.0
//
// router_config.hpp: how the router behaves towards a venue that is slow, silent or wrong.
//
// Place: routing. Units last in the names. A time of 0 switches that timer off: offline runs, whose
// venue answers at once or never, need none.
#pragma once

#include <cstdint>

#include <sluice/decimal.hpp>

#include "routing/reservations.hpp"

namespace sluice::routing {

struct RouterConfig {
  Money min_notional;  // an order worth less is refused
  ReservationConfig reservations;
  // The limit of a limit order is capped at reference * (1 ± reservations.slippage).
  bool slippage_guard = false;

  std::uint32_t max_retries = 3;          // of one order, after its first attempt
  std::int64_t backoff_ns = 400'000'000;  // before the first retry; doubles, with jitter
  std::int64_t max_backoff_ns = 60'000'000'000;
  std::int64_t ack_timeout_ns = 0;  // silence after a request that means: ask
  // Beyond the venue's own bound before NOT_FOUND proves anything.
  std::int64_t not_found_margin_ns = 1'000'000'000;
  std::int64_t reconcile_every_ns = 0;
  std::int64_t reconcile_window_ns = 3'600'000'000'000;  // executions are asked for this far back
  // What the venue does is kept in the trail of the orders themselves, behind them: nothing leaves
  // the process, and whatever a crash leaves of the trail, orders and venue are of one moment. Then
  // orders need not be durable before they are sent, only with what came of it.
  bool venue_lives_in_the_trail = false;
  bool require_certificate = false;  // nothing is sent before a complete reconciliation
  std::uint64_t seed = 1;            // of the jitter

  // How many orders that are over, and intents of earlier decisions, are remembered: reports that
  // come later are quarantined, intents that come later are stale. A power of two.
  std::uint32_t remembered_orders = 1u << 10;
  // While so many orders are open, no other is sent; 0: any number.
  std::uint32_t max_open_orders = 0;
};

}  // namespace sluice::routing
