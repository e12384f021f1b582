// SPDX-License-Identifier: Apache-2.0
#include "report_json.hpp"

#include "json_writer.hpp"
#include "metrics.hpp"
#include "text.hpp"

namespace sluice::reports {
namespace {

struct WriteValue {
  JsonWriter& out;
  void operator()(std::monostate) const { out.null(); }
  void operator()(const std::string& text) const { out.string(text); }
  void operator()(std::uint64_t count) const { out.number(count); }
  void operator()(double value) const { out.number(value); }
  void operator()(Money amount) const { out.exact(amount); }
  void operator()(Date date) const { out.date(date); }
};

void write_metrics(JsonWriter& out, const Digest& digest) {
  out.key("metrics").open('{');
  for (const Metric& metric : metrics_of(digest)) {
    out.key(metric.name);
    std::visit(WriteValue{out}, metric.value);
  }
  out.close('}');
}

void write_calendar(JsonWriter& out, const statistics::Performance& figures) {
  out.key("years").open('[');
  for (const auto& year : figures.years) {
    out.open('{').key("year").number(static_cast<std::uint64_t>(year.year));
    out.key("return").maybe(year.value()).close('}');
  }
  out.close(']').key("months").open('[');
  for (const auto& month : figures.months) {
    out.open('{').key("year").number(static_cast<std::uint64_t>(month.year));
    out.key("month").number(std::uint64_t{month.month});
    out.key("return").maybe(month.value()).close('}');
  }
  out.close(']');
}

void write_drawdowns(JsonWriter& out, const statistics::Performance& figures) {
  out.key("drawdowns").open('[');
  for (const auto& drawdown : figures.drawdowns) {
    out.open('{').key("depth").number(drawdown.depth);
    out.key("peak").date(drawdown.peak).key("trough").date(drawdown.trough);
    out.key("recovery").maybe(drawdown.recovery);
    out.key("periods").number(drawdown.periods).close('}');
  }
  out.close(']');
}

void write_group(JsonWriter& out, const char* kind, const ExposureBook::Groups& groups) {
  for (const auto& [name, figures] : groups) {
    out.open('{').key("kind").string(kind).key("name").string(name);
    out.key("gross").maybe(figures.gross.last()).key("net").maybe(figures.net.last());
    out.key("average_gross").maybe(figures.gross.average());
    out.key("average_net").maybe(figures.net.average());
    out.key("highest_gross").maybe(figures.gross.highest()).close('}');
  }
}

void write_exposures(JsonWriter& out, const ExposureBook& held) {
  out.key("exposures").open('[');
  write_group(out, "sector", held.sectors());
  write_group(out, "region", held.regions());
  out.close(']');
}

void write_blocked(JsonWriter& out, const BlockedBook& blocked) {
  out.key("blocked").open('[');
  for (const BlockedReason& reason : blocked.by_reason()) {
    const BlockedOrder& first = reason.first;
    out.open('{').key("code").string(reason.code).key("count").number(reason.count);
    out.key("first").open('{').key("time").string(first.time.to_string());
    out.key("symbol").string(first.symbol).key("side").string(side_text(first.side));
    out.key("quantity").exact(first.quantity).key("reason").string(first.reason);
    out.close('}').close('}');
  }
  out.close(']');
}

void write_trade(JsonWriter& out, const Trade& trade) {
  out.open('{').key("time").string(trade.time.to_string());
  out.key("symbol").string(trade.symbol).key("side").string(side_text(trade.side));
  out.key("quantity").exact(trade.quantity).key("price").exact(trade.price);
  out.key("fill_price").exact(trade.fill_price).key("notional").exact(trade.notional);
  out.key("costs").exact(trade.costs).close('}');
}

void write_trades(JsonWriter& out, const TradeBook& trades) {
  out.key("last_trades").open('[');
  for (const Trade& trade : trades.last()) write_trade(out, trade);
  out.close(']').key("largest_trades").open('[');
  for (const Trade& trade : trades.largest()) write_trade(out, trade);
  out.close(']').key("symbols").open('[');
  for (const SymbolTotal& total : trades.by_symbol()) {
    out.open('{').key("symbol").string(total.symbol).key("trades").number(total.trades);
    out.key("notional").maybe(total.notional.value());
    out.key("costs").maybe(total.costs.value()).close('}');
  }
  out.close(']');
}

void write_days(JsonWriter& out, const Digest& digest) {
  out.key("days").open('[');
  for (std::size_t i = 0; i < digest.days().size(); ++i) {
    const DayRow& day = digest.days()[i];
    out.open('{').key("time").string(day.time.to_string());
    out.key("equity").exact(day.equity).key("cash").exact(day.cash);
    out.key("positions_value").exact(day.positions_value);
    out.key("return").maybe(digest.day_return(i)).key("drawdown").number(day.drawdown);
    out.key("traded_notional").exact(day.traded_notional);
    out.key("commission").exact(day.commission);
    out.key("trades").number(std::uint64_t{day.trades});
    out.key("blocked").number(std::uint64_t{day.blocked});
    out.key("positions").number(std::uint64_t{day.positions});
    out.key("benchmark_return").maybe(day.benchmark_return).close('}');
  }
  out.close(']');
}

}  // namespace

void ReportJson::render(Sink& sink) {
  const Digest& run = digest();
  const statistics::Performance figures = run.performance();
  JsonWriter out{sink};
  out.open('{').key("format").string("sluice.report.json/1");
  out.key("description").string(run.run().description);
  write_metrics(out, run);
  write_calendar(out, figures);
  write_drawdowns(out, figures);
  write_exposures(out, run.held());
  write_blocked(out, run.blocked());
  write_trades(out, run.trades());
  if (days_) write_days(out, run);
  out.close('}');
  out.finish();
}

}  // namespace sluice::reports
