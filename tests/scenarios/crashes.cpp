// SPDX-License-Identifier: Apache-2.0
//
// crashes.cpp: the process dies, and another one goes on from the journal.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

Scenarios crashes() {
  return {
      {14,
       "CrashBeforeJournalWrite",
       {},
       {
           {die_before_the_journal_is_written(), ""},
           {buy("10", "100"), "process is dead, sent 0"},
           {start_again(), "no order, position 0, reserved 0, sent 0"},
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
       }},
      {15,
       "CrashAfterWriteBeforeSend",
       {},
       {
           {die_before_sending(), ""},
           {buy("10", "100"), "process is dead, sent 0"},
           {start_again(), "SENDING UNKNOWN, position 0, reserved 1000, sent 0"},
           {buy("10", "100"),
            "SENDING UNKNOWN, position 0, reserved 1000, sent 0 -> known: order 1"},
           {when_asked({is_not_found()}), ""},
           {when_sent({acks()}), ""},
           {wait_ms(60'000), "ACKED, position 0, reserved 1000, sent 1"},
       }},
      {16,
       "CrashAfterSend",
       {},
       {
           {die_after_sending(), ""},
           {buy("10", "100"), "process is dead, sent 1"},
           {start_again(), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {when_asked({fills(1, "4", "100"), is_open("4")}), ""},
           {wait_ms(0), "PARTIAL, position 4, reserved 600, sent 1"},
       }},
      {17,
       "CrashAfterFillApplied",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {start_again(), "PARTIAL, position 4, reserved 600, sent 1"},
           {venue({acks(), fills(1, "4", "100"), fills(2, "6", "100")}),
            "FILLED, position 10, reserved 0, sent 1"},
           {start_again(), "FILLED, position 10, reserved 0, sent 1"},
           {venue({acks(), fills(1, "4", "100"), fills(2, "6", "100")}), ""},
       }},
      {17,
       "CrashBeforeTheFillIsHeard",
       {},
       {
           {when_sent({acks()}), ""},
           {buy("10", "100"), "ACKED, position 0, reserved 1000, sent 1"},
           {start_again(), ""},
           {when_asked({fills(1, "10", "100"), is_filled("10")}), ""},  // missed: it is asked for
           {wait_ms(0), "FILLED, position 10, reserved 0, sent 1"},
       }},
  };
}

}  // namespace sluice::scenarios
