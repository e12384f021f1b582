// SPDX-License-Identifier: Apache-2.0
//
// heat_map.js: returns by month and year. Colour says only what the number says: blue gained,
// orange lost.
function heatMap() {
  const section = card("months", "Returns by month", null);
  if (!run.months.length) {
    section.append(emptyState("No month yet."));
    return section;
  }
  const sizes = run.months.map(([, , value]) => Math.abs(value ?? 0)).sort((a, b) => a - b);
  const full = Math.max(sizes[Math.floor((sizes.length - 1) * 0.95)], 0.01);
  const cell = (value, isTotal) => {
    const td = el(
      "td",
      {class: isTotal ? "total" : "heat"},
      value === undefined ? "" : decimals(value === null ? null : value * 100, 1),
    );
    if (isNumber(value) && Math.abs(value) >= 0.0005 && !isTotal) {
      const strength = Math.min(Math.abs(value) / full, 1);
      td.style.setProperty("--strength", (12 + 78 * strength).toFixed(0) + "%");
      td.classList.add(value < 0 ? "lost" : "gained");
      td.classList.toggle("strong", strength > 0.62);
    }
    return td;
  };
  const value = new Map(run.months.map(([year, month, change]) => [year * 100 + month, change]));
  const rows = run.years.map(([year, total]) =>
    el(
      "tr",
      {},
      el("th", {scope: "row"}, String(year)),
      ...MONTHS.map((_, i) => cell(value.get(year * 100 + i + 1))),
      cell(total, true),
    ),
  );
  section.append(
    el(
      "div",
      {
        class: "scroll",
        tabindex: "0",
        role: "region",
        "aria-label": "Returns by month, in percent",
      },
      el(
        "table",
        {class: "months"},
        el("caption", {class: "unseen"}, "Returns by month and year, in percent"),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", {scope: "col"}, "%"),
            ...MONTHS.map((name) => el("th", {scope: "col"}, name)),
            el("th", {scope: "col"}, "Year"),
          ),
        ),
        el("tbody", {}, ...rows),
      ),
    ),
  );
  return section;
}
