// SPDX-License-Identifier: Apache-2.0
//
// workout_feed.cpp: a feed opened over several ranges, and pulled in pieces of several sizes.
#include <algorithm>
#include <limits>

#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

// Of one range: what is longer is left where it is.
constexpr std::uint64_t kMostPulls = 2'000;

class FeedWork {
 public:
  FeedWork(Instance& instance, const Scene& scene)
      : instance_{instance},
        functions_{instance.table<sluice_feed_v1>()},
        symbols_{scene.symbols()},
        is_plain_{scene.shape().values == Values::kPlain} {}

  void run(sluice_time from, sluice_time to, std::uint32_t lookback, std::uint64_t capacity) {
    LentMemory lent = instance_.lend();
    std::vector<sluice_str> names;
    for (const std::string& symbol : symbols_) names.push_back(lent.text(symbol));
    const auto* request = lent.copy(
        sluice_feed_request{sizeof(sluice_feed_request), lookback, lent.rows(names), from, to});
    const auto* issues = lent.copy(sluice_issue_sink{this, &on_issue});
    sluice_feed_info blank{};
    blank.size = sizeof blank;
    auto* info = lent.output(blank);
    const auto status = instance_.call("open", lent, [&](sluice_error* error) {
      return functions_.open(instance_.get(), request, issues, info, error);
    });
    if (status != SLUICE_OK) {
      if (is_plain_) instance_.find("open refused a plain request: " + instance_.error_text());
      return;
    }
    const std::string_view hash{info->content_hash, sizeof info->content_hash};
    if (hash.find('\0') == hash.npos)
      return instance_.find("open gave a content hash without an end");
    instance_.record().put("info.bar_count", info->bar_count);
    instance_.record().put("info.first", info->first);
    instance_.record().put("info.last", info->last);
    instance_.record().put("info.content_hash", hash.substr(0, hash.find('\0')));
    pull_all(capacity, info->bar_count);
    work_stream(instance_, symbols_.size(), capacity);
  }

 private:
  void pull_all(std::uint64_t capacity, std::uint64_t promised) {
    std::uint64_t total = 0;
    has_last_ = false;
    for (std::uint64_t pulls = 0; pulls < kMostPulls; ++pulls) {
      LentMemory lent = instance_.lend();
      auto* bars = static_cast<sluice_bar*>(lent.output_bytes((capacity + 1) * sizeof(sluice_bar)));
      std::memset(static_cast<void*>(bars), 0x5A, (capacity + 1) * sizeof(sluice_bar));
      const sluice_bar untouched = bars[capacity];
      auto* count = lent.output<std::uint64_t>(0);
      const auto status = instance_.call(
          "pull", lent,
          [&](sluice_error* error) {
            return functions_.pull(instance_.get(), bars, capacity, count, error);
          },
          true);
      if (std::memcmp(&untouched, &bars[capacity], sizeof untouched) != 0 || *count > capacity)
        return instance_.find("pull gave more bars than there was room for");
      for (std::uint64_t i = 0; i < *count; ++i) take(bars[i]);
      total += *count;
      if (status == SLUICE_OK && *count == 0)
        return instance_.find("pull gave neither a bar nor the end");
      if (status == SLUICE_END && *count != 0)
        return instance_.find("pull gave bars together with the end");
      if (total > promised)
        return instance_.find("open promised " + std::to_string(promised) +
                              " bars, pull gave more");
      if (status == SLUICE_OK) continue;
      if (status == SLUICE_END && total != promised)
        instance_.find("open promised " + std::to_string(promised) + " bars, pull gave " +
                       std::to_string(total));
      return;
    }
  }

  void take(const sluice_bar& bar) {
    if (bar.instrument >= symbols_.size())
      instance_.find("pull gave a bar of an unknown instrument");
    if (has_last_ &&
        (bar.time < last_.time || (bar.time == last_.time && bar.instrument <= last_.instrument)))
      instance_.find("pull gave bars that are not in the order of time and instrument");
    if (bar.close <= 0) instance_.find("pull gave a bar without a close");
    last_ = bar;
    has_last_ = true;
    instance_.record().put("bar.time", bar.time);
    instance_.record().put("bar.instrument", bar.instrument);
    instance_.record().put("bar.flags", bar.flags);
    for (const auto value :
         {bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adjusted_close})
      instance_.record().put("bar.value", value);
  }

  static void on_issue(void* context, const sluice_feed_issue* issue) noexcept {
    auto& work = *static_cast<FeedWork*>(context);
    const auto put = [&](const char* label, sluice_str text) {
      work.instance_.record().put(label, std::string_view{text.ptr == nullptr ? "" : text.ptr,
                                                          text.ptr == nullptr ? 0 : text.len});
    };
    if (issue->severity != SLUICE_LOG_WARNING && issue->severity != SLUICE_LOG_ERROR)
      work.instance_.find("open told an issue of an unknown severity");
    put("issue.code", issue->code);
    put("issue.message", issue->message);
    put("issue.symbol", issue->symbol);
    work.instance_.record().put("issue.line", issue->line);
  }

  Instance& instance_;
  const sluice_feed_v1& functions_;
  std::vector<std::string> symbols_;
  bool is_plain_;
  sluice_bar last_{};
  bool has_last_ = false;
};

}  // namespace

void work_feed(Instance& instance, const Scene& scene) {
  constexpr auto kFirst = std::numeric_limits<sluice_time>::min();
  constexpr auto kLast = std::numeric_limits<sluice_time>::max();
  const sluice_time middle = scene.time_of(scene.shape().sessions / 2);
  FeedWork work{instance, scene};
  work.run(kFirst, kLast, 0, 1000);
  work.run(kFirst, kLast, 0, 7);
  work.run(middle, kLast, 10, 1);
  work.run(kFirst, middle, 0, 64);
  if (scene.shape().values == Values::kPlain) return;
  work.run(kLast, kFirst, 0, 1);  // ends before it begins
  work.run(kFirst, kLast, std::numeric_limits<std::uint32_t>::max(), 3);
  work.run(kLast, kLast, 1, 3);
}

}  // namespace sluice::conformance
