// SPDX-License-Identifier: Apache-2.0
//
// trading_sessions.cpp: what is asked of sessions.
#include "api/replies.hpp"
#include "api/trading_service.hpp"

namespace sluice::api {

void TradingService::look_at_sessions(const Asked& asked) {
  const bool is_list = asked.call.endpoint->operation == Operation::kListSessions;
  from_elsewhere(asked.reply, [this, is_list, id = asked.call.id] {
    return is_list ? parts_.sessions.list() : parts_.sessions.one(id);
  });
}

void TradingService::create_session(const Asked& asked) {
  const Values& values = asked.call.body.front();
  SessionHost::Wanted wanted;
  wanted.session = values[CreateSessionField::kSession].text;
  if (values[CreateSessionField::kMode].has())
    wanted.mode = sessions::parse_execution_mode(values[CreateSessionField::kMode].text);
  wanted.who = "api:" + asked.request.actor;
  wanted.key = asked.request.idempotency_key;
  parts_.host.create(std::move(wanted), [reply = asked.reply](Response response) {
    reply->respond(std::move(response));
  });
}

void TradingService::check_session(const Asked& asked) {
  parts_.host.check(asked.call.id, [reply = asked.reply](Response response) {
    reply->respond(std::move(response));
  });
}

void TradingService::ask_session(const Asked& asked, const char* verb) {
  records::SessionRequest request;
  request.session = asked.call.id;
  request.verb = verb;
  request.who = "api:" + asked.request.actor;
  if (!asked.call.body.empty()) {
    const Values& values = asked.call.body.front();
    const bool is_signal = asked.call.endpoint->body.size() == SignalField::kCount;
    if (is_signal) request.signal = static_cast<std::uint64_t>(values[SignalField::kSignal].number);
    const std::size_t why =
        is_signal ? std::size_t{SignalField::kWhy} : std::size_t{WhyField::kWhy};
    request.why = values[why].text;
  }
  parts_.sessions.ask(std::move(request), [reply = asked.reply](Response response) {
    reply->respond(std::move(response));
  });
}

}  // namespace sluice::api
