// SPDX-License-Identifier: Apache-2.0
//
// cheats.cpp: strategies that look into the future, as a careless or a dishonest author writes
// them.
#include <fstream>
#include <map>
#include <sstream>

#include <sluice/history.hpp>
#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

constexpr std::int64_t kDayNs = 86'400'000'000'000;

// Asks the host for a bar that lies some days ahead.
struct AsksForTomorrow {
  static constexpr auto id = "asks_for_tomorrow";
  static constexpr auto version = "1.0.0";
  struct Params {
    std::int64_t days;
  };
  static constexpr auto parameters =
      params(param("days", &Params::days).def(1).min(-10).max(10).help("how far ahead it looks"));
  AsksForTomorrow(Params params, Host host) : days_{params.days}, history_{host} {}
  std::uint32_t lookback_sessions() const noexcept { return 1; }
  void on_bars(const Session& session, Decisions& decisions) {
    const auto when = Timestamp::from_nanoseconds(session.time().nanoseconds() + days_ * kDayNs);
    const bool seen = history_.bar_at(0, when).has_value();
    if (session.rebalance()) decisions.target_weight(0, seen ? 0.4 : 0.2);
  }

 private:
  std::int64_t days_;
  History history_;
};

// Reads the prices by itself, and holds what rises tomorrow.
struct ReadsTheFile {
  static constexpr auto id = "reads_the_file";
  static constexpr auto version = "1.0.0";
  struct Params {
    std::string file;
  };
  static constexpr auto parameters =
      params(param("file", &Params::file).required().help("the prices it peeks into"));
  explicit ReadsTheFile(const Params& params) {
    std::ifstream in{params.file};
    for (std::string line; std::getline(in, line);) {
      std::istringstream cells{line};
      std::string date, symbol, cell;
      std::getline(cells, date, ',');
      std::getline(cells, symbol, ',');
      for (int i = 0; i < 4; ++i) std::getline(cells, cell, ',');
      const auto day = Date::parse(date);
      if (day && symbol == "AAA") closes_[*day] = std::stod(cell);
    }
  }
  std::uint32_t lookback_sessions() const noexcept { return 1; }
  void on_bars(const Session& session, Decisions& decisions) {
    const auto next = closes_.upper_bound(session.time().date());
    const auto today = closes_.find(session.time().date());
    if (!session.rebalance() || next == closes_.end() || today == closes_.end()) return;
    decisions.target_weight(0, next->second > today->second ? 0.5 : 0.0);
  }

 private:
  std::map<Date, double> closes_;
};

}  // namespace

SLUICE_LIBRARY("cheats", "1.0.0", sluice::strategy<AsksForTomorrow>, sluice::strategy<ReadsTheFile>)
