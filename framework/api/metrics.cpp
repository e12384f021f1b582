// SPDX-License-Identifier: Apache-2.0
#include "api/metrics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "api/paper_account.hpp"
#include "sessions/session_state.hpp"

namespace sluice::api {
namespace {

constexpr std::size_t kMostCodes = 200;
constexpr double kNanoseconds = 1e9;

void head(std::string& out, std::string_view name, std::string_view kind, std::string_view help) {
  out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
}

void line(std::string& out, std::string_view name, std::string_view labels, std::uint64_t value) {
  if (labels.empty())
    out += fmt::format("{} {}\n", name, value);
  else
    out += fmt::format("{}{{{}}} {}\n", name, labels, value);
}

void one(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
         std::uint64_t value) {
  head(out, name, kind, help);
  line(out, name, {}, value);
}

// The code of a refusal stands before its details.
std::string code_of(const std::string& reason) {
  auto code = reason.substr(0, reason.find_first_of(": "));
  const bool is_plain = !code.empty() && std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return is_plain ? code : "OTHER";
}

}  // namespace

void Histogram::observe(double seconds) noexcept {
  const auto* const bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  if (bound != kBounds.end())
    buckets_[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(
        1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(static_cast<std::uint64_t>(seconds * kNanoseconds), std::memory_order_relaxed);
}

void Histogram::write(std::string& out, std::string_view name, std::string_view labels) const {
  const std::string more = labels.empty() ? "" : std::string{labels} + ",";
  const std::string braces = labels.empty() ? "" : "{" + std::string{labels} + "}";
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    below += buckets_[i].load(std::memory_order_relaxed);
    out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, more, kBounds[i], below);
  }
  // Never below a bucket, though another thread may be between its two additions.
  const std::uint64_t all = std::max(below, count());
  out += fmt::format("{}_bucket{{{}le=\"+Inf\"}} {}\n{}_sum{} {}\n{}_count{} {}\n", name, more, all,
                     name, braces,
                     static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / kNanoseconds,
                     name, braces, all);
}

std::size_t Metrics::place_of(int status) noexcept {
  return static_cast<std::size_t>(std::find(kStatuses.begin(), kStatuses.end(), status) -
                                  kStatuses.begin());
}

void Metrics::tell_request(Operation operation, int status, double seconds) noexcept {
  const auto at = static_cast<std::size_t>(operation);
  requests_[at][place_of(status)].fetch_add(1, std::memory_order_relaxed);
  durations_[at].observe(seconds);
}

void Metrics::tell_refused(int status) noexcept {
  requests_[kOperationCount][place_of(status)].fetch_add(1, std::memory_order_relaxed);
}

void Metrics::tell_decision(std::span<Placement* const> placements, double seconds) {
  decision_.observe(seconds);
  std::uint64_t placed = 0;
  std::uint64_t filled = 0;
  std::uint64_t known = 0;
  for (const Placement* const placement : placements) {
    if (placement->has(OrderAnswer::Kind::kConflict)) continue;
    for (const OrderAnswer& answer : placement->answers) {
      if (answer.kind != OrderAnswer::Kind::kPlaced) {
        ++known;
        continue;
      }
      ++placed;
      filled += answer.status == "FILLED" ? 1 : 0;
      if (answer.status != "REJECTED") continue;
      refused_.fetch_add(1, std::memory_order_relaxed);
      const std::lock_guard hold{lock_};
      const auto code = code_of(answer.reason);
      if (blocked_.size() < kMostCodes || blocked_.contains(code)) ++blocked_[code];
    }
  }
  placed_.fetch_add(placed, std::memory_order_relaxed);
  filled_.fetch_add(filled, std::memory_order_relaxed);
  known_.fetch_add(known, std::memory_order_relaxed);
}

// A session is in one of its states: 1 there, 0 in the others.
static void write_sessions(std::string& out, std::span<const SessionGauge> sessions) {
  std::array<std::uint64_t, sessions::kSessionStateCount> in_state{};
  std::string states, signals, breaches;
  for (const SessionGauge& session : sessions) {
    const std::string label = fmt::format("session=\"{}\"", session.id);
    for (std::size_t at = 0; at < in_state.size(); ++at) {
      const auto state = name(static_cast<sessions::SessionState>(at));
      const std::uint64_t is_in = session.state == state ? 1 : 0;
      in_state[at] += is_in;
      line(states, "sluice_session_state", fmt::format("{},state=\"{}\"", label, state), is_in);
    }
    for (std::size_t at = 0; at < session.signals.size(); ++at)
      line(signals, "sluice_session_signals_total",
           fmt::format("{},state=\"{}\"", label, name(static_cast<sessions::SignalState>(at))),
           session.signals[at]);
    line(breaches, "sluice_session_risk_breaches_total", label, session.breaches);
  }
  head(out, "sluice_sessions", "gauge", "Sessions by state.");
  for (std::size_t at = 0; at < in_state.size(); ++at)
    line(out, "sluice_sessions",
         fmt::format("state=\"{}\"", name(static_cast<sessions::SessionState>(at))), in_state[at]);
  head(out, "sluice_session_state", "gauge", "1: the session is in this state.");
  out += states;
  head(out, "sluice_session_signals_total", "counter", "Signals by the state they reached.");
  out += signals;
  head(out, "sluice_session_risk_breaches_total", "counter",
       "Refusals by a session's own controls.");
  out += breaches;
}

std::string Metrics::text(const Gauges& gauges, std::string_view version) const {
  std::string out;
  head(out, "sluice_build_info", "gauge", "What runs; always 1.");
  line(out, "sluice_build_info", fmt::format("version=\"{}\"", version), 1);
  head(out, "sluice_http_requests_total", "counter", "Requests answered.");
  for (std::size_t at = 0; at <= kOperationCount; ++at)
    for (std::size_t status = 0; status <= kStatuses.size(); ++status)
      if (const auto count = requests_[at][status].load(std::memory_order_relaxed); count > 0)
        line(out, "sluice_http_requests_total",
             fmt::format("operation=\"{}\",status=\"{}\"",
                         at < kOperationCount ? endpoints()[at].name : "none",
                         status < kStatuses.size() ? std::to_string(kStatuses[status]) : "other"),
             count);
  head(out, "sluice_http_request_duration_seconds", "histogram",
       "From the last byte of a request to its answer.");
  for (std::size_t at = 0; at < kOperationCount; ++at)
    if (durations_[at].count() > 0)
      durations_[at].write(out, "sluice_http_request_duration_seconds",
                           fmt::format("operation=\"{}\"", endpoints()[at].name));
  head(out, "sluice_orders_total", "counter", "Orders by their first answer.");
  const auto placed = placed_.load(std::memory_order_relaxed);
  const auto filled = filled_.load(std::memory_order_relaxed);
  const auto refused = refused_.load(std::memory_order_relaxed);
  line(out, "sluice_orders_total", "status=\"FILLED\"", filled);
  line(out, "sluice_orders_total", "status=\"REJECTED\"", refused);
  line(out, "sluice_orders_total", "status=\"NEW\"",
       placed > filled + refused ? placed - filled - refused : 0);
  one(out, "sluice_orders_repeated_total", "counter",
      "Orders that were known by their key and not placed again.",
      known_.load(std::memory_order_relaxed));
  head(out, "sluice_orders_blocked_total", "counter", "Refused orders by the code of the refusal.");
  {
    const std::lock_guard hold{lock_};
    for (const auto& [code, count] : blocked_)
      line(out, "sluice_orders_blocked_total", fmt::format("code=\"{}\"", code), count);
  }
  const auto histogram = [&](const Histogram& times, std::string_view name, std::string_view help) {
    head(out, name, "histogram", help);
    times.write(out, name, {});
  };
  histogram(decision_, "sluice_decision_duration_seconds",
            "One decision of the lane: judged, routed, filled and durable.");
  histogram(gate_, "sluice_gate_duration_seconds", "The gate's part of a decision.");
  histogram(route_, "sluice_route_duration_seconds",
            "The router's part, venue and journal included.");
  histogram(sync_, "sluice_journal_sync_duration_seconds", "One fdatasync of the journal.");
  one(out, "sluice_lane_queue_depth", "gauge", "Requests that wait for the lane.", gauges.waiting);
  one(out, "sluice_open_orders", "gauge", "Orders that are not final.", gauges.open_orders);
  one(out, "sluice_kill_switch_engaged", "gauge", "1: something is halted.", gauges.engaged);
  one(out, "sluice_accepting_orders", "gauge", "1: /readyz answers 200.", gauges.accepting);
  one(out, "sluice_journal_seq", "counter", "Last record that is durable.", gauges.journal_seq);
  one(out, "sluice_store_seq", "counter", "Last record that queries see.", gauges.store_seq);
  one(out, "sluice_http_connections", "gauge", "Open connections.", gauges.connections);
  one(out, "sluice_http_streams", "gauge", "Open WebSocket streams.", gauges.listeners);
  one(out, "sluice_stream_events_total", "counter", "Events of the stream.", gauges.stream_events);
  one(out, "sluice_stream_dropped_total", "counter", "Listeners closed for being too slow.",
      gauges.stream_dropped);
  write_sessions(out, gauges.sessions);
  return out;
}

}  // namespace sluice::api
