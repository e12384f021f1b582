// SPDX-License-Identifier: Apache-2.0
//
// chart.js: a card with a chart. Charts over time share their cursor and their zoom.
const charts = [];
const zoom = {min: firstTime, max: lastTime};
const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

function setZoom(min, max) {
  const least = DAY_SECONDS * 5;
  if (max - min < least) [min, max] = [(min + max - least) / 2, (min + max + least) / 2];
  zoom.min = Math.max(min, firstTime);
  zoom.max = Math.min(max, lastTime);
  if (zoom.max <= zoom.min) [zoom.min, zoom.max] = [firstTime, lastTime];
  for (const chart of charts)
    if (
      chart.overTime &&
      (chart.plot.scales.x.min !== zoom.min || chart.plot.scales.x.max !== zoom.max)
    )
      chart.plot.setScale("x", {min: zoom.min, max: zoom.max});
  document.body.classList.toggle("zoomed", zoom.min > firstTime || zoom.max < lastTime);
}
const resetZoom = () => setZoom(firstTime, lastTime);

function padded(min, max, withZero) {
  if (min === null || max === null) return [0, 1];
  if (withZero) [min, max] = [Math.min(min, 0), Math.max(max, 0)];
  if (withZero && min === max) return [0, 1];
  const room = (max - min || Math.abs(max) || 1) * 0.06;
  return [min < 0 || !withZero ? min - room : 0, max > 0 || !withZero ? max + room : 0];
}

// Years, months or days, by how far the labels are apart; a year instead of its January.
function timeLabels(splits, apart) {
  let yearBefore = null;
  return splits.map((at) => {
    const [year, month, dayOfMonth] = day(at).split("-").map(Number);
    const isNewYear = year !== yearBefore;
    yearBefore = year;
    if (apart >= 365 * DAY_SECONDS || (apart >= 28 * DAY_SECONDS && month === 1))
      return String(year);
    const label =
      apart >= 28 * DAY_SECONDS ? MONTHS[month - 1] : dayOfMonth + " " + MONTHS[month - 1];
    return isNewYear ? label + " " + year : label;
  });
}

function axes(spec, overTime) {
  const base = {stroke: () => colour("muted"), font: FONT, ticks: {show: false}};
  return [
    {
      ...base,
      grid: {show: false},
      space: 64,
      size: 28,
      ...(overTime
        ? {values: (_, splits, __, ___, apart) => timeLabels(splits, apart)}
        : spec.xAxis),
    },
    {
      ...base,
      grid: {stroke: () => colour("grid"), width: 1},
      size: 56,
      gap: 8,
      space: 34,
      values: (_, splits, __, ___, apart) =>
        splits.map((value) => (value === null ? "" : spec.axisFormat(value, apart))),
    },
  ];
}

function plotSeries(line) {
  return {
    label: line.label,
    width: line.width ?? 1.6,
    dash: line.dash,
    paths: line.paths,
    spanGaps: false,
    show: line.shown ?? true,
    stroke: () => colour(line.colour),
    fill: line.fill ? () => colour(line.fill) : undefined,
    points: {show: false},
    value: null,
  };
}

function options(chart, width) {
  const {spec} = chart;
  const y = spec.log
    ? {distr: 100, fwd: Math.log, bwd: Math.exp, range: (_, min, max) => [min * 0.97, max * 1.03]}
    : {range: (_, min, max) => padded(min, max, spec.withZero)};
  return {
    width,
    height: spec.height ?? 240,
    legend: {show: false},
    padding: [10, 18, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    scales: {
      x: chart.overTime
        ? {time: true, min: zoom.min, max: zoom.max}
        : {time: false, range: spec.xRange},
      y,
    },
    axes: axes(spec, chart.overTime),
    series: [{}, ...spec.lines.map(plotSeries)],
    cursor: {
      y: false,
      drag: {x: chart.overTime, y: false, setScale: false},
      points: {
        size: 7,
        width: 2,
        stroke: (u, i) => colour(spec.lines[i - 1].colour),
        fill: () => colour("card"),
      },
      ...(chart.overTime ? {sync: {key: "run", scales: ["x", null]}} : {}),
      bind: {dblclick: () => () => (chart.overTime ? resetZoom() : null)},
    },
    hooks: {
      setCursor: [() => showReadout(chart)],
      setSelect: [
        (u) => {
          if (u.select.width < 4) return;
          setZoom(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
          u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
        },
      ],
    },
  };
}

// Where the cursor is, or the last point that is shown.
function shownIndex(chart) {
  const {plot} = chart;
  if (plot.cursor.idx !== null && plot.cursor.idx !== undefined) return plot.cursor.idx;
  if (!chart.overTime) return null;
  const at = plot.data[0];
  let last = at.length - 1;
  while (last > 0 && at[last] > zoom.max) --last;
  return last;
}

function showReadout(chart) {
  const index = chart.plot ? shownIndex(chart) : null;
  chart.when.textContent = index === null ? "" : chart.spec.where(index);
  chart.spec.lines.forEach((line, i) => {
    if (chart.values[i])
      chart.values[i].textContent =
        index === null ? "" : line.format((line.told ?? line.values)[index]);
  });
}

// The key to the lines; pressing a name hides its line.
function lineKey(chart) {
  return chart.spec.lines.map((line, i) => {
    const value = el("span", {class: "value"});
    chart.values[i] = value;
    const swatch = el("span", {class: "swatch" + (line.dash ? " dashed" : "")});
    swatch.style.setProperty("--swatch", "var(--" + (line.swatch ?? line.colour) + ")");
    return el(
      "button",
      {
        type: "button",
        class: "key",
        "aria-pressed": "true",
        title: "Show or hide " + line.label,
        onclick: (event) => {
          const shown = !chart.plot.series[i + 1].show;
          event.currentTarget.setAttribute("aria-pressed", String(shown));
          line.shown = shown;
          chart.plot.setSeries(i + 1, {show: shown});
        },
      },
      swatch,
      said(line.label),
      value,
    );
  });
}

function draw(chart) {
  chart.plot?.destroy();
  const {spec} = chart;
  const data = [spec.x ?? times, ...spec.lines.map((line) => line.values)];
  chart.plot = new uPlot(options(chart, Math.max(chart.box.clientWidth, 220)), data, chart.box);
  chart.plot.root.setAttribute("aria-hidden", "true");
  showReadout(chart);
}

// spec: {lines: [{label, values, colour, format, …}], axisFormat, where, summary, x?, height?, …}
function addChart(section, spec) {
  const chart = {
    spec,
    values: [],
    overTime: spec.overTime ?? true,
    when: el("span", {class: "when"}),
  };
  chart.readout = el("div", {class: "readout"}, chart.when);
  chart.box = el("div", {
    class: "plot",
    tabindex: "0",
    role: "group",
    "aria-roledescription": "chart",
    "aria-label":
      spec.summary +
      (chart.overTime
        ? " Arrow keys move the cursor, plus and minus zoom, 0 shows all."
        : " Arrow keys move the cursor."),
  });
  section.append(chart.readout, chart.box);
  chart.relabel = () => chart.readout.replaceChildren(chart.when, ...lineKey(chart));
  chart.redraw = () => draw(chart);
  chart.begin = () => {
    chart.relabel();
    draw(chart);
    charts.push(chart);
    listenToKeys(chart);
    new ResizeObserver(() => fit(chart)).observe(chart.box);
  };
  pending.push(chart);
  return chart;
}
const pending = [];

function fit(chart, width = chart.box.clientWidth) {
  if (width > 0 && Math.abs(width - chart.plot.width) > 1)
    chart.plot.setSize({width, height: chart.spec.height ?? 240});
}

// Once the cards stand in the page and have their sizes.
function drawPending() {
  for (const chart of pending.splice(0)) chart.begin();
}
