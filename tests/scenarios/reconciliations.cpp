// SPDX-License-Identifier: Apache-2.0
//
// reconciliations.cpp: our books held against the venue's.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

using routing::Resolution;

Scenarios reconciliations() {
  return {
      {10,
       "EarlyNotFoundAtReconcile",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {wait_ms(1'000), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {when_compared({}, "0"), ""},
           {when_asked({is_not_found()}), ""},
           {reconcile(), "SENDING UNKNOWN, position 0, reserved 1000, sent 1 -> incomplete"},
           {when_asked({is_open()}), ""},
           {reconcile(), "ACKED, position 0, reserved 1000, sent 1 -> complete"},
       }},
      {41,
       "UnknownOpenOrderAtReconcile",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_compared({is_open()}, "0"), ""},
           {reconcile(), "ACKED, position 0, reserved 1000, sent 1 -> complete"},
           {when_compared({is_open(), is_open().of(0)}, "0"), ""},
           {reconcile(), "ACKED, position 0, reserved 1000, sent 1, HALTED -> incomplete"},
       }},
      {42,
       "VenueResetAllOrdersMissing",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_compared({}, "0"), ""},
           {when_asked({is_not_found()}), ""},  // said once, it proves nothing
           {reconcile(), "ACKED, position 0, reserved 1000, sent 1 -> incomplete"},
           {wait_ms(60'000), "ACKED DISPUTED, position 0, reserved 1000, sent 1, HALTED"},
           {reconcile(), "ACKED DISPUTED, position 0, reserved 1000, sent 1, HALTED -> incomplete"},
           {operator_says(Resolution::kEnded),
            "CANCELED, position 0, reserved 0, sent 1, HALTED -> DONE"},
           {operator_releases_halt(), "CANCELED, position 0, reserved 0, sent 1"},
           {reconcile(), "CANCELED, position 0, reserved 0, sent 1 -> complete"},
       }},
      {42,
       "OpenHereAndOverThere",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {when_compared({}, "4"), ""},
           {when_asked({fills(1, "4", "100"), is_expired("4")}), ""},
           {reconcile(), "EXPIRED, position 4, reserved 0, sent 1 -> complete"},
       }},
      {44,
       "LateSnapshotAfterNewerEvent",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100"), fills(2, "3", "100")}),
            "PARTIAL, position 7, reserved 300, sent 1"},
           // Taken before the second execution.
           {when_compared({fills(1, "4", "100"), is_open("4")}, "4"), ""},
           {reconcile(), "PARTIAL, position 7, reserved 300, sent 1 -> incomplete"},
           {when_asked({fills(1, "4", "100"), fills(2, "3", "100"), is_open("7")}), ""},
           {wait_ms(1'000), ""},
           {venue({fills(3, "3", "100")}), "FILLED, position 10, reserved 0, sent 1"},
           {reconcile(), "FILLED, position 10, reserved 0, sent 1 -> incomplete"},
           {when_compared({fills(1, "4", "100"), fills(2, "3", "100"), fills(3, "3", "100")}, "10"),
            ""},
           {reconcile(), "FILLED, position 10, reserved 0, sent 1 -> complete"},
       }},
      {44,
       "LateSnapshotAfterTheCancel",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({cancels()}), "CANCELED, position 0, reserved 0, sent 1"},
           {when_compared({is_open()}, "0"), ""},  // taken before
           {reconcile(), "CANCELED, position 0, reserved 0, sent 1 -> complete"},
           {wait_ms(3'600'000), ""},
       }},
  };
}

}  // namespace sluice::scenarios
