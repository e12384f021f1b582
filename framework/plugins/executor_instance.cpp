// SPDX-License-Identifier: Apache-2.0
#include "plugins/executor_instance.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "plugins/position_rows.hpp"
#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

sluice_rows rows_of(std::span<const sluice_order> orders) noexcept {
  return {orders.data(), orders.size(), sizeof(sluice_order)};
}

sluice_execution_report cannot_replace(const sluice_order& order) noexcept {
  sluice_execution_report report{};
  report.size = sizeof report;
  report.kind = SLUICE_REPORT_REPLACE_REJECTED;
  report.order_id = order.order_id;
  report.time = order.decision_time;
  std::string_view{"REPLACE_UNSUPPORTED"}.copy(report.reason, sizeof report.reason - 1);
  return report;
}

constexpr std::size_t kMaxBalances = 10'000;
constexpr std::size_t kMaxAssetName = 64;

// The balances of an account on their way from a plugin.
struct BalanceRows {
  std::vector<AccountBalance> rows;
  std::string_view problem;  // why they can't be used; empty: they can

  static sluice_status take(void* self, sluice_rows told) noexcept {
    auto& own = *static_cast<BalanceRows*>(self);
    if (own.problem.empty()) own.problem = own.add(told);
    return own.problem.empty() ? SLUICE_OK : SLUICE_ERROR_ARGUMENT;
  }
  std::string_view add(sluice_rows told) noexcept {
    if (told.count == 0) return {};
    if (told.base == nullptr || told.stride < sizeof(sluice_account_balance) ||
        told.stride % alignof(sluice_account_balance) != 0)
      return "gave balances that are no table of rows";
    if (told.count > kMaxBalances - rows.size()) return "gave too many balances";
    for (std::uint64_t i = 0; i < told.count; ++i) {
      const auto& row = *SLUICE_ROW(told, sluice_account_balance, i);
      rows.push_back({printable(view_of(row.asset), kMaxAssetName), Money::from_c(row.free),
                      Money::from_c(row.locked)});
    }
    return {};
  }
};

VenueAccountFacts facts_of(const sluice_account_facts& told, BalanceRows& balances) {
  VenueAccountFacts facts;
  facts.is_dry_run = told.is_dry_run != 0;
  facts.account =
      printable({told.account, strnlen(told.account, sizeof told.account)}, sizeof told.account);
  if (told.has_permissions != 0) facts.permissions = {told.may_trade != 0, told.may_withdraw != 0};
  if (told.has_clock != 0) facts.clock = {told.clock_offset_ns, told.clock_error_ns};
  if (told.has_balances != 0) facts.balances = std::move(balances.rows);
  facts.time = Timestamp::from_nanoseconds(told.time);
  return facts;
}

}  // namespace

ExecutorInstance::ExecutorInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_executor_v1*>(table())} {}

Result<void> ExecutorInstance::begin(sluice_rows instruments) {
  auto begun = call("begin", [&](sluice_error* error) {
    return functions_.begin(instance(), instruments, error);
  });
  if (!begun) return begun;
  instrument_count_ = instruments.count;
  return ask_traits();
}

Result<void> ExecutorInstance::ask_traits() {
  sluice_executor_traits row{};
  row.size = sizeof row;
  const auto asked = call("traits", [&](sluice_error*) {
    if (SLUICE_HAS_SLOT(&functions_, sluice_executor_v1, traits))
      functions_.traits(instance(), &row);
    return sluice_status{SLUICE_OK};
  });
  if (!asked) return asked.error();
  if (row.not_found_after_ns < 0)
    return fault("traits", "promised a bound of " + std::to_string(row.not_found_after_ns) + " ns");
  traits_ = {row.not_found_after_ns, functions_.replace != nullptr};
  return {};
}

Result<void> ExecutorInstance::submit(std::span<const sluice_order> orders,
                                      const sluice_report_sink& sink) {
  return call("submit", [&](sluice_error* error) {
    return functions_.submit(instance(), rows_of(orders), &sink, error);
  });
}

Result<void> ExecutorInstance::cancel(const sluice_order& order, const sluice_report_sink& sink) {
  return call("cancel", [&](sluice_error* error) {
    return functions_.cancel(instance(), &order, &sink, error);
  });
}

Result<void> ExecutorInstance::replace(const sluice_order& amended,
                                       const sluice_report_sink& sink) {
  return call("replace", [&](sluice_error* error) {
    if (functions_.replace != nullptr)
      return functions_.replace(instance(), &amended, &sink, error);
    const sluice_execution_report answer = cannot_replace(amended);
    return sink.on_reports(sink.context, {&answer, 1, sizeof answer});
  });
}

Result<void> ExecutorInstance::query(const sluice_order& order, const sluice_report_sink& sink) {
  return call("query", [&](sluice_error* error) {
    return functions_.query(instance(), &order, &sink, error);
  });
}

Result<void> ExecutorInstance::snapshot(Timestamp since, std::span<const sluice_order> open,
                                        const sluice_report_sink& sink,
                                        sluice_venue_account& account) {
  PositionRows positions{account, instrument_count_};
  sluice_venue_account told = positions.account();
  const auto done = call("snapshot", [&](sluice_error* error) {
    return functions_.snapshot(instance(), since.nanoseconds(), rows_of(open), &sink, &told, error);
  });
  // Rows that were refused are a broken promise, also where the plugin made an error of it.
  if (const auto problem = positions.problem(told); !problem.empty())
    return fault("snapshot", problem);
  if (!done) return done;
  account.complete = told.complete;
  account.has_cash = told.has_cash;
  account.has_positions = told.has_positions;
  account.time = told.time;
  account.cash = told.cash;
  return {};
}

Result<void> ExecutorInstance::poll(const sluice_report_sink& sink) {
  return call("poll",
              [&](sluice_error* error) { return functions_.poll(instance(), &sink, error); });
}

Result<void> ExecutorInstance::on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) {
  return call("on_market", [&](sluice_error* error) {
    return SLUICE_HAS_SLOT(&functions_, sluice_executor_v1, on_market)
               ? functions_.on_market(instance(), phase, time.nanoseconds(), bars, error)
               : sluice_status{SLUICE_OK};
  });
}

Result<std::optional<VenueAccountFacts>> ExecutorInstance::account() {
  if (!SLUICE_HAS_SLOT(&functions_, sluice_executor_v1, account))
    return std::optional<VenueAccountFacts>{};
  BalanceRows balances;
  sluice_account_facts told{};
  told.size = sizeof told;
  told.context = &balances;
  told.on_balances = &BalanceRows::take;
  const auto done = call(
      "account", [&](sluice_error* error) { return functions_.account(instance(), &told, error); });
  // Rows that were refused are a broken promise, also where the plugin made an error of it.
  if (!balances.problem.empty()) return fault("account", balances.problem);
  if (!done) return done.error();
  if (told.clock_error_ns < 0) return fault("account", "told a clock error below 0");
  return std::optional{facts_of(told, balances)};
}

ExecutorHealth ExecutorInstance::health() {
  sluice_executor_health row{};
  row.size = sizeof row;
  const auto done = call("health", [&](sluice_error*) {
    functions_.health(instance(), &row);
    return sluice_status{SLUICE_OK};
  });
  if (!done) return {false, done.error().message};
  const auto* end = std::find(std::begin(row.reason), std::end(row.reason), '\0');
  if (end == std::end(row.reason))
    return {false, fault("health", "gave a reason that is not terminated").message};
  return {row.ready != 0, printable(row.reason, 4 * sizeof row.reason)};
}

}  // namespace sluice::plugins
