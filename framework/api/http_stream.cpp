// SPDX-License-Identifier: Apache-2.0
#include "api/http_stream.hpp"

#include "api/endpoints.hpp"

namespace sluice::api {

std::uint64_t first_place(const HttpRequest& message, const EventRing& events) {
  Request request;
  request.target = std::string{message.target().data(), message.target().size()};
  Call call;
  Response ignored;
  if (understand(request, call, ignored) == 0 && call.query.front().has())
    return static_cast<std::uint64_t>(call.query.front().number);
  return events.expected();
}

}  // namespace sluice::api
