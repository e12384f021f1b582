// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <map>
#include <utility>

#include "paper_state.hpp"

namespace sluice::executors {
namespace {

constexpr std::string_view kHeaderOfVersion1 = "sluice-paper-state 1";

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
  bool flag() { return number<int>(0, 1) == 1; }

 private:
  std::string_view rest_;
  std::size_t line_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::string> symbols) : state_{symbols.size()} {
    for (std::uint32_t i = 0; i < symbols.size(); ++i) instruments_.emplace(symbols[i], i);
  }

  PaperState read(std::string_view text) {
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::size_t end = text.find('\n');
      Words words{text.substr(0, end), line};
      if (end == std::string_view::npos) words.refuse("it is cut off");
      text.remove_prefix(end + 1);
      if (line == 1)
        read_header(words);
      else if (version_ == 1)
        read_record_1(words);
      else
        read_record(words);
    }
    if (version_ == 0) read_header(Words{{}, 1});
    return std::move(state_);
  }

 private:
  void read_header(const Words& words) {
    if (words.remainder() == kPaperStateHeader)
      version_ = 2;
    else if (words.remainder() == kHeaderOfVersion1)
      version_ = 1;
    else
      words.refuse("expected '" + std::string{kPaperStateHeader} + "'");
    state_.knows_positions = version_ == 2;
  }
  void read_record(Words& words) {
    const std::string_view kind = words.word();
    if (kind == "venue") return read_venue(words);
    if (kind == "seen") return read_seen(words);
    if (kind == "quote") return read_quote(words);
    if (kind == "market") return read_market(words);
    if (kind == "volume") return read_volume(words);
    if (kind == "position") return read_position(words);
    if (kind == "open" || kind == "closed") return read_order(words, kind == "open");
    if (kind == "execution") return read_execution(words);
    if (kind == "request") return read_request(words);
    if (kind == "report") return read_report(words);
    words.refuse("'" + std::string{kind} +
                 "' is not one of venue, seen, quote, market, volume, position, open, closed, "
                 "execution, request, report");
  }
  void read_record_1(Words& words) {
    const std::string_view kind = words.word();
    if (kind == "seen") return read_seen(words);
    if (kind == "quote") return read_quote(words);
    if (kind == "order") return read_order_1(words);
    if (kind == "report") return read_report(words);
    words.refuse("'" + std::string{kind} + "' is not one of seen, quote, order, report");
  }
  std::uint32_t instrument(const Words& words) const {
    const auto found = instruments_.find(words.remainder());
    if (found == instruments_.end())
      words.refuse("the symbol '" + std::string{words.remainder()} + "' is not in this run");
    return found->second;
  }
  void read_venue(Words& words) {
    state_.clock = words.number<sluice_time>();
    state_.last_close = words.number<sluice_time>();
    state_.forgotten_until = words.number<sluice_time>();
    state_.priorities = words.number<std::uint64_t>();
    state_.random_numbers = words.number<std::uint64_t>();
    state_.knows_positions = words.flag();
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
    quote.phase = words.number<std::uint32_t>(SLUICE_PHASE_OPEN, SLUICE_PHASE_BAR);
    state_.quotes[instrument(words)] = quote;
  }
  void read_market(Words& words) {
    PaperMarket market;
    market.bid = words.number<sluice_price>(0);
    market.ask = words.number<sluice_price>(0);
    market.bid_left = words.number<sluice_quantity>(0);
    market.ask_left = words.number<sluice_quantity>(0);
    market.last = words.number<sluice_price>(0);
    market.is_quoted = words.flag();
    state_.markets[instrument(words)] = market;
  }
  void read_volume(Words& words) {
    PaperVolume volume;
    volume.time = words.number<sluice_time>();
    volume.left = words.number<sluice_quantity>(0);
    state_.volumes[instrument(words)] = volume;
  }
  void read_position(Words& words) {
    const auto quantity = words.number<sluice_quantity>();
    state_.positions[instrument(words)] = quantity;
  }
  void read_order(Words& words, bool is_open) {
    PaperOrder order;
    order.order_id = words.number<std::uint64_t>(1);
    order.intent_id.hi = words.number<std::uint64_t>();
    order.intent_id.lo = words.number<std::uint64_t>();
    order.side = words.number<std::uint8_t>(SLUICE_SIDE_BUY, SLUICE_SIDE_SELL);
    order.type = words.number<std::uint8_t>(SLUICE_ORDER_MARKET, SLUICE_ORDER_LIMIT_MAKER);
    order.time_in_force = words.number<std::uint8_t>(SLUICE_TIF_DAY, SLUICE_TIF_GTD);
    order.flags = words.number<std::uint8_t>();
    order.quantity = words.number<sluice_quantity>(1);
    order.limit_price = words.number<sluice_price>(0);
    order.stop_price = words.number<sluice_price>(0);
    order.good_till = words.number<sluice_time>();
    order.average_daily_volume = words.number<sluice_quantity>();
    order.daily_volatility = std::bit_cast<double>(words.number<std::uint64_t>());
    order.decision_time = words.number<sluice_time>();
    order.status = is_open
                       ? words.number<std::uint8_t>(SLUICE_STATUS_OPEN, SLUICE_STATUS_OPEN)
                       : words.number<std::uint8_t>(SLUICE_STATUS_FILLED, SLUICE_STATUS_EXPIRED);
    order.is_active = words.flag();
    order.is_triggered = words.flag();
    order.ahead = words.number<sluice_quantity>(0);
    order.priority = words.number<std::uint64_t>();
    order.closed_time = words.number<sluice_time>();
    order.instrument = instrument(words);
    keep(std::move(order));
  }
  void read_order_1(Words& words) {
    PaperOrder order;
    order.order_id = words.number<std::uint64_t>(1);
    order.side = words.number<std::uint8_t>(SLUICE_SIDE_BUY, SLUICE_SIDE_SELL);
    order.type = words.number<std::uint8_t>(SLUICE_ORDER_MARKET, SLUICE_ORDER_LIMIT);
    order.time_in_force = words.number<std::uint8_t>(SLUICE_TIF_DAY, SLUICE_TIF_IOC);
    order.quantity = words.number<sluice_quantity>(1);
    order.limit_price = words.number<sluice_price>(0);
    order.average_daily_volume = words.number<sluice_quantity>();
    order.daily_volatility = std::bit_cast<double>(words.number<std::uint64_t>());
    order.decision_time = words.number<sluice_time>();
    order.is_active = true;
    order.priority = ++state_.priorities;
    order.instrument = instrument(words);
    keep(std::move(order));
  }
  void keep(PaperOrder order) {
    last_ = order.is_open() ? &state_.open.emplace_back(std::move(order))
                            : &state_.keep_closed(std::move(order));
  }
  void read_execution(Words& words) {
    if (last_ == nullptr) words.refuse("an execution without an order before it");
    if (last_->executions.size() == PaperOrder::kMaxExecutions)
      words.refuse("too many executions of one order");
    PaperExecution execution;
    execution.id = last_->executions.size() + 1;
    execution.quantity = words.number<sluice_quantity>(1, last_->remaining());
    execution.price = words.number<sluice_price>(1);
    execution.base_price = words.number<sluice_price>(0);
    execution.commission.hi = words.number<std::int64_t>();
    execution.commission.lo = words.number<std::uint64_t>();
    execution.time = words.number<sluice_time>();
    last_->filled += execution.quantity;
    last_->executions.push_back(execution);
  }
  void read_request(Words& words) {
    PaperRequest request;
    request.kind = words.number<std::uint8_t>(PaperRequest::kNew, PaperRequest::kReplace);
    request.arrival = words.number<sluice_time>();
    request.order_id = words.number<std::uint64_t>(1);
    request.quantity = words.number<sluice_quantity>();
    request.limit_price = words.number<sluice_price>();
    request.stop_price = words.number<sluice_price>();
    state_.requests.push_back(request);
  }
  void read_report(Words& words) {
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = words.number<std::uint32_t>(SLUICE_REPORT_ACKED, SLUICE_REPORT_REPLACE_REJECTED);
    report.order_id = words.number<std::uint64_t>(1);
    report.execution_id = words.number<std::uint64_t>();
    report.quantity = words.number<sluice_quantity>(0);
    report.price = words.number<sluice_price>(0);
    report.base_price = words.number<sluice_price>(0);
    report.commission.hi = words.number<std::int64_t>();
    report.commission.lo = words.number<std::uint64_t>();
    report.time = words.number<sluice_time>();
    if (version_ > 1) {
      report.tells = words.number<std::uint32_t>();
      report.cumulative_quantity = words.number<sluice_quantity>(0);
      report.order_quantity = words.number<sluice_quantity>(0);
      report.order_limit_price = words.number<sluice_price>(0);
    }
    const std::string_view reason = words.remainder();
    if (reason.size() >= sizeof report.reason) words.refuse("the reason is too long");
    std::memcpy(report.reason, reason.data(), reason.size());
    state_.pending.add(report);
  }

  std::map<std::string, std::uint32_t, std::less<>> instruments_;
  PaperState state_;
  PaperOrder* last_ = nullptr;  // whose executions follow
  int version_ = 0;
};

}  // namespace

PaperState read_paper_state(std::string_view text, std::span<const std::string> symbols) {
  return Reader{symbols}.read(text);
}

}  // namespace sluice::executors
