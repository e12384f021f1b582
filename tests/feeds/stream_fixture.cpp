// SPDX-License-Identifier: Apache-2.0
#include "stream_fixture.hpp"

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>

namespace sluice::feeds {
namespace {

using detail::decimal_text;

template <typename Row>
std::string head_of(const Row& row, std::string_view kind) {
  return Timestamp::from_nanoseconds(row.time).to_string() + " " + std::string{kind} + " #" +
         std::to_string(row.instrument) + " ";
}

std::string event_line(const sluice_quote& row) {
  return head_of(row, "quote") + decimal_text(row.bid) + "/" + decimal_text(row.ask) + " " +
         decimal_text(row.bid_quantity) + "x" + decimal_text(row.ask_quantity);
}
std::string event_line(const sluice_trade& row) {
  const char* const side = row.aggressor == SLUICE_SIDE_BUY    ? " buy"
                           : row.aggressor == SLUICE_SIDE_SELL ? " sell"
                                                               : "";
  return head_of(row, "trade") + decimal_text(row.price) + " x" + decimal_text(row.quantity) + side;
}
std::string event_line(const sluice_bar& row) {
  return head_of(row, "bar") + "C" + decimal_text(row.close) + " V" + decimal_text(row.volume);
}

template <typename Row>
sluice_status hear_rows(void* to, sluice_rows rows) {
  for (const auto& row : Rows<Row>{rows}) static_cast<Lines*>(to)->push_back(event_line(row));
  return SLUICE_OK;
}

}  // namespace

std::string StreamedFeed::open(const Lines& symbols, sluice_time from, sluice_time to,
                               std::uint32_t lookback) {
  if (!feed_.ok()) return feed_.error();
  return feed_.open(symbols, from, to, lookback) == SLUICE_OK ? "" : feed_.error();
}

Lines StreamedFeed::until(sluice_time time, std::uint64_t limit) {
  Lines heard;
  const sluice_market_sink sink{
      &heard, &hear_rows<sluice_quote>, &hear_rows<sluice_trade>, &hear_rows<sluice_bar>,
      [](void* to, std::uint32_t connected, sluice_str reason) {
        static_cast<Lines*>(to)->push_back((connected != 0 ? "connected " : "disconnected ") +
                                           std::string{view_of(reason)});
        return sluice_status{SLUICE_OK};
      }};
  for (std::size_t before = 0;; before = heard.size()) {
    const sluice_status status = feed_.stream_into(time, limit, sink);
    if (status != SLUICE_OK || heard.size() == before) return heard;
    EXPECT_LE(heard.size() - before, limit + 1) << "one more for what is said of the connection";
  }
}

std::string StreamedFeed::next_event() {
  const sluice_time next = feed_.next_event();
  return next == INT64_MAX ? "" : Timestamp::from_nanoseconds(next).to_string();
}

Lines StreamedFeed::issue_lines() const {
  FeedRun run;
  run.issues = feed_.issues();
  return run.issue_lines();
}

}  // namespace sluice::feeds
