// SPDX-License-Identifier: Apache-2.0
//
// field_reader.hpp: takes typed values out of one map of a document, and tells what is wrong there.
//
// Place: rule_tests. Errors: faults with line and path; every one is collected. A key that nobody
// took is unknown: finish() names the nearest one that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "config/value.hpp"

namespace sluice::rule_tests {

// A word of the format and what it stands for.
struct Word {
  std::string_view name;
  std::uint32_t value;
};

class FieldReader {
 public:
  // `map` must outlive the reader; null: there is nothing to read.
  FieldReader(const config::Value* map, std::string path, config::Faults& faults);

  // Null where there is none, or an empty text.
  const config::Value* take(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<int128> decimal(std::string_view key);
  template <typename T>  // Price, Quantity
  std::optional<T> exact(std::string_view key) {
    const auto units = decimal(key);
    if (!units) return std::nullopt;
    if (const auto narrow = detail::narrow(*units)) return T::from_raw(*narrow);
    fault(key, "it does not fit 64 bits of 1e-8");
    return std::nullopt;
  }
  std::optional<Money> money(std::string_view key);
  std::optional<Timestamp> time(std::string_view key);
  // Seconds as nanoseconds; >= 0.
  std::optional<std::int64_t> seconds(std::string_view key);
  std::optional<std::int64_t> whole(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::uint32_t> word(std::string_view key, std::span<const Word> words);

  void fault(std::string_view key, const std::string& message);
  // At the map itself.
  void fault(const std::string& message);
  // Members that are maps, and were not taken.
  [[nodiscard]] std::vector<const config::Member*> maps_left() const;
  // For those keys of maps_left() that were read.
  void know(std::string_view key) { known_.emplace_back(key); }
  [[nodiscard]] std::string path_of(std::string_view key) const;
  void finish();

 private:
  [[nodiscard]] bool is_known(std::string_view key) const;

  const config::Value* map_;
  std::string path_;
  config::Faults& faults_;
  std::vector<std::string> known_;
};

}  // namespace sluice::rule_tests
