// SPDX-License-Identifier: Apache-2.0
#include "market_queue.hpp"

#include <span>
#include <utility>

namespace sluice::testnet {
namespace {

template <typename Row>
void add_run(const std::vector<MarketNews>& news, std::size_t& at, std::vector<Row>& rows) {
  for (; at < news.size() && std::holds_alternative<Row>(news[at]); ++at)
    rows.push_back(std::get<Row>(news[at]));
}

}  // namespace

void MarketQueue::put(MarketNews news, std::int64_t heard_ns) {
  {
    const std::lock_guard hold{lock_};
    keep({++last_number_, heard_ns, std::move(news)});
  }
  if (on_news_) on_news_();
}

void MarketQueue::keep(Entry&& entry) {
  if (!std::holds_alternative<sluice_quote>(entry.news)) return keep_other(std::move(entry));
  if (quotes_.size() == kMaxQuotes) {
    quotes_.pop_front();
    ++dropped_quotes_;
  }
  quotes_.push_back(std::move(entry));
}

void MarketQueue::keep_other(Entry&& entry) {
  if (others_.size() < kMaxOthers) return others_.push_back(std::move(entry));
  const std::int64_t heard_ns = entry.heard_ns;
  const auto* const told = std::get_if<ConnectionNews>(&entry.news);
  const bool is_up = told == nullptr || told->is_connected;
  others_.clear();
  others_.push_back({last_number_, heard_ns, ConnectionNews{false, "more than could be held"}});
  if (is_up) others_.push_back({++last_number_, heard_ns, ConnectionNews{true, ""}});
}

std::vector<MarketNews> MarketQueue::take(std::int64_t until_ns, std::uint64_t limit) {
  const std::lock_guard hold{lock_};
  std::vector<MarketNews> taken;
  std::uint64_t rows = 0;
  const auto is_ready = [&](const std::deque<Entry>& queue) {
    return !queue.empty() && queue.front().heard_ns <= until_ns;
  };
  while (rows < limit && (is_ready(quotes_) || is_ready(others_))) {
    const bool quote_is_next =
        is_ready(quotes_) &&
        (!is_ready(others_) || quotes_.front().number < others_.front().number);
    std::deque<Entry>& queue = quote_is_next ? quotes_ : others_;
    if (!std::holds_alternative<ConnectionNews>(queue.front().news)) ++rows;
    taken.push_back(std::move(queue.front().news));
    queue.pop_front();
  }
  return taken;
}

std::uint64_t MarketQueue::dropped_quotes() const {
  const std::lock_guard hold{lock_};
  return dropped_quotes_;
}

void hand_over(const std::vector<MarketNews>& news, Market& market) {
  for (std::size_t at = 0; at < news.size();) {
    if (const auto* const told = std::get_if<ConnectionNews>(&news[at])) {
      if (told->is_connected)
        market.connected(told->reason);
      else
        market.disconnected(told->reason);
      ++at;
      continue;
    }
    std::vector<sluice_quote> quotes;
    std::vector<sluice_trade> trades;
    std::vector<sluice_bar> bars;
    add_run(news, at, quotes);
    if (quotes.empty()) add_run(news, at, trades);
    if (quotes.empty() && trades.empty()) add_run(news, at, bars);
    market.quotes(quotes);
    market.trades(trades);
    market.bars(bars);
  }
}

}  // namespace sluice::testnet
