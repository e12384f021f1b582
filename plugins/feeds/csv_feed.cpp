// SPDX-License-Identifier: Apache-2.0
//
// csv_feed.cpp: the component: from a request to a window of bars.
#include "csv_feed.hpp"

#include <set>
#include <utility>

#include "issue_report.hpp"

namespace sluice::feeds {
namespace {

template <typename T>
T value_or_throw(Result<T> result) {
  if (!result) throw Failure(SLUICE_ERROR_IO, result.error().message);
  return std::move(*result);
}

WindowRequest window_request(const FeedRequest& request) {
  WindowRequest wanted;
  std::set<std::string_view> seen;
  for (const sluice_str& text : request.symbols()) {
    const std::string_view symbol = view_of(text);
    if (!seen.insert(symbol).second)
      throw Failure(SLUICE_ERROR_ARGUMENT, "symbol " + std::string{symbol} + " is asked for twice");
    wanted.symbols.push_back(symbol);
  }
  wanted.lookback_sessions = request.lookback_sessions();
  wanted.from = request.from().nanoseconds();
  wanted.to = request.to().nanoseconds();
  return wanted;
}

// What the whole data says about the symbols asked for.
FeedInfo describe(const Window& window) {
  FeedInfo info;
  bool any = false;
  for (std::size_t rank = 0; rank < window.instruments().size(); ++rank) {
    const PanelSymbol& symbol = window.index().symbols[rank];
    if (window.instruments()[rank] == kNoInstrument || symbol.bars == 0) continue;
    const Timestamp first = Timestamp::from_date(Date::from_days(symbol.first_day));
    const Timestamp last = Timestamp::from_date(Date::from_days(symbol.last_day));
    info.first = any ? std::min(info.first, first) : first;
    info.last = any ? std::max(info.last, last) : last;
    info.fields |= symbol.flags;
    any = true;
  }
  info.bar_count = window.bar_count();
  info.content_hash = window.index().content.text();
  return info;
}

}  // namespace

FeedInfo CsvFeed::open(const FeedRequest& request, Issues& issues) {
  window_.reset();
  const WindowRequest wanted = window_request(request);
  const Source source = value_or_throw(find_source(params_.path));
  bool from_cache = false;
  Window window = load_window(source, wanted, from_cache);
  const ReportRequest report{&source, &wanted.symbols, &window.instruments(),
                             params_.on_bad_row == "error"};
  const auto usable = report_issues(window.index(), report, issues);
  if (!usable) throw Failure(SLUICE_ERROR_IO, usable.error().message);
  FeedInfo info = describe(window);
  info.from_cache = from_cache;
  window_ = std::move(window);
  return info;
}

Window CsvFeed::load_window(const Source& source, const WindowRequest& wanted,
                            bool& from_cache) const {
  const std::string cache =
      params_.cache ? cache_path_of(source, params_.cache_dir.value_or("")) : "";
  PanelLoader loader{source, cache, [this](LogLevel level, const std::string& text) {
                       host_.log(level, "csv: " + text);
                     }};
  LoadedPanel loaded = value_or_throw(loader.load());
  from_cache = loaded.from_cache;
  auto window = Window::open(std::move(loaded.panel), wanted);
  if (!window && from_cache) {
    loaded = value_or_throw(loader.rebuild(window.error().message));
    from_cache = false;
    window = Window::open(std::move(loaded.panel), wanted);
  }
  return value_or_throw(std::move(window));
}

}  // namespace sluice::feeds
