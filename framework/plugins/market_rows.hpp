// SPDX-License-Identifier: Apache-2.0
//
// market_rows.hpp: the rows of a stream on their way from a plugin to the caller.
//
// Place: plugins, private. Owns nothing but the order seen so far. Thread: the lane. Throws
// nothing: the plugin calls it. Rows that can't be used are refused and stay refused; problem()
// says why.
#pragma once

#include <string_view>

#include <sluice/c/feed.h>
#include <sluice/time.hpp>

namespace sluice::plugins {

// How far a stream has come. Bars are told when they end, with the time they began: they and the
// rest are in order each by itself.
struct MarketOrder {
  std::uint64_t instruments = 0;  // of the request
  sluice_time last_event = INT64_MIN;
  sluice_time last_bar = INT64_MIN;
};

class MarketRows {
 public:
  // `target` is whom the rows are for; it and `order` outlive this object.
  MarketRows(const sluice_market_sink& target, MarketOrder& order, Timestamp until,
             std::uint64_t limit) noexcept
      : target_{target}, order_{order}, until_{until.nanoseconds()}, limit_{limit} {}

  // What the plugin is given.
  [[nodiscard]] sluice_market_sink sink() noexcept;
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  // What was wrong with a row; empty: nothing.
  [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

 private:
  template <typename Row, auto Target>
  static sluice_status take(void* self, sluice_rows rows) noexcept;
  static sluice_status connection(void* self, std::uint32_t connected, sluice_str reason) noexcept;
  template <typename Row>
  [[nodiscard]] std::string_view fault_of(sluice_rows rows) noexcept;
  template <typename Row>
  [[nodiscard]] std::string_view fault_of_row(const Row& row) const noexcept;

  const sluice_market_sink& target_;
  MarketOrder& order_;
  sluice_time until_;
  std::uint64_t limit_;
  std::uint64_t count_ = 0;
  std::string_view problem_;
};

}  // namespace sluice::plugins
