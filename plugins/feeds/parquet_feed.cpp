// SPDX-License-Identifier: Apache-2.0
#include "parquet_feed.hpp"

#include <stdexcept>
#include <utility>

#include "feed_request.hpp"
#include "issue_report.hpp"
#include "panel_builder.hpp"
#include "text.hpp"

namespace sluice::feeds {
namespace {

constexpr std::string_view kColumnsKnown[] = {"date",  "symbol", "open",      "high",     "low",
                                              "close", "volume", "adj_close", "delivered"};

void check_names(const ColumnNames& names) {
  for (const auto& [known, own] : names) {
    const bool is_known = std::find(std::begin(kColumnsKnown), std::end(kColumnsKnown), known) !=
                          std::end(kColumnsKnown);
    if (is_known && own.kind == JsonValue::Kind::kString) continue;
    std::string message = "columns: " + excerpt(known) +
                          (is_known ? " needs the name of a column" : " is no column of a bar");
    if (const std::string near =
            nearest(known, {std::begin(kColumnsKnown), std::end(kColumnsKnown)});
        !is_known && !near.empty())
      message += "; the nearest is " + near;
    throw Failure(SLUICE_ERROR_ARGUMENT, message);
  }
}

}  // namespace

ParquetFeed::ParquetFeed(Params params)
    : params_{std::move(params)}, grid_{grid_of(step_minutes_of(params_.freq), params_.timezone)} {
  check_names(params_.columns);
}

Panel ParquetFeed::load(const Source& source) const {
  const auto api = value_or_throw(duckdb::load_api(params_.library.value_or("")));
  const auto session = value_or_throw(duckdb::Session::open(api));
  const ContentHash content = value_or_throw(hash_source(source));
  ParsedRows parsed;
  try {
    for (std::size_t i = 0; i < source.files.size(); ++i)
      if (const auto read =
              read_parquet(session, source, static_cast<std::uint32_t>(i), params_.columns, parsed);
          !read)
        throw Failure(SLUICE_ERROR_IO, read.error().message);
    return build_panel(parsed, source, content);
  } catch (const std::length_error& beyond) {
    throw Failure(SLUICE_ERROR_LIMIT, source.path + ": " + beyond.what());
  }
}

FeedInfo ParquetFeed::open(const FeedRequest& request, Issues& issues) {
  window_.reset();
  const WindowRequest wanted = wanted_window(request);
  Source source = value_or_throw(find_parquet(params_.path, params_.files));
  source.grid = grid_;
  Window window = value_or_throw(Window::open(load(source), wanted));
  const ReportRequest report{&source, &wanted.symbols, &window.instruments(),
                             params_.on_bad_row == "error"};
  const auto usable = report_issues(window.index(), report, issues);
  if (!usable) throw Failure(SLUICE_ERROR_IO, usable.error().message);
  FeedInfo info = info_of(window);
  window_ = std::move(window);
  return info;
}

}  // namespace sluice::feeds
