// SPDX-License-Identifier: Apache-2.0
#include "request.hpp"

namespace sluice::testnet {
namespace {

bool is_plain(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

void append_encoded(std::string& out, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : value) {
    if (is_plain(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
}

Parameters dated(const Request& request, const SigningTime& time) {
  Parameters parameters = request.parameters;
  if (request.is_signed)
    parameters.add("recvWindow", time.recv_window_ms).add("timestamp", time.timestamp_ms);
  return parameters;
}

}  // namespace

std::string_view name(Method method) noexcept {
  constexpr std::string_view kNames[] = {"GET", "POST", "PUT", "DELETE"};
  return kNames[static_cast<std::size_t>(method)];
}

Parameters& Parameters::add(std::string_view name, std::string_view value) {
  if (!text_.empty()) text_.push_back('&');
  text_.append(name).push_back('=');
  append_encoded(text_, value);
  return *this;
}

Parameters& Parameters::add(std::string_view name, std::int64_t value) {
  return add(name, std::to_string(value));
}

std::string http_text(const Request& request, const Endpoint& door, const Signer* signer,
                      const SigningTime& time) {
  Parameters parameters = dated(request, time);
  if (request.is_signed && signer != nullptr)
    parameters.add("signature", signer->sign(parameters.text()));
  const bool in_target = request.method == Method::kGet || request.method == Method::kDelete;
  std::string text;
  text.reserve(768);
  text.append(name(request.method)).append(" ").append(request.path);
  if (in_target && !parameters.text().empty()) text.append("?").append(parameters.text());
  text.append(" HTTP/1.1\r\nHost: ").append(door.authority());
  text.append("\r\nUser-Agent: sluice\r\nConnection: keep-alive\r\n");
  if (signer != nullptr)
    text.append("X-MBX-APIKEY: ").append(signer->api_key().view()).append("\r\n");
  if (!in_target)
    text.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
        .append(std::to_string(parameters.text().size()))
        .append("\r\n");
  text.append("\r\n");
  if (!in_target) text.append(parameters.text());
  return text;
}

std::string log_text(const Request& request, const SigningTime& time) {
  return std::string{name(request.method)} + " " + std::string{request.path} + "?" +
         dated(request, time).text() + "&signature=***";
}

// The signature is over the parameters in alphabetical order.
std::string subscription_text(const Signer& signer, const SigningTime& time) {
  const std::string key{signer.api_key().view()};
  Parameters parameters;
  parameters.add("apiKey", key)
      .add("recvWindow", time.recv_window_ms)
      .add("timestamp", time.timestamp_ms);
  return "{\"id\":\"subscribe\",\"method\":\"userDataStream.subscribe.signature\",\"params\":{"
         "\"apiKey\":\"" +
         key + "\",\"recvWindow\":" + std::to_string(time.recv_window_ms) +
         ",\"timestamp\":" + std::to_string(time.timestamp_ms) + ",\"signature\":\"" +
         signer.sign(parameters.text()) + "\"}}";
}

}  // namespace sluice::testnet
