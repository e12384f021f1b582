// SPDX-License-Identifier: Apache-2.0
//
// message.hpp: a request and its answer, without the protocol they came by.
//
// Place: api. Between the HTTP server, which knows sockets and no orders, and the service, which
// knows orders and no sockets. Values; a Responder is called once, from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sluice::api {

enum class Method : std::uint8_t { kGet, kPost };
[[nodiscard]] constexpr std::string_view name(Method method) noexcept {
  return method == Method::kGet ? "GET" : "POST";
}

struct Request {
  Method method = Method::kGet;
  std::string target;  // path and query, as received
  std::string body;
  std::string idempotency_key;  // of the header; empty: there was none
  std::string actor;            // who the token belongs to, or "local"
  std::string peer;             // address, for the log
};

inline constexpr std::string_view kJson = "application/json";

// What a page may do in a browser. Ours: look like something. A report: run the scripts within
// it as well, as if it came from nowhere: not with the rights of a page of this server.
inline constexpr std::string_view kOwnPage = "default-src 'none'; style-src 'unsafe-inline'";
inline constexpr std::string_view kReportPage =
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:; font-src data:";

struct Response {
  int status = 200;
  std::string body;
  std::string_view content_type = kJson;
  std::string_view page_policy = kOwnPage;  // sent where content_type is text/html
  int retry_after_seconds = 0;              // 0: not said
  std::string_view allow = {};              // of a 405
  bool is_last = false;                     // where the next request begins is not known
};

// Where the answer of one request goes. One that is destroyed unanswered has answered 503.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void respond(Response response) noexcept = 0;
};
using ResponderPtr = std::unique_ptr<Responder>;

}  // namespace sluice::api
