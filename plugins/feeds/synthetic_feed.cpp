// SPDX-License-Identifier: Apache-2.0
//
// synthetic_feed.cpp: sessions, and every symbol's path through them.
#include "synthetic_feed.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "content_hash.hpp"
#include "csv_number.hpp"
#include "feed_request.hpp"

namespace sluice::feeds {
namespace {

constexpr std::int64_t kDayNs = Timestamp::kNanosecondsPerDay;
constexpr double kBasisPoint = 1e-4;

// "09:30" since midnight.
std::int64_t clock_time(std::string_view name, const std::string& text) {
  const auto hour =
      text.size() == 5 && text[2] == ':' ? detail::digits_at(text, 0, 2) : std::nullopt;
  const auto minute = hour ? detail::digits_at(text, 3, 2) : std::nullopt;
  const std::int64_t minutes = minute ? *hour * 60 + *minute : -1;
  if (minutes < 0 || *minute > 59 || minutes > 24 * 60)
    throw Failure(SLUICE_ERROR_ARGUMENT,
                  std::string{name} + ": '" + text + "' is no time of day, expected HH:MM");
  return minutes * kMinuteNs;
}

// A symbol's own value, or everybody's.
double value_of(std::string_view symbol, const ValuesByName& values, std::string_view parameter,
                double least, double most, double otherwise) {
  for (const auto& [name, value] : values) {
    if (name != symbol) continue;
    const Number number = parse_number(value.text);
    const double read = static_cast<double>(number.units) / SLUICE_SCALE;
    if (value.kind != JsonValue::Kind::kNumber || number.fault != NumberFault::kNone ||
        read < least || read > most)
      throw Failure(SLUICE_ERROR_ARGUMENT, std::string{parameter} + ": " + name +
                                               ": expected a number from " +
                                               std::to_string(static_cast<int>(least)) + " to " +
                                               std::to_string(static_cast<int>(most)));
    return read;
  }
  return otherwise;
}

// A skipped time is the first moment behind it.
Timestamp moment_of(const TimeZone& zone, Date day, std::int64_t since_midnight_ns) {
  const Timestamp local = Timestamp::from_date(day).plus_nanoseconds(since_midnight_ns);
  for (std::int64_t gap = 0; gap < kDayNs; gap += kMinuteNs)
    if (const auto utc = zone.to_utc(local.plus_nanoseconds(gap))) return *utc;
  return local;
}

bool is_weekend(Date day) noexcept {
  const int weekday = (day.days() % 7 + 7 + 3) % 7;  // 0: Monday
  return weekday >= 5;
}

}  // namespace

SyntheticFeed::SyntheticFeed(Params params)
    : params_{std::move(params)},
      is_daily_{params_.freq == "1d"},
      length_ns_{is_daily_ ? kDayNs : step_minutes_of(params_.freq) * kMinuteNs},
      open_ns_{clock_time("open", params_.open)},
      close_ns_{clock_time("close", params_.close)} {
  if (close_ns_ <= open_ns_)
    throw Failure(SLUICE_ERROR_ARGUMENT,
                  "close: " + params_.close + " is not after the open " + params_.open);
  auto zone = TimeZone::find(params_.timezone);
  if (!zone) throw Failure(SLUICE_ERROR_ARGUMENT, "timezone: " + zone.error().message);
  zone_ = std::move(*zone);
  if (is_daily_ && params_.timezone != "UTC")
    throw Failure(SLUICE_ERROR_ARGUMENT,
                  "timezone is for bars within a day; daily bars tell dates");
  if (!is_daily_) bars_a_day_ = (close_ns_ - open_ns_ + length_ns_ - 1) / length_ns_;
  constexpr std::int64_t kMostQuotes = 4'000'000;
  if (const std::int64_t quotes = bar_count() * params_.quotes_per_bar; quotes > kMostQuotes)
    throw Failure(SLUICE_ERROR_LIMIT, "sessions and quotes_per_bar: " + std::to_string(quotes) +
                                          " quotes a symbol, at most " +
                                          std::to_string(kMostQuotes) + " are made");
  for (const auto* values :
       {&params_.volatility_of, &params_.spread_bps_of, &params_.trades_per_bar_of})
    for (const auto& each : *values) static_cast<void>(settings_of(each.first));
}

PathSettings SyntheticFeed::settings_of(std::string_view symbol) const {
  PathSettings settings;
  settings.volatility =
      value_of(symbol, params_.volatility_of, "volatility_of", 0, 5, params_.volatility);
  settings.spread =
      value_of(symbol, params_.spread_bps_of, "spread_bps_of", 0, 1000, params_.spread_bps) *
      kBasisPoint;
  settings.trades = value_of(symbol, params_.trades_per_bar_of, "trades_per_bar_of", 0, 10'000,
                             params_.trades_per_bar);
  settings.drift = params_.drift;
  settings.gaps = params_.gaps;
  settings.jumps = params_.jumps;
  settings.jump_size = params_.jump_size;
  settings.has_profile = params_.profile == "u";
  settings.quotes = static_cast<std::uint32_t>(params_.quotes_per_bar);
  settings.tick = params_.tick.raw();
  settings.lot = params_.lot.raw();
  settings.trade_lots = static_cast<std::uint64_t>(params_.trade_lots);
  return settings;
}

std::vector<SyntheticPath> SyntheticFeed::paths_of(const WindowRequest& wanted) const {
  std::vector<SyntheticPath> paths;
  for (const std::string_view symbol : wanted.symbols)
    paths.emplace_back(static_cast<std::uint64_t>(params_.seed), symbol,
                       static_cast<std::uint32_t>(paths.size()), params_.price.raw(),
                       settings_of(symbol));
  return paths;
}

Date SyntheticFeed::day_of(std::int64_t session) const noexcept {
  if (params_.weekends) return Date::from_days(params_.start.days() + static_cast<int>(session));
  // Five a week, from the first working day on.
  Date first = params_.start;
  while (is_weekend(first)) first = Date::from_days(first.days() + 1);
  const std::int64_t weekday = (first.days() % 7 + 7 + 3) % 7;
  const std::int64_t since_monday = weekday + session;
  const std::int64_t days = since_monday / 5 * 7 + since_monday % 5 - weekday;
  return Date::from_days(first.days() + static_cast<int>(days));
}

PathBar SyntheticFeed::bar_at(std::int64_t index) const {
  const Date day = day_of(index / bars_a_day_);
  const std::int64_t in_day = index % bars_a_day_;
  const Timestamp open = moment_of(zone_, day, open_ns_);
  const Timestamp close = moment_of(zone_, day, close_ns_);
  const auto count = static_cast<double>(bars_a_day_);
  PathBar bar;
  bar.begin = open.nanoseconds() + (is_daily_ ? 0 : in_day * length_ns_);
  bar.end = is_daily_ ? close.nanoseconds() : std::min(bar.begin + length_ns_, close.nanoseconds());
  bar.time = is_daily_ ? Timestamp::from_date(day).nanoseconds() : bar.begin;
  bar.share_of_year = 1 / ((params_.weekends ? 365.0 : 252.0) * count);
  bar.in_session = (static_cast<double>(in_day) + 0.5) / count;
  return bar;
}

std::vector<sluice_bar> SyntheticFeed::step(March& march, PathTicks* ticks) const {
  std::vector<sluice_bar> bars;
  const PathBar bar = bar_at(march.bar++);
  // On a day on which the clock goes forward the last bars may have no time left.
  if (bar.end <= bar.begin) return bars;
  for (SyntheticPath& path : march.paths)
    if (const auto made = path.next(bar, ticks)) bars.push_back(*made);
  return bars;
}

FeedInfo SyntheticFeed::open(const FeedRequest& request, Issues&) {
  const WindowRequest wanted = wanted_window(request);
  bars_.clear();
  March march{paths_of(wanted), 0};
  while (march.bar < bar_count() && bar_at(march.bar).time <= wanted.to) {
    const auto bars = step(march, nullptr);
    bars_.insert(bars_.end(), bars.begin(), bars.end());
  }
  pulled_ = first_wanted(bars_, wanted);
  from_ = wanted.from;
  to_ = last_wanted(wanted, is_daily_);
  streamed_ = {paths_of(wanted), 0};
  tape_ = MarketTape{length_ns_};
  refill();
  return {.fields = SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW |
                    SLUICE_BAR_HAS_VOLUME,
          .bar_count = bars_.size() - pulled_,
          .first = Timestamp::from_nanoseconds(bar_at(0).time),
          .last = Timestamp::from_nanoseconds(bar_at(bar_count() - 1).time),
          .content_hash = content_of(),
          .from_cache = false};
}

std::string SyntheticFeed::content_of() const {
  // The first session of a symbol of its own shows every setting at work.
  March march{{}, 0};
  std::vector<std::string_view> names{"the content"};
  for (const auto* values :
       {&params_.volatility_of, &params_.spread_bps_of, &params_.trades_per_bar_of})
    for (const auto& each : *values) names.push_back(each.first);
  march.paths = paths_of({names, 0, INT64_MIN, INT64_MAX});
  ContentHasher hasher;
  PathTicks ticks;
  const sluice_time last = bar_at(bar_count() - 1).time;
  hasher.update(&last, sizeof last);
  while (march.bar < std::min<std::int64_t>(bar_count(), 50)) {
    const auto bars = step(march, &ticks);
    hasher.update(bars.data(), bars.size() * sizeof(sluice_bar));
  }
  hasher.update(ticks.quotes.data(), ticks.quotes.size() * sizeof(sluice_quote));
  return hasher.digest().text();
}

std::size_t SyntheticFeed::pull(std::span<sluice_bar> bars) {
  const std::size_t count = std::min(bars.size(), bars_.size() - pulled_);
  std::copy_n(bars_.begin() + static_cast<std::ptrdiff_t>(pulled_), count, bars.begin());
  pulled_ += count;
  return count;
}

void SyntheticFeed::refill() {
  while (tape_.next() == INT64_MAX && streamed_.bar < bar_count()) {
    const PathBar bar = bar_at(streamed_.bar);
    if (bar.time > to_) {
      streamed_.bar = bar_count();
      return;
    }
    PathTicks ticks;
    const bool is_over = bar.time + length_ns_ <= from_;
    auto bars = step(streamed_, is_over ? nullptr : &ticks);
    if (is_over) continue;
    tape_.clear();
    tape_.bars = std::move(bars);
    tape_.quotes = std::move(ticks.quotes);
    tape_.trades = std::move(ticks.trades);
    const auto is_late = [&](const auto& row) { return row.time > to_; };
    std::erase_if(tape_.quotes, is_late);
    std::erase_if(tape_.trades, is_late);
    tape_.sort();
    tape_.skip_before(from_);
  }
}

bool SyntheticFeed::stream(Timestamp until, std::uint64_t limit, Market& market) {
  std::uint64_t played = 0;
  while (played < limit && tape_.next() <= until.nanoseconds() && tape_.next() != INT64_MAX) {
    played += tape_.play(until.nanoseconds(), limit - played, market);
    refill();
  }
  return played > 0 || tape_.next() != INT64_MAX;
}

}  // namespace sluice::feeds
