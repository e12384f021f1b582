// SPDX-License-Identifier: Apache-2.0
//
// executions.cpp: executions that are told twice, differently, out of order, too often, or of an
// order nobody knows. An execution with a new id is money: it is booked. What contradicts our books
// is DISPUTED and halts routing.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

Scenarios executions() {
  return {
      {18,
       "DuplicateExecutionId",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({fills(1, "4", "100"), fills(1, "4", "100")}), ""},
           {venue({fills(2, "6", "100")}), "FILLED, position 10, reserved 0, sent 1"},
           {venue({fills(1, "4", "100"), fills(2, "6", "100")}), ""},
       }},
      {19,
       "SameExecutionIdOtherContent",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({fills(1, "5", "100")}),
            "PARTIAL DISPUTED, position 4, reserved 600, sent 1, HALTED"},
           {buy("1", "100", 2),
            "PARTIAL DISPUTED / DENIED HALTED, position 4, reserved 600, sent 1, HALTED"},
           {cancel(),  // takes risk away: let through
            "PARTIAL DISPUTED pending cancel / DENIED HALTED, position 4, reserved 600, sent 1, "
            "HALTED -> ASKED"},
       }},
      {20,
       "ExecutionIdsBeginAnewAfterAVenueRestart",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({fills(1, "5", "99").after_restart(1)}),
            "PARTIAL, position 9, reserved 100, sent 1"},
           {venue({fills(1, "5", "99").after_restart(1)}), ""},
           {venue({fills(1, "1", "98").after_restart(2)}),
            "FILLED, position 10, reserved 0, sent 1"},
       }},
      {21,
       "CumulativeQuantityGoesBack",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(2, "3", "100").in_all("7"), fills(1, "4", "100").in_all("4")}),
            "PARTIAL, position 7, reserved 300, sent 1"},
           {venue({is_open("4")}), ""},
           {when_asked({fills(1, "4", "100"), fills(2, "3", "100"), is_open("7")}), ""},
           {wait_ms(60'000), ""},
           {venue({cancels().in_all("4")}), "CANCELED, position 7, reserved 0, sent 1"},
       }},
      {22,
       "CumulativeQuantityJumps",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(2, "3", "100").in_all("7")}), "PARTIAL, position 3, reserved 700, sent 1"},
           {venue({acks()}), ""},  // is no answer: the missing trade is asked for all the same
           {when_asked({fills(1, "4", "100"), fills(2, "3", "100"), is_open("7")}), ""},
           {wait_ms(0), "PARTIAL, position 7, reserved 300, sent 1"},
       }},
      {22,
       "CumulativeQuantityJumpsAtTheEnd",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(2, "3", "100")}), "PARTIAL, position 3, reserved 700, sent 1"},
           {venue({expires().in_all("7")}), ""},  // the trades first
           {when_asked({fills(1, "4", "100"), fills(2, "3", "100"), is_expired("7")}), ""},
           {wait_ms(0), "EXPIRED, position 7, reserved 0, sent 1"},
       }},
      {22,
       "StatusTellsMoreThanWasExecuted",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({is_open("4")}), ""},
           {when_asked({fills(1, "4", "100"), is_open("4")}), ""},
           {wait_ms(0), "PARTIAL, position 4, reserved 600, sent 1"},
       }},
      {23,
       "Overfill",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "10", "100")}), "FILLED, position 10, reserved 0, sent 1"},
           {venue({fills(2, "1", "100")}),
            "FILLED DISPUTED, position 11, reserved 0, sent 1, HALTED"},
       }},
      {23,
       "OverfillInOneExecution",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "12", "100")}),
            "FILLED DISPUTED, position 12, reserved 0, sent 1, HALTED"},
       }},
      {24,
       "FillForAnUnknownOrder",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "5", "100").of(99)}),
            "SENDING, position 0, reserved 1000, sent 1, HALTED"},
           {venue({acks()}), "ACKED, position 0, reserved 1000, sent 1, HALTED"},
           {buy("1", "100", 2), "ACKED / DENIED HALTED, position 0, reserved 1000, sent 1, HALTED"},
           {operator_releases_halt(), "ACKED / DENIED HALTED, position 0, reserved 1000, sent 1"},
           {buy("1", "100", 3),
            "ACKED / DENIED HALTED / SENDING, position 0, reserved 1100, sent 2"},
       }},
      {34,
       "TradeBust",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100"), fills(2, "6", "100")}),
            "FILLED, position 10, reserved 0, sent 1"},
           {venue({busts(2)}), "FILLED DISPUTED, position 4, reserved 0, sent 1, HALTED"},
           {venue({busts(2), fills(2, "6", "100")}), ""},  // told again by a replay
       }},
      {34,
       "TradeCorrection",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "10", "100")}), "FILLED, position 10, reserved 0, sent 1"},
           {venue({busts(1), fills(2, "9", "99")}),
            "FILLED DISPUTED, position 9, reserved 0, sent 1, HALTED"},
       }},
  };
}

}  // namespace sluice::scenarios
