// SPDX-License-Identifier: Apache-2.0
#include "testnet_feed.hpp"

#include <algorithm>
#include <utility>

#include "market_messages.hpp"

namespace sluice::testnet {
namespace {

// What may stand in the path of a request.
bool is_symbol(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

}  // namespace

TestnetFeed::TestnetFeed(const Params& params, Host host)
    : host_{host},
      params_{params},
      venue_{parse_venue(params.url)},
      clock_{params.clock == "host", 0} {}

FeedInfo TestnetFeed::open(const FeedRequest& request, Issues&) {
  connection_.reset();
  queue_ = std::make_unique<MarketQueue>([bell = Bell{host_}] { bell.ring(); });
  MarketConnectionSettings settings;
  for (const sluice_str& symbol : request.symbols()) {
    settings.symbols.emplace_back(view_of(symbol));
    if (!is_symbol(settings.symbols.back()))
      throw Failure(SLUICE_ERROR_ARGUMENT, "testnet_binance_feed: '" + settings.symbols.back() +
                                               "' is no symbol of the venue's; expected one like "
                                               "BTCUSDT");
  }
  if (settings.symbols.size() > kMaxSymbols)
    throw Failure(SLUICE_ERROR_LIMIT,
                  "testnet_binance_feed: " + std::to_string(settings.symbols.size()) +
                      " symbols; one connection carries " + std::to_string(kMaxSymbols));
  clock_.hear(host_.now().nanoseconds());
  queue_->put(ConnectionNews{false, "connecting"}, clock_.ours_ns());
  FeedInfo info;
  info.fields =
      SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
  if (settings.symbols.empty()) return info;
  settings.door = venue_.market_streams;
  settings.ca_file = params_.ca_file.value_or("");
  settings.path = streams_path(settings.symbols, interval_of(params_.freq));
  settings.connect_timeout = std::chrono::milliseconds{params_.connect_timeout_ms};
  settings.silence = std::chrono::milliseconds{params_.silence_ms};
  connection_ = std::make_unique<MarketConnection>(std::move(settings), *queue_,
                                                   [this] { return clock_.ours_ns(); });
  return info;
}

bool TestnetFeed::stream(Timestamp until, std::uint64_t limit, Market& market) {
  if (!queue_) return true;
  clock_.hear(until.nanoseconds());
  hand_over(queue_->take(until.nanoseconds(), limit), market);
  const std::uint64_t dropped = queue_->dropped_quotes();
  if (dropped > 2 * told_dropped_) {
    host_.log(LogLevel::kWarning, "testnet_binance_feed: " + std::to_string(dropped) +
                                      " quotes were dropped: nobody took them in time");
    told_dropped_ = dropped;
  }
  return true;
}

}  // namespace sluice::testnet
