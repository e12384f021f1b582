// SPDX-License-Identifier: Apache-2.0
//
// workout_stream.cpp: what an opened feed streams, in pieces, to the end of time.
#include <algorithm>
#include <limits>
#include <type_traits>

#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

// What is longer is left where it is.
constexpr std::uint64_t kMostCalls = 2'000;
constexpr sluice_time kEndOfTime = std::numeric_limits<sluice_time>::max() - 1;

class StreamWork {
 public:
  StreamWork(Instance& instance, std::uint64_t symbols, std::uint64_t limit)
      : instance_{instance},
        functions_{instance.table<sluice_feed_v1>()},
        symbols_{symbols},
        limit_{limit} {}

  void run() {
    for (std::uint64_t calls = 0; calls < kMostCalls && is_sound_; ++calls) {
      expect_next();
      LentMemory lent = instance_.lend();
      const auto* sink = lent.copy(sluice_market_sink{
          this, &take<sluice_quote>, &take<sluice_trade>, &take<sluice_bar>, &on_connection});
      given_ = 0;
      const auto status = instance_.call(
          "stream", lent,
          [&](sluice_error* error) {
            return functions_.stream(instance_.get(), kEndOfTime, limit_, sink, error);
          },
          true);
      if (status == SLUICE_END && given_ > 0) find("stream gave rows together with the end");
      if (status != SLUICE_OK || given_ == 0) return;
    }
  }

 private:
  void find(const std::string& saw) {
    instance_.find(saw);
    is_sound_ = false;
  }

  // The next row may come no sooner than the feed says.
  void expect_next() {
    next_ = std::numeric_limits<sluice_time>::min();
    if (!SLUICE_HAS_SLOT(&functions_, sluice_feed_v1, next_event)) return;
    LentMemory lent = instance_.lend();
    instance_.call_plain("next_event", lent,
                         [&] { next_ = functions_.next_event(instance_.get()); });
    instance_.record().put("next_event", next_);
  }

  static bool is_price(const sluice_quote& row) { return row.bid >= 0 && row.ask >= 0; }
  static bool is_price(const sluice_trade& row) { return row.price > 0; }
  static bool is_price(const sluice_bar& row) { return row.close > 0; }

  template <typename Row>
  void check(const Row& row) {
    constexpr bool kIsBar = std::is_same_v<Row, sluice_bar>;
    sluice_time& last = kIsBar ? last_bar_ : last_event_;
    if (++given_ > limit_) find("stream gave more rows than were asked for");
    if (row.instrument >= symbols_) find("stream gave a row of an unknown instrument");
    if (row.time < last) find("stream gave rows that are not in the order of time");
    if (row.time > kEndOfTime) find("stream gave a row of later than it was asked for");
    // When a bar ended is the feed's to know.
    if (!kIsBar && row.time < next_) find("stream gave a row before the time of next_event");
    if (!is_price(row)) find("stream gave a row without a price");
    last = row.time;
    instance_.record().put("stream.time", row.time);
    instance_.record().put("stream.instrument", row.instrument);
  }

  template <typename Row>
  static sluice_status take(void* context, sluice_rows rows) noexcept {
    auto& work = *static_cast<StreamWork*>(context);
    for (std::uint64_t i = 0; i < rows.count && work.is_sound_; ++i)
      work.check(*SLUICE_ROW(rows, Row, i));
    return work.is_sound_ ? SLUICE_OK : SLUICE_ERROR_ARGUMENT;
  }
  static sluice_status on_connection(void* context, std::uint32_t connected,
                                     sluice_str reason) noexcept {
    auto& work = *static_cast<StreamWork*>(context);
    if (connected > 1) work.find("stream told of a connection that is neither there nor gone");
    work.instance_.record().put("stream.connected", connected);
    work.instance_.record().put("stream.reason", std::string_view{reason.ptr, reason.len});
    return SLUICE_OK;
  }

  Instance& instance_;
  const sluice_feed_v1& functions_;
  std::uint64_t symbols_;
  std::uint64_t limit_;
  std::uint64_t given_ = 0;
  sluice_time next_ = 0;
  sluice_time last_event_ = std::numeric_limits<sluice_time>::min();
  sluice_time last_bar_ = std::numeric_limits<sluice_time>::min();
  bool is_sound_ = true;
};

}  // namespace

void work_stream(Instance& instance, std::uint64_t symbols, std::uint64_t limit) {
  const auto& functions = instance.table<sluice_feed_v1>();
  if (SLUICE_HAS_SLOT(&functions, sluice_feed_v1, stream))
    StreamWork{instance, symbols, limit}.run();
}

}  // namespace sluice::conformance
