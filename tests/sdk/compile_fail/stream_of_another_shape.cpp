// SPDX-License-Identifier: Apache-2.0
// expect: sluice: a feed that streams needs `bool stream(Timestamp until, std::uint64_t limit,
// Market& market)`
#include <sluice/plugin.hpp>

struct Feed {
  static constexpr auto id = "feed";
  static constexpr auto version = "1.0.0";
  sluice::FeedInfo open(const sluice::FeedRequest&, sluice::Issues&) { return {}; }
  std::size_t pull(std::span<sluice_bar>) { return 0; }
  void stream(sluice::Timestamp, sluice::Market&) {}
};

SLUICE_LIBRARY("wrong", "1.0.0", sluice::feed<Feed>)
