// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <charconv>

#include "paper_state.hpp"

namespace sluice::executors {
namespace {

class Line {
 public:
  Line(std::string& out, std::string_view word) : out_{out} { out_ += word; }
  ~Line() { out_ += '\n'; }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  template <typename Integer>
  Line& number(Integer value) {
    char text[24];
    const auto done = std::to_chars(text, text + sizeof text, value);
    return word({text, static_cast<std::size_t>(done.ptr - text)});
  }
  Line& word(std::string_view text) {
    out_ += ' ';
    out_ += text;
    return *this;
  }

 private:
  std::string& out_;
};

void write_order(std::string& out, std::string_view kind, const PaperOrder& order,
                 std::string_view symbol) {
  Line{out, kind}
      .number(order.order_id)
      .number(order.intent_id.hi)
      .number(order.intent_id.lo)
      .number(order.side)
      .number(order.type)
      .number(order.time_in_force)
      .number(order.flags)
      .number(order.quantity)
      .number(order.limit_price)
      .number(order.stop_price)
      .number(order.good_till)
      .number(order.average_daily_volume)
      .number(std::bit_cast<std::uint64_t>(order.daily_volatility))
      .number(order.decision_time)
      .number(order.status)
      .number(int{order.is_active})
      .number(int{order.is_triggered})
      .number(order.ahead)
      .number(order.priority)
      .number(order.closed_time)
      .word(symbol);
  for (const PaperExecution& execution : order.executions)
    Line{out, "execution"}
        .number(execution.quantity)
        .number(execution.price)
        .number(execution.base_price)
        .number(execution.commission.hi)
        .number(execution.commission.lo)
        .number(execution.time);
}

// Its lines do not change any more, and a state is saved after each request.
void write_closed(std::string& out, const PaperOrder& order, std::string_view symbol) {
  if (order.text.empty()) write_order(order.text, "closed", order, symbol);
  out += order.text;
}

void write_report(std::string& out, const sluice_execution_report& report) {
  Line{out, "report"}
      .number(report.kind)
      .number(report.order_id)
      .number(report.execution_id)
      .number(report.quantity)
      .number(report.price)
      .number(report.base_price)
      .number(report.commission.hi)
      .number(report.commission.lo)
      .number(report.time)
      .number(report.tells)
      .number(report.cumulative_quantity)
      .number(report.order_quantity)
      .number(report.order_limit_price)
      .word(report.reason);
}

void write_markets(std::string& out, const PaperState& state,
                   std::span<const std::string> symbols) {
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const PaperQuote& quote = state.quotes[i];
    const PaperMarket& market = state.markets[i];
    const PaperVolume& volume = state.volumes[i];
    if (quote.price > 0)
      Line{out, "quote"}
          .number(quote.price)
          .number(quote.time)
          .number(quote.phase)
          .word(symbols[i]);
    if (market.is_quoted || market.last > 0)
      Line{out, "market"}
          .number(market.bid)
          .number(market.ask)
          .number(market.bid_left)
          .number(market.ask_left)
          .number(market.last)
          .number(int{market.is_quoted})
          .word(symbols[i]);
    if (volume.time != PaperState::kNever)
      Line{out, "volume"}.number(volume.time).number(volume.left).word(symbols[i]);
    if (state.positions[i] != 0) Line{out, "position"}.number(state.positions[i]).word(symbols[i]);
  }
}

}  // namespace

std::string write_paper_state(const PaperState& state, std::span<const std::string> symbols,
                              std::size_t size) {
  std::string out;
  out.reserve(size);
  out += kPaperStateHeader;
  out += '\n';
  Line{out, "venue"}
      .number(state.clock)
      .number(state.last_close)
      .number(state.forgotten_until)
      .number(state.priorities)
      .number(state.random_numbers)
      .number(int{state.knows_positions});
  for (const OrderIds::Range& range : state.seen.ranges())
    Line{out, "seen"}.number(range.first).number(range.last);
  write_markets(out, state, symbols);
  for (const PaperOrder& order : state.open)
    write_order(out, "open", order, symbols[order.instrument]);
  for (const PaperOrder& order : state.closed) write_closed(out, order, symbols[order.instrument]);
  for (const PaperRequest& request : state.requests)
    Line{out, "request"}
        .number(request.kind)
        .number(request.arrival)
        .number(request.order_id)
        .number(request.quantity)
        .number(request.limit_price)
        .number(request.stop_price);
  for (const sluice_execution_report& report : state.pending.rows()) write_report(out, report);
  return out;
}

}  // namespace sluice::executors
