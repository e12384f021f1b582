// SPDX-License-Identifier: Apache-2.0
//
// stream_fixture.hpp: a feed run as a session runs it, and what it streamed as lines of text.
//
// Place: tests of the feeds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feed_fixture.hpp"

namespace sluice::feeds {

// One event a line, in the order in which they were told:
// "2025-01-15T14:30:00Z quote #0 10/10.5 3x4", "… trade #0 10 x5 buy", "… bar #0 C10.5 V7".
class StreamedFeed {
 public:
  // `params` as JSON.
  StreamedFeed(const sluice_component& component, const std::string& params)
      : feed_{component, params, host_} {}

  // What it has against its parameters or the request; empty: nothing.
  std::string open(const Lines& symbols, sluice_time from = INT64_MIN, sluice_time to = INT64_MAX,
                   std::uint32_t lookback = 0);
  // Up to a time, `limit` rows a call until there are no more.
  Lines until(sluice_time time, std::uint64_t limit = 1000);
  Lines until(std::string_view time, std::uint64_t limit = 1000) {
    return until(Timestamp::parse(time)->nanoseconds(), limit);
  }
  Lines all(std::uint64_t limit = 1000) { return until(INT64_MAX, limit); }
  // Has it said that nothing will ever come again?
  [[nodiscard]] bool ended() const noexcept { return feed_.status() == SLUICE_END; }
  // Empty: never.
  [[nodiscard]] std::string next_event();
  [[nodiscard]] Lines pulled() { return lines_of(feed_.pull_all(7)); }
  // "CODE:line [symbol] message -> action"
  [[nodiscard]] Lines issue_lines() const;
  [[nodiscard]] testing::MockFeed& feed() noexcept { return feed_; }

 private:
  testing::MockHost host_;
  testing::MockFeed feed_;
};

}  // namespace sluice::feeds
