// SPDX-License-Identifier: Apache-2.0
//
// feed.hpp: sluice::feed<T>, a struct as a component of the interface sluice.feed/1.
//
//   FeedInfo open(const FeedRequest&, Issues&);        // [lane] may be called again
//   std::size_t pull(std::span<sluice_bar>);           // [lane] by (time, instrument); 0 = the end
//   // optional: what the market does, up to `until` and at most `limit` rows; false = it is over
//   bool stream(Timestamp until, std::uint64_t limit, Market&);
//   Timestamp next_event() noexcept;  // optional beside stream: when its next row comes
//
// Place: SDK. A fault in the data is an issue; data that cannot be read is
// `throw Failure(SLUICE_ERROR_IO, "…")`. Any other exception becomes SLUICE_ERROR_FAULT.
#pragma once

#include <cstring>
#include <span>

#include <sluice/c/feed.h>
#include <sluice/component.hpp>

namespace sluice {

class FeedRequest {
 public:
  using C = sluice_feed_request;
  constexpr explicit FeedRequest(const C* raw) noexcept : raw_{raw} {}
  // Row i becomes instrument i of the bars.
  [[nodiscard]] Rows<sluice_str> symbols() const noexcept {
    return Rows<sluice_str>{raw_->symbols};
  }
  [[nodiscard]] std::string_view symbol(std::uint64_t i) const noexcept {
    return view_of(symbols()[i]);
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept { return raw_->lookback_sessions; }
  // First session wanted; the smallest value: from the beginning.
  [[nodiscard]] Timestamp from() const noexcept { return Timestamp::from_nanoseconds(raw_->from); }
  // Last session wanted, inclusive; the largest value: to the end.
  [[nodiscard]] Timestamp to() const noexcept { return Timestamp::from_nanoseconds(raw_->to); }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

struct FeedInfo {
  std::uint32_t fields = 0;  // SLUICE_BAR_HAS_… the data has at all
  std::uint64_t bar_count = 0;
  Timestamp first;
  Timestamp last;
  std::string content_hash;  // hexadecimal, at most 64 characters
  bool from_cache = false;
};

// One fault found in the data; `line` 0 is the whole file.
struct FeedIssue {
  std::string_view code;
  std::string_view file;
  std::uint64_t line = 0;
  std::string_view symbol;
  std::string_view message;
  std::string_view action;
  std::uint64_t count = 1;
};

class Issues {
 public:
  explicit Issues(const sluice_issue_sink& raw) noexcept : raw_{raw} {}
  // Handled as `action` says.
  void warning(const FeedIssue& issue) { send(SLUICE_LOG_WARNING, issue); }
  // Open will fail.
  void error(const FeedIssue& issue) { send(SLUICE_LOG_ERROR, issue); }

 private:
  void send(std::uint32_t severity, const FeedIssue& issue) {
    const sluice_feed_issue row{sizeof(row),         severity,           to_c(issue.code),
                                to_c(issue.file),    issue.line,         to_c(issue.symbol),
                                to_c(issue.message), to_c(issue.action), issue.count};
    raw_.on_issue(raw_.context, &row);
  }
  sluice_issue_sink raw_;
};

// Where a stream goes. Throws Failure with the host's status if the host does not take it.
class Market {
 public:
  explicit Market(const sluice_market_sink& raw) noexcept : raw_{raw} {}
  void quotes(std::span<const sluice_quote> rows) { send(raw_.on_quotes, rows); }
  void trades(std::span<const sluice_trade> rows) { send(raw_.on_trades, rows); }
  // Bars that are over.
  void bars(std::span<const sluice_bar> rows) { send(raw_.on_bars, rows); }
  void connected(std::string_view reason = {}) { tell(1, reason); }
  void disconnected(std::string_view reason) { tell(0, reason); }
  // Rows handed over so far.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
  template <typename Row>
  void send(sluice_status (*take)(void*, sluice_rows), std::span<const Row> rows) {
    if (rows.empty()) return;
    require(take(raw_.context, rows_of(rows)));
    count_ += rows.size();
  }
  void tell(std::uint32_t connected, std::string_view reason) {
    require(raw_.on_connection(raw_.context, connected, to_c(reason)));
  }
  static void require(sluice_status status) {
    if (status != SLUICE_OK) throw Failure(status, "the host did not take what the market did");
  }
  sluice_market_sink raw_;
  std::uint64_t count_ = 0;
};

namespace detail {

template <typename T>
struct FeedFacts {
  static constexpr bool kHasOpen = requires(T & feed, const FeedRequest& request, Issues& issues) {
    { feed.open(request, issues) } -> std::same_as<FeedInfo>;
  };
  static constexpr bool kHasPull = requires(T & feed, std::span<sluice_bar> bars) {
    { feed.pull(bars) } -> std::same_as<std::size_t>;
  };
  static constexpr bool kNamesStream = requires { &T::stream; };
  static constexpr bool kHasStream =
      requires(T & feed, Timestamp until, std::uint64_t limit, Market& market) {
    { feed.stream(until, limit, market) } -> std::same_as<bool>;
  };
  static constexpr bool kNamesNextEvent = requires { &T::next_event; };
  static constexpr bool kHasNextEvent = requires(T & feed) {
    { feed.next_event() }
    noexcept->std::same_as<Timestamp>;
  };
  static constexpr bool kStreamIsSound = kNamesStream == kHasStream &&
                                         kNamesNextEvent == kHasNextEvent &&
                                         (kHasStream || !kHasNextEvent);
  static constexpr bool kOk = kHasOpen && kHasPull && kStreamIsSound;
};

template <typename T>
struct FeedMessages {
  using Facts = FeedFacts<T>;
  static_assert(Facts::kHasOpen,
                "sluice: a feed needs `FeedInfo open(const FeedRequest&, Issues&)`");
  static_assert(Facts::kHasPull,
                "sluice: a feed needs `std::size_t pull(std::span<sluice_bar> bars)`");
  static_assert(Facts::kStreamIsSound,
                "sluice: a feed that streams needs `bool stream(Timestamp until, std::uint64_t "
                "limit, Market& market)`; `Timestamp next_event() noexcept` goes beside it");
};

struct FeedKind {
  static constexpr std::uint32_t kKind = SLUICE_KIND_FEED;
  static constexpr std::string_view kName = "feed";
  static constexpr std::string_view kInterface = SLUICE_FEED_ID;
  static constexpr bool kMayKeepState = false;
  struct Scratch {};
  template <typename T>
  using Facts = FeedFacts<T>;
  template <typename T>
  using Messages = FeedMessages<T>;

  template <typename T>
  static T& feed(void* instance) noexcept {
    return Lifecycle<T, FeedKind>::held(instance).component;
  }
  template <typename T>
  static sluice_status open(void* instance, const sluice_feed_request* request,
                            const sluice_issue_sink* issues, sluice_feed_info* info,
                            sluice_error* error) noexcept {
    return guarded(error, [&] {
      Issues sink{*issues};
      const FeedInfo found = feed<T>(instance).open(FeedRequest{request}, sink);
      info->fields = found.fields;
      info->bar_count = found.bar_count;
      info->first = found.first.nanoseconds();
      info->last = found.last.nanoseconds();
      std::memset(info->content_hash, 0, sizeof(info->content_hash));
      found.content_hash.copy(info->content_hash, sizeof(info->content_hash) - 1);
      info->from_cache = found.from_cache ? 1 : 0;
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status pull(void* instance, sluice_bar* bars, std::uint64_t capacity,
                            std::uint64_t* count, sluice_error* error) noexcept {
    *count = 0;
    return guarded(error, [&]() -> sluice_status {
      *count = feed<T>(instance).pull({bars, static_cast<std::size_t>(capacity)});
      return *count == 0 && capacity > 0 ? SLUICE_END : SLUICE_OK;
    });
  }

  template <typename T>
  static sluice_status stream(void* instance, sluice_time until, std::uint64_t limit,
                              const sluice_market_sink* sink, sluice_error* error) noexcept {
    return guarded(error, [&]() -> sluice_status {
      Market market{*sink};
      const bool goes_on =
          feed<T>(instance).stream(Timestamp::from_nanoseconds(until), limit, market);
      return goes_on || market.count() > 0 ? SLUICE_OK : SLUICE_END;
    });
  }
  template <typename T>
  static sluice_time next_event(void* instance) noexcept {
    return feed<T>(instance).next_event().nanoseconds();
  }

  template <typename T>
  static constexpr sluice_feed_v1 make_table() {
    sluice_feed_v1 table{};
    table.size = sizeof(table);
    table.open = &open<T>;
    table.pull = &pull<T>;
    if constexpr (FeedFacts<T>::kHasStream) table.stream = &stream<T>;
    if constexpr (FeedFacts<T>::kHasNextEvent) table.next_event = &next_event<T>;
    return table;
  }
  template <typename T>
  static constexpr sluice_feed_v1 kTable = make_table<T>();
};

}  // namespace detail

template <typename T>
inline constexpr detail::Component<T, detail::FeedKind> feed{};

}  // namespace sluice
