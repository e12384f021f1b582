// SPDX-License-Identifier: Apache-2.0
#include "api/http_stream.hpp"

#include <charconv>

#include "api/endpoints.hpp"

namespace sluice::api {
namespace {

// ID:SEQ,ID:SEQ; the fields of the table have checked it.
void read_places(std::string_view text, SessionEvents::Places& places) {
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    const auto place = text.substr(0, end);
    const auto colon = std::min(place.find(':'), place.size());
    std::uint64_t seq = 0;
    if (colon < place.size())
      std::from_chars(place.data() + colon + 1, place.data() + place.size(), seq);
    places[std::string{place.substr(0, colon)}] = seq;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Subscription subscription_of(const HttpRequest& message, const Shared& shared) {
  Request request;
  request.target = std::string{message.target().data(), message.target().size()};
  Call call;
  Response ignored;
  Subscription subscription;
  subscription.since = shared.events.expected();
  subscription.places = shared.sessions.here();
  if (understand(request, call, ignored) != 0) return subscription;
  const Values& query = call.query;
  if (query[StreamField::kSince].has())
    subscription.since = static_cast<std::uint64_t>(query[StreamField::kSince].number);
  read_places(query[StreamField::kSessions].text, subscription.places);
  if (query[StreamField::kTopic].has()) {
    subscription.sessions = query[StreamField::kTopic].text == "sessions";
    subscription.account = !subscription.sessions;
  }
  return subscription;
}

std::string next_message(Subscription& subscription, const Shared& shared) {
  std::string told;
  if (subscription.account) {
    auto batch = shared.events.read(subscription.since, kStreamMessageBytes);
    if (!batch.text.empty()) {
      if (batch.missed_from != 0)
        told = R"({"event":"gap","missed_from":)" + std::to_string(batch.missed_from) + "},";
      told += batch.text;
      subscription.since = batch.last;
    }
  }
  // The account's comes first; the sessions' have what is left of a message, and all of one at
  // least every other time, for a message that is full is followed by another at once.
  if (subscription.sessions && told.size() < kStreamMessageBytes / 2) {
    const auto batch = shared.sessions.read(subscription.places, kStreamMessageBytes / 2);
    subscription.version = batch.version;
    if (!batch.text.empty()) told += (told.empty() ? "" : ",") + batch.text;
  }
  return told.empty() ? told : "[" + told + "]";
}

}  // namespace sluice::api
