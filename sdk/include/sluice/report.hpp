// SPDX-License-Identifier: Apache-2.0
//
// report.hpp: sluice::report<T>, a struct as a component of the interface sluice.report/1.
//
//   static constexpr auto file_name = "report.md";
//   void begin(const Run&);
//   void on_days(Rows<sluice_report_day>);
//   void on_trades(Rows<sluice_report_trade>);
//   void on_blocked(Rows<sluice_report_blocked>);
//   void render(Sink&);
//   void on_positions(Rows<sluice_report_position>);  // optional: what is held, before its day
//
// Place: SDK, lane. Rows are borrowed for the call: a report keeps copies of what it needs. Errors:
// an exception becomes SLUICE_ERROR_FAULT; the host then skips the report with a warning.
#pragma once

#include <cstddef>

#include <sluice/c/report.h>
#include <sluice/component.hpp>
#include <sluice/decimal.hpp>

namespace sluice {

// What is reported on. All text is borrowed for the call.
class Run {
 public:
  using C = sluice_report_run;
  constexpr explicit Run(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::string_view title() const noexcept { return view_of(raw_->title); }
  [[nodiscard]] std::string_view description() const noexcept { return view_of(raw_->description); }
  [[nodiscard]] std::string_view driver() const noexcept { return view_of(raw_->driver); }
  [[nodiscard]] std::string_view config_hash() const noexcept { return view_of(raw_->config_hash); }
  [[nodiscard]] std::string_view data_source() const noexcept { return view_of(raw_->data_source); }
  [[nodiscard]] Money seed_capital() const noexcept { return Money::from_c(raw_->seed_capital); }
  [[nodiscard]] double periods_per_year() const noexcept { return raw_->periods_per_year; }
  // Empty and 0 also where the host is older than they are.
  [[nodiscard]] std::string_view benchmark() const noexcept {
    return has(offsetof(C, benchmark) + sizeof(C::benchmark)) ? view_of(raw_->benchmark)
                                                              : std::string_view{};
  }
  [[nodiscard]] std::uint64_t n_tests() const noexcept {
    return has(offsetof(C, n_tests) + sizeof(C::n_tests)) ? raw_->n_tests : 0;
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  [[nodiscard]] bool has(std::size_t bytes) const noexcept { return raw_->size >= bytes; }
  const C* raw_;
};

namespace detail {

template <typename T>
struct ReportFacts {
  static constexpr bool kHasName = requires { std::string_view{T::file_name}; };
  static constexpr bool kHasRows =
      requires(T & t, const Run& run, Rows<sluice_report_day> days,
               Rows<sluice_report_trade> trades, Rows<sluice_report_blocked> blocked) {
    t.begin(run);
    t.on_days(days);
    t.on_trades(trades);
    t.on_blocked(blocked);
  };
  static constexpr bool kHasPositions = requires(T & t, Rows<sluice_report_position> positions) {
    t.on_positions(positions);
  };
  static constexpr bool kHasRender = requires(T & t, Sink& sink) { t.render(sink); };
  static constexpr bool kOk = kHasName && kHasRows && kHasRender;
};

template <typename T>
struct ReportMessages {
  using Facts = ReportFacts<T>;
  static_assert(Facts::kHasName,
                "sluice: a report needs `static constexpr auto file_name = \"report.md\";`");
  static_assert(Facts::kHasRows,
                "sluice: a report needs `begin(const Run&)`, `on_days(Rows<sluice_report_day>)`, "
                "`on_trades(Rows<sluice_report_trade>)` and "
                "`on_blocked(Rows<sluice_report_blocked>)`");
  static_assert(Facts::kHasRender, "sluice: a report needs `void render(Sink& sink)`");
};

struct ReportKind {
  static constexpr std::uint32_t kKind = SLUICE_KIND_REPORT;
  static constexpr std::string_view kName = "report";
  static constexpr std::string_view kInterface = SLUICE_REPORT_ID;
  static constexpr bool kMayKeepState = false;
  struct Scratch {};
  template <typename T>
  using Facts = ReportFacts<T>;
  template <typename T>
  using Messages = ReportMessages<T>;

  // Runs one function of the component behind the barrier.
  template <typename T, typename Body>
  static sluice_status with(void* instance, sluice_error* error, Body&& body) noexcept {
    return guarded(error, [&] {
      body(Lifecycle<T, ReportKind>::held(instance).component);
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_str file_name(void*) noexcept {
    return to_c(T::file_name);
  }
  template <typename T>
  static sluice_status begin(void* instance, const sluice_report_run* run,
                             sluice_error* error) noexcept {
    return with<T>(instance, error, [&](T& report) { report.begin(Run{run}); });
  }
  template <typename T>
  static sluice_status on_days(void* instance, sluice_rows days, sluice_error* error) noexcept {
    return with<T>(instance, error,
                   [&](T& report) { report.on_days(Rows<sluice_report_day>{days}); });
  }
  template <typename T>
  static sluice_status on_trades(void* instance, sluice_rows trades, sluice_error* error) noexcept {
    return with<T>(instance, error,
                   [&](T& report) { report.on_trades(Rows<sluice_report_trade>{trades}); });
  }
  template <typename T>
  static sluice_status on_blocked(void* instance, sluice_rows blocked,
                                  sluice_error* error) noexcept {
    return with<T>(instance, error,
                   [&](T& report) { report.on_blocked(Rows<sluice_report_blocked>{blocked}); });
  }
  template <typename T>
  static sluice_status render(void* instance, const sluice_sink* sink,
                              sluice_error* error) noexcept {
    return with<T>(instance, error, [&](T& report) {
      Sink out{*sink};
      report.render(out);
    });
  }

  template <typename T>
  static sluice_status on_positions(void* instance, sluice_rows positions,
                                    sluice_error* error) noexcept {
    return with<T>(instance, error, [&](T& report) {
      report.on_positions(Rows<sluice_report_position>{positions});
    });
  }

  template <typename T>
  static constexpr sluice_report_v1 make_table() {
    sluice_report_v1 table{};
    table.size = sizeof(table);
    table.file_name = &file_name<T>;
    table.begin = &begin<T>;
    table.on_days = &on_days<T>;
    table.on_trades = &on_trades<T>;
    table.on_blocked = &on_blocked<T>;
    table.render = &render<T>;
    if constexpr (ReportFacts<T>::kHasPositions) table.on_positions = &on_positions<T>;
    return table;
  }
  template <typename T>
  static constexpr sluice_report_v1 kTable = make_table<T>();
};

}  // namespace detail

template <typename T>
inline constexpr detail::Component<T, detail::ReportKind> report{};

}  // namespace sluice
