// SPDX-License-Identifier: Apache-2.0
//
// executor.hpp: sluice::executor<T>, a struct as a component of the interface sluice.executor/1.
//
//   void begin(Rows<Instrument>);
//   void submit(Rows<sluice_order>, Reports&);
//   void cancel(std::uint64_t order_id, Reports&);
//   void poll(Reports&);
//   std::vector<std::uint64_t> open_orders();
//   Health health();
//   void on_market(std::uint32_t phase, Timestamp, Rows<sluice_bar>);   // optional: simulated
//   venues
//
// Place: SDK, lane. Reports are gathered and given to the host in order at the end of the call,
// also when the call fails: what the venue said has happened. Errors: a Failure gives its status,
// any other exception SLUICE_ERROR_FAULT.
#pragma once

#include <cstring>
#include <vector>

#include <sluice/c/executor.h>
#include <sluice/component.hpp>
#include <sluice/market_view.hpp>
#include <sluice/order_view.hpp>

namespace sluice {

struct Health {
  bool ready = true;
  std::string reason;  // why not
};

class Reports {
 public:
  void ack(std::uint64_t order_id, Timestamp time) { make(SLUICE_REPORT_ACKED, order_id, time); }
  // One execution, numbered from 1 within its order. `base_price` is before spread and impact.
  void fill(std::uint64_t order_id, std::uint64_t execution_number, Quantity quantity, Price price,
            Price base_price, Money commission, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_FILLED, order_id, time);
    row.execution_number = execution_number;
    row.quantity = quantity.raw();
    row.price = price.raw();
    row.base_price = base_price.raw();
    row.commission = commission.to_c();
  }
  void reject(std::uint64_t order_id, std::string_view reason, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_REJECTED, order_id, time);
    reason.copy(row.reason, sizeof(row.reason) - 1);
  }
  void cancel(std::uint64_t order_id, Timestamp time) {
    make(SLUICE_REPORT_CANCELED, order_id, time);
  }
  void expire(std::uint64_t order_id, Timestamp time) {
    make(SLUICE_REPORT_EXPIRED, order_id, time);
  }
  void add(const sluice_execution_report& row) { rows_.push_back(row); }

  [[nodiscard]] const std::vector<sluice_execution_report>& rows() const noexcept { return rows_; }
  void clear() noexcept { rows_.clear(); }
  // Hands everything over; throws Failure with the host's status if it is refused.
  void send(const sluice_report_sink& sink) {
    if (rows_.empty()) return;
    const sluice_status status = sink.on_reports(sink.context, rows_of(rows_));
    rows_.clear();
    if (status != SLUICE_OK) throw Failure(status, "the host refused the execution reports");
  }

 private:
  sluice_execution_report& make(std::uint32_t kind, std::uint64_t order_id, Timestamp time) {
    sluice_execution_report& row = rows_.emplace_back();
    row.size = sizeof(row);
    row.kind = kind;
    row.order_id = order_id;
    row.time = time.nanoseconds();
    return row;
  }
  std::vector<sluice_execution_report> rows_;
};

namespace detail {

template <typename T>
struct ExecutorFacts {
  static constexpr bool kHasBegin = requires(T & t, Rows<Instrument> rows) { t.begin(rows); };
  static constexpr bool kHasOrders =
      requires(T & t, Rows<sluice_order> orders, std::uint64_t id, Reports& reports) {
    t.submit(orders, reports);
    t.cancel(id, reports);
    t.poll(reports);
  };
  static constexpr bool kHasState = requires(T & t) {
    { t.open_orders() } -> std::convertible_to<std::vector<std::uint64_t>>;
    { t.health() } -> std::convertible_to<Health>;
  };
  static constexpr bool kOk = kHasBegin && kHasOrders && kHasState;
};

template <typename T>
struct ExecutorMessages {
  using Facts = ExecutorFacts<T>;
  static_assert(Facts::kHasBegin,
                "sluice: an executor needs `void begin(Rows<Instrument> instruments)`");
  static_assert(Facts::kHasOrders,
                "sluice: an executor needs `void submit(Rows<sluice_order>, Reports&)`, `void "
                "cancel(std::uint64_t order_id, Reports&)` and `void poll(Reports&)`");
  static_assert(Facts::kHasState,
                "sluice: an executor needs `std::vector<std::uint64_t> open_orders()` and `Health "
                "health()`");
};

struct ExecutorKind {
  static constexpr std::uint32_t kKind = SLUICE_KIND_EXECUTOR;
  static constexpr std::string_view kName = "executor";
  static constexpr std::string_view kInterface = SLUICE_EXECUTOR_ID;
  static constexpr bool kMayKeepState = true;
  using Scratch = Reports;
  template <typename T>
  using Facts = ExecutorFacts<T>;
  template <typename T>
  using Messages = ExecutorMessages<T>;

  template <typename T>
  static auto& held(void* instance) noexcept {
    return Lifecycle<T, ExecutorKind>::held(instance);
  }
  // Runs `body`, then hands over what it reported, whether it failed or not.
  template <typename T, typename Body>
  static sluice_status reporting(void* instance, const sluice_report_sink* sink,
                                 sluice_error* error, Body&& body) noexcept {
    auto& self = held<T>(instance);
    const sluice_status done = guarded(error, [&] {
      body(self.component, self.scratch);
      return SLUICE_OK;
    });
    const sluice_status sent = guarded(done == SLUICE_OK ? error : nullptr, [&] {
      self.scratch.send(*sink);
      return SLUICE_OK;
    });
    return done == SLUICE_OK ? sent : done;
  }

  template <typename T>
  static sluice_status begin(void* instance, sluice_rows instruments,
                             sluice_error* error) noexcept {
    return guarded(error, [&] {
      held<T>(instance).component.begin(Rows<Instrument>{instruments});
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status submit(void* instance, sluice_rows orders, const sluice_report_sink* sink,
                              sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error, [&](T& component, Reports& reports) {
      component.submit(Rows<sluice_order>{orders}, reports);
    });
  }
  template <typename T>
  static sluice_status cancel(void* instance, std::uint64_t order_id,
                              const sluice_report_sink* sink, sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error, [&](T& component, Reports& reports) {
      component.cancel(order_id, reports);
    });
  }
  template <typename T>
  static sluice_status poll(void* instance, const sluice_report_sink* sink,
                            sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error,
                        [](T& component, Reports& reports) { component.poll(reports); });
  }
  template <typename T>
  static sluice_status open_orders(void* instance, const sluice_sink* order_ids,
                                   sluice_error* error) noexcept {
    return guarded(error, [&] {
      const std::vector<std::uint64_t> ids = held<T>(instance).component.open_orders();
      if (!ids.empty())
        Sink{*order_ids}.write(
            {reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(ids[0])});
      return SLUICE_OK;
    });
  }
  template <typename T>
  static void health(void* instance, sluice_executor_health* out) noexcept {
    char reason[sizeof(out->reason)] = {};
    sluice_error error{sizeof(error), 0, sizeof(reason) - 1, 0, reason};
    bool ready = false;
    guarded(&error, [&] {
      const Health health = held<T>(instance).component.health();
      ready = health.ready;
      write_error(&error, health.reason);
      return SLUICE_OK;
    });
    out->ready = ready ? 1 : 0;
    std::memcpy(out->reason, reason, sizeof(reason));
  }
  template <typename T>
  static sluice_status on_market(void* instance, std::uint32_t phase, sluice_time time,
                                 sluice_rows bars, sluice_error* error) noexcept {
    return guarded(error, [&] {
      held<T>(instance).component.on_market(phase, Timestamp::from_nanoseconds(time),
                                            Rows<sluice_bar>{bars});
      return SLUICE_OK;
    });
  }

  template <typename T>
  static constexpr sluice_executor_v1 make_table() {
    sluice_executor_v1 table{};
    table.size = sizeof(table);
    table.begin = &begin<T>;
    table.submit = &submit<T>;
    table.cancel = &cancel<T>;
    table.poll = &poll<T>;
    table.open_orders = &open_orders<T>;
    table.health = &health<T>;
    if constexpr (requires(T & t, Rows<sluice_bar> bars) { t.on_market(1u, Timestamp{}, bars); })
      table.on_market = &on_market<T>;
    return table;
  }
  template <typename T>
  static constexpr sluice_executor_v1 kTable = make_table<T>();
};

}  // namespace detail

template <typename T>
inline constexpr detail::Component<T, detail::ExecutorKind> executor{};

}  // namespace sluice
