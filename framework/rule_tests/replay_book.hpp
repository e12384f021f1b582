// SPDX-License-Identifier: Apache-2.0
//
// replay_book.hpp: the account as an audit trail tells of it, record by record.
//
// What is rebuilt: positions, cash (from the first STATE or MARK backwards), last prices (every
// order tells its reference price, and those of one moment were known together), working orders,
// equity, day's result and peak. What a trail does not hold is listed in kNotRebuilt.
// Place: rule_tests. Owns instruments and risk book. Thread: one. Errors: the journal's.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journal/reader.hpp"
#include "risk/risk_book.hpp"

namespace sluice::rule_tests {

inline constexpr std::array<std::string_view, 8> kNotRebuilt{
    "bid, ask and their age", "the venue's position and heartbeat",
    "session open and close", "trading states: everything counts as ACTIVE",
    "market history",         "average daily volume, unless a config names it",
    "daily volatility",       "last prices of what had no order at that moment"};

// What has to be known before the first record is judged.
struct TrailSurvey {
  std::vector<std::string> symbols;
  std::optional<Money> first_cash;
  std::string strategy;
  std::map<Timestamp, std::vector<std::pair<std::string, Price>>> prices;  // by decision time
};
[[nodiscard]] Result<TrailSurvey> survey(std::span<const std::filesystem::path> segments);

// Segments of a folder of a trail, or of a file, in order.
[[nodiscard]] Result<std::vector<std::filesystem::path>> segments_of(
    const std::filesystem::path& path);

class ReplayBook {
 public:
  // `cash` where the trail does not tell the first.
  ReplayBook(const TrailSurvey& survey, std::vector<Instrument> instruments, Money cash);
  ReplayBook(const ReplayBook&) = delete;
  ReplayBook& operator=(const ReplayBook&) = delete;

  // The intent of a NEW record; nothing for one that is not whole.
  [[nodiscard]] std::optional<Intent> intent_of(const journal::Record& record);
  const sluice_risk_view& view_at(Timestamp now);
  [[nodiscard]] const InstrumentTable& instruments() const noexcept { return instruments_; }

  // What became of orders. Gives the order that it concerned; null where it is not known.
  const Order* approve(const Intent& intent, Quantity quantity);
  const Order* fill(const journal::Record& record);
  const Order* end(const std::string& intent_id);
  [[nodiscard]] const Order* find(const std::string& intent_id) const;
  void mark(const journal::Record& record);

 private:
  void learn_prices(Timestamp now);
  [[nodiscard]] Money equity() const;

  const TrailSurvey& survey_;
  InstrumentTable instruments_;
  sluice_market_view market_{};
  risk::RiskBook book_;
  Money cash_;
  Money last_equity_;
  Money peak_equity_;
  std::unordered_map<std::string, Order> working_;
  OrderId next_id_ = 1;
};

}  // namespace sluice::rule_tests
