// SPDX-License-Identifier: Apache-2.0
//
// track_risk.hpp: what a periodic risk report says of a track, taken in day by day.
//
// Place: analytics; called by the drivers. Owns running sums, the returns, and a window of factor
// returns; a day costs O(positions + trades), a summary sorts the returns. Returns and exposures
// are fractions, money is in doubles. Days come in order. Formulas: docs/reference/statistics.md.
// Thread: one. Errors: what is not defined is empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/statistics.hpp>

#include "core/instrument.hpp"

namespace sluice::analytics {

inline constexpr std::size_t kFactorWindowDays = 126;
inline constexpr std::size_t kRollingDays = 63;
inline constexpr double kCapacityParticipation = 0.10;

struct RiskTrade {
  std::string symbol;
  std::optional<InstrumentId> instrument;  // nothing: it left the universe since
  Quantity bought;                         // below zero: sold
  Price price;                             // before spread and impact
  Price fill_price;
  Money costs;
};

struct RiskPosition {
  std::optional<InstrumentId> instrument;
  double value = 0;  // below zero: short
};

struct FactorReturn {
  std::string name;
  double value = 0;
};

struct RiskDay {
  Timestamp time;
  double equity = 0;
  std::vector<RiskPosition> positions;
  std::vector<RiskTrade> trades;
  std::optional<double> benchmark_return;
  std::optional<std::string> regime;  // where a file names them
  std::vector<FactorReturn> factors;  // of the day, always in the same order
};

// Of one day; nothing where its equity is not positive.
struct DayExposure {
  std::optional<statistics::Exposure> total;
  std::vector<std::optional<statistics::Exposure>> sectors;  // by the table's sectors
  std::vector<std::optional<statistics::Exposure>> regions;
};

// Days since the last period ended.
struct PeriodFigures {
  std::uint64_t days = 0;
  std::optional<Date> first;
  std::optional<double> total_return;
  std::optional<double> benchmark_return;
  std::optional<double> volatility;
  std::optional<double> worst_day;
  std::uint64_t trades = 0;
  double traded = 0;
  double costs = 0;
};

struct ExposureRange {
  statistics::DailyFigure gross, net, longs, shorts;
  void add(const std::optional<statistics::Exposure>& day) noexcept;
};

struct RiskSummary {
  statistics::Performance performance;
  PeriodFigures period;
  ExposureRange exposure;
  std::vector<ExposureRange> sectors;
  std::vector<ExposureRange> regions;
  statistics::TradeFigures closed;
  std::optional<double> rolling_volatility;
  std::optional<double> rolling_sharpe;
  double costs = 0;
  std::optional<double> costs_of_traded;
  std::optional<double> costs_a_year;  // of mean equity
  std::optional<double> capacity;      // at kCapacityParticipation
  double capacity_covers = 0;          // notional whose daily volume is known
  statistics::RegimeTable regimes;
  std::string regime;  // of the next day
  statistics::FactorFit factors;
  std::vector<std::string> factor_names;
};

struct TrackRiskSettings {
  double seed = 0;
  double periods = 252;  // a year
  bool regimes_of_benchmark = false;
  std::size_t worst_drawdowns = 5;
};

class TrackRisk {
 public:
  // `instruments` outlives it.
  TrackRisk(const TrackRiskSettings& settings, const InstrumentTable& instruments);

  void add(const RiskDay& day);
  // The next day belongs to another period.
  void begin_period();
  // Of the last day.
  [[nodiscard]] const DayExposure& exposure() const noexcept { return last_; }
  [[nodiscard]] statistics::FactorFit factor_fit() const;
  [[nodiscard]] std::vector<std::string> factor_names() const;
  [[nodiscard]] RiskSummary summary() const;

 private:
  struct Period {
    double growth = 1;
    double benchmark_growth = 1;
    bool has_benchmark = false;
    statistics::Moments returns;
    PeriodFigures figures;
  };
  void add_return(const RiskDay& day, double value);
  void add_positions(const RiskDay& day);
  double add_trades(const RiskDay& day);
  void add_factors(const RiskDay& day, double value);

  TrackRiskSettings settings_;
  const InstrumentTable& instruments_;
  double last_equity_;
  statistics::PerformanceAccumulator performance_;
  statistics::TradeOutcomes outcomes_;
  statistics::CapacityEstimate capacity_;
  statistics::RegimeDetector detector_;
  statistics::RegimeTable regimes_;
  std::optional<std::string> named_regime_;
  statistics::RollingReturns rolling_;
  std::optional<statistics::RollingRegression> regression_;
  ExposureRange exposure_;
  std::vector<ExposureRange> sectors_;
  std::vector<ExposureRange> regions_;
  DayExposure last_;
  double costs_ = 0;
  Period period_;
};

}  // namespace sluice::analytics
