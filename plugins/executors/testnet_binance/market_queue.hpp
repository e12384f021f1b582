// SPDX-License-Identifier: Apache-2.0
//
// market_queue.hpp: what was heard of the market, between the network's thread and the lane.
//
// In the order heard. Bound: kMaxQuotes, kMaxOthers. A lane that is behind loses the oldest quotes
// first, for a newer one says more, and they are counted; where even trades and bars are too many
// all of them go, and the stream says that there is a gap. Place: feed plugin. Thread: any.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <sluice/feed.hpp>

namespace sluice::testnet {

struct ConnectionNews {
  bool is_connected = false;
  std::string reason;
};
using MarketNews = std::variant<sluice_quote, sluice_trade, sluice_bar, ConnectionNews>;

class MarketQueue {
 public:
  static constexpr std::size_t kMaxQuotes = 16'384;
  static constexpr std::size_t kMaxOthers = 16'384;

  // `on_news`: called after each put, on its thread.
  explicit MarketQueue(std::function<void()> on_news = {}) : on_news_{std::move(on_news)} {}

  void put(MarketNews news, std::int64_t heard_ns);
  // At most `limit` rows heard up to `until`; news of the connection are no rows.
  [[nodiscard]] std::vector<MarketNews> take(std::int64_t until_ns, std::uint64_t limit);
  [[nodiscard]] std::uint64_t dropped_quotes() const;

 private:
  struct Entry {
    std::uint64_t number = 0;
    std::int64_t heard_ns = 0;
    MarketNews news;
  };
  void keep(Entry&& entry);
  void keep_other(Entry&& entry);

  std::function<void()> on_news_;
  mutable std::mutex lock_;
  std::deque<Entry> quotes_;
  std::deque<Entry> others_;
  std::uint64_t last_number_ = 0;
  std::uint64_t dropped_quotes_ = 0;
};

// To the host, in runs of one kind.
void hand_over(const std::vector<MarketNews>& news, Market& market);

}  // namespace sluice::testnet
