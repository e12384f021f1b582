// SPDX-License-Identifier: Apache-2.0
#include "drivers/backtest.hpp"

#include <cmath>

#include "drivers/day_reader.hpp"
#include "drivers/journal_audit.hpp"
#include "drivers/output_folder.hpp"
#include "drivers/report_feed.hpp"
#include "drivers/track_journal.hpp"
#include "drivers/trades_file.hpp"
#include "records/day_artefacts.hpp"
#include "records/run_metrics.hpp"

namespace sluice::drivers {
namespace {

class Backtest {
 public:
  Backtest(RunParts& parts, const BacktestOptions& options, const Console& console)
      : parts_{parts},
        options_{options},
        console_{console},
        journal_audit_{*parts.instruments, parts.rule_names()},
        audit_{options.audit ? static_cast<AuditTrail&>(journal_audit_) : no_audit_},
        gate_{parts.gate, std::move(parts.rules), *parts.kill_switch, audit_},
        reports_{parts.reports, *parts.instruments, parts.benchmark ? &*parts.benchmark : nullptr,
                 console.warning},
        performance_{parts.path.seed_capital, ReportFeed::kTradingDaysPerYear},
        previous_equity_{parts.path.seed_capital} {}

  BacktestResult run() {
    if (const auto done = run_all(); !done) result_.failure = run_failure(done.error());
    return std::move(result_);
  }

 private:
  Result<void> run_all();
  Result<void> open_journal(Date day, Timestamp first);
  Result<void> run_day(OrderPath& path, const TradingDay& bars);
  Result<void> run_bars(OrderPath& path, const TradingDay& bars);
  Result<void> record(const OrderPath& path);
  Result<void> finish(const OrderPath& path);

  RunParts& parts_;
  const BacktestOptions& options_;
  const Console& console_;
  NoAudit no_audit_;
  JournalAudit journal_audit_;
  AuditTrail& audit_;
  risk::Gate gate_;
  ReportFeed reports_;
  analytics::PerformanceAccumulator performance_;
  Money previous_equity_;
  std::optional<OutputFolder> folder_;
  std::optional<TradesFile> trades_;
  std::optional<journal::Writer> writer_;
  std::string rows_;
  BacktestResult result_;
};

Result<void> Backtest::run_all() {
  auto folder = OutputFolder::begin(parts_.output_directory / "backtest");
  if (!folder) return folder.error();
  folder_.emplace(std::move(folder).value());
  const auto data = parts_.open_feed({options_.from, options_.to, parts_.path.window_sessions});
  if (!data) return data.error();
  reports_.begin({parts_.path.strategy_name, parts_.description, "backtest", parts_.config_hash,
                  parts_.feed_id, parts_.path.seed_capital, parts_.risk_report.n_tests});
  parts_.path.keep_holdings = reports_.wants_positions();
  OrderPath path{parts_.path,
                 {*parts_.instruments, *parts_.strategy, *parts_.venue, gate_, audit_}};
  DayReader reader{*data->source, parts_.instruments->size(), parts_.path.zone};
  TradingDay bars;
  for (;;) {
    const auto more = reader.next(bars);
    if (!more) return more.error();
    if (!*more) break;
    if (options_.from && bars.date < *options_.from) {
      for (const SessionBars& session : bars.sessions)
        if (auto warmed = path.warm_up(session); !warmed) return warmed;
      continue;
    }
    if (console_.is_stopped()) {
      result_.interrupted = true;
      return {};
    }
    if (auto ran = run_day(path, bars); !ran)
      return Error{bars.date.to_string() + ": " + ran.error().message};
  }
  if (result_.sessions == 0)
    return Error{"no session to run between " +
                 (options_.from ? options_.from->to_string() : "the beginning") + " and " +
                 (options_.to ? options_.to->to_string() : "the end") + ": the data reaches from " +
                 data->first.to_string() + " to " + data->last.to_string()};
  return finish(path);
}

Result<void> Backtest::open_journal(Date day, Timestamp first) {
  if (!options_.audit) return {};
  const auto directory = folder_->path() / "audit";
  if (auto made = files::make_directories(directory, files::Durability::kVolatile); !made)
    return made;
  auto writer = journal::Writer::create(directory / ("order_audit." + day.to_compact() + ".jsonl"),
                                        parts_.journal_header(first), journal::Sync::kNone);
  if (!writer) return writer.error();
  writer_.emplace(std::move(writer).value());
  journal_audit_.write_to(*writer_);
  return {};
}

Result<void> Backtest::run_bars(OrderPath& path, const TradingDay& bars) {
  for (const SessionBars& session : bars.sessions) {
    auto ran = path.run(session);
    const auto faults =
        contain(parts_.faults.get(), parts_.path.route, *parts_.kill_switch, audit_, session.time);
    if (!ran) return ran;
    if (const PluginFault* fault = fatal(faults)) return Error{text_of(*fault)};
    result_.orders += path.batch().total_orders_before;
  }
  return {};
}

Result<void> Backtest::run_day(OrderPath& path, const TradingDay& bars) {
  if (result_.sessions == 0) {
    result_.first = bars.date;
    if (auto opened = open_journal(bars.date, bars.sessions.front().time); !opened) return opened;
    folder_->stream("equity_curve.csv").append(records::equity_curve_header());
    auto trades = TradesFile::create(folder_->path() / "trades_all.csv", *parts_.instruments);
    if (!trades) return trades.error();
    trades_.emplace(std::move(trades).value());
  }
  if (auto ran = run_bars(path, bars); !ran) return ran;
  result_.last = bars.date;
  console_.advance(++result_.sessions, result_.last);
  return record(path);
}

Result<void> Backtest::record(const OrderPath& path) {
  const records::Day& day = path.day();
  result_.trades += day.trades.size();
  result_.orders_blocked += day.blocked;
  result_.blocked_by_kill_switch |= day.kill_switch_engaged;
  records::DayContext context;
  context.seed_capital = parts_.path.seed_capital;
  context.previous_equity = previous_equity_;
  previous_equity_ = day.equity;
  const double benchmark =
      parts_.benchmark ? parts_.benchmark->return_on(day.time.date()) : std::nan("");
  performance_.add_day({day.time.date(), day.equity, day.traded_notional,
                        std::isfinite(benchmark) ? std::optional{benchmark} : std::nullopt});
  folder_->stream("equity_curve.csv").append(records::equity_curve_row(day, context));
  if (auto kept = trades_->add(day); !kept) return kept;
  reports_.on_day(day);
  if (writer_)
    if (auto marked = append_mark(*writer_, day); !marked) return marked;
  return folder_->flush_large();
}

Result<void> Backtest::finish(const OrderPath& path) {
  result_.final_equity = path.day().equity;
  result_.cash = path.day().cash;
  result_.open_orders = path.state().open_orders.size();
  result_.performance = performance_.summary();
  const records::RunMetrics metrics{parts_.path.strategy_name,
                                    parts_.config_hash,
                                    result_.sessions,
                                    result_.orders,
                                    result_.trades,
                                    result_.orders_blocked,
                                    result_.open_orders,
                                    parts_.path.seed_capital,
                                    result_.final_equity,
                                    parts_.risk_report.n_tests};
  if (auto written =
          folder_->write("metrics.json", records::metrics_json(metrics, result_.performance));
      !written)
    return written;
  if (auto written = folder_->write("config.yaml", parts_.config_yaml); !written) return written;
  const auto reports = reports_.render(folder_->path());
  if (!reports) return reports.error();
  // What became of reports is told in the trail too.
  contain(parts_.faults.get(), parts_.path.route, *parts_.kill_switch, audit_, path.day().time);
  if (writer_)
    if (auto finished = writer_->finish(); !finished) return finished;
  if (auto finished = trades_->finish(); !finished) return finished;
  if (auto placed = folder_->place(); !placed) return placed;
  result_.directory = folder_->target();
  for (const auto& report : *reports)
    result_.reports.push_back(folder_->target() / report.filename());
  return {};
}

}  // namespace

BacktestResult run_backtest(RunParts& parts, const BacktestOptions& options,
                            const Console& console) {
  return Backtest{parts, options, console}.run();
}

}  // namespace sluice::drivers
