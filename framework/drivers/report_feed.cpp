// SPDX-License-Identifier: Apache-2.0
#include "drivers/report_feed.hpp"

#include <algorithm>
#include <limits>

#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

template <typename Row>
sluice_rows rows_of(const std::vector<Row>& rows) {
  return {rows.data(), rows.size(), sizeof(Row)};
}

sluice_report_trade to_row(const records::TradeRow& trade, const InstrumentTable& instruments) {
  sluice_report_trade row{};
  row.time = trade.time.nanoseconds();
  row.symbol = borrow(instruments.symbol(trade.instrument));
  row.side = static_cast<std::uint8_t>(trade.side);
  row.quantity = trade.quantity.raw();
  row.price = trade.price.raw();
  row.fill_price = trade.fill_price.raw();
  row.costs = trade.costs.to_c();
  return row;
}

sluice_report_position to_row(const records::HoldingRow& holding, Timestamp time,
                              const Instrument& instrument) {
  sluice_report_position row{};
  row.time = time.nanoseconds();
  row.symbol = borrow(instrument.symbol);
  row.sector = borrow(instrument.sector);
  row.region = borrow(instrument.region);
  row.quantity = holding.quantity.raw();
  row.price = holding.price.raw();
  row.value = notional(holding.price, holding.quantity, Rounding::kDown).to_c();
  return row;
}

}  // namespace

ReportFeed::ReportFeed(std::vector<std::unique_ptr<Report>>& reports,
                       const InstrumentTable& instruments, const Benchmark* benchmark,
                       std::function<void(const std::string&)> warn)
    : instruments_{instruments}, benchmark_{benchmark}, warn_{std::move(warn)} {
  for (auto& report : reports) slots_.push_back({report.get()});
}

template <typename Call>
void ReportFeed::each(Call&& call) {
  for (Slot& slot : slots_) {
    if (slot.failed) continue;
    const Result<void> done = call(*slot.report);
    if (done) continue;
    slot.failed = true;
    if (warn_)
      warn_("report " + slot.report->file_name() + " is left out: " + done.error().message);
  }
}

bool ReportFeed::wants_positions() const noexcept {
  return std::any_of(slots_.begin(), slots_.end(),
                     [](const Slot& slot) { return slot.report->wants_positions(); });
}

void ReportFeed::begin(const ReportRun& run) {
  sluice_report_run c_run{};
  c_run.size = sizeof c_run;
  c_run.title = borrow(run.title);
  c_run.description = borrow(run.description);
  c_run.driver = borrow(run.driver);
  c_run.config_hash = borrow(run.config_hash);
  c_run.data_source = borrow(run.data_source);
  c_run.seed_capital = run.seed_capital.to_c();
  c_run.periods_per_year = kTradingDaysPerYear;
  if (benchmark_ != nullptr) c_run.benchmark = borrow(benchmark_->name);
  c_run.n_tests = run.n_tests;
  each([&](Report& report) { return report.begin(c_run); });
}

void ReportFeed::on_day(const records::Day& day) {
  if (slots_.empty()) return;
  sluice_report_day row{};
  row.time = day.time.nanoseconds();
  row.equity = day.equity.to_c();
  row.cash = day.cash.to_c();
  row.positions_value = day.positions_value.to_c();
  row.traded_notional = day.traded_notional.to_c();
  row.commission = day.commission.to_c();
  row.trades = static_cast<std::uint32_t>(day.trades.size());
  row.blocked = static_cast<std::uint32_t>(day.blocked);
  row.positions = static_cast<std::uint32_t>(day.positions);
  row.benchmark_return = benchmark_ != nullptr ? benchmark_->return_on(day.time.date())
                                               : std::numeric_limits<double>::quiet_NaN();
  trades_.clear();
  for (const auto& trade : day.trades) trades_.push_back(to_row(trade, instruments_));
  blocked_.clear();
  for (const auto& order : day.orders) {
    if (order.reason.empty()) continue;
    sluice_report_blocked blocked{};
    blocked.time = order.time.nanoseconds();
    blocked.symbol = borrow(instruments_.symbol(order.instrument));
    blocked.side = static_cast<std::uint8_t>(order.side);
    blocked.quantity = order.quantity.raw();
    blocked.reason = borrow(order.reason);
    blocked_.push_back(blocked);
  }
  positions_.clear();
  for (const auto& holding : day.holdings)
    positions_.push_back(to_row(holding, day.time, instruments_[holding.instrument]));
  each([&](Report& report) -> Result<void> {
    if (!positions_.empty() && report.wants_positions())
      if (auto told = report.on_positions(rows_of(positions_)); !told) return told;
    if (!trades_.empty())
      if (auto told = report.on_trades(rows_of(trades_)); !told) return told;
    if (!blocked_.empty())
      if (auto told = report.on_blocked(rows_of(blocked_)); !told) return told;
    return report.on_days({&row, 1, sizeof row});
  });
}

Result<std::vector<std::filesystem::path>> ReportFeed::render(
    const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> written;
  std::optional<Error> disk;
  each([&](Report& report) -> Result<void> {
    std::string text;
    const sluice_sink sink{
        &text, [](void* context, const void* data, std::uint64_t size) -> sluice_status {
          static_cast<std::string*>(context)->append(static_cast<const char*>(data), size);
          return SLUICE_OK;
        }};
    if (auto rendered = report.render(sink); !rendered) return rendered;
    const auto path = directory / report.file_name();
    if (auto replaced = files::replace_file(path, text, files::Durability::kVolatile); !replaced) {
      if (!disk) disk = replaced.error();
      return {};
    }
    written.push_back(path);
    return {};
  });
  if (disk) return *disk;
  return written;
}

}  // namespace sluice::drivers
