// SPDX-License-Identifier: Apache-2.0
//
// replaces_of_terms.cpp: new terms for an order on its way. Until the venue has spoken either may
// be in force, so the larger is reserved.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

Scenarios replaces_of_terms() {
  return {
      {30,
       "ReplaceRejectedAfterPartial",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {replace("12", "100"),
            "PARTIAL pending replace, position 4, reserved 800, sent 1 -> ASKED"},
           {venue({fills(2, "2", "100")}),
            "PARTIAL pending replace, position 6, reserved 600, sent 1"},
           {venue({replace_refused("TOO_LATE")}), "PARTIAL, position 6, reserved 400, sent 1"},
           {venue({fills(3, "4", "100")}), "FILLED, position 10, reserved 0, sent 1"},
       }},
      {31,
       "ReplaceBelowFilled",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {replace("3", "100"), "PARTIAL, position 4, reserved 600, sent 1 -> BELOW_FILLED"},
           {replace("4", "100"), "PARTIAL, position 4, reserved 600, sent 1 -> BELOW_FILLED"},
       }},
      {31,
       "FilledBeyondTheNewTermsOnTheWay",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {replace("4", "100"),
            "ACKED pending replace, position 0, reserved 1000, sent 1 -> ASKED"},
           {venue({fills(1, "6", "100")}),
            "PARTIAL pending replace, position 6, reserved 400, sent 1"},
           {venue({replace_refused("BELOW_FILLED")}), "PARTIAL, position 6, reserved 400, sent 1"},
       }},
      {32,
       "ReplaceTimeoutReservesTheLarger",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_replaced({}, "timed out"), ""},
           {replace("15", "100"),
            "ACKED pending replace, position 0, reserved 1500, sent 1 -> ASKED"},
           {when_asked({is_open().with_terms("10", "100")}), ""},
           {wait_ms(5'000), ""},  // the old terms prove nothing yet
           {wait_ms(4'000), ""},  // and past the bound nothing when said once
           {when_asked({is_open().with_terms("15", "100")}), ""},
           {wait_ms(60'000), "ACKED, position 0, reserved 1500, sent 1"},
       }},
      {32,
       "ReplaceToLessReservesTheOldUntilItIsSure",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {replace("5", "100"),
            "ACKED pending replace, position 0, reserved 1000, sent 1 -> ASKED"},
           {wait_ms(5'000), ""},
           {venue({replaces()}), "ACKED, position 0, reserved 500, sent 1"},
       }},
      {32,
       "ReplaceProvenByAFill",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {replace("15", "100"),
            "ACKED pending replace, position 0, reserved 1500, sent 1 -> ASKED"},
           {venue({fills(1, "12", "100")}), "PARTIAL, position 12, reserved 300, sent 1"},
           {venue({replaces()}), ""},
           {venue({fills(2, "3", "100")}), "FILLED, position 15, reserved 0, sent 1"},
       }},
      {32,
       "ReplaceThatNeverArrived",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_replaced({}, "timed out"), ""},
           {replace("15", "100"),
            "ACKED pending replace, position 0, reserved 1500, sent 1 -> ASKED"},
           {when_asked({is_open().with_terms("10", "100")}), ""},
           {wait_ms(60'000), "ACKED, position 0, reserved 1000, sent 1"},
       }},
  };
}

}  // namespace sluice::scenarios
