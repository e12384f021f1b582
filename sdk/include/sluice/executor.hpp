// SPDX-License-Identifier: Apache-2.0
//
// executor.hpp: sluice::executor<T>, a struct as a component of the interface sluice.executor/1.
//
//   void begin(Rows<Instrument>);
//   void submit(Rows<sluice_order>, Reports&);
//   void cancel(const sluice_order&, Reports&);
//   void query(const sluice_order&, Reports&);
//   void snapshot(Timestamp since, Rows<sluice_order> open, Reports&, VenueAccount&);
//   void poll(Reports&);
//   Health health();
//   void replace(const sluice_order& amended, Reports&);  // optional
//   std::int64_t not_found_after_ns();                     // optional: see the C header
//   void account(AccountFacts&);                           // optional
// Simulated venues have, if they want, as well
//   void on_market(std::uint32_t phase, Timestamp, Rows<sluice_bar>);
//   void on_quotes(Timestamp, Rows<sluice_quote>);
//   void on_trades(Timestamp, Rows<sluice_trade>);
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
  // One execution with its id, which is never 0. `base_price` is before spread and impact.
  void fill(std::uint64_t order_id, std::uint64_t execution_id, Quantity quantity, Price price,
            Price base_price, Money commission, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_FILLED, order_id, time);
    row.execution_id = execution_id;
    row.quantity = quantity.raw();
    row.price = price.raw();
    row.base_price = base_price.raw();
    row.commission = commission.to_c();
  }
  // The same, with what the order has filled by then: the router sees whether an execution is
  // missing.
  void fill(std::uint64_t order_id, std::uint64_t execution_id, Quantity quantity, Price price,
            Price base_price, Money commission, Timestamp time, Quantity filled) {
    fill(order_id, execution_id, quantity, price, base_price, commission, time);
    rows_.back().tells = SLUICE_TELLS_CUMULATIVE;
    rows_.back().cumulative_quantity = filled.raw();
  }
  void reject(std::uint64_t order_id, std::string_view reason, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_REJECTED, order_id, time);
    reason.copy(row.reason, sizeof(row.reason) - 1);
  }
  void cancel(std::uint64_t order_id, Timestamp time) {
    make(SLUICE_REPORT_CANCELED, order_id, time);
  }
  // The same, with what it had filled: the router sees whether an execution is missing.
  void cancel(std::uint64_t order_id, Quantity filled, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_CANCELED, order_id, time);
    row.tells = SLUICE_TELLS_CUMULATIVE;
    row.cumulative_quantity = filled.raw();
  }
  void expire(std::uint64_t order_id, Timestamp time, std::string_view reason = {}) {
    sluice_execution_report& row = make(SLUICE_REPORT_EXPIRED, order_id, time);
    reason.copy(row.reason, sizeof(row.reason) - 1);
  }
  // Nothing of this attempt reached the venue's engine; it may be tried again after
  // `retry_after_ns`.
  void not_sent(const sluice_order& order, std::string_view reason, Timestamp time,
                std::int64_t retry_after_ns = 0) {
    sluice_execution_report& row = make(SLUICE_REPORT_NOT_SENT, order.order_id, time);
    row.attempt = order.attempt;
    row.retry_after_ns = retry_after_ns;
    reason.copy(row.reason, sizeof(row.reason) - 1);
  }
  void cancel_rejected(std::uint64_t order_id, std::string_view reason, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_CANCEL_REJECTED, order_id, time);
    reason.copy(row.reason, sizeof(row.reason) - 1);
  }
  void replaced(std::uint64_t order_id, Quantity quantity, Price limit_price, Timestamp time) {
    set_terms(make(SLUICE_REPORT_REPLACED, order_id, time), quantity, limit_price);
  }
  void replace_rejected(std::uint64_t order_id, std::string_view reason, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_REPLACE_REJECTED, order_id, time);
    reason.copy(row.reason, sizeof(row.reason) - 1);
  }
  // How an order stands: SLUICE_STATUS_…, filled so far, and the terms in force.
  void status(std::uint64_t order_id, std::uint32_t order_status, Quantity filled,
              Quantity quantity, Price limit_price, Timestamp time) {
    sluice_execution_report& row = make(SLUICE_REPORT_STATUS, order_id, time);
    row.order_status = order_status;
    row.tells = SLUICE_TELLS_CUMULATIVE;
    row.cumulative_quantity = filled.raw();
    set_terms(row, quantity, limit_price);
  }
  void not_found(std::uint64_t order_id, Timestamp time) {
    make(SLUICE_REPORT_NOT_FOUND, order_id, time);
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
  static void set_terms(sluice_execution_report& row, Quantity quantity, Price limit_price) {
    row.tells |= SLUICE_TELLS_TERMS;
    row.order_quantity = quantity.raw();
    row.order_limit_price = limit_price.raw();
  }
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

// The account in a snapshot. What is not told is not compared.
class VenueAccount {
 public:
  explicit VenueAccount(sluice_venue_account& row) noexcept : row_{row} {}
  void cash(Money amount) noexcept {
    row_.cash = amount.to_c();
    row_.has_cash = 1;
  }
  // Every position there is, in one call.
  void positions(const std::vector<sluice_venue_position>& rows) {
    row_.has_positions = 1;
    const sluice_status status = row_.on_positions(row_.context, rows_of(rows));
    if (status != SLUICE_OK) throw Failure(status, "the host refused the positions");
  }
  // Everything asked for is there, as of `time` on the venue's clock.
  void complete(Timestamp time) noexcept {
    row_.complete = 1;
    row_.time = time.nanoseconds();
  }

 private:
  sluice_venue_account& row_;
};

// What the venue says of the account. What is not told stays unknown.
class AccountFacts {
 public:
  explicit AccountFacts(sluice_account_facts& row) noexcept : row_{row} {}
  void dry_run() noexcept { row_.is_dry_run = 1; }
  void name(std::string_view account) noexcept {
    account.copy(row_.account, sizeof(row_.account) - 1);
  }
  void permissions(bool may_trade, bool may_withdraw) noexcept {
    row_.has_permissions = 1;
    row_.may_trade = may_trade ? 1 : 0;
    row_.may_withdraw = may_withdraw ? 1 : 0;
  }
  // The venue's clock minus ours, and by how much that may be wrong.
  void clock(std::int64_t offset_ns, std::int64_t error_ns) noexcept {
    row_.has_clock = 1;
    row_.clock_offset_ns = offset_ns;
    row_.clock_error_ns = error_ns;
  }
  void time(Timestamp venue_time) noexcept { row_.time = venue_time.nanoseconds(); }
  // Every balance that is not 0, in one call.
  void balances(const std::vector<sluice_account_balance>& rows) {
    row_.has_balances = 1;
    const sluice_status status = row_.on_balances(row_.context, rows_of(rows));
    if (status != SLUICE_OK) throw Failure(status, "the host refused the balances");
  }

 private:
  sluice_account_facts& row_;
};

namespace detail {

template <typename T>
struct ExecutorFacts {
  static constexpr bool kHasBegin = requires(T & t, Rows<Instrument> rows) { t.begin(rows); };
  static constexpr bool kHasOrders =
      requires(T & t, Rows<sluice_order> orders, const sluice_order& order, Reports& reports) {
    t.submit(orders, reports);
    t.cancel(order, reports);
    t.poll(reports);
  };
  static constexpr bool kHasState =
      requires(T & t, Rows<sluice_order> orders, const sluice_order& order, Reports& reports,
               VenueAccount& account) {
    t.query(order, reports);
    t.snapshot(Timestamp{}, orders, reports, account);
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
                "cancel(const sluice_order&, Reports&)` and `void poll(Reports&)`");
  static_assert(Facts::kHasState,
                "sluice: an executor needs `void query(const sluice_order&, Reports&)`, `void "
                "snapshot(Timestamp since, Rows<sluice_order>, Reports&, VenueAccount&)` and "
                "`Health health()`");
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
  static sluice_status cancel(void* instance, const sluice_order* order,
                              const sluice_report_sink* sink, sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error,
                        [&](T& component, Reports& reports) { component.cancel(*order, reports); });
  }
  template <typename T>
  static sluice_status replace(void* instance, const sluice_order* amended,
                               const sluice_report_sink* sink, sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error, [&](T& component, Reports& reports) {
      component.replace(*amended, reports);
    });
  }
  template <typename T>
  static sluice_status query(void* instance, const sluice_order* order,
                             const sluice_report_sink* sink, sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error,
                        [&](T& component, Reports& reports) { component.query(*order, reports); });
  }
  template <typename T>
  static sluice_status snapshot(void* instance, sluice_time since, sluice_rows orders,
                                const sluice_report_sink* sink, sluice_venue_account* account,
                                sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error, [&](T& component, Reports& reports) {
      VenueAccount told{*account};
      component.snapshot(Timestamp::from_nanoseconds(since), Rows<sluice_order>{orders}, reports,
                         told);
    });
  }
  template <typename T>
  static sluice_status poll(void* instance, const sluice_report_sink* sink,
                            sluice_error* error) noexcept {
    return reporting<T>(instance, sink, error,
                        [](T& component, Reports& reports) { component.poll(reports); });
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
  static void traits(void* instance, sluice_executor_traits* out) noexcept {
    guarded(nullptr, [&] {
      out->not_found_after_ns = held<T>(instance).component.not_found_after_ns();
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status on_market(void* instance, std::uint32_t phase, sluice_time time,
                                 sluice_rows rows, sluice_error* error) noexcept {
    return guarded(error, [&] {
      T& venue = held<T>(instance).component;
      const Timestamp at = Timestamp::from_nanoseconds(time);
      if (phase == SLUICE_PHASE_QUOTE) {
        if constexpr (hears_quotes<T>()) venue.on_quotes(at, Rows<sluice_quote>{rows});
      } else if (phase == SLUICE_PHASE_TRADE) {
        if constexpr (hears_trades<T>()) venue.on_trades(at, Rows<sluice_trade>{rows});
      } else {
        if constexpr (hears_bars<T>()) venue.on_market(phase, at, Rows<sluice_bar>{rows});
      }
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status account(void* instance, sluice_account_facts* facts,
                               sluice_error* error) noexcept {
    return guarded(error, [&] {
      AccountFacts told{*facts};
      held<T>(instance).component.account(told);
      return SLUICE_OK;
    });
  }
  template <typename T>
  static constexpr bool hears_bars() {
    return requires(T & t, Rows<sluice_bar> rows) { t.on_market(1u, Timestamp{}, rows); };
  }
  template <typename T>
  static constexpr bool hears_quotes() {
    return requires(T & t, Rows<sluice_quote> rows) { t.on_quotes(Timestamp{}, rows); };
  }
  template <typename T>
  static constexpr bool hears_trades() {
    return requires(T & t, Rows<sluice_trade> rows) { t.on_trades(Timestamp{}, rows); };
  }

  template <typename T>
  static constexpr sluice_executor_v1 make_table() {
    sluice_executor_v1 table{};
    table.size = sizeof(table);
    table.begin = &begin<T>;
    table.submit = &submit<T>;
    table.cancel = &cancel<T>;
    table.poll = &poll<T>;
    table.query = &query<T>;
    table.snapshot = &snapshot<T>;
    table.health = &health<T>;
    if constexpr (requires(T & t, const sluice_order& order, Reports& reports) {
                    t.replace(order, reports);
                  })
      table.replace = &replace<T>;
    if constexpr (requires(T & t) { t.not_found_after_ns(); }) table.traits = &traits<T>;
    if constexpr (hears_bars<T>() || hears_quotes<T>() || hears_trades<T>())
      table.on_market = &on_market<T>;
    if constexpr (requires(T & t, AccountFacts & facts) { t.account(facts); })
      table.account = &account<T>;
    return table;
  }
  template <typename T>
  static constexpr sluice_executor_v1 kTable = make_table<T>();
};

}  // namespace detail

template <typename T>
inline constexpr detail::Component<T, detail::ExecutorKind> executor{};

}  // namespace sluice
