// SPDX-License-Identifier: Apache-2.0
#include "api/http_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice::api_test {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Reply head_of(std::string_view head) {
  Reply reply;
  if (!head.starts_with("HTTP/1.1 ")) throw std::runtime_error("no HTTP: " + std::string{head});
  reply.status = std::stoi(std::string{head.substr(9, 3)});
  for (auto at = head.find("\r\n"); at != head.npos && at + 2 < head.size();) {
    const auto end = std::min(head.find("\r\n", at + 2), head.size());
    const auto line = head.substr(at + 2, end - at - 2);
    const auto colon = line.find(": ");
    if (colon != line.npos)
      reply.headers[lower(std::string{line.substr(0, colon)})] = line.substr(colon + 2);
    at = end;
  }
  return reply;
}

}  // namespace

std::string Reply::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string{} : found->second;
}

std::string Reply::fault() const {
  const auto document = Json::parse(body, nullptr, false);
  if (!document.is_object() || !document.contains("detail")) return {};
  return document["detail"].at(0).at("type").get<std::string>();
}

Connection::Connection(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(std::exchange(socket_, -1));
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  }
  const int yes = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

bool Connection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string Connection::receive(milliseconds patience) const {
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) == 0)
    throw std::runtime_error("no answer in time");
  std::string bytes(64u << 10, '\0');
  const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

std::optional<Reply> Connection::read() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::size_t end = 0;
  while ((end = received_.find(kEnd)) == received_.npos) {
    const auto more = receive();
    if (more.empty()) return std::nullopt;
    received_ += more;
  }
  Reply reply = head_of(std::string_view{received_}.substr(0, end));
  received_.erase(0, end + kEnd.size());
  if (reply.status == 100 || reply.status == 101) return reply;
  reply.body = read_bytes(std::stoul(reply.header("content-length")));
  return reply;
}

std::string Connection::read_bytes(std::size_t count) {
  while (received_.size() < count) {
    const auto more = receive();
    if (more.empty()) throw std::runtime_error("closed within an answer");
    received_ += more;
  }
  std::string bytes = received_.substr(0, count);
  received_.erase(0, count);
  return bytes;
}

bool Connection::closes_within(milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{socket_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) return false;
    if (receive().empty()) return true;
  }
}

void Connection::finish_sending() const { ::shutdown(socket_, SHUT_WR); }

std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                         std::string_view body) {
  std::string text{method};
  text += ' ';
  text += target;
  text += " HTTP/1.1\r\n";
  const auto has = [&](std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  if (!has("Host")) text += "Host: localhost\r\n";
  if (!body.empty() && !has("Content-Type")) text += "Content-Type: application/json\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (!body.empty() || method == "POST")
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string{body};
}

Reply ask(std::uint16_t port, std::string_view method, std::string_view target,
          std::string_view body, const Headers& headers) {
  Connection connection{port};
  connection.send(request_text(method, target, headers, body));
  auto reply = connection.read();
  if (!reply) throw std::runtime_error("closed without an answer");
  return *reply;
}

}  // namespace sluice::api_test
