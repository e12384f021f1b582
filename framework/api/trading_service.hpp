// SPDX-License-Identifier: Apache-2.0
//
// trading_service.hpp: answers every endpoint: what changes something goes through the lane, what
// only looks is answered from the store, once that has seen what was durable when it was asked.
//
// Files: trading_orders.cpp, account_answers.cpp and trading_sessions.cpp are what is asked of
// each.
//
// Place: api; between the HTTP server and the lane. Owns nothing but the texts that never change.
// Thread: handle, those of the network; answers come from the lane, the readers or the projector.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/endpoints.hpp"
#include "api/equity_curve.hpp"
#include "api/event_ring.hpp"
#include "api/http_server.hpp"
#include "api/kill_requests.hpp"
#include "api/lane_host.hpp"
#include "api/metrics.hpp"
#include "api/projector.hpp"
#include "api/reader_pool.hpp"
#include "api/report_shelf.hpp"
#include "api/session_desk.hpp"
#include "api/session_host.hpp"
#include "api/session_watch.hpp"

namespace sluice::api {

struct ServiceParts {
  LaneHost& lane;
  Projector& projector;
  ReaderPool& readers;
  EventRing& events;
  EquityCurve& equity;
  Metrics& metrics;
  const InstrumentTable& instruments;
  risk::KillSwitch& kill_switch;  // beside requests, touched on the lane alone
  SessionDesk& sessions;
  SessionHost& host;
  SessionWatch& watch;
  SessionEvents& session_events;
  const ReportShelf& reports;
  const Troubles& troubles;
};

struct ServiceTexts {
  std::string version;
  std::string route;                // its id
  std::string description;          // of the route
  std::string session_route;        // where sessions send orders; empty: to the same executor
  std::string session_description;  // of that
  Timestamp started;
  std::filesystem::path journal;         // directory
  std::function<std::string()> plugins;  // JSON list; called on a reader's thread
  std::function<Gauges()> network;       // connections and listeners
};

class TradingService final : public Service {
 public:
  TradingService(const ServiceParts& parts, ServiceTexts texts);

  void handle(Request request, ResponderPtr responder) override;
  [[nodiscard]] bool is_accepting() const;
  [[nodiscard]] Gauges gauges() const;

 private:
  using Reply = std::shared_ptr<Responder>;
  struct Asked {
    Call call;
    Request request;
    Reply reply;
  };
  // What becomes of a question on the lane or to a reader. Nothing: it is answered elsewhere.
  using LaneAnswer = std::function<std::optional<Response>(PaperAccount& account, Timestamp now)>;
  using StoreAnswer = std::function<Response(records::OrderReader& reader)>;

  void dispatch(Asked asked);
  static constexpr std::string_view kNotTaken =
      "the lane is over, or too many requests wait for it";
  // `not_taken`: what is said where it is not.
  void on_lane(const Reply& reply, LaneAnswer answer, std::string_view not_taken = kNotTaken);
  void from_store(const Reply& reply, StoreAnswer answer);
  // On a reader's thread, of something that is not in the store.
  void from_elsewhere(const Reply& reply, std::function<Response()> answer);

  void place(Asked asked);
  void answer_placement(const Asked& asked, PlaceJob& job, const std::string& failure);
  void answer_known(const Reply& reply, std::shared_ptr<Placement> placement);
  void check_risk(Asked asked);
  void list_paper_orders(const Asked& asked);
  void blotter(const Asked& asked);
  void executions(const Asked& asked);
  void order_detail(const Asked& asked);
  void cancel(const Asked& asked);
  void replace(const Asked& asked);
  void change_kill_switch(const Asked& asked);
  void kill(const Reply& reply, risk::Halt halt);
  void risk_rules(const Reply& reply);
  void portfolio(const Reply& reply);
  void positions(const Reply& reply);
  void equity(const Asked& asked);
  void list_reports(const Asked& asked);
  void report(const Asked& asked);
  void reset(const Asked& asked);
  void look_at_sessions(const Asked& asked);
  void create_session(const Asked& asked);
  void check_session(const Asked& asked);
  void ask_session(const Asked& asked, const char* verb);
  void health(const Reply& reply);
  void ready(const Reply& reply);
  [[nodiscard]] std::optional<Response> changed(const Reply& reply, PaperAccount& account,
                                                const IntentId& id, const Result<Change>& change);
  void answer_change(const Reply& reply, std::string_view result, OrderRequest order,
                     OrderAnswer answer);
  [[nodiscard]] std::string detail_json(records::OrderReader& reader,
                                        const records::OrderDetail& order) const;
  [[nodiscard]] std::string routes_json() const;

  ServiceParts parts_;
  ServiceTexts texts_;
  std::string openapi_, docs_;
  KillRequests kill_requests_;
  // Of the last look of the lane.
  std::atomic<bool> engaged_{false};
};

}  // namespace sluice::api
