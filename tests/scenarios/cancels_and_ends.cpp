// SPDX-License-Identifier: Apache-2.0
//
// cancels_and_ends.cpp: cancels that cross fills, get lost or miss their order, and ends nobody
// asked for.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

Scenarios cancels_and_ends() {
  return {
      {25,
       "CancelCrossesFill",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "101.25"), "ACKED, position 0, reserved 1012.5, sent 1"},
           {cancel(), "ACKED pending cancel, position 0, reserved 1012.5, sent 1 -> ASKED"},
           {cancel(), "ACKED pending cancel, position 0, reserved 1012.5, sent 1 -> PENDING"},
           {venue({fills(1, "10", "101")}), "FILLED, position 10, reserved 0, sent 1"},
           {venue({cancel_refused("TOO_LATE")}), ""},
           {cancel(), "FILLED, position 10, reserved 0, sent 1 -> OVER"},
       }},
      {25,
       "CancelRefusedBeforeTheFillIsHeard",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_canceled({cancel_refused("TOO_LATE")}), ""},
           {cancel(), "ACKED, position 0, reserved 1000, sent 1 -> ASKED"},
           {when_asked({fills(1, "10", "100"), is_filled("10")}), ""},
           {wait_ms(0), "FILLED, position 10, reserved 0, sent 1"},
       }},
      {26,
       "PartialWhilePendingCancel",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {cancel(), "ACKED pending cancel, position 0, reserved 1000, sent 1 -> ASKED"},
           {venue({fills(1, "4", "100")}),
            "PARTIAL pending cancel, position 4, reserved 600, sent 1"},
           {venue({cancels()}), "CANCELED, position 4, reserved 0, sent 1"},
       }},
      {27,
       "FillAfterCanceled",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_canceled({cancels()}), ""},
           {cancel(), "CANCELED, position 0, reserved 0, sent 1 -> ASKED"},
           {venue({fills(1, "4", "100")}), "CANCELED, position 4, reserved 0, sent 1"},
           {venue({is_canceled("6")}), ""},  // and it hears of more
           {when_asked({fills(1, "4", "100"), fills(2, "2", "100"), is_canceled("6")}), ""},
           {wait_ms(0), "CANCELED, position 6, reserved 0, sent 1"},
       }},
      {28,
       "CancelTimeout",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_canceled({}, "timed out"), ""},
           {cancel(), "ACKED pending cancel, position 0, reserved 1000, sent 1 -> ASKED"},
           {when_asked({is_open()}), ""},  // the cancel did not arrive
           {wait_ms(5'000), ""},
           {when_canceled({cancels()}), ""},  // said again, it does
           {wait_ms(60'000), "CANCELED, position 0, reserved 0, sent 1"},
       }},
      {28,
       "CancelTimeoutAndTheOrderIsGone",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_canceled({}, "timed out"), ""},
           {cancel(), "ACKED pending cancel, position 0, reserved 1000, sent 1 -> ASKED"},
           {when_asked({fills(1, "4", "100"), is_canceled("4")}), ""},
           {wait_ms(0), "CANCELED, position 4, reserved 0, sent 1"},
       }},
      {29,
       "CancelOfAnUnknownId",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {cancel(77), "ACKED, position 0, reserved 1000, sent 1 -> NO_SUCH_ORDER"},
       }},
      {29,
       "VenueDoesNotKnowWhatIsToBeCanceled",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_canceled({cancel_refused("UNKNOWN_ORDER")}), ""},
           {cancel(), "SENDING pending cancel, position 0, reserved 1000, sent 1 -> ASKED"},
           {when_asked({is_open()}), ""},  // the cancel overtook the order
           {wait_ms(0), "ACKED pending cancel, position 0, reserved 1000, sent 1"},
           {when_canceled({cancels()}), ""},
           {wait_ms(1'000), "CANCELED, position 0, reserved 0, sent 1"},
       }},
      {29,
       "WhatIsToBeCanceledNeverArrived",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_canceled({cancel_refused("UNKNOWN_ORDER")}), ""},
           {cancel(), "SENDING pending cancel, position 0, reserved 1000, sent 1 -> ASKED"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(60'000), "CANCELED, position 0, reserved 0, sent 1"},  // not sent again
       }},
      {29,
       "CancelOfWhatWaitsToBeSentAgain",
       {},
       {
           {when_sent({turned_away("THROTTLED")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {cancel(), "CANCELED, position 0, reserved 0, sent 1 -> DONE"},
           {wait_ms(60'000), ""},
       }},
      {33,
       "UnsolicitedCancel",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({cancels()}), "CANCELED, position 4, reserved 0, sent 1"},
           {venue({cancels()}), ""},
       }},
      {33,
       "UnsolicitedExpiry",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({expires()}), "EXPIRED, position 0, reserved 0, sent 1"},
       }},
      {35,
       "IocPartialThenExpire",
       {},
       {
           {when_sent({fills(1, "4", "100").in_all("4"), expires().in_all("4")}), ""},
           {buy_ioc("10", "100"), "EXPIRED, position 4, reserved 0, sent 1"},  // the rest is free
           {wait_ms(3'600'000), ""},                                           // and not sent again
       }},
      {36,
       "SelfTradePreventionExpiry",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({expires("SELF_TRADE_PREVENTION")}),
            "EXPIRED SELF_TRADE_PREVENTION, position 0, reserved 0, sent 1"},
           {wait_ms(3'600'000), ""},
       }},
  };
}

}  // namespace sluice::scenarios
