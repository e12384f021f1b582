// SPDX-License-Identifier: Apache-2.0
//
// json_writer.hpp: JSON written straight to the sink, exact decimals included.
//
// Place: reports. A tree in memory would hold every day twice, and its numbers are doubles; here an
// amount is written digit by digit as it is. Owns a small buffer. The caller keeps objects and
// arrays balanced and calls finish(). Errors: as the sink's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/plugin.hpp>

namespace sluice::reports {

class JsonWriter {
 public:
  explicit JsonWriter(Sink& sink) : sink_{sink} {}

  JsonWriter& open(char bracket);  // '{' or '['
  JsonWriter& close(char bracket);
  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& number(double value);  // null unless finite
  JsonWriter& null() { return raw("null"); }
  // A decimal or a date.
  template <typename T>
  JsonWriter& exact(const T& value) {
    return raw(value.to_string());
  }
  JsonWriter& date(Date value) { return string(value.to_string()); }
  JsonWriter& maybe(std::optional<double> value) { return value ? number(*value) : null(); }
  JsonWriter& maybe(std::optional<Money> value) { return value ? exact(*value) : null(); }
  JsonWriter& maybe(std::optional<Date> value) { return value ? date(*value) : null(); }

  // Writes what is still buffered, and a last newline.
  void finish();

 private:
  JsonWriter& raw(std::string_view text);
  void separate();

  Sink& sink_;
  std::string buffer_;
  std::size_t depth_ = 0;
  bool needs_comma_ = false;
  bool after_key_ = false;
};

}  // namespace sluice::reports
