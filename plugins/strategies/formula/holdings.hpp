// SPDX-License-Identifier: Apache-2.0
//
// holdings.hpp: for how many bars each position has been held.
//
// Place: sluice_strategies, the room `formula`. State, kept between runs under the symbol:
// {"last":<ns of the last session>,"bars_held":{"ABC":3}}. Thread: lane. Errors: a text that is not
// of this form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/strategy.hpp>

namespace sluice::strategies::formula {

class Holdings {
 public:
  // Before the instruments of a session: names them, where that has not been done.
  void begin(const MarketView& market);
  // Counts on; 1 when the position is first seen, 0 without one.
  double count(std::uint32_t instrument, bool held, const Series& series) noexcept;
  void end(Timestamp session) noexcept { last_ = session.nanoseconds(); }

  [[nodiscard]] std::string save() const;
  void load(std::string_view text);

 private:
  struct Row {
    std::string symbol;
    std::int64_t bars = 0;
  };
  std::vector<Row> rows_;  // by instrument
  std::vector<Row> kept_;  // loaded, before the instruments are known
  sluice_time last_ = INT64_MIN;
};

}  // namespace sluice::strategies::formula
