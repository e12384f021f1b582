// SPDX-License-Identifier: Apache-2.0
//
// series.js: the data of the page, and the columns that follow from them.
const run = JSON.parse(document.getElementById("data").textContent);

const sums = (differences) => {
  let total = 0;
  return differences.map((difference) => (total += difference));
};

const times = sums(run.time);
const dayCount = times.length;
const seed = run.run.seed;
const firstTime = times[0];
const lastTime = times[dayCount - 1];

const returns = run.equity.map((equity, i) => {
  const before = i === 0 ? seed : run.equity[i - 1];
  return before > 0 ? equity / before - 1 : null;
});

const benchmarkName = run.run.benchmark.replace(/\.csv$/i, "") || "Benchmark";
const hasBenchmark = run.benchmark.some(isNumber);

// What the seed would have become; a day without a return stands still, those before the first have
// nothing.
const benchmarkCurve = (() => {
  let worth = null;
  return run.benchmark.map((change) => {
    if (isNumber(change)) worth = (worth ?? seed) * (1 + change);
    return worth;
  });
})();

const benchmarkDrawdown = (() => {
  let peak = seed;
  return benchmarkCurve.map((worth) => {
    if (worth === null) return null;
    peak = Math.max(peak, worth);
    return peak > 0 ? worth / peak - 1 : null;
  });
})();

// One row a month: where it begins, and the sums of its days.
const months = (() => {
  const rows = [];
  times.forEach((at, i) => {
    const name = monthOf(at);
    if (!rows.length || rows[rows.length - 1].name !== name)
      rows.push({
        name,
        at: Date.parse(name + "-01T00:00:00Z") / 1000,
        traded: 0,
        costs: 0,
        blocked: 0,
        equity: 0,
        days: 0,
      });
    const row = rows[rows.length - 1];
    row.traded += run.traded[i];
    row.costs += run.costs[i];
    row.blocked += run.blocked[i];
    row.equity += run.equity[i];
    ++row.days;
  });
  return rows;
})();
