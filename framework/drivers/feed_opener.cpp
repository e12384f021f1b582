// SPDX-License-Identifier: Apache-2.0
#include "drivers/feed_opener.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace sluice::drivers {
namespace {

// Dirty data has thousands of issues: one line for each kind is what a person reads, the rest is
// for debugging.
struct Kind {
  std::uint64_t count = 0;
  std::uint32_t severity = 0;
  std::string first;
};

struct Listener {
  std::function<void(int, const std::string&)> log;
  std::string unknown_symbols;  // one line each
  std::map<std::string, Kind> kinds;
};

std::string line_of(const sluice_feed_issue& issue) {
  std::string text{view(issue.file)};
  if (issue.line > 0) text += ":" + std::to_string(issue.line);
  text += ": " + std::string{view(issue.code)};
  if (issue.symbol.len > 0) text += " " + std::string{view(issue.symbol)};
  text += ": " + std::string{view(issue.message)};
  if (issue.action.len > 0) text += "; " + std::string{view(issue.action)};
  return text;
}

void take_issue(void* context, const sluice_feed_issue* issue) {
  auto& listener = *static_cast<Listener*>(context);
  const std::string line = line_of(*issue);
  const std::string code{view(issue->code)};
  if (code == "UNKNOWN_SYMBOL") {
    listener.unknown_symbols += "\n  " + line;
    return;
  }
  Kind& kind = listener.kinds[code];
  if (kind.count == 0) kind.first = line;
  kind.count += issue->count;
  kind.severity = std::max(kind.severity, issue->severity);
  if (listener.log) listener.log(SLUICE_LOG_DEBUG, line);
}

// A single issue that stopped the feed is told by its error.
bool is_told_by(const Error* failure, const Kind& kind) {
  return failure != nullptr && kind.severity >= SLUICE_LOG_ERROR && kind.count <= 1;
}

void tell_kinds(const Listener& listener, const Error* failure) {
  if (!listener.log) return;
  for (const auto& [code, kind] : listener.kinds) {
    if (is_told_by(failure, kind)) continue;
    const std::string more = kind.count > 1 ? " (and " + std::to_string(kind.count - 1) +
                                                  " more; --log-level debug shows them)"
                                            : "";
    listener.log(static_cast<int>(kind.severity), kind.first + more);
  }
}

sluice_time begin_of(const std::optional<TimeZone>& intraday, Date day) {
  return (intraday ? intraday->begin_of(day) : Timestamp::from_date(day)).nanoseconds();
}

// The last moment of the day, or what the bar of a whole day is stamped with.
sluice_time end_of(const std::optional<TimeZone>& intraday, Date day) {
  return intraday ? begin_of(intraday, Date::from_days(day.days() + 1)) - 1
                  : begin_of(intraday, day);
}

Date day_of(const std::optional<TimeZone>& intraday, sluice_time time) {
  const Timestamp moment = Timestamp::from_nanoseconds(time);
  return intraday ? intraday->date(moment) : moment.date();
}

Result<OpenFeed> open(plugins::FeedInstance& feed, const std::vector<sluice_str>& symbols,
                      const std::optional<TimeZone>& intraday, const FeedWindow& window,
                      Listener& listener) {
  sluice_feed_request request{};
  request.size = sizeof request;
  request.lookback_sessions = window.lookback_sessions;
  request.symbols = {symbols.data(), symbols.size(), sizeof(sluice_str)};
  request.from =
      window.from ? begin_of(intraday, *window.from) : std::numeric_limits<sluice_time>::min();
  request.to = window.to ? end_of(intraday, *window.to) : std::numeric_limits<sluice_time>::max();
  const auto info = feed.open(request, {&listener, &take_issue});
  tell_kinds(listener, info ? nullptr : &info.error());
  if (!info) return info.error();
  if (!listener.unknown_symbols.empty())
    return Error{"the universe names symbols that the data has no price of:" +
                 listener.unknown_symbols};
  return OpenFeed{&feed,
                  day_of(intraday, info->first),
                  day_of(intraday, info->last),
                  info->fields,
                  info->content_hash,
                  info->from_cache != 0,
                  feed.streams() ? &feed : nullptr};
}

}  // namespace

std::function<Result<OpenFeed>(const FeedWindow&)> feed_opener(
    std::unique_ptr<plugins::FeedInstance> feed, const InstrumentTable& instruments,
    std::function<void(int level, const std::string& text)> log, std::optional<TimeZone> intraday) {
  std::vector<sluice_str> symbols;
  for (InstrumentId id = 0; id < instruments.size(); ++id)
    symbols.push_back(borrow(instruments.symbol(id)));
  return [shared = std::shared_ptr<plugins::FeedInstance>{std::move(feed)},
          symbols = std::move(symbols), log = std::move(log),
          intraday = std::move(intraday)](const FeedWindow& window) {
    Listener listener{log, {}, {}};
    return open(*shared, symbols, intraday, window, listener);
  };
}

}  // namespace sluice::drivers
