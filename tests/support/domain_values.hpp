// SPDX-License-Identifier: Apache-2.0
//
// domain_values.hpp: domain values from the text a person would write, for tests of every room.
//
// Place: tests. Text that is not a value ends the test program: it is a mistake in the test.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"
#include "core/intent.hpp"

namespace sluice::testing {

inline Price px(std::string_view text) {
  const auto value = Price::parse(text);
  SLUICE_ASSERT(value.has_value());
  return *value;
}
inline Quantity qty(std::string_view text) {
  const auto value = Quantity::parse(text);
  SLUICE_ASSERT(value.has_value());
  return *value;
}
inline Money money(std::string_view text) {
  const auto value = Money::parse(text);
  SLUICE_ASSERT(value.has_value());
  return *value;
}
inline Date date(std::string_view text) {
  const auto value = Date::parse(text);
  SLUICE_ASSERT(value.has_value());
  return *value;
}
// 00:00 UTC of a day.
inline Timestamp day(std::string_view text) { return Timestamp::from_date(date(text)); }
inline Timestamp at(std::string_view text) {
  const auto value = Timestamp::parse(text);
  SLUICE_ASSERT(value.has_value());
  return *value;
}

inline Instrument instrument(std::string symbol, std::string sector = "", std::string region = "") {
  Instrument made;
  made.symbol = std::move(symbol);
  made.sector = std::move(sector);
  made.region = std::move(region);
  return made;
}

inline std::vector<Instrument> instruments(std::initializer_list<const char*> symbols) {
  std::vector<Instrument> made;
  for (const char* symbol : symbols) made.push_back(instrument(symbol));
  return made;
}

// A bar whose open, high, low and close are one price.
inline sluice_bar bar(Timestamp time, InstrumentId id, std::string_view price,
                      std::string_view volume = "1000") {
  sluice_bar made{};
  made.time = time.nanoseconds();
  made.instrument = id;
  made.flags =
      SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
  made.open = made.high = made.low = made.close = px(price).raw();
  made.volume = qty(volume).raw();
  return made;
}

template <typename Row>
sluice_rows rows_of(const std::vector<Row>& rows) {
  return {rows.data(), rows.size(), sizeof(Row)};
}

// A market order of the day 2024-01-02 over whole units, with a reference price.
inline Intent market_intent(std::uint64_t number, InstrumentId id, Side side,
                            std::string_view quantity, std::string_view reference_price) {
  Intent intent;
  intent.id = {0xabcd, number};
  intent.instrument = id;
  intent.side = side;
  intent.quantity = qty(quantity);
  intent.reference_price = px(reference_price);
  intent.reference_time = intent.decision_time = day("2024-01-02");
  return intent;
}

}  // namespace sluice::testing
