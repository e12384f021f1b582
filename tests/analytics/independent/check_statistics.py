#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Computes the figures of docs/reference/statistics.md with numpy, pandas and scipy, on real and on
awkward series, and compares each with what print_statistics says.

Usage: check_statistics.py PRINT_STATISTICS DEMO_FOLDER SHARED_DATA_FOLDER
Agreement: 1e-10 of the figure, or of 1e-12 where it is next to nothing. Exit code 1: something
differs; 77: numpy, pandas or scipy is not installed.
"""
import math
import pathlib
import subprocess
import sys

try:
    import numpy as np
    import pandas as pd
    import scipy
    from scipy import stats
except ImportError as missing:
    print(f"not checked: {missing}")
    sys.exit(77)

TOLERANCE = 1e-10
NOISE = 1e-14  # deviations of returns below this are rounding
PERIODS = 252
TRIALS = 20
faults = []
compared = 0


def ask(tool, kind, numbers, rows):
    text = "\n".join(" ".join(str(field) for field in row) for row in rows) + "\n"
    done = subprocess.run([tool, kind] + [repr(float(n)) for n in numbers], input=text,
                          capture_output=True, text=True, check=True)
    pairs = [line.split(" ") for line in done.stdout.splitlines()]
    return [(name, None if value == "none" else float(value)) for name, value in pairs]


def compare(case, name, ours, theirs, tolerance=TOLERANCE):
    global compared
    compared += 1
    if theirs is not None and not math.isfinite(theirs):
        theirs = None
    if ours is None or theirs is None:
        if ours is not theirs:
            faults.append(f"{case}: {name}: {ours} here, {theirs} there")
        return
    if abs(ours - theirs) > tolerance * max(abs(theirs), 1e-2):
        faults.append(f"{case}: {name}: {ours!r} here, {theirs!r} there")


def ratio(above, below):
    return above / below if below > NOISE else None


def tails(returns, alpha):
    """Historical, Gaussian and Cornish-Fisher value at risk and shortfall."""
    n = len(returns)
    found = {}
    if n > 0:
        q = np.quantile(returns, alpha, method="linear")
        found["historical_var"] = q
        found["historical_cvar"] = returns[returns <= q].mean()
    if n < 2:
        return found
    m, s = returns.mean(), returns.std(ddof=1)
    z = stats.norm.ppf(alpha)
    found["gaussian_var"] = m + s * z
    # The mean below the quantile, from the truncated normal rather than from a formula.
    found["gaussian_cvar"] = stats.truncnorm.mean(-np.inf, z, loc=m, scale=s) if s > NOISE else m
    if s <= NOISE:
        return found
    skew, excess = stats.skew(returns), stats.kurtosis(returns)

    def bent(x):
        return (x + (x**2 - 1) * skew / 6 + (x**3 - 3 * x) * excess / 24
                - (2 * x**3 - 5 * x) * skew**2 / 36)

    slope = np.polyder(np.polynomial.polynomial.Polynomial.fit([-2, -1, 0, 1], bent(np.array(
        [-2., -1, 0, 1])), 3, domain=[-1, 1]).coef[::-1])
    # The mean of the bent quantile over the tail, by the moments of a truncated normal.
    moment = [1, *(scipy.stats.truncnorm.moment(k, -np.inf, z) for k in (1, 2, 3))]
    cvar = (moment[1] + (moment[2] - 1) * skew / 6 + (moment[3] - 3 * moment[1]) * excess / 24
            - (2 * moment[3] - 5 * moment[1]) * skew**2 / 36)
    if np.polyval(slope, z) > 0 and cvar <= bent(z):
        found["cornish_fisher_var"] = m + s * bent(z)
        found["cornish_fisher_cvar"] = m + s * cvar
    return found


def evidence(returns, trials):
    """Bailey and Lopez de Prado 2012, 2014."""
    s = returns.std(ddof=1) if len(returns) > 1 else 0
    if s <= NOISE:
        return {}
    sr, n = returns.mean() / s, len(returns)
    spread = 1 - stats.skew(returns) * sr + (stats.kurtosis(returns, fisher=False) - 1) / 4 * sr**2
    error = math.sqrt(spread / (n - 1))
    g = np.euler_gamma
    best = error * ((1 - g) * stats.norm.ppf(1 - 1 / trials)
                    + g * stats.norm.ppf(1 - 1 / (trials * math.e)))
    found = {"psr": stats.norm.cdf(sr / error), "dsr": stats.norm.cdf((sr - best) / error),
             "expected_maximum_sharpe": best}
    if sr > 0:
        found["min_track_record"] = 1 + spread * (stats.norm.ppf(0.95) / sr) ** 2
    return found


def episodes(equity):
    """Drawdowns, deepest first: depth, days from the peak, to the trough, from it to the recovery."""
    peaks = equity.cummax()
    table = []
    at_peak = np.flatnonzero((equity >= peaks).to_numpy())
    ends = list(at_peak[1:]) + [None]
    for start, end in zip(at_peak, ends):
        part = equity.iloc[start:end if end is None else end + 1]
        if len(part) < 2 or part.iloc[1:].min() >= part.iloc[0]:
            continue
        fall = int(np.argmin(part.to_numpy()))
        length = len(part) - 1
        table.append((part.min() / part.iloc[0] - 1, length, fall,
                      None if end is None else length - fall))
    return sorted(table, key=lambda row: row[0])


def performance(equity, seed, traded, benchmark):
    whole = pd.concat([pd.Series([seed]), equity.reset_index(drop=True)], ignore_index=True)
    returns = whole.pct_change(fill_method=None).iloc[1:].to_numpy()
    changes = whole.diff().iloc[1:]
    n = len(returns)
    m, s = returns.mean(), returns.std(ddof=1) if n > 1 else None
    downside = math.sqrt((np.minimum(returns, 0) ** 2).mean())
    drawdown = whole / whole.cummax() - 1
    total = whole.iloc[-1] / seed - 1
    annual = (1 + total) ** (PERIODS / n) - 1
    rows = episodes(whole)
    f = {"days": n, "total_return": total, "annualised_return": annual,
         "hit_rate": (returns > 0).mean(), "max_drawdown": drawdown.min(),
         "days_under_water": int((drawdown < 0).sum()),
         "longest_drawdown": max((row[1] for row in rows), default=0),
         "turnover": sum(traded) / equity.mean() * PERIODS / n, "drawdowns": min(5, len(rows))}
    if drawdown.min() < 0:
        f["calmar"] = annual / -drawdown.min()
    losses, gains = -returns[returns < 0].sum(), returns[returns > 0].sum()
    if losses > 0:
        f["omega"] = gains / losses
        f["profit_factor"] = changes[changes > 0].sum() / -changes[changes < 0].sum()
    if n > 1:
        f["volatility"] = s * math.sqrt(PERIODS)
        f["downside_deviation"] = downside * math.sqrt(PERIODS)
        if s > NOISE:
            f["sharpe"] = m / s * math.sqrt(PERIODS)
            f["skew"], f["excess_kurtosis"] = stats.skew(returns), stats.kurtosis(returns)
        if downside > NOISE:
            f["sortino"] = m / downside * math.sqrt(PERIODS)
    for name, alpha in (("tail_5", 0.05), ("tail_1", 0.01)):
        f.update({f"{name}_{key}": value for key, value in tails(returns, alpha).items()})
    f.update(evidence(returns, TRIALS))
    for i, (depth, length, fall, recovery) in enumerate(rows[:5]):
        f.update({f"drawdown_{i}_depth": depth, f"drawdown_{i}_periods": length,
                  f"drawdown_{i}_fall": fall, f"drawdown_{i}_recovery": recovery})
    ends = equity.groupby([equity.index.year, equity.index.month]).last().tolist()
    f["months"] = len(ends)
    for i, (before, after) in enumerate(zip([seed] + ends, ends)):
        f[f"month_{i}"] = after / before - 1
    if benchmark is not None:
        f.update(beside(returns, benchmark))
    return f


def beside(returns, benchmark):
    both = ~np.isnan(benchmark)
    r, b = returns[both], benchmark[both]
    f = {"benchmark_days": len(b), "benchmark_total_return": np.prod(1 + b) - 1}
    if len(b) < 2:
        return f
    gap = r - b
    f["benchmark_volatility"] = b.std(ddof=1) * math.sqrt(PERIODS)
    f["tracking_error"] = gap.std(ddof=1) * math.sqrt(PERIODS)
    if gap.std(ddof=1) > NOISE:
        f["information_ratio"] = gap.mean() / gap.std(ddof=1) * math.sqrt(PERIODS)
    if b.std(ddof=1) > NOISE:
        f["beta"] = np.cov(r, b)[0, 1] / b.var(ddof=1)
        f["alpha"] = (r.mean() - f["beta"] * b.mean()) * PERIODS
        if r.std(ddof=1) > NOISE:
            f["correlation"] = np.corrcoef(r, b)[0, 1]
    return f


def check_performance(tool, case, equity, seed, benchmark=None):
    traded = [100.0 * (i % 7) for i in range(len(equity))]
    rows = []
    for i, (date, value) in enumerate(equity.items()):
        rows.append([date.strftime("%Y-%m-%d"), repr(float(value)), traded[i]])
        if benchmark is not None and not np.isnan(benchmark[i]):
            rows[-1].append(repr(float(benchmark[i])))
    ours = ask(tool, "performance", [seed, PERIODS, TRIALS], rows)
    theirs = performance(equity, seed, traded, benchmark)
    for name, value in ours:
        compare(case, name, value, theirs.get(name))
    for name in theirs.keys() - {name for name, _ in ours}:
        faults.append(f"{case}: {name} is missing here")


def check_rolling(tool, case, returns, window):
    frame = pd.Series(returns).rolling(window)
    # pandas keeps running sums, which drift; each window anew.
    parts = [returns[i + 1 - window:i + 1] if i + 1 >= window else None for i in range(len(returns))]
    theirs = []
    for part in parts:
        s = part.std(ddof=1) if part is not None else None
        theirs.append(None if part is None else s * math.sqrt(PERIODS))
        theirs.append(None if part is None or s <= NOISE
                      else part.mean() / s * math.sqrt(PERIODS))
    for i, ((name, ours), value) in enumerate(
            zip(ask(tool, "rolling", [window, PERIODS], [[repr(float(r))] for r in returns]),
                theirs)):
        compare(case, f"{name} of day {i // 2}", ours, value)
    loose = (frame.std() * math.sqrt(PERIODS)).iloc[-1]
    if len(returns) >= window:
        compare(case, "last volatility as pandas has it", loose, theirs[-2], 1e-6)


def check_regimes(tool, case, returns, trend, short, crisis):
    level = np.cumprod(1 + returns)
    days = []
    for t in range(len(returns)):  # from what lies before t alone
        if t < max(trend, short):
            days.append("unknown")
        elif level[t - 1] >= level[t - trend:t].mean():
            days.append("bull")
        else:
            wild = returns[t - short:t].std(ddof=1) >= crisis * returns[:t].std(ddof=1)
            days.append("crisis" if wild else "bear")
    ours = ask(tool, "regimes", [trend, short, crisis, PERIODS],
               [[repr(float(r))] for r in returns])
    names = ["unknown", "bull", "bear", "crisis"]
    for t, (_, value) in enumerate(ours[:len(returns)]):
        compare(case, f"regime of day {t}", value, names.index(days[t]))
    theirs = {}
    for name, part in pd.Series(returns).groupby(np.array(days)):
        growth = (1 + part).prod()
        path = np.concatenate([[1], (1 + part).cumprod()])
        s = part.std(ddof=1)
        theirs |= {f"{name}_days": len(part), f"{name}_total_return": growth - 1,
                   f"{name}_annualised_return": growth ** (PERIODS / len(part)) - 1,
                   f"{name}_volatility": s * math.sqrt(PERIODS),
                   f"{name}_sharpe": ratio(part.mean() * math.sqrt(PERIODS), s),
                   f"{name}_hit_rate": (part > 0).mean(), f"{name}_worst": part.min(),
                   f"{name}_max_drawdown": (path / np.maximum.accumulate(path) - 1).min()}
    for name, value in ours[len(returns):]:
        compare(case, name, value, theirs.pop(name, math.inf))
    if theirs:
        faults.append(f"{case}: missing here: {sorted(theirs)}")


def check_regression(tool, case, returns, factors, window, collinear=False):
    ours = dict(ask(tool, "regression", [window],
                    [[repr(float(v)) for v in row] for row in np.column_stack([returns, factors])]))
    total, k = factors.shape
    for day in [d for d in range(1, total + 1) if d % 50 == 0 or d == total]:
        compare(case, f"{day} ok", ours[f"{day}_ok"], float(day >= window and not collinear))
        if day < window or collinear:
            continue
        y = returns[day - window:day]
        x = np.column_stack([np.ones(window), factors[day - window:day]])
        size = np.linalg.norm(x, axis=0)  # else the squares of unlike columns have no inverse
        beta = np.linalg.lstsq(x / size, y, rcond=None)[0] / size
        rest = y - x @ beta
        variance = rest @ rest / (window - k - 1)
        error = np.sqrt(variance * np.diag(np.linalg.inv((x / size).T @ (x / size)))) / size
        compare(case, f"{day} alpha", ours[f"{day}_alpha"], beta[0])
        compare(case, f"{day} residual", ours[f"{day}_residual"], math.sqrt(variance))
        compare(case, f"{day} r2", ours[f"{day}_r_squared"],
                1 - rest @ rest / ((y - y.mean()) @ (y - y.mean())))
        for i in range(k):
            compare(case, f"{day} beta {i}", ours[f"{day}_beta_f{i + 1}"], beta[i + 1])
            compare(case, f"{day} t {i}", ours[f"{day}_t_f{i + 1}"], beta[i + 1] / error[i + 1])


def check_normal(tool):
    p = np.concatenate([np.logspace(-300, -1, 400), np.linspace(0.001, 0.999, 500),
                        1 - np.logspace(-15, -2, 60)])
    x = np.linspace(-37, 8, len(p))
    ours = ask(tool, "normal", [], [[repr(float(a)), repr(float(b))] for a, b in zip(p, x)])
    for i, (a, b) in enumerate(zip(p, x)):
        compare("normal", f"quantile of {a}", ours[2 * i][1], stats.norm.ppf(a))
        cdf, own = stats.norm.cdf(b), ours[2 * i + 1][1]
        compare("normal", f"cdf of {b}", own / cdf, 1.0)  # relative also far out


def check_sharpe(tool):
    random = np.random.default_rng(7)
    rows = [[2.5 / math.sqrt(250), -3, 10, 1250, trials, 0.5 / 250] for trials in (100, 46, 1)]
    for _ in range(200):
        skew = random.normal()
        rows.append([random.normal(0.05, 0.05), skew, skew**2 + 1 + random.exponential(3),
                     random.integers(2, 5000), random.integers(1, 10000), random.exponential(0.01)])
    ours = ask(tool, "sharpe", [], [[repr(float(v)) for v in row] for row in rows])
    for i, (sr, skew, kurtosis, n, trials, variance) in enumerate(rows):
        spread = 1 - skew * sr + (kurtosis - 1) / 4 * sr**2
        g = np.euler_gamma
        best = 0 if trials == 1 else math.sqrt(variance) * (
            (1 - g) * stats.norm.ppf(1 - 1 / trials) + g * stats.norm.ppf(1 - 1 / (trials * math.e)))
        theirs = [stats.norm.cdf((sr - 0.01) * math.sqrt(n - 1) / math.sqrt(spread)),
                  1 + spread * (stats.norm.ppf(0.95) / (sr - 0.01)) ** 2 if sr > 0.01 else None,
                  best, stats.norm.cdf((sr - best) * math.sqrt(n - 1) / math.sqrt(spread))]
        for k in range(4):
            compare("sharpe", f"{ours[4 * i + k][0]} of {rows[i]}", ours[4 * i + k][1], theirs[k])
    # The worked example of "The deflated Sharpe ratio": 0.9004 after 100 trials, 0.9505 after 46.
    compare("worked example", "DSR, 100 trials", round(ours[3][1], 4), 0.9004)
    compare("worked example", "DSR, 46 trials", round(ours[7][1], 4), 0.9505)
    compare("worked example", "expected maximum", round(ours[2][1], 4), 0.1132)


def check_trades(tool):
    random = np.random.default_rng(11)
    rows, held, basis, fees, earned = [], {}, {}, {}, []
    for _ in range(3000):
        symbol = f"S{random.integers(5)}"
        quantity = int(random.integers(-50, 51))
        if random.random() < 0.1:
            quantity = -held.get(symbol, 0)  # closes it to the last share
        if quantity == 0:
            continue
        price, cost = round(random.uniform(10, 20), 2), round(random.uniform(0, 3), 2)
        rows.append([symbol, quantity, price, cost])
        # Share by share: the basis is the average of those held.
        own = held.get(symbol, 0)
        closing = min(abs(own), abs(quantity)) if own * quantity < 0 else 0
        if closing:
            sign = 1 if own > 0 else -1
            part = closing / abs(own)
            earned.append(sign * closing * (price - basis[symbol])
                          - fees[symbol] * part - cost * closing / abs(quantity))
            fees[symbol] *= 1 - part
        opening = quantity + (closing if quantity < 0 else -closing)
        left = own + quantity - opening
        if opening:
            total = abs(left) + abs(opening)
            basis[symbol] = (basis.get(symbol, 0) * abs(left) + price * abs(opening)) / total
            fees[symbol] = (fees.get(symbol, 0) if left else 0) + cost * abs(opening / quantity)
        held[symbol] = own + quantity
    earned = np.array(earned)
    wins, losses = earned[earned > 0], earned[earned < 0]
    theirs = {"closed": len(earned), "win_rate": len(wins) / len(earned),
              "average_win": wins.mean(), "average_loss": losses.mean(),
              "profit_factor": wins.sum() / -losses.sum(),
              "payoff": wins.mean() / -losses.mean(), "expectancy": earned.mean()}
    for name, value in ask(tool, "trades", [], rows):
        compare("trades", name, value, theirs[name])
    for name, value in ask(tool, "trades", [], []):
        compare("no trades", name, value, 0 if name == "closed" else None)


def check_capacity(tool):
    random = np.random.default_rng(13)
    n, e, v = random.uniform(1e3, 1e5, 500), random.uniform(1e5, 2e5, 500), random.uniform(
        1e6, 1e9, 500)
    # The capital at which the weighted average participation is a tenth, found by trying.
    from scipy.optimize import brentq
    found = brentq(lambda c: np.average(c * n / e / v, weights=n) - 0.1, 1, 1e15, rtol=1e-14,
                   maxiter=500)
    compare("capacity", "at 10 %", dict(ask(tool, "capacity", [0.1], zip(n, e, v)))["capacity"],
            found)


def real_series(demo, shared):
    """Name and prices by date."""
    prices = pd.read_csv(demo / "prices.csv", parse_dates=["date"])
    panel = prices.pivot(index="date", columns="symbol", values="close")
    for symbol in ("IBM", "MCD", "XOM"):
        yield f"dow30 {symbol}", panel[symbol].dropna()
    yield "dow30 benchmark", pd.read_csv(demo / "benchmark.csv", parse_dates=["date"],
                                         index_col="date")["close"]
    packages = shared / "packages"
    for file, column in (("debian_python3-matplotlib_goog.csv", "adj_close"),
                         ("debian_r-cran-fbasics_msft.csv", "Close"),
                         ("debian_r-cran-fbasics_nyse.csv", "NYSE"),
                         ("npm_observable_aapl.csv", "Adj Close"),
                         ("npm_vega-datasets_sp500-2000.csv", "close")):
        if (packages / file).exists():
            yield file, pd.read_csv(packages / file, index_col=0, parse_dates=True)[column].dropna()
    file = packages / "debian_r-base_EuStockMarkets.csv"
    if file.exists():
        frame = pd.read_csv(file)
        dates = pd.bdate_range("1991-07-01", periods=len(frame))
        for column in ("DAX", "FTSE"):
            yield f"EuStockMarkets {column}", pd.Series(frame[column].to_numpy(), index=dates)


def awkward_series():
    days = pd.bdate_range("2024-01-01", periods=60)
    random = np.random.default_rng(3)
    noise = 1 + random.normal(0, 0.01, 60)
    yield "one day", pd.Series([101.0], index=days[:1])
    yield "one losing day", pd.Series([99.0], index=days[:1])
    yield "two days", pd.Series([101.0, 100.5], index=days[:2])
    yield "nothing ever moves", pd.Series([100.0] * 60, index=days)
    yield "only losses", pd.Series(100 * 0.99 ** np.arange(1, 61) * (1 - 0.001 * random.random(60)),
                                   index=days)
    yield "only gains", pd.Series(100 * np.cumprod(1 + 0.01 * random.random(60)), index=days)
    yield "every third day, months left out", pd.Series(
        100 * np.cumprod(noise), index=pd.to_datetime("2024-01-01") + pd.to_timedelta(
            np.cumsum(random.integers(1, 70, 60)), unit="D"))
    yield "one crash", pd.Series(100 * np.cumprod(np.where(np.arange(60) == 30, 0.3, noise)),
                                 index=days)
    yield "moves once", pd.Series([100.0] * 30 + [101.0] * 30, index=days)
    yield "very large", pd.Series(1e15 * np.cumprod(noise), index=days)
    yield "very small", pd.Series(1e-6 * np.cumprod(noise), index=days)


def main(tool, demo, shared):
    check_normal(tool)
    check_sharpe(tool)
    check_trades(tool)
    check_capacity(tool)
    real = list(real_series(demo, shared))
    benchmark = pd.read_csv(demo / "benchmark.csv", parse_dates=["date"],
                            index_col="date")["close"].pct_change()
    for case, prices in real:
        prices = prices.sort_index(kind="stable")  # a few days of one file are out of place
        equity, seed = prices.iloc[1:], float(prices.iloc[0])
        own = benchmark.reindex(equity.index).to_numpy(copy=True)
        own[::17] = np.nan  # gaps
        check_performance(tool, case, equity, seed, None if np.isnan(own).all() else own)
        returns = prices.pct_change().iloc[1:].to_numpy()
        check_rolling(tool, case, returns, 63)
        check_regimes(tool, case, returns, 200, 21, 1.5)
    for case, equity in awkward_series():
        seed = float(equity.iloc[0]) if case.startswith(("nothing", "moves", "very")) else 100.0
        check_performance(tool, case, equity, seed, np.zeros(len(equity)))
        check_rolling(tool, case, equity.pct_change().fillna(0).to_numpy(), 20)
    panel = pd.read_csv(demo / "prices.csv", parse_dates=["date"]).pivot(
        index="date", columns="symbol", values="close").pct_change().iloc[1:].dropna(axis=1)
    own, others = panel.iloc[:, 0].to_numpy(), panel.iloc[:, 1:6].to_numpy()
    check_regression(tool, "regression", own, others, 252)
    check_regression(tool, "regression, unlike sizes", own, others * [1, 1e6, 1e-6, 1, 1], 126)
    check_regression(tool, "collinear", own[:300], np.column_stack(
        [others[:300], others[:300, 0] - 2 * others[:300, 3]]), 126, collinear=True)
    check_regression(tool, "constant factor", own[:300], np.column_stack(
        [others[:300, 0], np.full(300, 0.01)]), 126, collinear=True)
    for fault in faults[:40]:
        print(fault)
    print(f"{compared} figures compared on {len(real)} real series, {len(faults)} differ "
          f"(numpy {np.__version__}, pandas {pd.__version__}, scipy {scipy.__version__})")
    return 1 if faults or compared < 10_000 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])))
