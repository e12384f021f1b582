// SPDX-License-Identifier: Apache-2.0
//
// replay_feed.cpp: from files to a tape.
#include "replay_feed.hpp"

#include <algorithm>
#include <utility>

#include <sluice/c/history.h>

#include "bar_merge.hpp"
#include "feed_request.hpp"
#include "issue_report.hpp"
#include "panel_builder.hpp"
#include "text.hpp"

namespace sluice::feeds {
// What is gathered while a request is opened.
struct ReplayFeed::Loading {
  WindowRequest wanted;
  Issues* issues;
  std::vector<bool> has_rows;         // of each symbol asked for, of any kind
  std::vector<std::string> known;     // every symbol in the files
  std::vector<ContentHash> contents;  // of each source
  FeedInfo info;
  sluice_time first = INT64_MAX;
  sluice_time last = INT64_MIN;

  // What the whole data says, not only the window of it.
  void saw(sluice_time time) noexcept {
    first = std::min(first, time);
    last = std::max(last, time);
  }
  void report(const PanelIndex& index, const Source& source,
              const std::vector<std::uint32_t>& instruments, bool lost_row_is_error) {
    ReportRequest report{&source, &wanted.symbols, &instruments, lost_row_is_error, false};
    const auto usable = report_issues(index, report, *issues);
    if (!usable) throw Failure(SLUICE_ERROR_IO, usable.error().message);
    for (const PanelSymbol& symbol : index.symbols) known.push_back(symbol.name);
  }
  void tell_unknown_symbols() {
    const FaultRule& rule = rule_of(Fault::kUnknownSymbol);
    const std::vector<std::string_view> names{known.begin(), known.end()};
    for (std::size_t i = 0; i < wanted.symbols.size(); ++i) {
      if (has_rows[i]) continue;
      std::string message = "no row of " + excerpt(wanted.symbols[i]);
      if (const std::string near = nearest(wanted.symbols[i], names); !near.empty())
        message += "; the nearest symbol is " + excerpt(near);
      issues->warning({.code = rule.code,
                       .file = "replay",
                       .symbol = wanted.symbols[i],
                       .message = message,
                       .action = rule.action});
    }
  }
  [[nodiscard]] std::string content() const {
    if (contents.size() == 1) return contents.front().text();
    ContentHasher all;
    for (const ContentHash& each : contents) all.update(&each, sizeof each);
    return all.digest().text();
  }
};

ReplayFeed::ReplayFeed(Params params)
    : params_{std::move(params)},
      // The clock of quotes and trades counts for daily bars too.
      grid_{grid_of(step_minutes_of(params_.freq),
                    params_.freq == "1d" ? std::nullopt : params_.timezone)},
      length_ns_{is_daily() ? Timestamp::kNanosecondsPerDay : grid_.step_minutes * kMinuteNs} {
  if (!params_.path && !params_.quotes && !params_.trades)
    throw Failure(SLUICE_ERROR_ARGUMENT, "nothing to replay: give path (bars), quotes or trades");
  if (params_.bar_minutes == 0) return;
  if (is_daily() || grid_.step_minutes % params_.bar_minutes != 0)
    throw Failure(SLUICE_ERROR_ARGUMENT, "bar_minutes: bars of " +
                                             std::to_string(params_.bar_minutes) +
                                             " minutes cannot be merged to freq " + params_.freq);
}

Source ReplayFeed::find(const std::string& path, const std::string& suffix) const {
  Source source = value_or_throw(find_source(path, {suffix, params_.symbol.value_or("")}));
  source.time_column = params_.time_column.value_or("");
  return source;
}

FeedInfo ReplayFeed::open(const FeedRequest& request, Issues& issues) {
  bars_.clear();
  pulled_ = 0;
  tape_ = MarketTape{length_ns_};
  Loading loading{wanted_window(request), &issues, {}, {}, {}, {}};
  loading.has_rows.assign(loading.wanted.symbols.size(), false);
  if (params_.path) load_bars(loading);
  if (params_.quotes)
    load_ticks(*params_.quotes, params_.quotes_suffix, TickKind::kQuotes, loading);
  if (params_.trades)
    load_ticks(*params_.trades, params_.trades_suffix, TickKind::kTrades, loading);
  loading.tell_unknown_symbols();
  choose_bars(loading.wanted);
  loading.info.bar_count = bars_.size() - pulled_;
  if (loading.first <= loading.last) {
    loading.info.first = Timestamp::from_nanoseconds(loading.first);
    loading.info.last = Timestamp::from_nanoseconds(loading.last);
  }
  loading.info.content_hash = loading.content();
  return loading.info;
}

void ReplayFeed::load_bars(Loading& loading) {
  Source source = find(*params_.path, params_.bars_suffix);
  source.grid = grid_;
  if (params_.bar_minutes > 0)
    source.grid.step_minutes = static_cast<std::int32_t>(params_.bar_minutes);
  Panel panel = value_or_throw(parse_source(source));
  WindowRequest all = loading.wanted;
  all.from = INT64_MIN;
  all.to = INT64_MAX;
  Window window = value_or_throw(Window::open(std::move(panel), all));
  loading.report(window.index(), source, window.instruments(), params_.on_bad_row == "error");
  loading.contents.push_back(window.index().content);
  bars_.resize(window.bar_count());
  for (std::size_t count = 0; count < bars_.size();)
    count += window.pull(std::span{bars_}.subspan(count));
  if (params_.bar_minutes > 0) bars_ = merge_bars(bars_, length_ns_);
  for (const sluice_bar& bar : bars_) {
    loading.saw(bar.time);
    loading.has_rows[bar.instrument] = true;
    loading.info.fields |= bar.flags & ((1u << SLUICE_BAR_KNOWN_AFTER_DAYS_SHIFT) - 1);
  }
}

void ReplayFeed::load_ticks(const std::string& path, const std::string& suffix, TickKind kind,
                            Loading& loading) {
  TickSource source{find(path, suffix), kind, 0};
  source.files.grid.zone_name = params_.timezone.value_or("UTC");
  source.files.grid.zone = value_or_throw(TimeZone::find(source.files.grid.zone_name));
  if (kind == TickKind::kQuotes) source.known_after_ns = params_.quote_bar_minutes * kMinuteNs;
  TickRows read;
  loading.contents.push_back(value_or_throw(read_ticks(source, read)));
  PanelIndex index;
  const auto rank = rank_symbols(read.symbols, index.symbols);
  for (const SourceFile& file : source.files.files) index.files.push_back(file.name);
  index.faults = read.faults.take(rank);
  const auto instruments = match_instruments(index, loading.wanted.symbols);
  loading.report(index, source.files, instruments, params_.on_bad_row == "error");
  for (const Tick& row : read.rows) {
    const std::uint32_t instrument = instruments[rank[row.symbol]];
    if (instrument == kNoInstrument) continue;
    loading.saw(row.time);
    loading.has_rows[instrument] = true;
    if (kind == TickKind::kQuotes)
      tape_.quotes.push_back({row.time, instrument, 0, row.values[kBid], row.values[kAsk],
                              row.values[kBidSize], row.values[kAskSize]});
    else
      tape_.trades.push_back(
          {row.time, instrument, row.side, row.values[kTradePrice], row.values[kTradeSize]});
  }
}

// Bars from the window's beginning on, with those looked back on before it; the stream's rows.
void ReplayFeed::choose_bars(const WindowRequest& wanted) {
  std::erase_if(bars_, [&](const sluice_bar& bar) { return bar.time > wanted.to; });
  tape_.bars = bars_;
  if (params_.quote_spread_bps.raw() > 0) make_quotes();
  const sluice_time last = last_wanted(wanted, is_daily());
  const auto is_late = [&](const auto& row) { return row.time > last; };
  std::erase_if(tape_.quotes, is_late);
  std::erase_if(tape_.trades, is_late);
  tape_.sort();
  tape_.skip_before(wanted.from);
  pulled_ = first_wanted(bars_, wanted);
}

void ReplayFeed::make_quotes() {
  constexpr int128 kHalfOfBps = int128{20'000} * SLUICE_SCALE;
  for (const sluice_bar& bar : tape_.bars) {
    const auto half =
        static_cast<std::int64_t>(int128{bar.close} * params_.quote_spread_bps.raw() / kHalfOfBps);
    tape_.quotes.push_back({bar.time + length_ns_, bar.instrument, 0, bar.close - half,
                            bar.close + half, bar.volume, bar.volume});
  }
}

std::size_t ReplayFeed::pull(std::span<sluice_bar> bars) {
  const std::size_t count = std::min(bars.size(), bars_.size() - pulled_);
  std::copy_n(bars_.begin() + static_cast<std::ptrdiff_t>(pulled_), count, bars.begin());
  pulled_ += count;
  return count;
}

bool ReplayFeed::stream(Timestamp until, std::uint64_t limit, Market& market) {
  return tape_.play(until.nanoseconds(), limit, market) > 0 || tape_.next() != INT64_MAX;
}

}  // namespace sluice::feeds
