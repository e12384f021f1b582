// SPDX-License-Identifier: Apache-2.0
//
// trading_orders.cpp: what is asked of orders, and of the account they are in.
#include <unordered_map>

#include "api/answers.hpp"
#include "api/replies.hpp"
#include "api/trading_service.hpp"
#include "journal/record_types.hpp"

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
  on_lane(asked.reply,
          [this, reply = asked.reply, id = *IntentId::parse(asked.call.id),
           actor = asked.request.actor](PaperAccount& account,
                                        Timestamp now) -> std::optional<Response> {
            if (auto noted = account.note(journal::kApiCall,
                                          "cancel " + id.to_string() + " by " + actor, now);
                !noted)
              return refusal(503, noted.error().message, "journal");
            return changed(reply, account, id, account.cancel(id, now));
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
  on_lane(asked.reply, [this, reply = asked.reply, id = *IntentId::parse(asked.call.id),
                        actor = asked.request.actor, new_quantity,
                        new_limit](PaperAccount& account, Timestamp now) {
    return changed(reply, account, id, account.replace(id, new_quantity, new_limit, actor, now));
  });
}

std::optional<Response> TradingService::changed(const Reply& reply, PaperAccount& account,
                                                const IntentId& id, const Result<Change>& change) {
  using routing::ChangeAnswer;
  if (!change) return refusal(503, change.error().message, "journal");
  const ChangeAnswer answer = change->answer;
  if (answer == ChangeAnswer::kNoSuchOrder)
    return refusal(404, "there is no order " + id.to_string() + ", or it was over long ago",
                   "not_found");
  const Order* const order = account.lane(account.session().now()).router().find(id);
  const bool was_taken = answer == ChangeAnswer::kAsked || answer == ChangeAnswer::kDone;
  if (!was_taken || order == nullptr)
    return refusal(409,
                   "the order can't be changed: " +
                       (change->refusal.empty() ? std::string{name(answer)} : change->refusal),
                   "change");
  const bool is_pending =
      !is_final(order->state) && (order->flags.pending_cancel || order->flags.pending_replace);
  OrderRequest shown;
  shown.instrument = order->intent.instrument;
  shown.side = order->intent.side;
  shown.quantity = order->intent.quantity;
  // It may be answered before this returns, and who asks next must see what it tells.
  parts_.lane.publish();
  answer_change(reply, is_pending ? "asked" : "done", std::move(shown), account.answer_of(*order));
  return std::nullopt;
}

// How the client calls it the lane does not remember: the store does. What is done is answered
// also where that can't be asked.
void TradingService::answer_change(const Reply& reply, std::string_view result, OrderRequest order,
                                   OrderAnswer answer) {
  const IntentId id = answer.id;
  const auto respond = [this, reply, result,
                        answer = std::move(answer)](const OrderRequest& shown) {
    std::string body = R"({"order_id":")" + answer.id.to_string() + R"(","result":")";
    body += result;
    body += R"(","order":)";
    append_paper_order(body, shown, answer, parts_.instruments);
    reply->respond(done(body + '}'));
  };
  parts_.projector.when_reached(
      parts_.lane.durable_seq(), [this, respond, id, order = std::move(order)](bool is_there) {
        const bool asked =
            is_there && parts_.readers.ask(
                            [respond, id, order](records::OrderReader* reader, const std::string&) {
                              OrderRequest named = order;
                              if (reader != nullptr)
                                if (const auto row = reader->order(id); row && *row)
                                  named.client_order_id = (*row)->client_order_id;
                              respond(named);
                            });
        if (!asked) respond(order);
      });
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

}  // namespace sluice::api
