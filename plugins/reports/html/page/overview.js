// SPDX-License-Identifier: Apache-2.0
//
// overview.js: the head of the page, the headline figures, and the table of all figures.
const metric = run.metrics;

function pageHead(tools) {
  const driver =
    {"paper-track": "Paper track", backtest: "Backtest"}[run.run.driver] ?? run.run.driver;
  const period =
    dayCount === 0
      ? "No day was run"
      : day(firstTime) + " to " + day(lastTime) + " · " + plural(dayCount, "session");
  return el(
    "header",
    {class: "page-head"},
    el(
      "div",
      {},
      el("p", {class: "eyebrow"}, said(driver)),
      el("h1", {}, said(run.run.title || "Run")),
      run.run.description ? el("p", {class: "lead"}, said(run.run.description)) : null,
      el("p", {class: "period"}, period),
    ),
    tools,
  );
}

function figure(label, value, detail, tone = "") {
  return el(
    "div",
    {class: "figure " + tone},
    el("dt", {}, label),
    el(
      "dd",
      {},
      el("span", {class: "big"}, value),
      el("span", {class: "detail"}, detail ?? "\u00a0"),
    ),
  );
}

const toneOf = (value) => (!isNumber(value) || value === 0 ? "" : value > 0 ? "gain" : "loss");

function headline() {
  const against = (value) => (hasBenchmark ? ["benchmark ", value] : null);
  const told = (parts) => (parts ? el("span", {}, ...parts) : null);
  return el(
    "section",
    {class: "headline", "aria-label": "Headline figures", id: "headline"},
    el(
      "dl",
      {},
      figure(
        "Final equity",
        wholeMoney(metric.final_equity),
        "from " + wholeMoney(metric.seed_capital),
      ),
      figure(
        "Total return",
        signedPercent(metric.total_return, 1),
        told(against(signedPercent(metric.benchmark_total_return, 1))),
        toneOf(metric.total_return),
      ),
      figure(
        "Annualised",
        signedPercent(metric.annualised_return),
        told(against(signedPercent(metric.benchmark_annualised_return))),
        toneOf(metric.annualised_return),
      ),
      figure(
        "Volatility",
        percent(metric.volatility),
        told(against(percent(metric.benchmark_volatility))),
      ),
      figure("Sharpe ratio", ratio(metric.sharpe), told(against(ratio(metric.benchmark_sharpe)))),
      figure("Sortino ratio", ratio(metric.sortino), "Calmar " + ratio(metric.calmar)),
      figure(
        "Deepest drawdown",
        percent(metric.max_drawdown),
        told(against(percent(metric.benchmark_max_drawdown))),
        toneOf(metric.max_drawdown),
      ),
      figure(
        "Probabilistic Sharpe",
        percent(metric.probabilistic_sharpe),
        isNumber(metric.deflated_sharpe)
          ? "deflated " + percent(metric.deflated_sharpe)
          : "chance that Sharpe is above 0",
      ),
    ),
  );
}

let tips = 0;
function tip(formula) {
  const id = "tip-" + ++tips;
  return el(
    "span",
    {class: "tip"},
    el(
      "button",
      {type: "button", class: "info", "aria-label": "Formula", "aria-describedby": id},
      "i",
    ),
    el("span", {role: "tooltip", id}, formula),
  );
}

function figureTable(group, rows) {
  return el(
    "table",
    {class: "figures"},
    el("caption", {}, group),
    el(
      "tbody",
      {},
      ...rows.map(([name, label, kind, formula, dated]) => {
        const value = KINDS[kind](metric[name]);
        const at =
          dated && metric[dated] ? el("span", {class: "detail"}, metric[dated] + " ") : null;
        return el(
          "tr",
          {"data-metric": name},
          el("th", {scope: "row"}, label, tip(formula)),
          el("td", {class: kind === "text" ? "wide" : "number"}, at, said(value)),
        );
      }),
    ),
  );
}

function statistics() {
  const section = card(
    "statistics",
    "Statistics",
    "Each formula stands behind its i. Sources: docs/reference/statistics.md of the project.",
  );
  const groups = Object.entries(METRICS)
    .filter(([group]) => group !== "Benchmark" || hasBenchmark)
    .map(([group, rows]) => [
      group,
      rows.filter(
        ([name]) =>
          name in metric &&
          (metric[name] !== null || !["deflated_sharpe", "n_tests"].includes(name)),
      ),
    ]);
  const others = otherMetrics();
  if (others.length) groups.push(["More", others]);
  section.append(
    el(
      "div",
      {class: "columns"},
      ...groups.filter(([, rows]) => rows.length).map(([group, rows]) => figureTable(group, rows)),
    ),
  );
  return section;
}
