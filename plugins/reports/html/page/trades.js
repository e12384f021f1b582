// SPDX-License-Identifier: Apache-2.0
//
// trades.js: the tables below the charts: drawdowns, blocked orders, trades.
function drawdownTable() {
  const section = card("drawdowns", "Worst drawdowns", null);
  if (!run.drawdowns.length) {
    section.append(emptyState("Equity never fell below an earlier peak."));
    return section;
  }
  section.append(
    sortedTable(
      "Worst drawdowns",
      [
        {label: "Depth", numeric: true, value: (row) => -row[0], show: (row) => percent(row[0])},
        {label: "Peak", value: (row) => row[1]},
        {label: "Trough", value: (row) => row[2]},
        {label: "Recovered", value: (row) => row[3] ?? "9999", show: (row) => row[3] ?? "not yet"},
        {label: "Sessions", numeric: true, value: (row) => row[4], show: (row) => count(row[4])},
      ],
      run.drawdowns,
    ).element,
  );
  return section;
}

function blockedTable() {
  const total = metric.blocked_orders;
  const section = card(
    "blocked",
    "Blocked orders",
    total > 0 ? plural(total, "order") + " refused, by reason." : null,
  );
  if (!run.reasons.length) {
    section.append(emptyState("None: the gate approved every order."));
    return section;
  }
  const most = Math.max(...run.reasons.map((reason) => reason[1]));
  const barOf = (reason) => {
    const bar = el("span", {class: "bar", "aria-hidden": "true"});
    bar.style.setProperty("--share", ((100 * reason[1]) / most).toFixed(1) + "%");
    return el("span", {class: "with-bar"}, bar, count(reason[1]));
  };
  section.append(
    sortedTable(
      "Blocked orders by reason",
      [
        {label: "Reason", value: (reason) => reason[0]},
        {label: "Orders", numeric: true, value: (reason) => reason[1], show: barOf},
        {label: "First on", value: (reason) => reason[2]},
        {label: "Symbol", value: (reason) => reason[3]},
        {label: "As it was told", wide: true, value: (reason) => reason[4]},
      ],
      run.reasons,
    ).element,
  );
  return section;
}

function tradeRows() {
  const at = sums(run.trades.map((trade) => trade[0]));
  return run.trades.map(([, symbol, side, quantity, price, fill, costs], i) => ({
    at: at[i],
    symbol: run.symbols[symbol],
    side: side === 1 ? "Buy" : side === 2 ? "Sell" : "?",
    quantity,
    price,
    fill,
    costs,
    notional: fill * quantity,
  }));
}

function tradeTable() {
  const rows = tradeRows();
  const told =
    run.left_out > 0
      ? "The newest " +
        count(rows.length) +
        "; " +
        count(run.left_out) +
        " older ones are left out."
      : null;
  const section = card("trades", "Trades", told);
  if (!rows.length) {
    section.append(emptyState(run.left_out > 0 ? "The report was set to list none." : "No trade."));
    return section;
  }
  const table = sortedTable(
    "Trades",
    [
      {label: "Date", value: (row) => row.at, show: (row) => time(row.at)},
      {label: "Symbol", value: (row) => row.symbol},
      {label: "Side", value: (row) => row.side},
      {
        label: "Quantity",
        numeric: true,
        value: (row) => row.quantity,
        show: (row) => exact(row.quantity),
      },
      {
        label: "Price",
        numeric: true,
        value: (row) => row.price,
        show: (row) => decimals(row.price, 2, 4),
      },
      {
        label: "Filled at",
        numeric: true,
        value: (row) => row.fill,
        show: (row) => decimals(row.fill, 4),
      },
      {
        label: "Worth",
        numeric: true,
        value: (row) => row.notional,
        show: (row) => money(row.notional),
      },
      {label: "Costs", numeric: true, value: (row) => row.costs, show: (row) => money(row.costs)},
    ],
    rows,
    {sortBy: 0, descending: true, pageRows: 50},
  );
  const found = el("output", {class: "found", for: "trade-filter"}, plural(rows.length, "trade"));
  const filter = el("input", {
    type: "search",
    id: "trade-filter",
    placeholder: "Symbol, side or date",
    autocomplete: "off",
    oninput: () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const few = rows.filter((row) => {
        const text = (row.symbol + " " + row.side + " " + time(row.at)).toLowerCase();
        return words.every((word) => text.includes(word));
      });
      table.showOnly(few);
      found.textContent = plural(few.length, "trade");
    },
  });
  section
    .querySelector(".tools")
    .append(el("label", {for: "trade-filter", class: "unseen"}, "Filter trades"), filter, found);
  section.append(table.element);
  return section;
}
