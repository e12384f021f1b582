// SPDX-License-Identifier: Apache-2.0
//
// ambiguity.cpp: a byte may have left and no clear word came back. The order is UNKNOWN: its budget
// stays reserved, it is not sent again, the venue is asked.
#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

using routing::Resolution;

Scenarios ambiguity() {
  return {
      {8,
       "TimeoutThenQueryNew",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {wait_ms(999), ""},
           {wait_ms(1), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {when_asked({is_open()}), ""},
           {wait_ms(1'000), "ACKED, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(3'600'000), ""},  // it is not asked any more
       }},
      {9,
       "TimeoutThenQueryFilled",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_filled("10")}), ""},  // the trades do not come with it
           {wait_ms(1'000), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {when_asked({fills(1, "4", "100"), fills(2, "6", "99"), is_filled("10")}), ""},
           {wait_ms(2'000), "FILLED, position 10, reserved 0, sent 1"},
       }},
      {10,
       "TimeoutThenEarlyNotFound",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(1'000), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {wait_ms(4'999), ""},  // asked thrice by now: too early to prove anything
           {when_asked({is_open()}), ""},
           {wait_ms(10'000), "ACKED, position 0, reserved 1000, sent 1"},
       }},
      {10,
       "NotFoundWithoutABound",
       {.not_found_after_ms = 0},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(86'400'000), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {operator_says(Resolution::kNotAtVenue),
            "FAILED_FINAL RESOLVED, position 0, reserved 0, sent 1 -> DONE"},
           {wait_ms(86'400'000), ""},
       }},
      {11,
       "TimeoutThenNotFoundPastTheBound",
       {},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(9'000), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},  // one read
           {when_sent({acks()}), ""},
           {wait_ms(9'000), "ACKED, position 0, reserved 1000, sent 2"},  // two: the same name
           {venue({fills(1, "10", "100")}), "FILLED, position 10, reserved 0, sent 2"},
       }},
      {11,
       "NotFoundPastTheBoundWithoutRetriesLeft",
       {.max_retries = 0},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(60'000), "FAILED_FINAL not found at the venue, position 0, reserved 0, sent 1"},
       }},
      {11,
       "ProofThatWasWrong",
       {.max_retries = 0},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(60'000), "FAILED_FINAL not found at the venue, position 0, reserved 0, sent 1"},
           {venue({acks()}),
            "ACKED not found at the venue DISPUTED, position 0, reserved 1000, sent 1, HALTED"},
           {venue({fills(1, "4", "100")}),
            "PARTIAL not found at the venue DISPUTED, position 4, reserved 600, sent 1, HALTED"},
           {operator_says(Resolution::kEnded),
            "CANCELED not found at the venue, position 4, reserved 0, sent 1, HALTED -> DONE"},
       }},
      {11,
       "FillAfterTheProof",
       {.max_retries = 0},
       {
           {buy("10", "100"), "SENDING, position 0, reserved 1000, sent 1"},
           {when_asked({is_not_found()}), ""},
           {wait_ms(60'000), "FAILED_FINAL not found at the venue, position 0, reserved 0, sent 1"},
           {venue({fills(1, "10", "100")}),
            "FILLED not found at the venue DISPUTED, position 10, reserved 0, sent 1, HALTED"},
       }},
      {13,
       "RetryMeetsDuplicateOrder",
       {},
       {
           {when_sent({turned_away("NO_ROUTE")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {when_sent({rejects("DUPLICATE_ORDER")}), ""},
           {wait_ms(600), "SENDING UNKNOWN, position 0, reserved 1000, sent 2"},
           {when_asked({is_open()}), ""},
           {wait_ms(1'000), "ACKED, position 0, reserved 1000, sent 2"},
       }},
      {13,
       "RetryOvertakenByTheFirstAttempt",
       {},
       {
           {when_sent({turned_away("NO_ROUTE")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "4", "100")}), "PARTIAL, position 4, reserved 600, sent 1"},
           {wait_ms(60'000), ""},  // it is there: it is not sent again
       }},
      {38,
       "ThrottledBeforeTheEngine",
       {},
       {
           {when_sent({turned_away("THROTTLED", 5'000)}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {wait_ms(4'999), ""},
           {when_sent({acks()}), ""},
           {wait_ms(1), "ACKED, position 0, reserved 1000, sent 2"},
       }},
      {38,
       "ThrottledIsToldAgainAfterTheRetry",
       {},
       {
           {when_sent({turned_away("THROTTLED")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {when_sent({}), ""},
           {wait_ms(600), "SENDING, position 0, reserved 1000, sent 2"},
           {venue({turned_away("THROTTLED")}), ""},  // of the first attempt
           {venue({acks()}), "ACKED, position 0, reserved 1000, sent 2"},
       }},
      {38,
       "ThrottledForGood",
       {.max_retries = 2},
       {
           {when_sent({turned_away("THROTTLED")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {wait_ms(600'000), "FAILED_FINAL THROTTLED, position 0, reserved 0, sent 3"},
       }},
      {38,
       "ThrottledAndHalted",
       {},
       {
           {when_sent({turned_away("THROTTLED")}), ""},
           {buy("10", "100"), "RETRY, position 0, reserved 1000, sent 1"},
           {venue({fills(1, "5", "100").of(99)}),
            "RETRY, position 0, reserved 1000, sent 1, HALTED"},
           {when_sent({acks()}), ""},
           {wait_ms(60'000), ""},
           {operator_releases_halt(), "RETRY, position 0, reserved 1000, sent 1"},
           {wait_ms(60'000), "ACKED, position 0, reserved 1000, sent 2"},
       }},
      {39,
       "ServerErrorIsUnknown",
       {},
       {
           {when_sent({}, "503 Service Unavailable"), ""},
           {buy("10", "100"), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {when_asked({fills(1, "10", "100"), is_filled("10")}), ""},
           {wait_ms(0), "FILLED, position 10, reserved 0, sent 1"},  // executed all the same
       }},
      {40,
       "MalformedAnswerIsUnknown",
       {},
       {
           {when_sent({}, "status 200 with a body that is not JSON"), ""},
           {buy("10", "100"), "SENDING UNKNOWN, position 0, reserved 1000, sent 1"},
           {when_asked({}, "connection reset"), ""},  // asked in vain, again and again
           {wait_ms(600'000), ""},
           {when_asked({is_expired()}), ""},
           {wait_ms(120'000), "EXPIRED, position 0, reserved 0, sent 1"},
       }},
  };
}

}  // namespace sluice::scenarios
