// SPDX-License-Identifier: Apache-2.0
//
// workout_executor.cpp: an executor through two sessions: orders, wishes, questions, market.
#include <algorithm>
#include <cstring>
#include <map>

#include "conformance/child/workout.hpp"

namespace sluice::conformance {
namespace {

constexpr std::uint32_t kVenueSessions = 2;
constexpr std::uint32_t kBatch = 8;

class ExecutorWork {
 public:
  ExecutorWork(Instance& instance, const Scene& scene)
      : instance_{instance},
        scene_{scene},
        venue_{instance.table<sluice_executor_v1>()},
        is_plain_{scene.shape().values == Values::kPlain} {}

  void run() {
    if (!begin()) return;
    ask_traits();
    const std::uint32_t sessions = std::min(kVenueSessions, scene_.shape().sessions);
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < sessions; ++i) {
      const std::uint32_t session = scene_.shape().sessions - sessions + i;
      tell_market(SLUICE_PHASE_OPEN, session);
      submit({});
      while (next < scene_.orders().size() * (i + 1) / sessions) next = submit_batch(next, session);
      ask_about_orders();
      tell_market(SLUICE_PHASE_CLOSE, session);
      poll();
      snapshot(session);
      health();
    }
  }

 private:
  bool begin() {
    LentMemory lent = instance_.lend();
    const sluice_rows instruments = scene_.lend_instruments(lent);
    const auto status = instance_.call("begin", lent, [&](sluice_error* error) {
      return venue_.begin(instance_.get(), instruments, error);
    });
    if (status != SLUICE_OK && is_plain_)
      instance_.find("begin refused plain instruments: " + instance_.error_text());
    return status == SLUICE_OK;
  }

  void ask_traits() {
    if (!SLUICE_HAS_SLOT(&venue_, sluice_executor_v1, traits)) return;
    LentMemory lent = instance_.lend();
    sluice_executor_traits blank{};
    blank.size = sizeof blank;
    auto* traits = lent.output(blank);
    instance_.call_plain("traits", lent, [&] { venue_.traits(instance_.get(), traits); });
    if (traits->not_found_after_ns < 0) instance_.find("traits promises a time below 0");
    instance_.record().put("traits.not_found_after_ns", traits->not_found_after_ns);
  }

  void tell_market(std::uint32_t phase, std::uint32_t session) {
    if (!SLUICE_HAS_SLOT(&venue_, sluice_executor_v1, on_market)) return;
    std::vector<sluice_bar> bars = scene_.bars_of(session);
    if (phase == SLUICE_PHASE_OPEN)
      for (sluice_bar& bar : bars)
        bar = {bar.time, bar.instrument, SLUICE_BAR_HAS_OPEN, bar.open, 0, 0, 0, 0, 0};
    LentMemory lent = instance_.lend();
    const sluice_rows rows = lent.rows(bars);
    instance_.host().set_now(scene_.time_of(session));
    instance_.call("on_market", lent, [&](sluice_error* error) {
      return venue_.on_market(instance_.get(), phase, scene_.time_of(session), rows, error);
    });
  }

  std::size_t submit_batch(std::size_t from, std::uint32_t session) {
    std::vector<sluice_order> batch;
    const std::size_t end = std::min(scene_.orders().size(), from + kBatch);
    for (std::size_t i = from; i < end; ++i) {
      sluice_order& order = batch.emplace_back(scene_.orders()[i]);
      order.order_id = i + 1;
      if (scene_.shape().values != Values::kFuzzed) {
        order.decision_time = scene_.time_of(session);
        order.reference_time = scene_.time_of(session);
      }
      sent_[order.order_id] = order;
    }
    submit(batch);
    return end;
  }

  void submit(const std::vector<sluice_order>& orders) {
    LentMemory lent = instance_.lend();
    const sluice_rows rows = lent.rows(orders);
    with_sink("submit", lent, [&](const sluice_report_sink* sink, sluice_error* error) {
      return venue_.submit(instance_.get(), rows, sink, error);
    });
  }

  void ask_about_orders() {
    std::uint32_t number = 0;
    for (const auto& [id, order] : sent_) {
      ++number;
      if (number % 3 == 0) wish("query", venue_.query, order);
      if (number % 5 == 0 && venue_.replace != nullptr) {
        sluice_order amended = order;
        amended.quantity = std::max<sluice_quantity>(1, order.quantity / 2);
        wish("replace", venue_.replace, amended);
      }
      if (number % 4 == 0) wish("cancel", venue_.cancel, order);
    }
    sluice_order unknown = sent_.empty() ? sluice_order{} : sent_.begin()->second;
    unknown.size = sizeof unknown;
    unknown.order_id = 1'000'000'007;
    unknown.intent_id = {99, 99};
    asked_about_ = unknown.order_id;
    wish("query", venue_.query, unknown);
    wish("cancel", venue_.cancel, unknown);
  }

  using Wish = sluice_status (*)(void*, const sluice_order*, const sluice_report_sink*,
                                 sluice_error*);
  void wish(const char* name, Wish function, const sluice_order& order) {
    LentMemory lent = instance_.lend();
    const auto* lent_order = lent.copy(order);
    with_sink(name, lent, [&](const sluice_report_sink* sink, sluice_error* error) {
      return function(instance_.get(), lent_order, sink, error);
    });
  }

  void poll() {
    LentMemory lent = instance_.lend();
    with_sink("poll", lent, [&](const sluice_report_sink* sink, sluice_error* error) {
      return venue_.poll(instance_.get(), sink, error);
    });
  }

  void snapshot(std::uint32_t session) {
    std::vector<sluice_order> open;
    for (const auto& [id, order] : sent_) open.push_back(order);
    LentMemory lent = instance_.lend();
    const sluice_rows rows = lent.rows(open);
    sluice_venue_account blank{};
    blank.size = sizeof blank;
    blank.context = this;
    blank.on_positions = &on_positions;
    auto* account = lent.output(blank);
    with_sink("snapshot", lent, [&](const sluice_report_sink* sink, sluice_error* error) {
      return venue_.snapshot(instance_.get(), scene_.time_of(session) - 1, rows, sink, account,
                             error);
    });
    for (const std::uint8_t flag : {account->complete, account->has_cash, account->has_positions})
      if (flag > 1) instance_.find("snapshot set a flag that is neither 0 nor 1");
    instance_.record().put("account.complete", account->complete);
    instance_.record().put("account.cash", account->cash.lo);
    instance_.record().put("account.time", account->time);
  }

  void health() {
    LentMemory lent = instance_.lend();
    sluice_executor_health blank{};
    blank.size = sizeof blank;
    auto* health = lent.output(blank);
    instance_.call_plain("health", lent, [&] { venue_.health(instance_.get(), health); });
    if (std::memchr(health->reason, 0, sizeof health->reason) == nullptr)
      return instance_.find("health gave a reason without an end");
    if (health->ready > 1) instance_.find("health answered neither 0 nor 1");
    instance_.record().put("health.ready", health->ready);
    instance_.record().put("health.reason", std::string_view{health->reason});
  }

  void with_sink(
      const char* name, LentMemory& lent,
      const std::function<sluice_status(const sluice_report_sink*, sluice_error*)>& body) {
    const auto* sink = lent.copy(sluice_report_sink{this, &on_reports});
    function_ = name;
    instance_.call(name, lent, [&](sluice_error* error) { return body(sink, error); });
  }

  static sluice_status on_reports(void* context, sluice_rows rows) noexcept {
    auto& work = *static_cast<ExecutorWork*>(context);
    if (rows.count > 0 && rows.stride < offsetof(sluice_execution_report, tells)) {
      work.find("gave reports of too small a stride");
      return SLUICE_ERROR_ARGUMENT;
    }
    for (std::uint64_t i = 0; i < rows.count; ++i)
      work.take(*SLUICE_ROW(rows, sluice_execution_report, i));
    return SLUICE_OK;
  }
  static sluice_status on_positions(void* context, sluice_rows rows) noexcept {
    auto& work = *static_cast<ExecutorWork*>(context);
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const auto& row = *SLUICE_ROW(rows, sluice_venue_position, i);
      if (row.instrument >= work.scene_.shape().instruments)
        work.find("gave a position of an unknown instrument");
      work.instance_.record().put("position.instrument", row.instrument);
      work.instance_.record().put("position.quantity", row.quantity);
    }
    return SLUICE_OK;
  }

  void find(const std::string& saw) { instance_.find_in(function_, saw); }

  void take(const sluice_execution_report& report) {
    if (report.kind < SLUICE_REPORT_ACKED || report.kind > SLUICE_REPORT_BUSTED)
      return find("gave a report of the unknown kind " + std::to_string(report.kind));
    if (report.order_id != 0 && report.order_id != asked_about_ &&
        sent_.count(report.order_id) == 0)
      find("gave a report about an order that it was never given");
    if (std::memchr(report.reason, 0, sizeof report.reason) == nullptr)
      return find("gave a reason without an end");
    if (report.kind == SLUICE_REPORT_FILLED && scene_.shape().values != Values::kFuzzed)
      take_fill(report);
    if (report.kind == SLUICE_REPORT_STATUS &&
        (report.order_status < SLUICE_STATUS_OPEN || report.order_status > SLUICE_STATUS_EXPIRED))
      find("gave a STATUS without a known status");
    record(report);
  }

  void take_fill(const sluice_execution_report& report) {
    if (report.execution_id == 0) find("gave an execution without an id");
    if (report.quantity <= 0) find("gave an execution of no quantity");
    if (report.price <= 0) find("gave an execution without a price");
    // Told again by queries and snapshots: counted once.
    if (!executions_[report.order_id].emplace(report.execution_id, report.quantity).second) return;
    sluice_quantity filled = 0;
    for (const auto& [id, quantity] : executions_[report.order_id])
      if (__builtin_add_overflow(filled, quantity, &filled))
        return find("gave too many executions");
    const auto order = sent_.find(report.order_id);
    if (order != sent_.end() && filled > order->second.quantity)
      find("filled more of an order than it had asked for");
  }

  void record(const sluice_execution_report& report) {
    Recorder& to = instance_.record();
    to.put("report.kind", report.kind);
    to.put("report.order_id", report.order_id);
    to.put("report.execution_id", report.execution_id);
    to.put("report.quantity", report.quantity);
    to.put("report.price", report.price);
    to.put("report.commission", report.commission.lo);
    to.put("report.time", report.time);
    to.put("report.reason", std::string_view{report.reason});
    to.put("report.cumulative_quantity", report.cumulative_quantity);
  }

  Instance& instance_;
  const Scene& scene_;
  const sluice_executor_v1& venue_;
  bool is_plain_;
  const char* function_ = "";
  std::map<std::uint64_t, sluice_order> sent_;
  std::uint64_t asked_about_ = 0;  // an order that was never sent; it may be answered later
  std::map<std::uint64_t, std::map<std::uint64_t, sluice_quantity>> executions_;
};

}  // namespace

void work_executor(Instance& instance, const Scene& scene) { ExecutorWork{instance, scene}.run(); }

}  // namespace sluice::conformance
