// SPDX-License-Identifier: Apache-2.0
//
// chart_keys.js: charts without a mouse. What the cursor points at is read out while the chart has
// the focus.
const LONG_STEP = 21;

function pointAt(chart, index) {
  const {plot} = chart;
  const at = plot.data[0];
  index = Math.min(Math.max(index, 0), at.length - 1);
  if (chart.overTime && (at[index] < zoom.min || at[index] > zoom.max)) {
    const span = zoom.max - zoom.min;
    const min = Math.min(Math.max(at[index] - span / 2, firstTime), lastTime - span);
    setZoom(min, min + span);
  }
  // Scales are set a moment later.
  queueMicrotask(() =>
    plot.setCursor(
      {left: plot.valToPos(at[index], "x"), top: plot.over.clientHeight / 2},
      true,
      true,
    ),
  );
}

function zoomBy(chart, factor) {
  const index = shownIndex(chart);
  const center = index === null ? (zoom.min + zoom.max) / 2 : chart.plot.data[0][index];
  setZoom(center - (center - zoom.min) * factor, center + (zoom.max - center) * factor);
}

function listenToKeys(chart) {
  const step = (by) => pointAt(chart, (shownIndex(chart) ?? 0) + by);
  const keys = {
    ArrowLeft: (event) => step(event.shiftKey ? -LONG_STEP : -1),
    ArrowRight: (event) => step(event.shiftKey ? LONG_STEP : 1),
    PageUp: () => step(-LONG_STEP),
    PageDown: () => step(LONG_STEP),
    Home: () => pointAt(chart, 0),
    End: () => pointAt(chart, chart.plot.data[0].length - 1),
  };
  if (chart.overTime)
    Object.assign(keys, {
      "+": () => zoomBy(chart, 0.5),
      "=": () => zoomBy(chart, 0.5),
      "-": () => zoomBy(chart, 2),
      0: resetZoom,
      Escape: () => {
        chart.plot.setCursor({left: -10, top: -10}, true, true);
        resetZoom();
      },
    });
  chart.box.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key](event);
  });
  chart.box.addEventListener("focus", () => chart.readout.setAttribute("aria-live", "polite"));
  chart.box.addEventListener("blur", () => chart.readout.removeAttribute("aria-live"));
}
