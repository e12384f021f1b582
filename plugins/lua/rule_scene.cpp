// SPDX-License-Identifier: Apache-2.0
#include "rule_scene.hpp"

#include <charconv>
#include <cstdlib>
#include <iterator>
#include <span>
#include <stdexcept>

#include <sluice/decimal.hpp>
#include <sluice/rows.hpp>
#include <sluice/time.hpp>

namespace sluice::lua {
namespace {

struct Word {
  std::string_view name;
  std::uint32_t value;
};
constexpr Word kSides[] = {{"BUY", SLUICE_SIDE_BUY}, {"SELL", SLUICE_SIDE_SELL}};
constexpr Word kTypes[] = {{"MARKET", SLUICE_ORDER_MARKET},
                           {"LIMIT", SLUICE_ORDER_LIMIT},
                           {"STOP", SLUICE_ORDER_STOP},
                           {"STOP_LIMIT", SLUICE_ORDER_STOP_LIMIT},
                           {"LIMIT_MAKER", SLUICE_ORDER_LIMIT_MAKER}};
constexpr Word kTimesInForce[] = {{"DAY", SLUICE_TIF_DAY},
                                  {"IOC", SLUICE_TIF_IOC},
                                  {"GTC", SLUICE_TIF_GTC},
                                  {"FOK", SLUICE_TIF_FOK},
                                  {"GTD", SLUICE_TIF_GTD}};
constexpr Word kStates[] = {{"UNKNOWN", SLUICE_TRADING_UNKNOWN},
                            {"ACTIVE", SLUICE_TRADING_ACTIVE},
                            {"REDUCING", SLUICE_TRADING_REDUCING},
                            {"HALTED", SLUICE_TRADING_HALTED}};
constexpr Word kFlags[] = {{"false", 0}, {"true", 1}};

// Takes values out of a row; what is left over at the end is unknown.
class Values {
 public:
  Values(const char* row, const RowValues& values) : row_{row}, left_{values} {}

  std::string text(std::string_view key) {
    const auto found = left_.find(key);
    if (found == left_.end()) return {};
    std::string value = std::move(found->second);
    left_.erase(found);
    return value;
  }
  int128 wide(std::string_view key, int128 standard = 0) {
    const std::string value = text(key);
    if (value.empty()) return standard;
    const auto units = detail::parse_decimal(value);
    if (!units) refuse(key, "a decimal", value);
    return *units;
  }
  std::int64_t units(std::string_view key, std::int64_t standard = 0) {
    const auto narrow = detail::narrow(wide(key, standard));
    if (!narrow) refuse(key, "a decimal that fits 64 bits", "more");
    return *narrow;
  }
  sluice_money money(std::string_view key, int128 standard = 0) {
    return Money::from_raw(wide(key, standard)).to_c();
  }
  std::uint32_t count(std::string_view key) {
    const int128 units = wide(key);
    if (units < 0 || units % kScale != 0 || units / kScale > 100'000)
      refuse(key, "a count", "something else");
    return static_cast<std::uint32_t>(units / kScale);
  }
  sluice_time time(std::string_view key, sluice_time standard) {
    const std::string value = text(key);
    if (value.empty()) return standard;
    const auto time = Timestamp::parse(value);
    if (!time) refuse(key, "a time like 2025-01-15T15:00:00Z", value);
    return time->nanoseconds();
  }
  std::uint32_t word(std::string_view key, std::span<const Word> words, std::uint32_t standard) {
    const std::string value = text(key);
    if (value.empty()) return standard;
    std::string expected;
    for (const Word& each : words) {
      if (each.name == value) return each.value;
      expected += (expected.empty() ? "" : ", ") + std::string{each.name};
    }
    refuse(key, "one of " + expected, value);
  }
  void finish() const {
    if (!left_.empty())
      throw std::invalid_argument("unknown key '" + std::string{row_} + "." + left_.begin()->first +
                                  "'");
  }

 private:
  [[noreturn]] void refuse(std::string_view key, const std::string& expected,
                           const std::string& found) const {
    throw std::invalid_argument(std::string{row_} + "." + std::string{key} + " must be " +
                                expected + ", but is '" + found + "'");
  }
  const char* row_;
  RowValues left_;
};

constexpr sluice_time kNow = 1'736'953'200'000'000'000;  // 2025-01-15T15:00:00Z
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kMillion = 1'000'000 * kScale;

// `AGE` seconds before `now`, as a decimal.
sluice_time before(sluice_time now, std::int64_t age_units) { return now - age_units * 10; }

// A name that the case keeps: where it stands in the row.
sluice_str kept(const RowValues& values, std::string_view key) {
  const auto found = values.find(key);
  return found == values.end() ? sluice_str{} : to_c(found->second);
}

template <typename Row, std::size_t N>
sluice_rows rows_of_array(const Row (&rows)[N]) {
  return {rows, N, sizeof(Row)};
}

}  // namespace

Scene::Scene(const RuleCase& one) : case_{one} {
  build_market(case_.market);
  build_portfolio(case_.portfolio);
  build_order(case_.order);
}

void Scene::build_market(const RowValues& given) {
  Values values{"market", given};
  view_.size = sizeof view_;
  view_.now = values.time("now", kNow);
  view_.session_open = values.time("open", 0);
  view_.session_close = values.time("close", 0);
  if (const std::string minutes = values.text("minutes_to_close"); !minutes.empty())
    view_.session_close = view_.now + std::atoll(minutes.c_str()) * 60 * kSecondNs;
  if (const std::string minutes = values.text("minutes_since_open"); !minutes.empty())
    view_.session_open = view_.now - std::atoll(minutes.c_str()) * 60 * kSecondNs;
  row_.last = values.units("last");
  row_.bid = values.units("bid");
  row_.ask = values.units("ask");
  row_.last_time = before(view_.now, values.units("last_age_seconds"));
  row_.quote_time = before(view_.now, values.units("quote_age_seconds"));
  const std::int64_t heartbeat = values.units("heartbeat_age_seconds", -1);
  view_.venue_heartbeat = heartbeat < 0 ? 0 : before(view_.now, heartbeat);
  row_.average_daily_volume = values.units("average_daily_volume");
  row_.trading_state = values.word("symbol_trading_state", kStates, SLUICE_TRADING_ACTIVE);
  view_.trading_state = values.word("trading_state", kStates, SLUICE_TRADING_ACTIVE);
  view_.offline = values.word("offline", kFlags, 0);
  instrument_.symbol = kept(given, "symbol");
  instrument_.sector = kept(given, "sector");
  instrument_.region = kept(given, "region");
  instrument_.currency = kept(given, "currency");
  for (const char* name : {"symbol", "sector", "region", "currency"}) values.text(name);
  row_.lot = instrument_.lot = values.units("lot", kScale);
  row_.tick = instrument_.tick = values.units("tick", kScale / 100);
  values.finish();
  market_ = {sizeof market_, 0, view_.now, {&instrument_, 1, sizeof instrument_}, {}};
  view_.market = &market_;
}

void Scene::build_portfolio(const RowValues& given) {
  Values values{"portfolio", given};
  row_.position = values.units("position");
  row_.working_buy = values.units("working_buy");
  row_.working_sell = values.units("working_sell");
  row_.working_orders = values.count("symbol_working_orders");
  if (const std::string venue = values.text("venue_position"); !venue.empty()) {
    row_.venue_position = Values{"portfolio", {{"venue_position", venue}}}.units("venue_position");
    row_.has_venue_position = 1;
  }
  const int128 projected = int128{row_.position} + row_.working_buy - row_.working_sell;
  const int128 value = detail::divide_rounded(projected * row_.last, kScale, Rounding::kHalfEven);
  row_.projected_value = Money::from_raw(value).to_c();
  const int128 gross = value < 0 ? -value : value;
  const int128 equity = values.wide("equity", kMillion);
  view_.equity = Money::from_raw(equity).to_c();
  view_.cash = values.money("cash", equity);
  view_.peak_equity = values.money("peak_equity", equity);
  view_.day_pnl = values.money("day_pnl");
  view_.gross_exposure = values.money("gross_exposure", gross);
  view_.net_exposure = values.money("net_exposure", value);
  view_.reserved_cash = values.money("reserved_cash");
  view_.working_notional = values.money("working_notional");
  view_.open_positions = values.count("open_positions");
  working_.resize(values.count("working_orders"));
  sectors_[1].gross_exposure = values.money("sector_exposure", gross);
  regions_[1].gross_exposure = values.money("region_exposure", gross);
  for (const char* name : {"account", "session", "strategy", "route"}) values.text(name);
  view_.account = kept(given, "account");
  view_.session = kept(given, "session");
  view_.strategy = kept(given, "strategy");
  view_.route = kept(given, "route");
  values.finish();
  sectors_[1].name = instrument_.sector;
  regions_[1].name = instrument_.region;
  row_.sector = instrument_.sector.len > 0 ? 1 : 0;
  row_.region = instrument_.region.len > 0 ? 1 : 0;
  view_.instruments = {&row_, 1, sizeof row_};
  view_.sectors = rows_of_array(sectors_);
  view_.regions = rows_of_array(regions_);
  view_.working_orders = {working_.data(), working_.size(), sizeof(sluice_working_order)};
}

void Scene::build_order(const RowValues& given) {
  Values values{"order", given};
  order_.size = sizeof order_;
  order_.intent_id = {1, 1};
  order_.side = static_cast<std::uint8_t>(values.word("side", kSides, SLUICE_SIDE_BUY));
  order_.quantity = values.units("quantity", kScale);
  order_.limit_price = values.units("price");
  order_.stop_price = values.units("stop_price");
  const std::uint32_t usual =
      order_.stop_price != 0
          ? (order_.limit_price != 0 ? SLUICE_ORDER_STOP_LIMIT : SLUICE_ORDER_STOP)
          : (order_.limit_price != 0 ? SLUICE_ORDER_LIMIT : SLUICE_ORDER_MARKET);
  order_.type = static_cast<std::uint8_t>(values.word("type", kTypes, usual));
  order_.time_in_force =
      static_cast<std::uint8_t>(values.word("time_in_force", kTimesInForce, SLUICE_TIF_DAY));
  order_.reference_price = values.units("reference_price", row_.last);
  order_.reference_time = before(view_.now, values.units("reference_age_seconds"));
  order_.decision_time = view_.now;
  order_.average_daily_volume = values.units("average_daily_volume", row_.average_daily_volume);
  order_.daily_volatility = std::atof(values.text("daily_volatility").c_str());
  order_.parent_quantity = values.units("parent_quantity");
  if (values.word("reduce_only", kFlags, 0) != 0) order_.flags |= SLUICE_ORDER_REDUCE_ONLY;
  if (values.word("post_only", kFlags, 0) != 0) order_.flags |= SLUICE_ORDER_POST_ONLY;
  values.finish();
}

}  // namespace sluice::lua
