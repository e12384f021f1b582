// SPDX-License-Identifier: Apache-2.0
//
// regression.hpp: how much of a return is explained by factors: ordinary least squares over the
// last days.
//
// Place: SDK. By Householder's QR of the intercept and the factors (Golub and Van Loan, Matrix
// computations, 5.3), whose columns are scaled to length one. Owns the window: window * (factors +
// 1) doubles; a fit costs O(window * factors^2). Returns are fractions of one period. Errors: why
// there is no fit is text in the result.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <sluice/statistics/moments.hpp>

namespace sluice::statistics {

struct FactorFit {
  std::string why_none;           // empty: there is a fit
  std::size_t days = 0;           // in it
  double alpha = 0;               // of one period
  std::vector<double> betas;      // by factor
  std::optional<double> alpha_t;  // t statistics; nothing where the fit is exact
  std::vector<std::optional<double>> beta_t;
  std::optional<double> r_squared;  // nothing where the return does not vary
  std::optional<double> residual;   // deviation of one period, of days - factors - 1

  [[nodiscard]] bool ok() const noexcept { return why_none.empty(); }
};

namespace detail {

// Columns of equal length, one after the other; factorised in place.
class HouseholderQr {
 public:
  // What is left of a column of length one, once what the columns before it explain is taken away,
  // is no column of its own below this.
  static constexpr double kDependent = 1e-8;

  HouseholderQr(std::size_t rows, std::size_t columns)
      : rows_{rows}, scale_(columns, 0), diagonal_(columns, 0), data_(rows * columns, 0) {}

  double& at(std::size_t row, std::size_t column) { return data_[column * rows_ + row]; }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return data_[column * rows_ + row];
  }
  [[nodiscard]] std::size_t columns() const { return scale_.size(); }

  // Nothing, or the first column that the ones before it explain. At least as many rows as columns.
  std::optional<std::size_t> factorise() {
    for (std::size_t c = 0; c < columns(); ++c) {
      scale_[c] = length(c, 0);
      if (!(scale_[c] > 0) || !std::isfinite(scale_[c])) return c;
      for (std::size_t r = 0; r < rows_; ++r) at(r, c) /= scale_[c];
    }
    for (std::size_t c = 0; c < columns(); ++c) {
      const double rest = length(c, c);
      if (!(rest > kDependent)) return c;
      diagonal_[c] = at(c, c) > 0 ? -rest : rest;
      at(c, c) -= diagonal_[c];
      for (std::size_t other = c + 1; other < columns(); ++other) reflect(c, &data_[other * rows_]);
    }
    return std::nullopt;
  }
  // Q' b, in place.
  void apply(std::vector<double>& b) const {
    for (std::size_t c = 0; c < columns(); ++c) reflect(c, b.data());
  }
  // R x = b, undone for the scale of the columns.
  [[nodiscard]] std::vector<double> solve(const std::vector<double>& b) const {
    std::vector<double> x(columns(), 0);
    for (std::size_t c = columns(); c-- > 0;) {
      double rest = b[c];
      for (std::size_t k = c + 1; k < columns(); ++k) rest -= at(c, k) * x[k];
      x[c] = rest / diagonal_[c];
    }
    for (std::size_t c = 0; c < columns(); ++c) x[c] /= scale_[c];
    return x;
  }
  // Diagonal of (X'X)^-1: the squared lengths of the rows of R^-1.
  [[nodiscard]] std::vector<double> inverse_diagonal() const {
    std::vector<double> sums(columns(), 0);
    for (std::size_t c = 0; c < columns(); ++c) {
      std::vector<double> unit(columns(), 0);
      unit[c] = 1;
      const auto column = solve(unit);
      for (std::size_t r = 0; r < columns(); ++r) sums[r] += column[r] * column[r];
    }
    return sums;
  }

 private:
  [[nodiscard]] double length(std::size_t column, std::size_t from) const {
    double squares = 0;
    for (std::size_t r = from; r < rows_; ++r) squares += at(r, column) * at(r, column);
    return std::sqrt(squares);
  }
  // By the vector kept below the diagonal of column c.
  void reflect(std::size_t c, double* b) const {
    const double* const v = &data_[c * rows_];
    double product = 0;
    double square = 0;
    for (std::size_t r = c; r < rows_; ++r) {
      product += v[r] * b[r];
      square += v[r] * v[r];
    }
    const double factor = 2 * product / square;
    for (std::size_t r = c; r < rows_; ++r) b[r] -= factor * v[r];
  }

  std::size_t rows_;
  std::vector<double> scale_;
  std::vector<double> diagonal_;  // of R; what lies above it is in data_
  std::vector<double> data_;
};

}  // namespace detail

// `returns` by day; `factors` row by row, as many a day as there are names.
[[nodiscard]] inline FactorFit fit_factors(std::span<const double> returns,
                                           std::span<const double> factors,
                                           std::span<const std::string> names) {
  FactorFit fit;
  fit.days = returns.size();
  const std::size_t unknowns = names.size() + 1;
  if (names.empty()) fit.why_none = "there are no factors";
  if (fit.days <= unknowns && fit.ok())
    fit.why_none = std::to_string(fit.days) + " days are too few for " +
                   std::to_string(names.size()) + " factors";
  if (!fit.ok()) return fit;
  detail::HouseholderQr qr{fit.days, unknowns};
  Moments own;
  for (std::size_t day = 0; day < fit.days; ++day) {
    own.add(returns[day]);
    qr.at(day, 0) = 1;
    for (std::size_t f = 0; f + 1 < unknowns; ++f)
      qr.at(day, f + 1) = factors[day * (unknowns - 1) + f];
  }
  if (const auto column = qr.factorise()) {
    fit.why_none = "the other factors, or a constant, explain " +
                   (*column == 0 ? std::string{"themselves"} : names[*column - 1]);
    return fit;
  }
  std::vector<double> rotated{returns.begin(), returns.end()};
  qr.apply(rotated);
  double residual = 0;
  for (std::size_t r = unknowns; r < fit.days; ++r) residual += rotated[r] * rotated[r];
  const auto solution = qr.solve(rotated);
  if (!std::all_of(solution.begin(), solution.end(), [](double x) { return std::isfinite(x); })) {
    fit.why_none = "the figures are too large";
    return fit;
  }
  fit.alpha = solution[0];
  fit.betas.assign(solution.begin() + 1, solution.end());
  const double variance = residual / static_cast<double>(fit.days - unknowns);
  fit.residual = defined(std::sqrt(variance));
  const bool is_exact = !fit.residual || *fit.residual <= kReturnNoise;
  const auto spread = qr.inverse_diagonal();
  const auto t_of = [&](std::size_t i) -> std::optional<double> {
    return is_exact ? std::nullopt : defined(solution[i] / std::sqrt(variance * spread[i]));
  };
  fit.alpha_t = t_of(0);
  for (std::size_t i = 1; i < unknowns; ++i) fit.beta_t.push_back(t_of(i));
  const auto deviation = own.deviation();
  if (deviation && *deviation > kReturnNoise) fit.r_squared = defined(1 - residual / own.m2);
  return fit;
}

// The last `window` days.
class RollingRegression {
 public:
  RollingRegression(std::size_t window, std::vector<std::string> names)
      : window_{window}, names_{std::move(names)} {}

  // `factors` in the order of the names.
  void add(double value, std::span<const double> factors) {
    returns_.push_back(value);
    factors_.insert(factors_.end(), factors.begin(), factors.end());
    if (returns_.size() <= 2 * window_) return;
    // Half of what is kept is old: dropped at once, so that a day is O(1).
    const std::size_t old = returns_.size() - window_;
    returns_.erase(returns_.begin(), returns_.begin() + static_cast<std::ptrdiff_t>(old));
    factors_.erase(factors_.begin(),
                   factors_.begin() + static_cast<std::ptrdiff_t>(old * names_.size()));
  }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  // No fit before the window is full.
  [[nodiscard]] FactorFit fit() const {
    FactorFit none;
    none.days = returns_.size();
    if (returns_.size() < window_) {
      none.why_none =
          std::to_string(returns_.size()) + " of " + std::to_string(window_) + " days so far";
      return none;
    }
    const std::size_t old = returns_.size() - window_;
    return fit_factors(std::span{returns_}.subspan(old),
                       std::span{factors_}.subspan(old * names_.size()), names_);
  }

 private:
  std::size_t window_;
  std::vector<std::string> names_;
  std::vector<double> returns_;
  std::vector<double> factors_;  // row by row
};

}  // namespace sluice::statistics
