// SPDX-License-Identifier: Apache-2.0
//
// trade_list: every trade of a run as a Markdown table, and what they cost together.
// Place: an example; a report. State: the lines of the table, at most kMaxBytes of them. Units: the
// account's currency.
#include <string>

#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

class TradeList {
 public:
  static constexpr auto id = "example_trade_list";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "every trade as a Markdown table";
  static constexpr auto file_name = "trades.md";
  static constexpr std::size_t kMaxBytes = 64 << 20;

  void begin(const Run& run) {
    lines_ = "# Trades of " + plain(run.title()) +
             "\n\n| date | symbol | side | quantity | price | costs |\n|---|---|---|--:|--:|--:|\n";
    costs_ = Money{};
  }
  void on_days(Rows<sluice_report_day>) {}
  // Rows and texts are the host's and end with the call: what is kept is a copy.
  void on_trades(Rows<sluice_report_trade> trades) {
    for (const sluice_report_trade& trade : trades) {
      const Money costs = Money::from_c(trade.costs);
      lines_ += "| " + Timestamp::from_nanoseconds(trade.time).date().to_string() + " | " +
                plain(view_of(trade.symbol)) + " | " +
                (trade.side == SLUICE_SIDE_BUY ? "buy" : "sell") + " | " +
                Quantity::from_raw(trade.quantity).to_string() + " | " +
                Price::from_raw(trade.fill_price).to_string() + " | " + costs.to_amount() + " |\n";
      if (lines_.size() > kMaxBytes)
        throw Failure(SLUICE_ERROR_LIMIT, "trade_list: the table is too long");
      const auto sum = checked_add(costs_, costs);
      if (!sum) throw Failure(SLUICE_ERROR_LIMIT, "trade_list: the costs do not fit");
      costs_ = *sum;
    }
  }
  void on_blocked(Rows<sluice_report_blocked>) {}

  void render(Sink& sink) const {
    sink.write(lines_);
    sink.write("\nCosts: " + costs_.to_amount() + "\n");
  }

 private:
  // Names come from files: none may end a cell or a line, or be anything but text.
  static std::string plain(std::string_view text) {
    std::string result{text};
    for (char& c : result)
      if (c < ' ' || c > '~' || c == '|') c = ' ';
    return result;
  }

  std::string lines_;
  Money costs_;
};

}  // namespace

SLUICE_LIBRARY("example_trade_list", "1.0.0", sluice::report<TradeList>)
