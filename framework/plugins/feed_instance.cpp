// SPDX-License-Identifier: Apache-2.0
#include "plugins/feed_instance.hpp"

#include <utility>

namespace sluice::plugins {

FeedInstance::FeedInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_feed_v1*>(table())} {}

Result<sluice_feed_info> FeedInstance::open(const sluice_feed_request& request,
                                            const sluice_issue_sink& issues) {
  sluice_feed_info info{};
  info.size = sizeof info;
  const auto done = call("open", [&](sluice_error* error) {
    return functions_.open(instance(), &request, &issues, &info, error);
  });
  if (!done) return done.error();
  const std::string_view hash{info.content_hash, sizeof info.content_hash};
  if (hash.find('\0') == hash.npos)
    return fault("open", "gave a content hash that is not terminated");
  order_ = MarketOrder{request.symbols.count};
  return info;
}

Result<std::size_t> FeedInstance::pull(std::span<sluice_bar> bars) {
  SLUICE_ASSERT(!bars.empty());
  if (!is_serving()) return refusal("pull");
  std::uint64_t count = 0;
  const auto status = attempt("pull", [&](sluice_error* error) {
    return functions_.pull(instance(), bars.data(), bars.size(), &count, error);
  });
  if (!status) return status.error();
  if (count > bars.size()) return fault("pull", "claims more bars than there is room for");
  if (*status == SLUICE_END && count != 0) return fault("pull", "gave bars together with the end");
  if (*status == SLUICE_OK && count == 0) return fault("pull", "gave neither a bar nor the end");
  return static_cast<std::size_t>(count);
}

bool FeedInstance::streams() const noexcept {
  return SLUICE_HAS_SLOT(&functions_, sluice_feed_v1, stream);
}

Result<StreamStep> FeedInstance::stream(Timestamp until, std::uint64_t limit,
                                        const sluice_market_sink& sink) {
  SLUICE_ASSERT(streams() && limit > 0);
  if (!is_serving()) return refusal("stream");
  MarketRows rows{sink, order_, until, limit};
  const sluice_market_sink way = rows.sink();
  const auto status = attempt("stream", [&](sluice_error* error) {
    return functions_.stream(instance(), until.nanoseconds(), limit, &way, error);
  });
  // Rows that were refused are a broken promise, also where the plugin made an error of it.
  if (!rows.problem().empty() && !quarantined()) return fault("stream", rows.problem());
  if (!status) return status.error();
  if (*status == SLUICE_END && rows.count() > 0)
    return fault("stream", "gave rows together with the end");
  return StreamStep{rows.count(), *status == SLUICE_END};
}

Timestamp FeedInstance::next_event() {
  if (!is_serving() || !SLUICE_HAS_SLOT(&functions_, sluice_feed_v1, next_event)) return kUnknown;
  sluice_time next = INT64_MIN;
  const auto asked = attempt("next_event", [&](sluice_error*) {
    next = functions_.next_event(instance());
    return sluice_status{SLUICE_OK};
  });
  return asked ? Timestamp::from_nanoseconds(next) : kUnknown;
}

}  // namespace sluice::plugins
