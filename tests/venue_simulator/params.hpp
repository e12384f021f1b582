// SPDX-License-Identifier: Apache-2.0
//
// params.hpp: the parameters of a request, read with the venue's own complaints.
//
// Place: tests/venue_simulator, wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/decimal.hpp>

#include "venue_simulator/outcome.hpp"

namespace sluice::venue_simulator {

class Params {
 public:
  Params() = default;
  explicit Params(std::vector<std::pair<std::string, std::string>> pairs)
      : pairs_{std::move(pairs)} {}
  // "a=1&b=2", percent-encoded.
  static Params parse(std::string_view text);
  void append(const Params& more);

  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;  // empty: not there
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] const auto& pairs() const noexcept { return pairs_; }

  // Must be there.
  [[nodiscard]] Outcome<std::string> required(std::string_view name) const;
  // Nothing: it is not there.
  [[nodiscard]] Outcome<std::optional<std::int64_t>> integer(std::string_view name) const;
  template <typename Decimal>
  [[nodiscard]] Outcome<std::optional<Decimal>> decimal(std::string_view name) const {
    const std::string* const given = find(name);
    if (given == nullptr) return std::optional<Decimal>{};
    if (!is_decimal_text(*given)) return malformed(name);
    const auto value = Decimal::parse(*given);
    if (!value) return too_precise(name);
    if (value->is_negative()) return malformed(name);
    return value;
  }

 private:
  [[nodiscard]] static bool is_decimal_text(std::string_view text);
  [[nodiscard]] static Refusal malformed(std::string_view name);
  [[nodiscard]] static Refusal too_precise(std::string_view name);

  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace sluice::venue_simulator
