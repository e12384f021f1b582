// SPDX-License-Identifier: Apache-2.0
//
// metric_names.js: what each figure is called, how it is shown, and how it is computed; a table, one
// line a figure. What is not listed is shown under its own name.
const KINDS = {
  percent, ratio, money, count, exact,
  days: (value) => (isNumber(value) ? plural(Math.ceil(value), "day") : UNDEFINED_TEXT),
  text: (value) => value ?? UNDEFINED_TEXT,
};

// group: [[name, label, kind, formula]]
const METRICS = {
  Returns: [
    ["total_return", "Total return", "percent", "Last equity ÷ seed capital − 1"],
    ["annualised_return", "Annualised return", "percent", "(1 + total return) ^ (periods a year ÷ days) − 1"],
    ["volatility", "Volatility", "percent", "Standard deviation of daily returns × √periods a year"],
    ["downside_deviation", "Downside deviation", "percent", "Root mean square of negative daily returns × √periods a year"],
    ["sharpe", "Sharpe ratio", "ratio", "Mean of daily returns ÷ their deviation × √periods a year; no risk-free rate"],
    ["sortino", "Sortino ratio", "ratio", "Mean of daily returns ÷ downside deviation of a day × √periods a year"],
    ["calmar", "Calmar ratio", "ratio", "Annualised return ÷ deepest drawdown"],
    ["omega", "Omega ratio", "ratio", "Sum of daily gains ÷ sum of daily losses, at a threshold of zero"],
    ["profit_factor", "Profit factor", "ratio", "Money earned on winning days ÷ money lost on losing days"],
    ["hit_rate", "Days that gained", "percent", "Days with a positive return ÷ days"],
    ["best_day_return", "Best day", "percent", "Largest daily return", "best_day"],
    ["worst_day_return", "Worst day", "percent", "Smallest daily return", "worst_day"],
    ["skew", "Skew", "ratio", "m₃ ÷ m₂^1.5 of daily returns"],
    ["excess_kurtosis", "Excess kurtosis", "ratio", "m₄ ÷ m₂² − 3 of daily returns"],
  ],
  Risk: [
    ["max_drawdown", "Deepest drawdown", "percent", "Smallest of equity ÷ highest equity so far − 1", "max_drawdown_trough"],
    ["current_drawdown", "Drawdown on the last day", "percent", "Equity ÷ highest equity so far − 1"],
    ["longest_drawdown_days", "Longest drawdown", "days", "Days from a peak to its recovery, or so far"],
    ["days_under_water", "Days under water", "count", "Days below an earlier peak"],
    ["var_95", "Value at risk, 95%", "percent", "Daily return that 5% of the days fell below"],
    ["cvar_95", "Expected shortfall, 95%", "percent", "Mean return of the worst 5% of days"],
    ["var_95_gaussian", "Value at risk, 95%, Gaussian", "percent", "Mean + z × deviation, z the 5% quantile of the normal distribution"],
    ["cvar_95_gaussian", "Expected shortfall, 95%, Gaussian", "percent", "Mean return beyond it, under the normal distribution"],
    ["var_95_cornish_fisher", "Value at risk, 95%, Cornish-Fisher", "percent", "As Gaussian, with the quantile corrected for skew and kurtosis"],
    ["cvar_95_cornish_fisher", "Expected shortfall, 95%, Cornish-Fisher", "percent", "Mean return beyond it, under the corrected distribution"],
    ["var_99", "Value at risk, 99%", "percent", "Daily return that 1% of the days fell below"],
    ["cvar_99", "Expected shortfall, 99%", "percent", "Mean return of the worst 1% of days"],
    ["var_99_gaussian", "Value at risk, 99%, Gaussian", "percent", "Mean + z × deviation, z the 1% quantile of the normal distribution"],
    ["cvar_99_gaussian", "Expected shortfall, 99%, Gaussian", "percent", "Mean return beyond it, under the normal distribution"],
    ["var_99_cornish_fisher", "Value at risk, 99%, Cornish-Fisher", "percent", "As Gaussian, with the quantile corrected for skew and kurtosis"],
    ["cvar_99_cornish_fisher", "Expected shortfall, 99%, Cornish-Fisher", "percent", "Mean return beyond it, under the corrected distribution"],
  ],
  "Luck or skill": [
    ["probabilistic_sharpe", "Probabilistic Sharpe ratio", "percent", "Chance that the true Sharpe ratio is above zero, given length, skew and kurtosis (Bailey & López de Prado 2012)"],
    ["deflated_sharpe", "Deflated Sharpe ratio", "percent", "The same against the best Sharpe ratio that as many trials find by luck (Bailey & López de Prado 2014)"],
    ["n_tests", "Trials it was chosen from", "count", "As the config tells"],
    ["minimum_track_record_days", "Days needed to prove it at 95%", "days", "Length at which the probabilistic Sharpe ratio reaches 95%"],
  ],
  Benchmark: [
    ["benchmark_total_return", "Total return", "percent", "Product of 1 + the benchmark's returns, − 1"],
    ["benchmark_annualised_return", "Annualised return", "percent", "As the run's"],
    ["benchmark_volatility", "Volatility", "percent", "As the run's"],
    ["benchmark_sharpe", "Sharpe ratio", "ratio", "As the run's"],
    ["benchmark_max_drawdown", "Deepest drawdown", "percent", "As the run's"],
    ["beta", "Beta", "ratio", "Covariance with the benchmark ÷ the benchmark's variance"],
    ["alpha", "Alpha, a year", "percent", "(Mean return − beta × the benchmark's mean) × periods a year"],
    ["correlation", "Correlation", "ratio", "Covariance ÷ product of the deviations"],
    ["tracking_error", "Tracking error", "percent", "Deviation of the difference to the benchmark × √periods a year"],
    ["information_ratio", "Information ratio", "ratio", "Mean difference to the benchmark ÷ its deviation × √periods a year"],
    ["benchmark_days", "Days compared", "count", "Days that both have a return of"],
  ],
  Trading: [
    ["trades", "Trades", "count", "Fills"],
    ["buys", "Buys", "count", "Fills that bought"],
    ["sells", "Sells", "count", "Fills that sold"],
    ["blocked_orders", "Blocked orders", "count", "Orders that the gate or the venue refused"],
    ["traded_notional", "Traded", "money", "Sum of fill price × quantity"],
    ["turnover", "Turnover a year", "percent", "Traded ÷ average equity × periods a year ÷ days"],
    ["costs", "Costs", "money", "Commission, and what spread and impact cost"],
    ["commission", "Commission", "money", "Part of the costs"],
    ["costs_of_traded", "Costs of what was traded", "percent", "Costs ÷ traded"],
    ["costs_a_year", "Costs a year", "percent", "Costs ÷ average equity × periods a year ÷ days"],
    ["costs_of_seed", "Costs of the seed capital", "percent", "Costs ÷ seed capital"],
    ["closed_trades", "Closed trades", "count", "Fills that took from a position"],
    ["win_rate", "Won", "percent", "Closed trades that earned ÷ closed trades"],
    ["average_win", "Average win", "money", "Of the closed trades that earned"],
    ["average_loss", "Average loss", "money", "Of the closed trades that lost"],
    ["trade_profit_factor", "Profit factor of trades", "ratio", "Money won ÷ money lost by closed trades"],
    ["payoff", "Payoff", "ratio", "Average win ÷ average loss"],
    ["expectancy", "Expectancy", "money", "Mean of what closed trades earned"],
  ],
  Exposure: [
    ["final_equity", "Final equity", "money", "Cash + positions at the last prices"],
    ["final_cash", "Cash at the end", "money", "On the last day"],
    ["final_positions_value", "Positions at the end", "money", "At the last prices"],
    ["final_positions", "Positions held at the end", "count", "Instruments"],
    ["average_equity", "Average equity", "money", "Mean of the days"],
    ["gross_exposure", "Gross exposure at the end", "percent", "(Long + |short|) ÷ equity on the last day"],
    ["net_exposure", "Net exposure at the end", "percent", "(Long − |short|) ÷ equity on the last day"],
    ["long_exposure", "Long at the end", "percent", "Long positions ÷ equity on the last day"],
    ["short_exposure", "Short at the end", "percent", "Short positions ÷ equity on the last day"],
    ["average_gross_exposure", "Average gross exposure", "percent", "Mean of the days with equity"],
    ["average_net_exposure", "Average net exposure", "percent", "Mean of the days with equity"],
    ["highest_gross_exposure", "Highest gross exposure", "percent", "Of all days"],
    ["average_invested", "Average invested", "percent", "Mean of net positions ÷ equity"],
    ["lowest_invested", "Lowest invested", "percent", "Of all days"],
    ["highest_invested", "Highest invested", "percent", "Of all days"],
    ["final_invested", "Invested at the end", "percent", "On the last day"],
    ["days_invested", "Days with positions", "count", "Days"],
    ["average_positions", "Average positions", "ratio", "Mean of the days"],
    ["most_positions", "Most positions", "count", "On one day"],
  ],
  Run: [
    ["first_day", "First day", "text", "Of the run"],
    ["last_day", "Last day", "text", "Of the run"],
    ["days", "Days", "count", "Sessions that were run"],
    ["seed_capital", "Seed capital", "money", "As the config tells"],
    ["profit", "Profit", "money", "Final equity − seed capital"],
    ["periods_per_year", "Periods a year", "count", "Sessions a year that figures are scaled to"],
    ["config_hash", "Config", "text", "SHA-256 of the normalised config"],
    ["data_source", "Data", "text", "Feed and digest of its data"],
    ["driver", "Driver", "text", "What ran it"],
  ],
};

// Shown beside another figure, or in the head of the page.
const SHOWN_ELSEWHERE = new Set([
  "title", "best_day", "worst_day", "max_drawdown_peak", "max_drawdown_trough", "max_drawdown_recovery",
]);

// What the report knows and the list above does not.
function otherMetrics() {
  const listed = new Set(Object.values(METRICS).flat().map(([name]) => name));
  const isOther = (name) => !listed.has(name) && !SHOWN_ELSEWHERE.has(name);
  return Object.keys(run.metrics).filter(isOther).map((name) => {
    const words = name.replaceAll("_", " ");
    const kind = isNumber(run.metrics[name]) ? "exact" : "text";
    return [name, words[0].toUpperCase() + words.slice(1), kind, "docs/reference/statistics.md"];
  });
}
