// SPDX-License-Identifier: Apache-2.0
//
// feed_fixture.cpp: the csv feed run over a folder.
#include "feed_fixture.hpp"

#include <utility>

#include <sluice/decimal.hpp>
#include <sluice/feed.hpp>

namespace sluice::feeds {

std::string line_of(const sluice_bar& bar) {
  std::string line = Timestamp::from_nanoseconds(bar.time).date().to_string() + " #" +
                     std::to_string(bar.instrument);
  const auto field = [&](char name, std::uint32_t flag, std::int64_t units) {
    if (flag == 0 || (bar.flags & flag) != 0)
      line += std::string{" "} + name + detail::decimal_text(units);
    else if (units != 0)
      line += std::string{" "} + name + "!";
  };
  field('O', SLUICE_BAR_HAS_OPEN, bar.open);
  field('H', SLUICE_BAR_HAS_HIGH, bar.high);
  field('L', SLUICE_BAR_HAS_LOW, bar.low);
  field('C', 0, bar.close);
  field('V', SLUICE_BAR_HAS_VOLUME, bar.volume);
  field('A', SLUICE_BAR_HAS_ADJUSTED_CLOSE, bar.adjusted_close);
  return line;
}

Lines lines_of(const std::vector<sluice_bar>& bars) {
  Lines lines;
  for (const sluice_bar& bar : bars) lines.push_back(line_of(bar));
  return lines;
}

Lines FeedRun::issue_lines() const {
  Lines lines;
  for (const auto& issue : issues) {
    std::string line = issue.code + ":" + std::to_string(issue.line) + " [" + issue.symbol + "] " +
                       issue.message + " -> " + issue.action;
    if (issue.count != 1) line += " x" + std::to_string(issue.count);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::uint64_t FeedRun::count_of(std::string_view code) const {
  std::uint64_t count = 0;
  for (const auto& issue : issues) count += issue.code == code ? issue.count : 0;
  return count;
}

Lines FeedRun::warnings() const {
  Lines lines;
  for (const auto& line : log)
    if (line.level >= LogLevel::kWarning) lines.push_back(line.text);
  return lines;
}

FeedRun run_feed(const std::filesystem::path& path, const Lines& symbols,
                 const FeedOptions& options) {
  std::string params = R"({"path":")" + path.string() + R"(","cache":)" +
                       (options.cache ? "true" : "false") + R"(,"on_bad_row":")" +
                       options.on_bad_row + "\"";
  if (!options.cache_dir.empty()) params += R"(,"cache_dir":")" + options.cache_dir + "\"";
  if (!options.freq.empty()) params += R"(,"freq":")" + options.freq + "\"";
  if (!options.timezone.empty()) params += R"(,"timezone":")" + options.timezone + "\"";
  testing::MockHost host;
  testing::MockFeed feed{sluice::feed<CsvFeed>.describe(), params + "}", host};
  FeedRun run;
  if (feed.ok()) feed.open(symbols, options.from, options.to, options.lookback);
  run.error = feed.ok() ? "" : feed.error();
  run.info = feed.info();
  run.issues = feed.issues();
  if (feed.ok()) run.bars = feed.pull_all(options.pull_capacity);
  run.status = feed.status();
  run.log = host.log();
  return run;
}

sluice_time day_time(std::string_view day) { return Timestamp::parse(day)->nanoseconds(); }

std::string bytes_of(const std::vector<sluice_bar>& bars) {
  static_assert(sizeof(sluice_bar) == 64, "a bar has no padding");
  return {reinterpret_cast<const char*>(bars.data()), bars.size() * sizeof(sluice_bar)};
}

}  // namespace sluice::feeds
