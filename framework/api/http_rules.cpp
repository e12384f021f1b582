// SPDX-License-Identifier: Apache-2.0
#include "api/http_rules.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace sluice::api {
namespace {

namespace http = boost::beast::http;

std::string_view text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

Admission refuse(Response& refusal, int status, std::string_view why, std::string_view type) {
  refusal.status = status;
  refusal.body = error_body(why, type);
  return Admission::kNo;
}

// What its sender and whatever stands between may have read otherwise than we did.
Admission refuse_framing(Response& refusal, std::string_view why) {
  refusal.is_last = true;
  return refuse(refusal, 400, why, "framing");
}

std::size_t count_of(const HttpRequest& message, http::field field) {
  const auto [from, to] = message.equal_range(field);
  return static_cast<std::size_t>(std::distance(from, to));
}

// Without its port; empty: what follows the name is no port.
std::string_view host_name(std::string_view host) {
  const auto end =
      host.starts_with('[') ? host.find(']') + 1 : std::min(host.find(':'), host.size());
  const auto port = host.substr(end);
  const bool is_port =
      port.empty() || (port.front() == ':' && port.find_first_not_of("0123456789", 1) == port.npos);
  return is_port ? host.substr(0, end) : std::string_view{};
}

// Only whole addresses: 127.0.0.1.example.com is somebody's name.
bool is_loopback_name(std::string_view name) {
  in_addr address{};
  return name == "localhost" || name == "[::1]" ||
         (inet_pton(AF_INET, std::string{name}.c_str(), &address) == 1 &&
          ntohl(address.s_addr) >> 24 == 127);
}

// Browsers say where a request comes from; other clients do not.
bool is_own_origin(std::string_view origin, std::string_view host) {
  const auto scheme = origin.find("://");
  return scheme != origin.npos && origin.substr(scheme + 3) == host;
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_json(std::string_view type) {
  const auto media = type.substr(0, type.find(';'));
  const auto end = media.find_last_not_of(' ');
  return boost::beast::iequals(
      boost::beast::string_view{media.data(), end == media.npos ? 0 : end + 1}, "application/json");
}

constexpr std::string_view kBearer = "Bearer ";

// 0, or the status of what is wrong.
Admission authenticate(const HttpRequest& message, const Shared& shared, bool is_open,
                       Request& request, Response& refusal) {
  request.actor = "local";
  if (shared.settings.tokens.empty()) return Admission::kYes;
  request.actor.clear();
  const auto given = text_of(message[http::field::authorization]);
  const Token* token = nullptr;
  // RFC 7235: the name of a scheme has no case.
  if (given.size() > kBearer.size() &&
      boost::beast::iequals(boost::beast::string_view{given.data(), kBearer.size()},
                            boost::beast::string_view{kBearer.data(), kBearer.size()}))
    token = find_token(shared.settings.tokens, given.substr(kBearer.size()));
  if (token != nullptr) {
    request.actor = token->actor;
    return Admission::kYes;
  }
  if (is_open) return Admission::kYes;
  return refuse(refusal, 401, "a bearer token is needed: Authorization: Bearer TOKEN", "token");
}

bool is_path(std::string_view target, std::string_view path) {
  return target.substr(0, target.find('?')) == path;
}

bool is_open_path(const Request& request) {
  const Endpoint* const asked = find_endpoint(request.method, request.target);
  return asked != nullptr && asked->is_open;
}

std::string_view reason_of(int status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

void append_number(std::string& out, std::size_t number) {
  char text[24];
  const auto done = std::to_chars(text, text + sizeof text, number);
  out.append(text, done.ptr);
}

}  // namespace

Admission admit(const HttpRequest& message, Shared& shared, Request& request, Response& refusal) {
  request.target = text_of(message.target());
  if (message.version() != 10 && message.version() != 11)
    return refuse(refusal, 400, "HTTP/1.1 is spoken here", "http_version");
  const auto host = text_of(message[http::field::host]);
  if (message.version() == 11 && (count_of(message, http::field::host) != 1 || host.empty()))
    return refuse(refusal, 400, "exactly one Host is needed", "host");
  if (count_of(message, http::field::content_length) > 1 ||
      count_of(message, http::field::transfer_encoding) > 1)
    return refuse_framing(refusal, "the length is told more than once");
  // The parser takes a body in another coding for none, and its bytes for the next request.
  if (count_of(message, http::field::transfer_encoding) > 0 &&
      (message.version() != 11 ||
       !boost::beast::iequals(message[http::field::transfer_encoding], "chunked")))
    return refuse_framing(refusal, "the one Transfer-Encoding is chunked, of HTTP/1.1");
  if (const int seconds = shared.rate.take(request.peer); seconds > 0) {
    refusal.retry_after_seconds = seconds;
    return refuse(refusal, 429, "too many requests", "rate");
  }
  if (shared.settings.tokens.empty() && !host.empty() && !is_loopback_name(host_name(host)))
    return refuse(refusal, 403, "without tokens only loopback names are served", "host");
  if (const auto origin = text_of(message[http::field::origin]);
      !origin.empty() && !is_own_origin(origin, host))
    return refuse(refusal, 403, "requests of other origins are not served", "origin");
  if (request.target.empty() || request.target.front() != '/' || !is_visible(request.target))
    return refuse(refusal, 400, "the target is no path", "target");
  if (message.method() == http::verb::get) {
    request.method = Method::kGet;
  } else if (message.method() == http::verb::post) {
    request.method = Method::kPost;
  } else {
    refusal.allow = "GET, POST";
    return refuse(refusal, 405, "only GET and POST are served", "method");
  }
  if (const auto admitted = authenticate(message, shared, is_open_path(request), request, refusal);
      admitted != Admission::kYes)
    return admitted;
  if (!message.body().empty() && !is_json(text_of(message[http::field::content_type])))
    return refuse(refusal, 415, "Content-Type: application/json is expected", "content_type");
  const auto key = text_of(message["Idempotency-Key"]);
  constexpr std::size_t kMaxKey = 64;
  if (key.size() > kMaxKey || !is_visible(key))
    return refuse(refusal, 422, "Idempotency-Key: at most 64 visible characters",
                  "idempotency_key");
  request.idempotency_key = key;
  if (request.method == Method::kGet &&
      is_path(request.target, endpoint(Operation::kStream).path)) {
    if (!boost::beast::websocket::is_upgrade(message))
      return refuse(refusal, 400, "this is a WebSocket; ask for an upgrade", "upgrade");
    Call call;
    return understand(request, call, refusal) == 0 ? Admission::kStream : Admission::kNo;
  }
  return Admission::kYes;
}

bool wants_continue(const HttpRequest& message) {
  return message.version() == 11 &&
         boost::beast::iequals(message[http::field::expect], "100-continue");
}

int status_of_parse_error(const boost::beast::error_code& error) noexcept {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  return error.category() == http::make_error_code(http::error::end_of_stream).category() ? 400 : 0;
}

void append_head(std::string& out, const Response& response, bool keeps_alive) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out += ' ';
  out += reason_of(response.status);
  out += "\r\nContent-Type: ";
  out += response.content_type;
  out += "\r\nContent-Length: ";
  append_number(out, response.body.size());
  // Nothing here is for a page of somebody else, a cache, or a guess at its type.
  out += "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
  if (response.content_type.starts_with("text/html")) {
    out += "Content-Security-Policy: ";
    out += response.page_policy;
    out += "\r\n";
  }
  if (response.status == 401) out += "WWW-Authenticate: Bearer\r\n";
  if (!response.allow.empty()) {
    out += "Allow: ";
    out += response.allow;
    out += "\r\n";
  }
  if (response.retry_after_seconds > 0) {
    out += "Retry-After: ";
    append_number(out, static_cast<std::size_t>(response.retry_after_seconds));
    out += "\r\n";
  }
  if (!keeps_alive) out += "Connection: close\r\n";
  out += "\r\n";
}

}  // namespace sluice::api
