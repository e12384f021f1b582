// SPDX-License-Identifier: Apache-2.0
//
// scenario.hpp: a scenario of routing as a table: what happens | what the desk looks like after it.
//
// Place: tests of scenarios. Order 1 is meant unless another is named. A step without an
// expectation must change nothing.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/desk.hpp"

namespace sluice::scenarios {

using Action = std::function<void(Desk&)>;

struct Step {
  Action action;
  const char* expect = "";  // as Desk::describe says it; "": as before
};

struct Scenario {
  int number;  // of the list in the specification
  const char* name;
  Given given;
  std::vector<Step> steps;
};
using Scenarios = std::vector<Scenario>;

// --- What we do ----------------------------------------------------------------------------------

inline Action buy(const char* quantity, const char* limit, std::uint64_t number = 1) {
  return [=](Desk& desk) { desk.trade(number, Side::kBuy, TimeInForce::kGtc, quantity, limit); };
}
inline Action buy_ioc(const char* quantity, const char* limit) {
  return [=](Desk& desk) { desk.trade(1, Side::kBuy, TimeInForce::kIoc, quantity, limit); };
}
// Two orders of one decision.
inline Action buy_twice(const char* quantity, const char* limit) {
  return [=](Desk& desk) {
    desk.trade({{1, Side::kBuy, TimeInForce::kGtc, quantity, limit},
                {2, Side::kBuy, TimeInForce::kGtc, quantity, limit}});
  };
}
inline Action cancel(OrderId order = 1) {
  return [=](Desk& desk) { desk.cancel(order); };
}
inline Action replace(const char* quantity, const char* limit) {
  return [=](Desk& desk) { desk.replace(1, quantity, limit); };
}
inline Action reconcile() {
  return [](Desk& desk) { desk.reconcile(); };
}
inline Action operator_says(routing::Resolution resolution) {
  return [=](Desk& desk) { desk.resolve(1, resolution); };
}
inline Action operator_releases_halt() {
  return [](Desk& desk) { desk.release_halt(); };
}

// --- What happens --------------------------------------------------------------------------------

// The venue tells, unasked.
inline Action venue(Words words) {
  return [=](Desk& desk) { desk.hear(words); };
}
inline Action wait_ms(std::int64_t ms) {
  return [=](Desk& desk) { desk.pass(ms); };
}
inline Action kill_while_keeping_the_journal() {
  return [](Desk& desk) { desk.log().killed_at_commit = true; };
}
inline Action die_before_the_journal_is_written() {
  return [](Desk& desk) { desk.log().dies_at_commit = true; };
}
inline Action die_before_sending() {
  return [](Desk& desk) { desk.venue().death = ScenarioVenue::Death::kBeforeArrival; };
}
inline Action die_after_sending() {
  return [](Desk& desk) { desk.venue().death = ScenarioVenue::Death::kAfterArrival; };
}
inline Action start_again() {
  return [](Desk& desk) { desk.start_again(); };
}

// --- How the venue will answer from now on -------------------------------------------------------

inline Action when_sent(Words words, const char* failure = "") {
  return [=](Desk& desk) { desk.venue().at_submit = {words, failure}; };
}
inline Action when_asked(Words words, const char* failure = "") {
  return [=](Desk& desk) { desk.venue().at_query = {words, failure}; };
}
inline Action when_canceled(Words words, const char* failure = "") {
  return [=](Desk& desk) { desk.venue().at_cancel = {words, failure}; };
}
inline Action when_replaced(Words words, const char* failure = "") {
  return [=](Desk& desk) { desk.venue().at_replace = {words, failure}; };
}
// Executions and open orders, then the position.
inline Action when_compared(Words words, const char* position) {
  return [=](Desk& desk) {
    desk.venue().at_snapshot = {words, ""};
    desk.venue().tells_positions = true;
    desk.venue().positions = {{0, testing::qty(position)}};
  };
}

// --- The tables, by theme ------------------------------------------------------------------------

Scenarios acks_and_fills();
Scenarios refusals();
Scenarios ambiguity();
Scenarios crashes();
Scenarios executions();
Scenarios cancels_and_ends();
Scenarios replaces_of_terms();
Scenarios reconciliations();

}  // namespace sluice::scenarios
