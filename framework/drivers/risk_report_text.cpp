// SPDX-License-Identifier: Apache-2.0
#include "drivers/risk_report_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "records/text.hpp"

namespace sluice::drivers {
namespace {

using analytics::ExposureRange;
using analytics::RiskSummary;
using statistics::TailRisk;

std::string csv(std::optional<double> value) { return value ? records::ratio_text(*value) : ""; }

std::string percent(std::optional<double> value) {
  return value ? records::percent_for_people(*value) : "n/a";
}
std::string ratio(std::optional<double> value) {
  if (!value) return "n/a";
  const std::string text = fmt::format("{:.2f}", *value);
  return text == "-0.00" ? "0.00" : text;
}
// 1,234,567.89
std::string amount(std::optional<double> value) {
  const auto money = value ? Money::from_double(*value, Rounding::kHalfEven) : std::nullopt;
  return money ? records::amount_for_people(*money) : "n/a";
}
std::string group_name(const std::string& name) { return name.empty() ? "unknown" : name; }

// Nothing in it is markup of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

void row(std::string& out, std::initializer_list<std::string_view> cells) {
  out += '|';
  for (const std::string_view text : cells) out.append(" ").append(text).append(" |");
  out += '\n';
}

void head(std::string& out, const char* title, std::initializer_list<std::string_view> columns) {
  out.append("\n## ").append(title).append("\n\n");
  row(out, columns);
  out += "|---|";
  for (std::size_t i = 1; i < columns.size(); ++i) out += "---:|";
  out += '\n';
}

void add_period(std::string& out, const RiskReportHead& about, const RiskSummary& s) {
  const auto& p = s.performance;
  head(out, "Returns", {"Measure", about.weekly ? "This week" : "This month", "Whole track"});
  row(out, {"Days", std::to_string(s.period.days), std::to_string(p.days)});
  row(out, {"Return", percent(s.period.total_return), percent(p.total_return)});
  if (p.benchmark)
    row(out, {"Benchmark's return", percent(s.period.benchmark_return),
              percent(p.benchmark->total_return)});
  row(out, {"Volatility", percent(s.period.volatility), percent(p.volatility)});
  row(out, {"Worst day", percent(s.period.worst_day),
            percent(p.worst ? std::optional{p.worst->value} : std::nullopt)});
  row(out, {"Traded", amount(s.period.traded), amount(p.traded)});
  row(out, {"Costs", amount(s.period.costs), amount(s.costs)});
  row(out, {"Trades", std::to_string(s.period.trades), ""});
  out += "\nEquity " + amount(p.final_equity) + " on a seed of " + amount(p.seed) + ".\n";
}

void add_performance(std::string& out, const RiskReportHead& about, const RiskSummary& s) {
  const auto& p = s.performance;
  head(out, "Performance", {"Measure", "Value"});
  row(out, {"Annualised return", percent(p.annualised_return)});
  row(out, {"Sharpe ratio", ratio(p.sharpe)});
  row(out, {"Sharpe ratio of the last " + std::to_string(analytics::kRollingDays) + " days",
            ratio(s.rolling_sharpe)});
  row(out, {"Volatility of the last " + std::to_string(analytics::kRollingDays) + " days",
            percent(s.rolling_volatility)});
  row(out, {"Sortino ratio", ratio(p.sortino)});
  row(out, {"Calmar ratio", ratio(p.calmar)});
  row(out, {"Omega ratio", ratio(p.omega)});
  row(out, {"Profit factor of days", ratio(p.profit_factor)});
  row(out, {"Skew, excess kurtosis", ratio(p.skew) + ", " + ratio(p.excess_kurtosis)});
  row(out, {"Probability that the true Sharpe ratio is above 0", percent(p.probabilistic_sharpe)});
  if (about.n_tests > 0)
    row(out, {"The same, chosen from " + std::to_string(about.n_tests) +
                  " trials (deflated Sharpe ratio)",
              percent(deflated_sharpe_of(p, about))});
  row(out, {"Days needed to prove it at 95 %",
            p.minimum_track_record ? fmt::format("{:.0f}", std::ceil(*p.minimum_track_record))
                                   : std::string{"n/a"}});
}

void add_tails(std::string& out, const statistics::Performance& p) {
  head(out, "Risk of a day",
       {"Measure", "Value at risk 95 %", "Shortfall 95 %", "Value at risk 99 %", "Shortfall 99 %"});
  const auto way = [&](const char* name, const TailRisk& at_95, const TailRisk& at_99) {
    row(out, {name, percent(at_95.value_at_risk), percent(at_95.shortfall),
              percent(at_99.value_at_risk), percent(at_99.shortfall)});
  };
  way("Historical", p.tail_5.historical, p.tail_1.historical);
  way("Gaussian", p.tail_5.gaussian, p.tail_1.gaussian);
  way("Cornish-Fisher", p.tail_5.cornish_fisher, p.tail_1.cornish_fisher);
}

void add_drawdowns(std::string& out, const statistics::Performance& p) {
  head(out, "Worst drawdowns", {"Peak", "Trough", "Recovery", "Depth", "Days", "Days to recover"});
  for (const auto& d : p.drawdowns) {
    const auto recovery = d.recovery_periods();
    row(out,
        {d.peak.to_string(), d.trough.to_string(), d.recovery ? d.recovery->to_string() : "not yet",
         percent(d.depth), std::to_string(d.periods), recovery ? std::to_string(*recovery) : ""});
  }
  out += fmt::format("\n{} of {} days under water, {} at a stretch.\n", p.days_under_water, p.days,
                     p.longest_drawdown);
}

void add_range(std::string& out, const std::string& name, const statistics::DailyFigure& figure) {
  row(out, {name, percent(figure.last()), percent(figure.average()), percent(figure.lowest()),
            percent(figure.highest())});
}

// Net, and gross where there ever was anything short.
void add_groups(std::string& out, const char* kind, const std::vector<ExposureRange>& ranges,
                const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!(ranges[i].gross.highest().value_or(0) > 0)) continue;
    const std::string name = std::string{kind} + " " + cell(group_name(names[i]));
    add_range(out, name + ", net", ranges[i].net);
    if (ranges[i].shorts.lowest().value_or(0) < 0)
      add_range(out, name + ", gross", ranges[i].gross);
  }
}

void add_exposure(std::string& out, const RiskSummary& s, const InstrumentTable& instruments) {
  head(out, "Exposure, of equity", {"Measure", "Last day", "Average", "Lowest", "Highest"});
  add_range(out, "Gross", s.exposure.gross);
  add_range(out, "Net", s.exposure.net);
  add_range(out, "Long", s.exposure.longs);
  add_range(out, "Short", s.exposure.shorts);
  add_groups(out, "Sector", s.sectors, instruments.sectors());
  add_groups(out, "Region", s.regions, instruments.regions());
}

void add_trading(std::string& out, const RiskSummary& s) {
  head(out, "Trading", {"Measure", "Value"});
  row(out, {"Turnover a year", ratio(s.performance.turnover) + " x equity"});
  row(out, {"Costs of traded",
            s.costs_of_traded ? ratio(*s.costs_of_traded * 1e4) + " bp" : std::string{"n/a"}});
  row(out, {"Costs of equity a year", percent(s.costs_a_year)});
  row(out, {"Capacity at 10 % of daily volume", amount(s.capacity)});
  if (s.capacity)
    row(out,
        {"Traded volume it rests on",
         percent(s.performance.traded > 0 ? std::optional{s.capacity_covers / s.performance.traded}
                                          : std::nullopt)});
  row(out, {"Closed trades", std::to_string(s.closed.closed)});
  row(out, {"Won", percent(s.closed.win_rate())});
  row(out, {"Average win, average loss",
            amount(s.closed.average_win()) + ", " + amount(s.closed.average_loss())});
  row(out, {"Profit factor of trades", ratio(s.closed.profit_factor())});
}

void add_benchmark(std::string& out, const RiskReportHead& about, const RiskSummary& s) {
  if (!s.performance.benchmark) return;
  const auto& b = *s.performance.benchmark;
  head(out, "Against the benchmark", {"Measure", "Value"});
  row(out, {"Benchmark", cell(about.benchmark)});
  row(out, {"Beta", ratio(b.beta)});
  row(out, {"Alpha a year", percent(b.alpha)});
  row(out, {"Correlation", ratio(b.correlation)});
  row(out, {"Tracking error", percent(b.tracking_error)});
  row(out, {"Information ratio", ratio(b.information_ratio)});
}

void add_regimes(std::string& out, const RiskReportHead& about, const RiskSummary& s) {
  if (!about.with_regimes) return;
  head(out, "By market regime",
       {"Regime", "Days", "Return", "Volatility", "Sharpe ratio", "Max drawdown",
        "Days with a gain"});
  for (const auto& [name, days] : s.regimes)
    row(out, {cell(name), std::to_string(days.days()), percent(days.total_return()),
              percent(days.volatility(about.periods)), ratio(days.sharpe(about.periods)),
              percent(days.max_drawdown()), percent(days.hit_rate())});
  out += "\nThe next day's regime: " + cell(s.regime) + ".\n";
}

void add_factors(std::string& out, const RiskReportHead& about, const RiskSummary& s) {
  if (!about.with_factors) return;
  if (!s.factors.ok()) {
    out += "\n## Factor exposures\n\nNone: " + cell(s.factors.why_none) + ".\n";
    return;
  }
  head(out, "Factor exposures", {"Factor", "Beta", "t"});
  for (std::size_t i = 0; i < s.factors.betas.size(); ++i)
    row(out, {cell(s.factor_names[i]), ratio(s.factors.betas[i]), ratio(s.factors.beta_t[i])});
  row(out, {"Alpha a year", percent(s.factors.alpha * about.periods), ratio(s.factors.alpha_t)});
  out +=
      fmt::format("\nOver the last {} days, R² {}.\n", s.factors.days, ratio(s.factors.r_squared));
}

void add_metric(std::string& out, const char* name, const std::string& value) {
  out.append(name).append(",").append(value) += '\n';
}
void add_metric(std::string& out, const char* name, std::optional<double> value) {
  add_metric(out, name, csv(value));
}

void add_tail_metrics(std::string& out, const char* level, const statistics::DailyTail& tail) {
  const std::pair<const char*, const TailRisk*> ways[] = {
      {"", &tail.historical},
      {"_gaussian", &tail.gaussian},
      {"_cornish_fisher", &tail.cornish_fisher}};
  for (const auto& [name, way] : ways) {
    add_metric(out, fmt::format("var_{}{}", level, name).c_str(), way->value_at_risk);
    add_metric(out, fmt::format("cvar_{}{}", level, name).c_str(), way->shortfall);
  }
}

void add_performance_metrics(std::string& out, const RiskReportHead& about,
                             const statistics::Performance& p) {
  add_metric(out, "days", std::to_string(p.days));
  add_metric(out, "equity", p.final_equity);
  add_metric(out, "total_return", p.total_return);
  add_metric(out, "annualised_return", p.annualised_return);
  add_metric(out, "volatility", p.volatility);
  add_metric(out, "downside_deviation", p.downside_deviation);
  add_metric(out, "sharpe", p.sharpe);
  add_metric(out, "sortino", p.sortino);
  add_metric(out, "calmar", p.calmar);
  add_metric(out, "omega", p.omega);
  add_metric(out, "profit_factor", p.profit_factor);
  add_metric(out, "skew", p.skew);
  add_metric(out, "excess_kurtosis", p.excess_kurtosis);
  add_metric(out, "hit_rate", p.hit_rate);
  add_metric(out, "probabilistic_sharpe", p.probabilistic_sharpe);
  add_metric(out, "minimum_track_record_days", p.minimum_track_record);
  add_metric(out, "deflated_sharpe", deflated_sharpe_of(p, about));
  add_tail_metrics(out, "95", p.tail_5);
  add_tail_metrics(out, "99", p.tail_1);
  add_metric(out, "max_drawdown", p.max_drawdown);
  add_metric(out, "longest_drawdown_days", std::to_string(p.longest_drawdown));
  add_metric(out, "days_under_water", std::to_string(p.days_under_water));
}

void add_benchmark_metrics(std::string& out, const statistics::Performance& p) {
  const auto b = p.benchmark.value_or(statistics::BenchmarkComparison{});
  add_metric(out, "benchmark_total_return", b.total_return);
  add_metric(out, "beta", b.beta);
  add_metric(out, "alpha", b.alpha);
  add_metric(out, "correlation", b.correlation);
  add_metric(out, "tracking_error", b.tracking_error);
  add_metric(out, "information_ratio", b.information_ratio);
}

}  // namespace

std::optional<double> deflated_sharpe_of(const statistics::Performance& performance,
                                         const RiskReportHead& about) {
  if (about.n_tests == 0 || !performance.sharpe_sample) return std::nullopt;
  const auto& sample = *performance.sharpe_sample;
  return about.trial_variance ? statistics::deflated_sharpe(sample, about.n_tests,
                                                            *about.trial_variance / about.periods)
                              : statistics::deflated_sharpe(sample, about.n_tests);
}

std::string risk_report_md(const RiskReportHead& about, const RiskSummary& summary,
                           const InstrumentTable& instruments) {
  const std::string kind = about.weekly ? "Weekly" : "Monthly";
  std::string out = "# " + kind + " risk report: " + cell(about.strategy_name) + "\n\nAs of " +
                    about.as_of.to_string();
  if (summary.period.first) out += "; this period began on " + summary.period.first->to_string();
  out += ".\n";
  add_period(out, about, summary);
  add_performance(out, about, summary);
  add_tails(out, summary.performance);
  add_drawdowns(out, summary.performance);
  add_exposure(out, summary, instruments);
  add_trading(out, summary);
  add_benchmark(out, about, summary);
  add_regimes(out, about, summary);
  add_factors(out, about, summary);
  return out;
}

std::string risk_summary_csv(const RiskReportHead& about, const RiskSummary& s) {
  std::string out = "metric,value\n";
  add_metric(out, "as_of", about.as_of.to_string());
  add_metric(out, "period", about.weekly ? std::string{"week"} : std::string{"month"});
  add_metric(out, "period_days", std::to_string(s.period.days));
  add_metric(out, "period_return", s.period.total_return);
  add_metric(out, "period_benchmark_return", s.period.benchmark_return);
  add_metric(out, "period_volatility", s.period.volatility);
  add_metric(out, "period_trades", std::to_string(s.period.trades));
  add_metric(out, "period_traded", s.period.traded);
  add_metric(out, "period_costs", s.period.costs);
  add_performance_metrics(out, about, s.performance);
  add_metric(out, "rolling_volatility", s.rolling_volatility);
  add_metric(out, "rolling_sharpe", s.rolling_sharpe);
  add_metric(out, "gross_exposure", s.exposure.gross.last());
  add_metric(out, "net_exposure", s.exposure.net.last());
  add_metric(out, "long_exposure", s.exposure.longs.last());
  add_metric(out, "short_exposure", s.exposure.shorts.last());
  add_metric(out, "average_gross_exposure", s.exposure.gross.average());
  add_metric(out, "average_net_exposure", s.exposure.net.average());
  add_metric(out, "turnover", s.performance.turnover);
  add_metric(out, "costs", s.costs);
  add_metric(out, "costs_of_traded", s.costs_of_traded);
  add_metric(out, "costs_a_year", s.costs_a_year);
  add_metric(out, "capacity", s.capacity);
  add_metric(out, "closed_trades", std::to_string(s.closed.closed));
  add_metric(out, "win_rate", s.closed.win_rate());
  add_metric(out, "average_win", s.closed.average_win());
  add_metric(out, "average_loss", s.closed.average_loss());
  add_metric(out, "trade_profit_factor", s.closed.profit_factor());
  add_metric(out, "payoff", s.closed.payoff());
  add_metric(out, "expectancy", s.closed.expectancy());
  add_benchmark_metrics(out, s.performance);
  return out;
}

std::string risk_by_regime_csv(const statistics::RegimeTable& regimes, double periods) {
  std::string out =
      "regime,days,total_return,annualised_return,volatility,sharpe,hit_rate,max_drawdown,"
      "worst_day\n";
  for (const auto& [name, days] : regimes)
    out += fmt::format("{},{},{},{},{},{},{},{},{}\n", records::csv_field(name), days.days(),
                       csv(days.total_return()), csv(days.annualised_return(periods)),
                       csv(days.volatility(periods)), csv(days.sharpe(periods)),
                       csv(days.hit_rate()), csv(days.max_drawdown()), csv(days.worst()));
  return out;
}

std::string exposure_header(const InstrumentTable& instruments) {
  std::string out = "timestamp,gross,net,long,short";
  const auto add = [&](const char* kind, const std::vector<std::string>& names) {
    for (const auto& name : names)
      for (const char* figure : {"gross", "net"})
        out += ',' + records::csv_field(fmt::format("{}:{}:{}", kind, group_name(name), figure));
  };
  add("sector", instruments.sectors());
  add("region", instruments.regions());
  return out + "\n";
}

std::string exposure_row(Timestamp time, const analytics::DayExposure& day) {
  std::string out = time.to_string();
  const auto add = [&](const std::optional<statistics::Exposure>& exposure) {
    out += ',';
    if (exposure) out += records::ratio_text(exposure->gross());
    out += ',';
    if (exposure) out += records::ratio_text(exposure->net());
  };
  add(day.total);
  for (const double statistics::Exposure::*side :
       {&statistics::Exposure::longs, &statistics::Exposure::shorts}) {
    out += ',';
    if (day.total) out += records::ratio_text((*day.total).*side);
  }
  for (const auto* groups : {&day.sectors, &day.regions})
    for (const auto& group : *groups) add(group);
  return out + "\n";
}

std::string factor_exposures_header() {
  return "timestamp,factor,beta,beta_t,alpha,alpha_t,r_squared,days,no_fit\n";
}

std::string factor_exposure_rows(Timestamp time, const statistics::FactorFit& fit,
                                 const std::vector<std::string>& names) {
  const std::string stamp = time.to_string();
  if (!fit.ok())
    return fmt::format("{},,,,,,,{},{}\n", stamp, fit.days, records::csv_field(fit.why_none));
  std::string out;
  for (std::size_t i = 0; i < fit.betas.size(); ++i)
    out += fmt::format("{},{},{},{},{},{},{},{},\n", stamp, records::csv_field(names[i]),
                       csv(fit.betas[i]), csv(fit.beta_t[i]), csv(fit.alpha), csv(fit.alpha_t),
                       csv(fit.r_squared), fit.days);
  return out;
}

}  // namespace sluice::drivers
