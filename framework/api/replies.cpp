// SPDX-License-Identifier: Apache-2.0
#include "api/replies.hpp"

namespace sluice::api {

Response done(std::string body) { return text(200, std::move(body), kJson); }

Response text(int status, std::string body, std::string_view content_type) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = content_type;
  return response;
}

Response refusal(int status, const Faults& faults) {
  return text(status, error_body(faults), kJson);
}

Response refusal(int status, std::string_view why, std::string_view type) {
  Response response = text(status, error_body(why, type), kJson);
  if (status == 503) response.retry_after_seconds = 1;
  return response;
}

}  // namespace sluice::api
