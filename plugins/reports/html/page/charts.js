// SPDX-License-Identifier: Apache-2.0
//
// charts.js: every chart of the page.
const percentAxis = (value, apart) =>
  percent(value, apart >= 0.0099 ? 0 : apart >= 0.00099 ? 1 : 2);
const byDay = (index) => time(times[index]);
const TOO_SHORT = "It takes two sessions to draw a line.";
const bars = uPlot.paths.bars({size: [0.82, 40], radius: 0.15});

// A card with a chart over the sessions, or the reason why there is none.
function dailyChart(id, title, note, spec) {
  const section = card(id, title, note);
  if (dayCount < 2) section.append(emptyState(TOO_SHORT));
  else if (!spec.lines.some((line) => line.values.some(isNumber)))
    section.append(emptyState(spec.empty ?? "Nothing to show yet."));
  else section.chart = addChart(section, {where: byDay, ...spec});
  return section;
}

function equityChart() {
  const lines = [
    {
      label: run.run.title || "Equity",
      values: run.equity,
      colour: "c1",
      fill: "c1-soft",
      width: 1.8,
      format: wholeMoney,
    },
  ];
  if (hasBenchmark)
    lines.push({
      label: benchmarkName,
      values: benchmarkCurve,
      colour: "bench",
      width: 1.3,
      format: wholeMoney,
    });
  const section = dailyChart(
    "equity",
    "Equity",
    hasBenchmark ? "The benchmark is scaled to the seed capital." : null,
    {
      lines,
      height: 330,
      axisFormat: compact,
      summary: "Equity from " + wholeMoney(seed) + " to " + wholeMoney(metric.final_equity) + ".",
    },
  );
  const positive = lines.every((line) => line.values.every((value) => value === null || value > 0));
  if (section.chart && positive)
    section.querySelector(".tools").append(
      choice("Scale of equity", ["Linear", "Log"], 0, (place) => {
        section.chart.spec.log = place === 1;
        section.chart.redraw();
      }),
    );
  return section;
}

function drawdownChart() {
  const lines = [
    {label: "Drawdown", values: run.drawdown, colour: "c6", fill: "c6-soft", format: percent},
  ];
  if (hasBenchmark)
    lines.push({
      label: benchmarkName,
      values: benchmarkDrawdown,
      colour: "bench",
      width: 1,
      format: percent,
    });
  return dailyChart("drawdown", "Drawdown", null, {
    lines,
    height: 200,
    withZero: true,
    axisFormat: percentAxis,
    summary: "Drawdown, " + percent(metric.max_drawdown) + " at its deepest.",
  });
}

const windowName = plural(run.rolling.days, "session");
const tooFew = "It takes " + windowName + " to fill the window.";

function rollingSharpe() {
  return dailyChart("rolling-sharpe", "Rolling Sharpe ratio", "Over " + windowName + ".", {
    lines: [{label: "Sharpe ratio", values: run.rolling.sharpe, colour: "c1", format: ratio}],
    height: 200,
    withZero: true,
    axisFormat: (value) => decimals(value, 0, 2),
    empty: tooFew,
    summary: "Sharpe ratio over the last " + windowName + ".",
  });
}

function rollingVolatility() {
  return dailyChart(
    "rolling-volatility",
    "Rolling volatility",
    "Over " + windowName + ", a year.",
    {
      lines: [
        {
          label: "Volatility",
          values: run.rolling.volatility,
          colour: "c3",
          fill: "c3-soft",
          format: percent,
        },
      ],
      height: 200,
      withZero: true,
      axisFormat: percentAxis,
      empty: tooFew,
      summary: "Annualised volatility over the last " + windowName + ".",
    },
  );
}

// Bins of daily returns, and how a normal distribution of the same mean and deviation fills them.
function histogram() {
  const values = returns.filter(isNumber);
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1),
  );
  if (!(n > 1) || !(deviation > 1e-14)) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const spread = sorted[Math.floor(n * 0.75)] - sorted[Math.floor(n * 0.25)];
  const reach = sorted[n - 1] - sorted[0];
  const ideal = Math.ceil(reach / ((2 * spread) / Math.cbrt(n) || reach / 10));
  const bins = Math.min(Math.max(ideal, 10), 80);
  const width = reach / bins;
  const counts = new Array(bins).fill(0);
  for (const value of values) ++counts[Math.min(Math.floor((value - sorted[0]) / width), bins - 1)];
  const centers = counts.map((_, i) => sorted[0] + (i + 0.5) * width);
  const normal = centers.map(
    (x) =>
      (n * width * Math.exp(-((x - mean) ** 2) / (2 * deviation ** 2))) /
      (deviation * Math.sqrt(2 * Math.PI)),
  );
  return {counts, centers, normal, width};
}

function distribution() {
  const section = card(
    "distribution",
    "Daily returns",
    "Against a normal distribution of the same mean and deviation.",
  );
  const made = histogram();
  if (!made) section.append(emptyState("It takes two sessions whose returns differ."));
  else
    addChart(section, {
      overTime: false,
      x: made.centers,
      xRange: (_, min, max) => [min - made.width, max + made.width],
      height: 220,
      withZero: true,
      axisFormat: compact,
      xAxis: {values: (_, values) => values.map((value) => percent(value, 1)), space: 54},
      where: (i) =>
        percent(made.centers[i] - made.width / 2) +
        " to " +
        percent(made.centers[i] + made.width / 2),
      summary: "Histogram of daily returns.",
      lines: [
        {
          label: "Sessions",
          values: made.counts,
          colour: "c1",
          fill: "c1-bar",
          width: 0,
          paths: bars,
          format: count,
        },
        {
          label: "Normal",
          values: made.normal,
          colour: "c2",
          dash: [5, 3],
          width: 1.4,
          format: (value) => decimals(value, 1),
        },
      ],
    });
  return section;
}

function exposureChart() {
  const told = run.exposure;
  const lines = [];
  if (told) {
    const gross = told.long.map((value, i) => (value === null ? null : value - told.short[i]));
    const isLongOnly = told.short.every((value) => !value);
    if (isLongOnly)
      lines.push({
        label: "Invested: gross and net",
        values: gross,
        colour: "c1",
        fill: "c1-soft",
        format: percent,
      });
    else
      lines.push(
        {label: "Gross", values: gross, colour: "c1", format: percent},
        {
          label: "Net",
          values: told.long.map((value, i) => (value === null ? null : value + told.short[i])),
          colour: "c2",
          format: percent,
        },
        {label: "Long", values: told.long, colour: "c3", width: 1.2, format: percent},
        {label: "Short", values: told.short, colour: "c6", width: 1.2, format: percent},
      );
  }
  return dailyChart("exposure", "Exposure", "Positions as a share of equity.", {
    lines,
    height: 220,
    withZero: true,
    axisFormat: percentAxis,
    empty: "What was held was not told.",
    summary: "Exposure as a share of equity.",
  });
}

const MOST_GROUPS = 8;

// The largest groups by their mean size, and all others as one.
function largestGroups({names, net}) {
  const size = (values) => values.reduce((sum, value) => sum + Math.abs(value ?? 0), 0);
  const groups = names
    .map((name, i) => ({name, values: net[i], size: size(net[i])}))
    .sort((a, b) => b.size - a.size);
  if (groups.length <= MOST_GROUPS) return groups;
  const rest = groups.splice(MOST_GROUPS - 1);
  groups.push({
    name: plural(rest.length, "other"),
    values: rest[0].values.map((_, day) =>
      rest[0].values[day] === null ? null : rest.reduce((sum, group) => sum + group.values[day], 0),
    ),
  });
  return groups;
}

// Areas one on the other where nothing is short, else lines. The first group stands at the bottom.
function groupLines(groups) {
  const colourOf = (i) => "g" + (i + 1);
  if (groups.some((group) => group.values.some((value) => value < 0)))
    return groups.map((group, i) => ({
      label: group.name,
      values: group.values,
      colour: colourOf(i),
      format: percent,
    }));
  const below = new Array(dayCount).fill(0);
  return groups
    .map((group, i) => ({
      label: group.name,
      told: group.values,
      colour: colourOf(i),
      fill: colourOf(i),
      width: 0.5,
      format: percent,
      values: group.values.map((value, day) => (value === null ? null : (below[day] += value))),
    }))
    .reverse();
}

function groupChart() {
  const section = card("groups", "Exposure by sector and region", "Net, as a share of equity.");
  if (dayCount < 2 || !run.exposure) {
    section.append(emptyState(dayCount < 2 ? TOO_SHORT : "What was held was not told."));
    return section;
  }
  const kinds = [run.exposure.sectors, run.exposure.regions].map((kind) =>
    groupLines(largestGroups(kind)),
  );
  if (!kinds[0].length) {
    section.append(emptyState("Nothing was held."));
    return section;
  }
  const chart = addChart(section, {
    lines: kinds[0],
    where: byDay,
    height: 260,
    withZero: true,
    axisFormat: percentAxis,
    summary: "Net exposure by sector.",
  });
  section.querySelector(".tools").append(
    choice("Grouped by", ["Sector", "Region"], 0, (place) => {
      chart.spec.lines = kinds[place];
      chart.values = [];
      chart.relabel();
      chart.redraw();
    }),
  );
  return section;
}

function turnoverChart() {
  const section = card(
    "turnover",
    "Turnover a month",
    "Bought and sold, as a share of the month's average equity.",
  );
  if (!months.some((month) => month.traded > 0)) section.append(emptyState("No trade."));
  else
    addChart(section, {
      x: months.map((month) => month.at + 15 * DAY_SECONDS),
      height: 200,
      withZero: true,
      axisFormat: percentAxis,
      where: (i) => months[i].name,
      summary: "Turnover by month.",
      lines: [
        {
          label: "Turnover",
          colour: "c1",
          fill: "c1-bar",
          width: 0,
          paths: bars,
          format: percent,
          values: months.map((month) =>
            month.equity > 0 ? month.traded / (month.equity / month.days) : null,
          ),
        },
      ],
    });
  return section;
}

function costsChart() {
  const total = sums(run.costs);
  return dailyChart("costs", "Costs so far", "Commission, and what spread and impact cost.", {
    empty: "Nothing was paid.",
    lines: [
      {
        label: "Costs",
        values: total[dayCount - 1] ? total : [],
        colour: "c2",
        fill: "c2-soft",
        format: money,
      },
    ],
    height: 200,
    withZero: true,
    axisFormat: compact,
    summary: "Costs since the start, " + money(metric.costs) + " at the end.",
  });
}
