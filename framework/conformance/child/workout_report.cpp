// SPDX-License-Identifier: Apache-2.0
//
// workout_report.cpp: a report told about a run in two parts, and rendered after each.
#include <limits>

#include "conformance/child/workout.hpp"
#include "plugins/text.hpp"

namespace sluice::conformance {
namespace {

constexpr std::size_t kMostReportBytes = std::size_t{64} << 20;

class ReportWork {
 public:
  ReportWork(Instance& instance, const Scene& scene)
      : instance_{instance}, scene_{scene}, report_{instance.table<sluice_report_v1>()} {}

  void run() {
    check_file_name();
    if (!begin()) return;
    const std::uint32_t sessions = scene_.shape().sessions;
    tell(0, sessions / 2);
    tell(sessions / 2, sessions);
    render();
  }

 private:
  void check_file_name() {
    LentMemory lent = instance_.lend();
    instance_.call_plain("file_name", lent, [&] {
      const std::string name{plugins::view_of(report_.file_name(instance_.get()))};
      if (name.empty() || name.find('/') != name.npos || name == ".." || !plugins::is_utf8(name))
        instance_.find("file_name gave what is not the plain name of a file");
      instance_.record().put("file_name", name);
    });
  }

  bool begin() {
    Random random{scene_.shape().sessions};
    LentMemory lent = instance_.lend();
    sluice_report_run run{};
    run.size = sizeof run;
    run.title = lent.text("a strategy");
    run.description = lent.text("of a generated scene | with *marks* <b>and</b> \"quotes\"");
    run.driver = lent.text("backtest");
    run.config_hash = lent.text(std::string(64, 'b'));
    run.data_source = lent.text("generated");
    run.seed_capital = scene_.money(random, 100'000 * kUnit, 1'000'000 * kUnit);
    run.periods_per_year = 252;
    run.benchmark = lent.text("an index");
    run.n_tests = 12;
    const auto* lent_run = lent.copy(run);
    const auto status = instance_.call("begin", lent, [&](sluice_error* error) {
      return report_.begin(instance_.get(), lent_run, error);
    });
    if (status != SLUICE_OK && scene_.shape().values == Values::kPlain)
      instance_.find("begin refused a plain run: " + instance_.error_text());
    return status == SLUICE_OK;
  }

  using Taker = sluice_status (*)(void*, sluice_rows, sluice_error*);
  void give(const char* name, Taker function, LentMemory& lent, sluice_rows rows) {
    const auto status = instance_.call(
        name, lent, [&](sluice_error* error) { return function(instance_.get(), rows, error); });
    if (status != SLUICE_OK && scene_.shape().values == Values::kPlain)
      instance_.find_in(name, "refused plain rows: " + instance_.error_text());
  }

  // Positions come before the days they are of.
  void tell(std::uint32_t from, std::uint32_t to) {
    Random random{from + 31};
    if (SLUICE_HAS_SLOT(&report_, sluice_report_v1, on_positions)) {
      Random held{from + 47};
      LentMemory positions = instance_.lend();
      give("on_positions", report_.on_positions, positions,
           positions.rows(make_positions(held, positions, from, to)));
    }
    LentMemory days = instance_.lend();
    give("on_days", report_.on_days, days, days.rows(make_days(random, from, to)));
    LentMemory trades = instance_.lend();
    give("on_trades", report_.on_trades, trades,
         trades.rows(make_trades(random, trades, from, to)));
    LentMemory blocked = instance_.lend();
    give("on_blocked", report_.on_blocked, blocked,
         blocked.rows(make_blocked(random, blocked, from, to)));
  }

  std::vector<sluice_report_day> make_days(Random& random, std::uint32_t from, std::uint32_t to) {
    std::vector<sluice_report_day> rows;
    for (std::uint32_t i = from; i < to; ++i) {
      sluice_report_day& row = rows.emplace_back();
      row.time = scene_.time_of(i);
      row.equity = scene_.money(random, 100'000 * kUnit, 200'000 * kUnit);
      row.cash = scene_.money(random, -1'000 * kUnit, 100'000 * kUnit);
      row.positions_value = scene_.money(random, 0, 100'000 * kUnit);
      row.traded_notional = scene_.money(random, 0, 50'000 * kUnit);
      row.commission = scene_.money(random, 0, 50 * kUnit);
      row.trades = static_cast<std::uint32_t>(random.below(9));
      row.blocked = static_cast<std::uint32_t>(random.below(3));
      row.positions = static_cast<std::uint32_t>(random.below(9));
      row.benchmark_return = random.one_in(9)
                                 ? std::numeric_limits<double>::quiet_NaN()
                                 : (static_cast<double>(random.below(400)) - 200) / 1e4;
    }
    return rows;
  }

  sluice_str symbol(Random& random, LentMemory& lent) {
    if (scene_.symbols().empty()) return lent.text("NONE");
    return lent.text(scene_.symbols()[random.below(scene_.symbols().size())]);
  }
  std::uint8_t side(Random& random) const {
    if (scene_.shape().values == Values::kFuzzed) return static_cast<std::uint8_t>(random.next());
    return random.one_in(2) ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL;
  }

  std::vector<sluice_report_trade> make_trades(Random& random, LentMemory& lent, std::uint32_t from,
                                               std::uint32_t to) {
    std::vector<sluice_report_trade> rows;
    for (std::uint32_t i = from; i < to && scene_.shape().orders > 0; i += 2) {
      sluice_report_trade& row = rows.emplace_back();
      row.time = scene_.time_of(i);
      row.symbol = symbol(random, lent);
      row.side = side(random);
      row.quantity = scene_.amount(random, kUnit, 500 * kUnit);
      row.price = scene_.amount(random, kUnit, 300 * kUnit);
      row.fill_price = scene_.amount(random, kUnit, 300 * kUnit);
      row.costs = scene_.money(random, 0, 20 * kUnit);
    }
    return rows;
  }

  std::vector<sluice_report_blocked> make_blocked(Random& random, LentMemory& lent,
                                                  std::uint32_t from, std::uint32_t to) {
    std::vector<sluice_report_blocked> rows;
    for (std::uint32_t i = from; i < to && scene_.shape().orders > 0; i += 5) {
      sluice_report_blocked& row = rows.emplace_back();
      row.time = scene_.time_of(i);
      row.symbol = symbol(random, lent);
      row.side = side(random);
      row.quantity = scene_.amount(random, kUnit, 500 * kUnit);
      row.reason = lent.text("MAX_ORDER_NOTIONAL: value=12, limit=10");
    }
    return rows;
  }

  std::vector<sluice_report_position> make_positions(Random& random, LentMemory& lent,
                                                     std::uint32_t from, std::uint32_t to) {
    std::vector<sluice_report_position> rows;
    for (std::uint32_t i = from; i < to && scene_.shape().orders > 0; ++i) {
      sluice_report_position& row = rows.emplace_back();
      row.time = scene_.time_of(i);
      row.symbol = symbol(random, lent);
      row.sector = lent.text(random.one_in(3) ? "" : "a sector");
      row.region = lent.text(random.one_in(3) ? "" : "a region");
      row.quantity = scene_.amount(random, -500 * kUnit, 500 * kUnit);
      row.price = scene_.amount(random, kUnit, 300 * kUnit);
      row.value = scene_.money(random, -150'000 * kUnit, 150'000 * kUnit);
    }
    return rows;
  }

  void render() {
    const std::string text = written(instance_, "render", kMostReportBytes,
                                     [&](const sluice_sink* sink, sluice_error* error) {
                                       return report_.render(instance_.get(), sink, error);
                                     });
    if (text.empty() && scene_.shape().values == Values::kPlain && scene_.shape().sessions > 0)
      instance_.find("render wrote nothing");
  }

  Instance& instance_;
  const Scene& scene_;
  const sluice_report_v1& report_;
};

}  // namespace

void work_report(Instance& instance, const Scene& scene) { ReportWork{instance, scene}.run(); }

}  // namespace sluice::conformance
