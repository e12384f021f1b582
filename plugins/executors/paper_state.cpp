// SPDX-License-Identifier: Apache-2.0
#include "paper_state.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>

namespace sluice::executors {
namespace {

constexpr std::string_view kHeader = "sluice-paper-state 1";

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

void write_order(std::string& out, const PaperOrder& order, std::string_view symbol) {
  Line{out, "order"}
      .number(order.order_id)
      .number(order.side)
      .number(order.type)
      .number(order.time_in_force)
      .number(order.quantity)
      .number(order.limit_price)
      .number(order.average_daily_volume)
      .number(std::bit_cast<std::uint64_t>(order.daily_volatility))
      .number(order.decision_time)
      .word(symbol);
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
      .word(report.reason);
}

// The words of one line; every read is checked.
class Words {
 public:
  Words(std::string_view text, std::size_t line) : rest_{text}, line_{line} {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw Failure(SLUICE_ERROR_ARGUMENT,
                  "paper: saved state, line " + std::to_string(line_) + ": " + what);
  }
  std::string_view word() {
    const std::size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return text;
  }
  std::string_view remainder() const noexcept { return rest_; }
  template <typename Integer>
  Integer number(Integer least = std::numeric_limits<Integer>::min(),
                 Integer most = std::numeric_limits<Integer>::max()) {
    const std::string_view text = word();
    Integer value{};
    const auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    if (done.ec != std::errc{} || done.ptr != text.data() + text.size() || value < least ||
        value > most)
      refuse("'" + std::string{text} + "' is not a number that can stand here");
    return value;
  }

 private:
  std::string_view rest_;
  std::size_t line_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::string> symbols) {
    for (std::uint32_t i = 0; i < symbols.size(); ++i) instruments_.emplace(symbols[i], i);
    state_.quotes.resize(symbols.size());
  }

  PaperState read(std::string_view text) {
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::size_t end = text.find('\n');
      Words words{text.substr(0, end), line};
      if (end == std::string_view::npos) words.refuse("it is cut off");
      text.remove_prefix(end + 1);
      if (line == 1) {
        if (words.remainder() != kHeader) words.refuse("expected '" + std::string{kHeader} + "'");
        has_header_ = true;
      } else {
        read_record(words);
      }
    }
    if (!has_header_) Words{{}, 1}.refuse("expected '" + std::string{kHeader} + "'");
    return std::move(state_);
  }

 private:
  void read_record(Words& words) {
    const std::string_view kind = words.word();
    if (kind == "seen") return read_seen(words);
    if (kind == "quote") return read_quote(words);
    if (kind == "order") return read_order(words);
    if (kind == "report") return read_report(words);
    words.refuse("'" + std::string{kind} + "' is not one of seen, quote, order, report");
  }
  std::uint32_t instrument(const Words& words) const {
    const auto found = instruments_.find(words.remainder());
    if (found == instruments_.end())
      words.refuse("the symbol '" + std::string{words.remainder()} + "' is not in this run");
    return found->second;
  }
  void read_seen(Words& words) {
    OrderIds::Range range{};
    range.first = words.number<std::uint64_t>();
    range.last = words.number<std::uint64_t>();
    if (!state_.seen.append(range)) words.refuse("the ranges of order ids do not ascend");
  }
  void read_quote(Words& words) {
    PaperQuote quote;
    quote.price = words.number<sluice_price>(1);
    quote.time = words.number<sluice_time>();
    quote.phase = words.number<std::uint32_t>(SLUICE_PHASE_OPEN, SLUICE_PHASE_CLOSE);
    state_.quotes[instrument(words)] = quote;
  }
  void read_order(Words& words) {
    PaperOrder order;
    order.order_id = words.number<std::uint64_t>(1);
    order.side = words.number<std::uint8_t>(SLUICE_SIDE_BUY, SLUICE_SIDE_SELL);
    order.type = words.number<std::uint8_t>(SLUICE_ORDER_MARKET, SLUICE_ORDER_LIMIT);
    order.time_in_force = words.number<std::uint8_t>();
    order.quantity = words.number<sluice_quantity>(1);
    order.limit_price = words.number<sluice_price>(0);
    order.average_daily_volume = words.number<sluice_quantity>();
    order.daily_volatility = std::bit_cast<double>(words.number<std::uint64_t>());
    order.decision_time = words.number<sluice_time>();
    order.instrument = instrument(words);
    state_.open.push_back(order);
  }
  void read_report(Words& words) {
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = words.number<std::uint32_t>(SLUICE_REPORT_ACKED, SLUICE_REPORT_EXPIRED);
    report.order_id = words.number<std::uint64_t>(1);
    report.execution_id = words.number<std::uint64_t>();
    report.quantity = words.number<sluice_quantity>(0);
    report.price = words.number<sluice_price>(0);
    report.base_price = words.number<sluice_price>(0);
    report.commission.hi = words.number<std::int64_t>();
    report.commission.lo = words.number<std::uint64_t>();
    report.time = words.number<sluice_time>();
    const std::string_view reason = words.remainder();
    if (reason.size() >= sizeof report.reason) words.refuse("the reason is too long");
    std::memcpy(report.reason, reason.data(), reason.size());
    state_.pending.add(report);
  }

  std::map<std::string, std::uint32_t, std::less<>> instruments_;
  PaperState state_;
  bool has_header_ = false;
};

}  // namespace

std::string write_paper_state(const PaperState& state, std::span<const std::string> symbols) {
  std::string out{kHeader};
  out += '\n';
  for (const OrderIds::Range& range : state.seen.ranges())
    Line{out, "seen"}.number(range.first).number(range.last);
  for (std::size_t i = 0; i < state.quotes.size(); ++i) {
    const PaperQuote& quote = state.quotes[i];
    if (quote.price > 0)
      Line{out, "quote"}
          .number(quote.price)
          .number(quote.time)
          .number(quote.phase)
          .word(symbols[i]);
  }
  for (const PaperOrder& order : state.open) write_order(out, order, symbols[order.instrument]);
  for (const sluice_execution_report& report : state.pending.rows()) write_report(out, report);
  return out;
}

PaperState read_paper_state(std::string_view text, std::span<const std::string> symbols) {
  return Reader{symbols}.read(text);
}

}  // namespace sluice::executors
