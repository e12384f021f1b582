// SPDX-License-Identifier: Apache-2.0
//
// page.js: puts the page together; theme, zoom and print.
const THEMES = ["Auto", "Light", "Dark"];

function setTheme(place) {
  if (place === 0) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = THEMES[place].toLowerCase();
  repaint();
}
function repaint() {
  colours.clear();
  for (const chart of charts) chart.plot.redraw(false);
}

// Paper is white, and as wide as it is.
const PAPER_WIDTH = 680;
let themeOnScreen = null;
function toPaper() {
  themeOnScreen = document.documentElement.dataset.theme ?? "";
  document.documentElement.dataset.theme = "light";
  document.documentElement.classList.add("on-paper");
  colours.clear();
  for (const chart of charts) fit(chart, PAPER_WIDTH);
  repaint();
}
function toScreen() {
  if (themeOnScreen === null) return;
  if (themeOnScreen) document.documentElement.dataset.theme = themeOnScreen;
  else delete document.documentElement.dataset.theme;
  themeOnScreen = null;
  document.documentElement.classList.remove("on-paper");
  for (const chart of charts) fit(chart);
  repaint();
}

function build() {
  const sections = [
    equityChart(),
    drawdownChart(),
    heatMap(),
    rollingSharpe(),
    rollingVolatility(),
    distribution(),
    exposureChart(),
    groupChart(),
    turnoverChart(),
    costsChart(),
    drawdownTable(),
    blockedTable(),
    tradeTable(),
    statistics(),
  ];
  const links = sections.map((section) =>
    el("a", {href: "#" + section.id}, section.querySelector("h2").textContent),
  );
  const theme = choice("Colours", THEMES, 0, setTheme);
  document.body.append(
    el("a", {class: "skip", href: "#report"}, "To the figures"),
    el(
      "div",
      {class: "page"},
      pageHead(theme),
      headline(),
      el("nav", {"aria-label": "Sections"}, ...links),
      el("main", {id: "report"}, ...sections),
      el(
        "footer",
        {},
        el(
          "p",
          {},
          "Drag across a chart to zoom, double-click to see all. With the keyboard: arrows, + and −, 0.",
        ),
        el(
          "p",
          {},
          "Made by Sluice · config ",
          el("code", {}, run.run.config_hash.slice(0, 16)),
          " · ",
          said(run.run.data_source),
        ),
      ),
    ),
    el("button", {type: "button", class: "show-all", onclick: resetZoom}, "Show all"),
  );
  drawPending();
}

build();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", toScreen);
document.documentElement.dataset.ready = "yes";
