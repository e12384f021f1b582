// SPDX-License-Identifier: Apache-2.0
//
// refusals.cpp: orders that do not get through: refused by the venue, by the gate, by the budget,
// by the kill switch, or because they were routed before.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

Scenarios refusals() {
  return {
      {4,
       "DefinitiveReject",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({rejects("PRICE_FILTER")}),
            "REJECTED PRICE_FILTER, position 0, reserved 0, sent 1"},
           {wait_ms(3'600'000), ""},
       }},
      {4,
       "FillAfterTheReject",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({rejects("PRICE_FILTER")}),
            "REJECTED PRICE_FILTER, position 0, reserved 0, sent 1"},
           {venue({fills(1, "4", "100")}),
            "REJECTED PRICE_FILTER DISPUTED, position 4, reserved 0, sent 1, HALTED"},
       }},
      {5,
       "DeniedByGate",
       {.gate_refuses_with = "MAX_ORDER_NOTIONAL"},
       {
           {buy("10", "100"),
            "DENIED MAX_ORDER_NOTIONAL: rule=rule, position 0, reserved 0, sent 0"},
           {wait_ms(3'600'000), ""},
       }},
      {6,
       "SameIntentTwice",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1 -> known: order 1"},
           {venue({fills(1, "10", "100")}), "FILLED, position 10, reserved 0, sent 1"},
           {buy("10", "100"), "FILLED, position 10, reserved 0, sent 1 -> known: order 1"},
       }},
      {7,
       "SameIdOtherContent",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {buy("11", "100"), "ACKED / DENIED INTENT_CONFLICT, position 0, reserved 1000, sent 1"},
       }},
      {37,
       "KillWhileSending",
       {},
       {
           {kill_while_keeping_the_journal(), ""},
           {buy("10", "100"), "FAILED_FINAL KILL_SWITCH, position 0, reserved 0, sent 0"},
           {wait_ms(3'600'000), ""},
       }},
      {37,
       "KillBeforeARetry",
       {},
       {
           {when_sent({turned_away("THROTTLED")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {kill_while_keeping_the_journal(), ""},
           {wait_ms(1'000), "FAILED_FINAL KILL_SWITCH, position 0, reserved 0, sent 1"},
       }},
      {43,
       "ConcurrentReservationsAtTheLimit",
       {.cash = "1000"},
       {
           {buy_twice("6", "100"),
            "SENDING / DENIED RESERVE_FAILED, position 0, reserved 600, sent 1"},
           {buy("4", "100", 3),
            "SENDING / DENIED RESERVE_FAILED / SENDING, position 0, reserved 1000, sent 2"},
           {buy("0.01", "100", 4),
            "SENDING / DENIED RESERVE_FAILED / SENDING / DENIED RESERVE_FAILED, position 0, "
            "reserved 1000, sent 2"},
       }},
  };
}

}  // namespace sluice::scenarios
