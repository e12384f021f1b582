// SPDX-License-Identifier: Apache-2.0
#include "page_data.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include <sluice/statistics/rolling.hpp>

#include "metrics.hpp"
#include "text.hpp"

namespace sluice::reports {
namespace {

constexpr std::int64_t kNanosecondsASecond = 1'000'000'000;
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr int kDigits = 7;
constexpr int kMoneyDigits = 10;

// Values with commas between them; flushed to the sink now and then.
class Writer {
 public:
  explicit Writer(Sink& sink) : sink_{sink} {}

  Writer& raw(std::string_view text) {
    if (needs_comma_) text_ += ',';
    text_ += text;
    needs_comma_ = true;
    if (text_.size() >= kFlushBytes) flush();
    return *this;
  }
  Writer& open(char bracket) {
    raw({&bracket, 1});
    needs_comma_ = false;
    return *this;
  }
  Writer& close(char bracket) {
    text_ += bracket;
    needs_comma_ = true;
    return *this;
  }
  Writer& key(std::string_view name) {
    raw(fmt::format("\"{}\":", name));
    needs_comma_ = false;
    return *this;
  }
  Writer& text(std::string_view value) { return raw(script_text(value)); }
  Writer& whole(std::int64_t value) { return raw(std::to_string(value)); }
  Writer& null() { return raw("null"); }
  Writer& number(double value, int digits = kDigits) {
    if (!std::isfinite(value)) return null();
    return raw(value == 0 ? "0" : fmt::format("{:.{}g}", value, digits));
  }
  Writer& maybe(std::optional<double> value) { return value ? number(*value) : null(); }
  template <typename T>
  Writer& exact(const T& value) {
    return raw(value.to_string());
  }
  Writer& date(Date value) { return text(value.to_string()); }
  void flush() {
    sink_.write(text_);
    text_.clear();
  }

 private:
  Sink& sink_;
  std::string text_;
  bool needs_comma_ = false;
};

// A column with one value for each of `rows`.
template <typename Rows, typename Value>
void column(Writer& out, std::string_view name, const Rows& rows, Value&& value) {
  out.key(name).open('[');
  for (const auto& row : rows) value(row);
  out.close(']');
}

std::int64_t seconds_of(Timestamp time) { return time.nanoseconds() / kNanosecondsASecond; }

void write_run(Writer& out, const PageSource& source) {
  const RunText& run = source.digest.run();
  out.key("run").open('{').key("title").text(run.title).key("description").text(run.description);
  out.key("driver").text(run.driver).key("config_hash").text(run.config_hash);
  out.key("data_source").text(run.data_source).key("benchmark").text(source.benchmark);
  out.key("trials").whole(static_cast<std::int64_t>(source.trials));
  out.key("seed").exact(source.digest.seed()).key("periods");
  out.number(source.digest.periods_per_year()).close('}');
}

void write_rolling(Writer& out, const PageSource& source) {
  const auto& digest = source.digest;
  const double periods = digest.periods_per_year();
  std::vector<std::optional<double>> sharpe, volatility;
  statistics::RollingReturns window{source.rolling_days};
  for (std::size_t i = 0; i < digest.days().size(); ++i) {
    if (const auto value = digest.day_return(i)) window.add(*value);
    sharpe.push_back(window.sharpe(periods));
    volatility.push_back(window.volatility(periods));
  }
  out.key("rolling").open('{').key("days").whole(static_cast<std::int64_t>(source.rolling_days));
  const auto maybe = [&](const std::optional<double>& value) { out.maybe(value); };
  column(out, "sharpe", sharpe, maybe);
  column(out, "volatility", volatility, maybe);
  out.close('}');
}

void write_days(Writer& out, const PageSource& source) {
  const auto& days = source.digest.days();
  std::int64_t last = 0;
  column(out, "time", days, [&](const DayRow& day) {
    const std::int64_t now = seconds_of(day.time);
    out.whole(now - last);
    last = now;
  });
  column(out, "equity", days,
         [&](const DayRow& day) { out.number(day.equity.to_double(), kMoneyDigits); });
  column(out, "drawdown", days, [&](const DayRow& day) { out.number(day.drawdown); });
  column(out, "benchmark", days, [&](const DayRow& day) { out.maybe(day.benchmark_return); });
  column(out, "traded", days,
         [&](const DayRow& day) { out.number(day.traded_notional.to_double()); });
  column(out, "costs", source.trades.costs_over(days), [&](double costs) { out.number(costs); });
  column(out, "blocked", days, [&](const DayRow& day) { out.whole(day.blocked); });
  column(out, "positions", days, [&](const DayRow& day) { out.whole(day.positions); });
}

using ExposureDays = std::vector<std::optional<ExposureHistory::Day>>;

void write_groups(Writer& out, std::string_view key, const std::vector<std::string>& names,
                  const ExposureDays& days, std::vector<double> ExposureHistory::Day::*sums) {
  out.key(key).open('{');
  column(out, "names", names, [&](const std::string& name) { out.text(name); });
  out.key("net").open('[');
  for (std::size_t place = 0; place < names.size(); ++place) {
    out.open('[');
    for (const auto& day : days) {
      if (!day)
        out.null();
      else
        out.number(place < ((*day).*sums).size() ? ((*day).*sums)[place] : 0.0);
    }
    out.close(']');
  }
  out.close(']').close('}');
}

void write_exposures(Writer& out, const PageSource& source) {
  const ExposureDays days = source.exposures.over(source.digest.days());
  const bool told = std::any_of(days.begin(), days.end(), [](const auto& day) { return !!day; });
  out.key("exposure");
  if (!told) {
    out.null();
    return;
  }
  out.open('{');
  column(out, "long", days, [&](const auto& day) { day ? out.number(day->longs) : out.null(); });
  column(out, "short", days, [&](const auto& day) { day ? out.number(day->shorts) : out.null(); });
  write_groups(out, "sectors", source.exposures.sectors(), days, &ExposureHistory::Day::sectors);
  write_groups(out, "regions", source.exposures.regions(), days, &ExposureHistory::Day::regions);
  out.close('}');
}

struct MetricWriter {
  Writer& out;
  void operator()(std::monostate) const { out.null(); }
  void operator()(const std::string& text) const { out.text(text); }
  void operator()(std::uint64_t count) const { out.raw(std::to_string(count)); }
  void operator()(double value) const {
    std::isfinite(value) ? out.raw(plain_text(value)) : out.null();
  }
  void operator()(Money amount) const { out.exact(amount); }
  void operator()(Date date) const { out.date(date); }
};

void write_metrics(Writer& out, const Digest& digest) {
  out.key("metrics").open('{');
  for (const Metric& metric : metrics_of(digest)) {
    out.key(metric.name);
    std::visit(MetricWriter{out}, metric.value);
  }
  out.close('}');
}

void write_periods(Writer& out, const statistics::Performance& figures) {
  column(out, "months", figures.months, [&](const statistics::CalendarReturn& month) {
    out.open('[').whole(month.year).whole(month.month).maybe(month.value()).close(']');
  });
  column(out, "years", figures.years, [&](const statistics::CalendarReturn& year) {
    out.open('[').whole(year.year).maybe(year.value()).close(']');
  });
  column(out, "drawdowns", figures.drawdowns, [&](const statistics::Drawdown& drawdown) {
    out.open('[').number(drawdown.depth).date(drawdown.peak).date(drawdown.trough);
    drawdown.recovery ? out.date(*drawdown.recovery) : out.null();
    out.whole(static_cast<std::int64_t>(drawdown.periods)).close(']');
  });
}

void write_reasons(Writer& out, const BlockedBook& blocked) {
  column(out, "reasons", blocked.by_reason(), [&](const BlockedReason& reason) {
    out.open('[').text(reason.code).whole(static_cast<std::int64_t>(reason.count));
    out.date(reason.first.time.date()).text(reason.first.symbol).text(reason.first.reason);
    out.close(']');
  });
}

void write_trades(Writer& out, const TradeTail& trades) {
  std::unordered_map<std::string_view, std::int64_t> place_of;
  std::vector<std::string_view> symbols;
  std::int64_t last = 0;
  out.key("left_out").whole(static_cast<std::int64_t>(trades.left_out()));
  column(out, "trades", trades.newest(), [&](const TradeTail::Row& trade) {
    const auto [found, is_new] =
        place_of.try_emplace(trade.symbol, static_cast<std::int64_t>(symbols.size()));
    if (is_new) symbols.push_back(trade.symbol);
    const std::int64_t now = seconds_of(trade.time);
    out.open('[').whole(now - last).whole(found->second).whole(trade.side);
    out.exact(trade.quantity).exact(trade.price).exact(trade.fill_price);
    out.number(trade.costs.to_double(), kDigits).close(']');
    last = now;
  });
  column(out, "symbols", symbols, [&](std::string_view symbol) { out.text(symbol); });
}

}  // namespace

void write_page_data(Sink& sink, const PageSource& source) {
  Writer out{sink};
  const statistics::Performance figures = source.digest.performance();
  out.open('{').key("format").text("sluice.report.html/1");
  write_run(out, source);
  write_days(out, source);
  write_rolling(out, source);
  write_exposures(out, source);
  write_metrics(out, source.digest);
  write_periods(out, figures);
  write_reasons(out, source.digest.blocked());
  write_trades(out, source.trades);
  out.close('}').flush();
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < ' ' || c == '\x7F' ? ' ' : c;
    }
  }
  return out;
}

std::string script_text(std::string_view text) {
  const std::string json = json_text(text);
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = std::string_view{json}.substr(i, 3);
    if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {
      out += rest == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (json[i] == '<' || json[i] == '>' || json[i] == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(json[i]));
    } else {
      out += json[i];
    }
  }
  return out;
}

}  // namespace sluice::reports
