// SPDX-License-Identifier: Apache-2.0
#include "api/trading_service.hpp"

#include <algorithm>

#include "api/answers.hpp"
#include "api/openapi.hpp"
#include "api/replies.hpp"
#include "records/text.hpp"

namespace sluice::api {

TradingService::TradingService(const ServiceParts& parts, ServiceTexts texts)
    : parts_{parts},
      texts_{std::move(texts)},
      openapi_{openapi_document(texts_.version)},
      docs_{docs_page(texts_.version)},
      kill_requests_{parts_.kill_switch} {}

void TradingService::handle(Request request, ResponderPtr responder) {
  Asked asked;
  asked.reply = std::move(responder);
  Response refused;
  if (understand(request, asked.call, refused) != 0)
    return asked.reply->respond(std::move(refused));
  asked.request = std::move(request);
  dispatch(std::move(asked));
}

void TradingService::dispatch(Asked asked) {
  const Reply reply = asked.reply;
  const Endpoint& endpoint = *asked.call.endpoint;
  switch (endpoint.operation) {
    case Operation::kPlaceOrders:
      return place(std::move(asked));
    case Operation::kListPaperOrders:
      return list_paper_orders(asked);
    case Operation::kPaperPositions:
      return positions(reply);
    case Operation::kPaperReset:
      return reset(asked);
    case Operation::kBlotter:
      return blotter(asked);
    case Operation::kExecutions:
      return executions(asked);
    case Operation::kRoutes:
      return reply->respond(done(routes_json()));
    case Operation::kOrderDetail:
      return order_detail(asked);
    case Operation::kCancelOrder:
      return cancel(asked);
    case Operation::kReplaceOrder:
      return replace(asked);
    case Operation::kKillSwitch:
      return on_lane(reply, [this](PaperAccount& account, Timestamp now) {
        if (auto ticked = account.tick(now); !ticked)
          return refusal(503, ticked.error().message, "journal");
        return done(kill_switch_json(parts_.kill_switch.halts()));
      });
    case Operation::kChangeKillSwitch:
      return change_kill_switch(asked);
    case Operation::kRiskRules:
      return risk_rules(reply);
    case Operation::kRiskCheck:
      return check_risk(std::move(asked));
    case Operation::kPortfolio:
      return portfolio(reply);
    case Operation::kEquity:
      return equity(asked);
    case Operation::kListReports:
      return list_reports(asked);
    case Operation::kReport:
      return report(asked);
    case Operation::kPlugins:
      return from_elsewhere(reply, [this] { return done(texts_.plugins()); });
    case Operation::kListSessions:
    case Operation::kSession:
      return look_at_sessions(asked);
    case Operation::kCreateSession:
      return create_session(asked);
    case Operation::kCheckSession:
      return check_session(asked);
    case Operation::kPauseSession:
      return ask_session(asked, "pause");
    case Operation::kResumeSession:
      return ask_session(asked, "resume");
    case Operation::kStopSession:
      return ask_session(asked, "stop");
    case Operation::kApproveSignal:
      return ask_session(asked, "approve");
    case Operation::kDeclineSignal:
      return ask_session(asked, "decline");
    case Operation::kHealth:
      return health(reply);
    case Operation::kLive:
      return reply->respond(text(200, "live\n", endpoint.content_type));
    case Operation::kReady:
      return ready(reply);
    case Operation::kMetrics:
      return reply->respond(
          text(200, parts_.metrics.text(gauges(), texts_.version), endpoint.content_type));
    case Operation::kOpenApi:
      return reply->respond(done(openapi_));
    case Operation::kDocs:
      return reply->respond(text(200, docs_, endpoint.content_type));
    case Operation::kStream:
      return reply->respond(refusal(400, "this is a WebSocket; ask for an upgrade", "upgrade"));
  }
}

void TradingService::on_lane(const Reply& reply, LaneAnswer answer, std::string_view not_taken) {
  LaneJob job = [this, reply, answer = std::move(answer)](PaperAccount* account, Timestamp now,
                                                          const std::string& failure) {
    if (account == nullptr || !failure.empty())
      return reply->respond(refusal(503, "the lane is over: " + failure, "journal"));
    auto response = answer(*account, now);
    if (account->is_open()) {
      parts_.lane.publish();
      engaged_ = !parts_.kill_switch.halts().empty();
    }
    if (response) reply->respond(std::move(*response));
  };
  if (!parts_.lane.post(job)) reply->respond(refusal(503, not_taken, "busy"));
}

void TradingService::from_store(const Reply& reply, StoreAnswer answer) {
  parts_.projector.when_reached(
      parts_.lane.durable_seq(), [this, reply, answer = std::move(answer)](bool is_there) {
        if (!is_there)
          return reply->respond(refusal(
              503, "the order store is not available: " + parts_.projector.fault(), "store"));
        const bool asked = parts_.readers.ask([reply, answer](records::OrderReader* reader,
                                                              const std::string& fault) {
          if (reader == nullptr)
            return reply->respond(refusal(503, "the order store can't be read: " + fault, "store"));
          reply->respond(answer(*reader));
        });
        if (!asked) reply->respond(refusal(503, "too many questions wait", "busy"));
      });
}

void TradingService::from_elsewhere(const Reply& reply, std::function<Response()> answer) {
  const bool asked = parts_.readers.ask(
      [reply, answer = std::move(answer)](records::OrderReader*, const std::string&) {
        reply->respond(answer());
      });
  if (!asked) reply->respond(refusal(503, "too many questions wait", "busy"));
}

// Questions to the store

void TradingService::list_paper_orders(const Asked& asked) {
  const Value& limit = asked.call.query.front();
  records::BlotterQuery query;
  query.limit = limit.has() ? static_cast<std::size_t>(limit.number) : 50;
  from_store(asked.reply, [this, query](records::OrderReader& reader) {
    auto page = reader.blotter(query);
    if (!page) return refusal(503, page.error().message, "store");
    const std::uint64_t begin = parts_.lane.reset_seq();
    std::erase_if(page->rows, [&](const auto& row) { return row.seq < begin; });
    return done(paper_orders_json(page->rows));
  });
}

void TradingService::blotter(const Asked& asked) {
  const Values& values = asked.call.query;
  records::BlotterQuery query;
  query.symbol = values[BlotterField::kSymbol].text;
  query.route = values[BlotterField::kRoute].text;
  query.source = values[BlotterField::kSource].text;
  if (values[BlotterField::kStatus].has())
    query.status = records::parse_status(values[BlotterField::kStatus].text);
  if (values[BlotterField::kFrom].has())
    query.from = Timestamp::from_nanoseconds(values[BlotterField::kFrom].number);
  // Excluded, where the store includes it.
  if (values[BlotterField::kTo].has())
    query.to =
        Timestamp::from_nanoseconds(std::max(values[BlotterField::kTo].number, INT64_MIN + 1) - 1);
  if (values[BlotterField::kLimit].has())
    query.limit = static_cast<std::size_t>(values[BlotterField::kLimit].number);
  if (values[BlotterField::kCursor].has())
    query.before = static_cast<std::uint64_t>(values[BlotterField::kCursor].number);
  from_store(asked.reply, [query](records::OrderReader& reader) {
    const auto page = reader.blotter(query);
    return page ? done(blotter_json(*page)) : refusal(503, page.error().message, "store");
  });
}

void TradingService::executions(const Asked& asked) {
  const Values& values = asked.call.query;
  records::ExecutionQuery query;
  query.symbol = values[ExecutionField::kSymbol].text;
  query.route = values[ExecutionField::kRoute].text;
  if (values[ExecutionField::kLimit].has())
    query.limit = static_cast<std::size_t>(values[ExecutionField::kLimit].number);
  if (values[ExecutionField::kCursor].has())
    query.before = static_cast<std::uint64_t>(values[ExecutionField::kCursor].number);
  from_store(asked.reply, [query](records::OrderReader& reader) {
    const auto page = reader.executions(query);
    return page ? done(executions_json(*page)) : refusal(503, page.error().message, "store");
  });
}

void TradingService::order_detail(const Asked& asked) {
  from_store(asked.reply,
             [this, id = *IntentId::parse(asked.call.id)](records::OrderReader& reader) {
               const auto order = reader.order(id);
               if (!order) return refusal(503, order.error().message, "store");
               if (!*order) return refusal(404, "there is no order " + id.to_string(), "not_found");
               return done(detail_json(reader, **order));
             });
}

std::string TradingService::routes_json() const {
  std::string out = R"([{"route_id":)";
  records::append_json_string(out, texts_.route);
  out += R"(,"description":)";
  records::append_json_string(out, texts_.description);
  out += R"(,"is_default":true})";
  if (!texts_.session_route.empty()) {
    out += R"(,{"route_id":)";
    records::append_json_string(out, texts_.session_route);
    out += R"(,"description":)";
    records::append_json_string(out, texts_.session_description);
    out += R"(,"is_default":false})";
  }
  return out + "]";
}

// The server itself

bool TradingService::is_accepting() const {
  return !parts_.lane.is_over() && parts_.projector.fault().empty();
}

Gauges TradingService::gauges() const {
  Gauges gauges = texts_.network ? texts_.network() : Gauges{};
  gauges.waiting = parts_.lane.waiting();
  gauges.journal_seq = parts_.lane.durable_seq();
  gauges.store_seq = parts_.projector.seq();
  gauges.stream_events = parts_.events.added() + parts_.session_events.added();
  gauges.sessions = parts_.watch.gauges();
  gauges.open_orders = parts_.lane.open_orders();
  gauges.engaged = engaged_;
  gauges.accepting = is_accepting();
  return gauges;
}

void TradingService::ready(const Reply& reply) {
  const auto type = endpoint(Operation::kReady).content_type;
  if (is_accepting()) return reply->respond(text(200, "ready\n", type));
  const std::string why = parts_.lane.is_over() ? parts_.lane.failure() : parts_.projector.fault();
  reply->respond(text(503, "not ready: " + why + "\n", type));
}

// Reports

void TradingService::list_reports(const Asked& asked) {
  from_elsewhere(asked.reply, [this, values = asked.call.query] {
    ReportFilter filter;
    filter.strategy_dir = values[ReportField::kStrategyDir].text;
    filter.kind = values[ReportField::kKind].text;
    const Value& limit = values[ReportField::kLimit];
    if (limit.has()) filter.limit = static_cast<std::size_t>(limit.number);
    return done(reports_json(parts_.reports.list(filter)));
  });
}

void TradingService::report(const Asked& asked) {
  from_elsewhere(asked.reply, [this, id = asked.call.id] {
    const auto report = parts_.reports.find(id);
    if (!report) return refusal(404, "there is no report " + id, "not_found");
    auto bytes = ReportShelf::read(*report);
    if (!bytes) return refusal(503, bytes.error().message, "report");
    Response response = text(200, std::move(*bytes), report->content_type);
    response.page_policy = kReportPage;
    return response;
  });
}

}  // namespace sluice::api
