// SPDX-License-Identifier: Apache-2.0
//
// breaks_down.cpp: components that work for a while and then break a promise, as a user meets them:
// written against the SDK, loaded without complaint, chosen in a config.
#include <stdexcept>
#include <unistd.h>

#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

struct Patience {
  std::int64_t after;
};
constexpr auto kPatience =
    params(param("after", &Patience::after).def(0).min(0).help("how often it works before"));

// Gives a code that is none, or takes its time.
struct BrittleRule {
  static constexpr auto id = "brittle_rule";
  static constexpr auto version = "1.0.0";
  struct Params {
    std::int64_t after;
    std::int64_t sleeps_at;
  };
  static constexpr auto parameters =
      params(param("after", &Params::after).def(0).min(0).help("how often it works before"),
             param("sleeps_at", &Params::sleeps_at).def(0).min(0).help("the slow call"));
  explicit BrittleRule(Params params) : left_{params.after}, sleeps_at_{params.sleeps_at} {}
  Verdict check(const Order&, const RiskView&) const noexcept {
    if (++calls_ == sleeps_at_) ::usleep(1'400'000);
    return left_-- > 0 ? approve() : reject("no code at all");
  }

 private:
  mutable std::int64_t left_;
  mutable std::int64_t calls_ = 0;
  std::int64_t sleeps_at_;
};

// Wants the first instrument, more of it each session, until it throws.
struct BrittleStrategy {
  static constexpr auto id = "brittle_strategy";
  static constexpr auto version = "1.0.0";
  using Params = Patience;
  static constexpr auto parameters = kPatience;
  explicit BrittleStrategy(Params params) : left_{params.after} {}
  std::uint32_t lookback_sessions() const noexcept { return 1; }
  void on_bars(const Session& session, Decisions& decisions) {
    if (left_-- <= 0) throw std::runtime_error("it has had enough");
    if (session.rebalance()) decisions.target_weight(0, wanted_ += 0.01);
  }

 private:
  std::int64_t left_;
  double wanted_ = 0.1;
};

struct BrittleExecutor {
  static constexpr auto id = "brittle_executor";
  static constexpr auto version = "1.0.0";
  using Params = Patience;
  static constexpr auto parameters = kPatience;
  explicit BrittleExecutor(Params params) : left_{params.after} {}
  void begin(Rows<Instrument>) {}
  void submit(Rows<sluice_order> orders, Reports& reports) {
    if (left_-- <= 0) throw std::runtime_error("the venue is on fire");
    for (const sluice_order& order : orders)
      reports.reject(order.order_id, "NOT_TODAY", Timestamp::from_nanoseconds(order.decision_time));
  }
  void cancel(const sluice_order&, Reports&) {}
  void query(const sluice_order&, Reports&) {}
  void snapshot(Timestamp since, Rows<sluice_order>, Reports&, VenueAccount& account) {
    account.complete(since);
  }
  void poll(Reports&) {}
  Health health() { return {}; }

 private:
  std::int64_t left_;
};

struct BrittleReport {
  static constexpr auto id = "brittle_report";
  static constexpr auto version = "1.0.0";
  static constexpr auto file_name = "brittle.txt";
  using Params = Patience;
  static constexpr auto parameters = kPatience;
  explicit BrittleReport(Params params) : left_{params.after} {}
  void begin(const Run&) {}
  void on_days(Rows<sluice_report_day>) {}
  void on_trades(Rows<sluice_report_trade>) {}
  void on_blocked(Rows<sluice_report_blocked>) {}
  void render(Sink& sink) {
    sink.write("half of it");
    if (left_-- <= 0) throw std::runtime_error("no ink");
  }

 private:
  std::int64_t left_;
};

}  // namespace

SLUICE_LIBRARY("breaks_down", "1.0.0", sluice::risk_rule<BrittleRule>,
               sluice::strategy<BrittleStrategy>, sluice::executor<BrittleExecutor>,
               sluice::report<BrittleReport>)
