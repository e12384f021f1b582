// SPDX-License-Identifier: Apache-2.0
//
// sample_day.hpp: the records of a small made-up day, always the same, for tests.
#pragma once

#include <string>

#include "journal/record_types.hpp"
#include "journal/writer.hpp"

namespace sluice::journal::testing {

inline Timestamp sample_time() { return Timestamp::from_date(*Date::from_ymd(2025, 1, 15)); }

inline Header sample_header() {
  return {sample_time(), {{"config", "0f343b0931126a20"}, {"strategy", "trend_baseline"}}};
}

inline ChainPoint sample_start() { return {41, sha256("the day before\n")}; }

// A verdict with its list of rules, then a fill; `salt` makes the day another one from there on.
inline void add_verdict(RecordBuilder& record, int order) {
  record.intent(0x0123456789abcdefULL, static_cast<std::uint64_t>(order)).state("NEW");
  record.text("symbol", "BRK.B").begin_array("rules");
  for (const char* rule : {"max_position_weight", "lot_size"}) {
    record.begin_object().text("id", rule).boolean("passed", true);
    record.decimal("measured", Ratio::from_raw(12'500'000 + order)).end_object();
  }
  record.end_array();
}

inline void add_fill(RecordBuilder& record, int order) {
  record.intent(0x0123456789abcdefULL, static_cast<std::uint64_t>(order)).state("FILLED");
  record.decimal("filled_qty", Quantity::from_raw(1'000'000'000LL * (order + 1)));
  record.decimal("avg_price", Price::from_raw(22'345'670'000LL + order));
  record.decimal("commission", Money::from_raw(-order)).text("note", "\"quoted\"\n\xc3\xa9");
}

// Appends the day's records, `orders` times two; with `changed_from`, orders from there on differ.
inline Result<void> append_day(Writer& writer, int orders, int changed_from = 1 << 20) {
  for (int order = 0; order < orders; ++order) {
    add_verdict(writer.begin(kVerdict, sample_time()), order);
    if (auto done = writer.append(); !done) return done;
    add_fill(writer.begin(kFilled, sample_time()), order < changed_from ? order : order + 1000);
    if (auto done = writer.append(); !done) return done;
    if (order % 3 == 2)
      if (auto done = writer.commit(); !done) return done;
  }
  return {};
}

}  // namespace sluice::journal::testing
