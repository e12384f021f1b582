// SPDX-License-Identifier: Apache-2.0
//
// csv_feed.cpp: the component: from a request to a window of bars.
#include "csv_feed.hpp"

#include <utility>

#include "feed_request.hpp"
#include "issue_report.hpp"

namespace sluice::feeds {
namespace {

constexpr std::int32_t kStepMinutes = 5;

}  // namespace

CsvFeed::CsvFeed(Params params, Host host)
    : params_{std::move(params)},
      host_{host},
      grid_{grid_of(params_.freq == "1d" ? 0 : kStepMinutes, params_.timezone)} {}

FeedInfo CsvFeed::open(const FeedRequest& request, Issues& issues) {
  window_.reset();
  const WindowRequest wanted = wanted_window(request);
  Source source = value_or_throw(find_source(params_.path));
  source.grid = grid_;
  bool from_cache = false;
  Window window = load_window(source, wanted, from_cache);
  const ReportRequest report{&source, &wanted.symbols, &window.instruments(),
                             params_.on_bad_row == "error"};
  const auto usable = report_issues(window.index(), report, issues);
  if (!usable) throw Failure(SLUICE_ERROR_IO, usable.error().message);
  FeedInfo info = info_of(window);
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
