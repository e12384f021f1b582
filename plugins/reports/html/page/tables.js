// SPDX-License-Identifier: Apache-2.0
//
// tables.js: tables that can be sorted by any column, filtered, and are shown a page at a time.
const PAGE_ROWS = 100;

// columns: [{label, value(row), show?(row), numeric?}]
function sortedTable(
  caption,
  columns,
  rows,
  {sortBy = null, descending = false, pageRows = PAGE_ROWS} = {},
) {
  const state = {sortBy, descending, rows, shown: pageRows};
  const body = el("tbody");
  const more = el("button", {
    type: "button",
    class: "more",
    onclick: () => {
      state.shown += pageRows;
      show();
    },
  });
  const heads = columns.map((column, place) =>
    el(
      "th",
      {scope: "col", class: column.numeric ? "number" : ""},
      el(
        "button",
        {type: "button", onclick: () => sort(place)},
        column.label,
        el("span", {class: "arrow", "aria-hidden": "true"}),
      ),
    ),
  );

  function sort(place) {
    state.descending = state.sortBy === place ? !state.descending : Boolean(columns[place].numeric);
    state.sortBy = place;
    show();
  }
  function order(rowsToSort) {
    if (state.sortBy === null) return rowsToSort;
    const {value} = columns[state.sortBy];
    const turn = state.descending ? -1 : 1;
    return rowsToSort
      .map((row, i) => [value(row), i, row])
      .sort(([a, i], [b, j]) => {
        if (a === b) return i - j;
        if (a === null || a === undefined) return 1;
        if (b === null || b === undefined) return -1;
        return a < b ? -turn : turn;
      })
      .map(([, , row]) => row);
  }
  function show() {
    heads.forEach((head, place) =>
      head.setAttribute(
        "aria-sort",
        place !== state.sortBy ? "none" : state.descending ? "descending" : "ascending",
      ),
    );
    const ordered = order(state.rows);
    body.replaceChildren(
      ...ordered.slice(0, state.shown).map((row) =>
        el(
          "tr",
          {},
          ...columns.map((column) => {
            const shown = (column.show ?? column.value)(row);
            return el(
              "td",
              {class: column.numeric ? "number" : column.wide ? "wide" : ""},
              shown instanceof Node ? shown : said(shown ?? UNDEFINED_TEXT),
            );
          }),
        ),
      ),
    );
    const left = ordered.length - state.shown;
    more.hidden = left <= 0;
    more.textContent = "Show " + count(Math.min(left, pageRows)) + " more of " + count(left);
  }
  show();
  return {
    element: el(
      "div",
      {},
      el(
        "div",
        {class: "scroll", tabindex: "0", role: "region", "aria-label": caption},
        el(
          "table",
          {},
          el("caption", {class: "unseen"}, caption),
          el("thead", {}, el("tr", {}, ...heads)),
          body,
        ),
      ),
      more,
    ),
    showOnly(few) {
      state.rows = few;
      state.shown = pageRows;
      show();
    },
  };
}
