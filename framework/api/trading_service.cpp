// SPDX-License-Identifier: Apache-2.0
#include "api/trading_service.hpp"

#include <algorithm>
#include <unordered_map>

#include "api/answers.hpp"
#include "api/openapi.hpp"
#include "api/replies.hpp"
#include "journal/record_types.hpp"
#include "records/text.hpp"

namespace sluice::api {
namespace {

std::string key_of(const OrderRequest& order, const Request& request, bool is_list,
                   std::size_t at) {
  if (!order.client_order_id.empty()) return "c:" + order.client_order_id;
  if (request.idempotency_key.empty()) return {};
  // No key of a header has a blank: a list's orders have keys that no single order can have.
  return "k:" + request.idempotency_key + (is_list ? " " + std::to_string(at) : "");
}

// Two orders of one list with one key must be the same order: else none of them is placed.
void check_keys(std::span<const OrderRequest> orders, Faults& faults) {
  std::unordered_map<std::string_view, std::uint64_t> hashes;
  for (std::size_t i = 0; orders.size() > 1 && i < orders.size(); ++i)
    if (const auto& order = orders[i];
        !order.key.empty() && hashes.try_emplace(order.key, order.hash).first->second != order.hash)
      faults.push_back({(Place{"body"} / i / "client_order_id").json(),
                        "is that of an earlier order of this list, with another content",
                        "conflict"});
}

}  // namespace

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
    Response response = answer(*account, now);
    if (account->is_open()) {
      parts_.lane.publish();
      engaged_ = !parts_.kill_switch.halts().empty();
    }
    reply->respond(std::move(response));
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

// Orders

void TradingService::place(Asked asked) {
  auto job = std::make_unique<PlaceJob>();
  Faults faults;
  const Place root{"body"};
  for (std::size_t i = 0; i < asked.call.body.size(); ++i) {
    auto order = order_request(asked.call.body[i], parts_.instruments, texts_.route,
                               asked.call.is_list ? root / i : root, faults);
    if (!order) continue;
    order->key = key_of(*order, asked.request, asked.call.is_list, i);
    // A key of the header is the whole list's: with fewer or more orders it is another request.
    if (asked.call.is_list && order->client_order_id.empty()) order->hash += asked.call.body.size();
    job->placement.orders.push_back(std::move(*order));
  }
  if (faults.empty()) check_keys(job->placement.orders, faults);
  if (!faults.empty()) return asked.reply->respond(refusal(422, faults));
  job->placement.actor = asked.request.actor;
  const Reply reply = asked.reply;
  job->done = [this, asked = std::move(asked)](PlaceJob& done_job, const std::string& failure) {
    answer_placement(asked, done_job, failure);
  };
  if (!parts_.lane.post(job)) reply->respond(refusal(503, kNotTaken, "busy"));
}

void TradingService::answer_placement(const Asked& asked, PlaceJob& job,
                                      const std::string& failure) {
  if (!failure.empty()) return asked.reply->respond(refusal(503, failure, "journal"));
  Placement& placement = job.placement;
  if (placement.has(OrderAnswer::Kind::kConflict)) {
    Faults faults;
    for (std::size_t i = 0; i < placement.answers.size(); ++i)
      if (placement.answers[i].kind == OrderAnswer::Kind::kConflict)
        faults.push_back({(Place{"body"} / i).json(),
                          "was asked for before, with the same key and another content, as order " +
                              placement.answers[i].id.to_string(),
                          "conflict"});
    return asked.reply->respond(refusal(409, faults));
  }
  if (placement.has(OrderAnswer::Kind::kKnown))
    return answer_known(asked.reply, std::make_shared<Placement>(std::move(placement)));
  std::string body = "[";
  for (std::size_t i = 0; i < placement.orders.size(); ++i) {
    if (i > 0) body += ',';
    append_paper_order(body, placement.orders[i], placement.answers[i], parts_.instruments);
  }
  asked.reply->respond(done(body + ']'));
}

// Some of them were placed by an earlier request: the store knows what became of those.
void TradingService::answer_known(const Reply& reply, std::shared_ptr<Placement> placement) {
  from_store(reply, [this, placement](records::OrderReader& reader) {
    std::string body = "[";
    for (std::size_t i = 0; i < placement->orders.size(); ++i) {
      if (i > 0) body += ',';
      const OrderAnswer& answer = placement->answers[i];
      if (answer.kind == OrderAnswer::Kind::kPlaced) {
        append_paper_order(body, placement->orders[i], answer, parts_.instruments);
        continue;
      }
      const auto row = reader.order(answer.id);
      if (!row || !*row) return refusal(503, "the order is not in the store", "store");
      append_paper_order(body, **row, (*row)->reference_price);
    }
    return done(body + ']');
  });
}

void TradingService::check_risk(Asked asked) {
  Faults faults;
  const auto order = order_request(asked.call.body.front(), parts_.instruments, texts_.route,
                                   Place{"body"}, faults);
  if (!order) return asked.reply->respond(refusal(422, faults));
  on_lane(asked.reply, [order = *order](PaperAccount& account, Timestamp now) {
    const auto answer = account.what_if(order, now);
    return done(what_if_json(answer, drivers::rule_names(account.lane(now).gate().rules())));
  });
}

void TradingService::cancel(const Asked& asked) {
  on_lane(asked.reply, [this, id = *IntentId::parse(asked.call.id), actor = asked.request.actor](
                           PaperAccount& account, Timestamp now) {
    if (auto noted =
            account.note(journal::kApiCall, "cancel " + id.to_string() + " by " + actor, now);
        !noted)
      return refusal(503, noted.error().message, "journal");
    return changed(account, id, account.cancel(id, now));
  });
}

void TradingService::replace(const Asked& asked) {
  const Value& quantity = asked.call.body.front()[ReplaceField::kQuantity];
  const Value& limit = asked.call.body.front()[ReplaceField::kLimit];
  if (!quantity.has() && !limit.has())
    return asked.reply->respond(refusal(
        422,
        Faults{{Place{"body"}.json(), "expected a new quantity, a new limit or both", "missing"}}));
  std::optional<Quantity> new_quantity;
  std::optional<Price> new_limit;
  if (quantity.has()) new_quantity = Quantity::from_raw(quantity.number);
  if (limit.has()) new_limit = Price::from_raw(limit.number);
  on_lane(asked.reply, [this, id = *IntentId::parse(asked.call.id), actor = asked.request.actor,
                        new_quantity, new_limit](PaperAccount& account, Timestamp now) {
    return changed(account, id, account.replace(id, new_quantity, new_limit, actor, now));
  });
}

Response TradingService::changed(PaperAccount& account, const IntentId& id,
                                 const Result<std::optional<routing::ChangeAnswer>>& answer) const {
  using routing::ChangeAnswer;
  if (!answer) return refusal(503, answer.error().message, "journal");
  if (!*answer || **answer == ChangeAnswer::kNoSuchOrder)
    return refusal(404, "there is no order " + id.to_string() + ", or it was over long ago",
                   "not_found");
  const Order* const order = account.lane(account.session().now()).router().find(id);
  const bool was_taken = **answer == ChangeAnswer::kAsked || **answer == ChangeAnswer::kDone;
  if (!was_taken || order == nullptr)
    return refusal(409, "the order can't be changed: " + std::string{name(**answer)}, "change");
  std::string body = R"({"order_id":")" + id.to_string() + R"(","result":)";
  const bool is_pending =
      !is_final(order->state) && (order->flags.pending_cancel || order->flags.pending_replace);
  body += is_pending ? R"("asked")" : R"("done")";
  body += R"(,"order":)";
  OrderRequest shown;
  shown.instrument = order->intent.instrument;
  shown.side = order->intent.side;
  shown.quantity = order->intent.quantity;
  append_paper_order(body, shown, account.answer_of(*order), parts_.instruments);
  return done(body + '}');
}

void TradingService::reset(const Asked& asked) {
  on_lane(asked.reply, [actor = asked.request.actor](PaperAccount& account, Timestamp now) {
    const auto open = account.reset(actor, now);
    if (!open) return refusal(503, open.error().message, "journal");
    if (*open > 0)
      return refusal(409,
                     std::to_string(*open) + " orders are still open and could not be cancelled",
                     "open_orders");
    return done(R"({"status":"ok"})");
  });
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
