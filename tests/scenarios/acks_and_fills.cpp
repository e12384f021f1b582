// SPDX-License-Identifier: Apache-2.0
//
// acks_and_fills.cpp: an order that reaches the venue and comes back filled, in every order of
// words.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

Scenarios acks_and_fills() {
  return {
      {1,
       "NewAckFill",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({acks()}), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "10", "99.5")}), "FILLED, position 10, reserved 0, sent 1"},
       }},
      {2,
       "AckTwoPartialsFill",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({acks()}), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({fills(2, "5", "99")}), "PARTIAL, position 9, reserved 100, sent 1"},
           {venue({fills(3, "1", "98")}), "FILLED, position 10, reserved 0, sent 1"},
       }},
      {3,
       "FillBeforeAck",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({acks()}), ""},
           {venue({fills(2, "6", "100")}), "FILLED, position 10, reserved 0, sent 1"},
           {venue({acks()}), ""},
       }},
      {12,
       "StreamAcksBeforeTheTimer",
       {},
       {
           {when_asked({is_not_found()}), ""},  // it would be noticed if it was asked
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {wait_ms(999), ""},
           {venue({acks()}), "ACKED, position 0, reserved 1000, sent 1"},
           {wait_ms(3'600'000), ""},
       }},
  };
}

}  // namespace sluice::scenarios
