// SPDX-License-Identifier: Apache-2.0
#include "api/webhook.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

namespace sluice::api {
namespace {

namespace hook_asio = boost::asio;
namespace hook_http = boost::beast::http;
using HookError = boost::beast::error_code;
using HookRequest = hook_http::request<hook_http::string_body>;

constexpr std::chrono::milliseconds kLongestPause{8'000};
constexpr std::uint32_t kMaxAnswerHeaderBytes = 16 * 1024;
constexpr std::string_view kTokenPlace = "{token}";

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

bool is_number_of_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string{text}) >= 1 && std::stoi(std::string{text}) <= 65535;
}

// Splits host[:port] or [v6][:port]; empty parts are faults of the caller's.
std::pair<std::string, std::string> host_and_port(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return {};
    const auto rest = authority.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return {};
    return {std::string{authority.substr(1, end - 1)},
            rest.empty() ? std::string{} : std::string{rest.substr(1)}};
  }
  const auto colon = authority.find(':');
  const auto host = authority.substr(0, colon);
  if (!std::all_of(host.begin(), host.end(), is_host_character)) return {};
  return {std::string{host}, colon == std::string_view::npos
                                 ? std::string{}
                                 : std::string{authority.substr(colon + 1)}};
}

HookRequest request_to(const WebhookAddress& address, hook_http::verb verb,
                       const std::string& target) {
  HookRequest request{verb, target, 11};
  const bool v6 = address.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + address.host + "]" : address.host;
  request.set(hook_http::field::host, host + ":" + address.port);
  request.set(hook_http::field::user_agent, "sluice");
  request.set(hook_http::field::connection, "close");
  return request;
}

HookRequest request_of(const WebhookCall& call, const std::string& body) {
  std::string target = call.address.target;
  const auto place = target.find(kTokenPlace);
  if (place != std::string::npos) target.replace(place, kTokenPlace.size(), call.token);
  HookRequest request = request_to(call.address, hook_http::verb::post, target);
  request.set(hook_http::field::content_type, "application/json");
  if (place == std::string::npos && !call.token.empty())
    request.set(hook_http::field::authorization, "Bearer " + call.token);
  request.body() = body;
  request.prepare_payload();
  return request;
}

// What became of one attempt: the status of an answer, or why there was none.
struct Attempt {
  unsigned status = 0;
  HookError failed;
};

auto into(HookError& failed) { return hook_asio::redirect_error(hook_asio::use_awaitable, failed); }

template <typename Stream>
hook_asio::awaitable<void> exchange(Stream& stream, const HookRequest& request, Attempt& attempt) {
  co_await hook_http::async_write(stream, request, into(attempt.failed));
  if (attempt.failed) co_return;
  boost::beast::flat_buffer buffer{kMaxAnswerHeaderBytes};
  hook_http::response_parser<hook_http::buffer_body> answer;
  answer.header_limit(kMaxAnswerHeaderBytes);
  answer.body_limit(UINT64_MAX);  // it is left where it is
  co_await hook_http::async_read_header(stream, buffer, answer, into(attempt.failed));
  if (!attempt.failed) attempt.status = answer.get().result_int();
}

hook_asio::awaitable<void> exchange_tls(boost::beast::tcp_stream& plain, const WebhookCall& call,
                                        const HookRequest& request, Attempt& attempt) {
  hook_asio::ssl::context context{hook_asio::ssl::context::tls_client};
  context.set_default_verify_paths();
  context.set_verify_mode(hook_asio::ssl::verify_peer);
  boost::beast::ssl_stream<boost::beast::tcp_stream&> stream{plain, context};
  stream.set_verify_callback(hook_asio::ssl::host_name_verification{call.address.host});
  SSL_set_tlsext_host_name(stream.native_handle(), call.address.host.c_str());
  co_await stream.async_handshake(hook_asio::ssl::stream_base::client, into(attempt.failed));
  if (!attempt.failed) co_await exchange(stream, request, attempt);
}

hook_asio::awaitable<void> attempt_once(const WebhookCall& call, const HookRequest& request,
                                        Attempt& attempt) {
  const auto executor = co_await hook_asio::this_coro::executor;
  hook_asio::ip::tcp::resolver resolver{executor};
  const auto found =
      co_await resolver.async_resolve(call.address.host, call.address.port, into(attempt.failed));
  if (attempt.failed) co_return;
  boost::beast::tcp_stream stream{executor};
  stream.expires_after(call.timeout);  // for everything that follows
  co_await stream.async_connect(found, into(attempt.failed));
  if (attempt.failed) co_return;
  if (call.address.tls)
    co_await exchange_tls(stream, call, request, attempt);
  else
    co_await exchange(stream, request, attempt);
}

Attempt try_once(const WebhookCall& call, const HookRequest& request) {
  Attempt attempt;
  attempt.failed = boost::beast::error::timeout;  // stands where the name is not found in time
  hook_asio::io_context context{1};
  hook_asio::co_spawn(context, attempt_once(call, request, attempt), hook_asio::detached);
  context.run_for(call.timeout + std::chrono::milliseconds{100});
  return attempt;
}

bool is_worth_another(const Attempt& attempt) {
  return attempt.failed || attempt.status == 408 || attempt.status == 429 || attempt.status >= 500;
}

std::string words_of(const Attempt& attempt) {
  if (attempt.failed == boost::beast::error::timeout) return "no answer in time";
  return attempt.failed ? attempt.failed.message() : "answered " + std::to_string(attempt.status);
}

}  // namespace

std::string WebhookAddress::shown() const {
  const bool v6 = host.find(':') != std::string::npos;
  return std::string{tls ? "https://" : "http://"} + (v6 ? "[" + host + "]" : host) + ":" + port;
}

Result<WebhookAddress> parse_webhook_address(std::string_view url) {
  WebhookAddress address;
  address.tls = url.starts_with("https://");
  if (!address.tls && !url.starts_with("http://"))
    return Error{"expected an address that begins with http:// or https://"};
  if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c >= 0x7f; }))
    return Error{"expected an address without blanks and control characters, in ASCII"};
  url.remove_prefix(url.find("//") + 2);
  const auto end = url.find_first_of("/?#");
  const auto authority = url.substr(0, end);
  if (authority.find('@') != std::string_view::npos)
    return Error{"expected an address without user and password; a secret belongs into token_file"};
  address.target = end == std::string_view::npos ? "/" : std::string{url.substr(end)};
  if (address.target.find('#') != std::string::npos)
    return Error{"expected an address without a fragment (#)"};
  if (address.target.front() == '?') address.target.insert(0, 1, '/');
  std::tie(address.host, address.port) = host_and_port(authority);
  if (address.host.empty()) return Error{"expected a host behind http:// or https://"};
  if (address.port.empty() && !authority.ends_with(':')) address.port = address.tls ? "443" : "80";
  if (!is_number_of_port(address.port)) return Error{"expected a port of 1 to 65535"};
  return address;
}

Result<void> post_json(const WebhookCall& call, const std::string& body) {
  const HookRequest request = request_of(call, body);
  auto pause = call.first_pause;
  for (int attempt = 1;; ++attempt) {
    const Attempt now = try_once(call, request);
    if (!now.failed && now.status >= 200 && now.status < 300) return {};
    const bool again = is_worth_another(now) && attempt <= call.retries;
    if (!again || !call.wait(pause))
      return Error{call.address.shown() + ": " + words_of(now) + " (attempt " +
                   std::to_string(attempt) + " of " + std::to_string(call.retries + 1) + ")"};
    pause = std::min(2 * pause, kLongestPause);
  }
}

Result<void> probe(const WebhookAddress& address, std::chrono::milliseconds timeout) {
  WebhookCall call;
  call.address = address;
  call.timeout = timeout;
  const Attempt now = try_once(call, request_to(address, hook_http::verb::get, address.target));
  if (!now.failed && now.status >= 200 && now.status < 300) return {};
  return Error{address.shown() + ": " + words_of(now)};
}

}  // namespace sluice::api
