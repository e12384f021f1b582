// SPDX-License-Identifier: Apache-2.0
//
// session_status.hpp: how a session stands, for screens, the API and the session store.
//
// Place: sessions; plain data, a copy of one moment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sessions/session_settings.hpp"
#include "sessions/session_state.hpp"
#include "sessions/signal.hpp"

namespace sluice::sessions {

struct PositionNow {
  std::string symbol;
  Quantity quantity;
  Price last;  // 0: not known
};

struct SignalNow {
  Signal signal;
  std::string symbol;
};

struct SessionStatus {
  std::string id;
  std::string strategy;
  std::string account;
  std::string route;
  std::string config_hash;
  ExecutionMode mode = ExecutionMode::kAuto;
  std::vector<std::string> symbols;
  SessionState state = SessionState::kCreated;
  std::string why;  // of the state; may be empty
  Timestamp since;  // of the state
  Timestamp now;    // of the session
  RiskStatus risk;
  Money cash;
  Money equity;
  std::vector<PositionNow> positions;  // those that are not 0
  std::uint64_t open_orders = 0;
  std::uint64_t orders = 0;              // that this process has routed
  std::uint64_t fills = 0;               // that this process has booked
  std::vector<SignalNow> signals;        // the newest, oldest first
  bool is_reconciled = false;            // the newest certificate is complete
  std::vector<std::string> differences;  // of the newest certificate
  bool is_connected = true;
  std::vector<std::string> faults;  // of symbols now: `AAPL: no price …`
  std::uint64_t ticks = 0;
  std::uint64_t late_ticks = 0;      // that began a whole interval late or more
  std::uint64_t events_dropped = 0;  // by slow listeners
};

}  // namespace sluice::sessions
