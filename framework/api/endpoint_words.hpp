// SPDX-License-Identifier: Apache-2.0
//
// endpoint_words.hpp: the words that fields of requests and of answers may hold.
//
// Place: inside api.
#pragma once

#include <string_view>

namespace sluice::api {

inline constexpr std::string_view kSideWords[] = {"BUY", "SELL"};
inline constexpr std::string_view kTypeWords[] = {"MARKET", "LIMIT", "STOP", "STOP_LIMIT",
                                                  "LIMIT_MAKER"};
inline constexpr std::string_view kTifWords[] = {"DAY", "IOC", "GTC", "FOK"};
inline constexpr std::string_view kSourceWords[] = {"API", "DASHBOARD", "STRATEGY", "CLI_EOD",
                                                    "CLI_BACKTEST"};
inline constexpr std::string_view kPostedSources[] = {"API", "DASHBOARD"};
inline constexpr std::string_view kKillActions[] = {"engage", "release"};
inline constexpr std::string_view kScopeWords[] = {"all",      "account", "session",
                                                   "strategy", "route",   "symbol"};
inline constexpr std::string_view kLevelWords[] = {"reduce_only", "halt", "halt_and_cancel",
                                                   "flatten"};
inline constexpr std::string_view kModeWords[] = {"auto", "confirm", "signal_only"};
inline constexpr std::string_view kTopicWords[] = {"account", "sessions"};
inline constexpr std::string_view kReportKinds[] = {"track", "risk", "health", "backtest", "day"};
inline constexpr std::string_view kPaperWords[] = {"NEW", "FILLED", "REJECTED"};

}  // namespace sluice::api
