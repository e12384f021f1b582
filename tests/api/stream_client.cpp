// SPDX-License-Identifier: Apache-2.0
#include "api/stream_client.hpp"

namespace sluice::api_test {
namespace {

constexpr int kMore = 0, kText = 1, kClose = 8, kPing = 9, kPong = 10;

std::size_t number_of(std::string_view bytes) {
  std::size_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

StreamClient::StreamClient(std::uint16_t port, const std::string& query, const Headers& more)
    : connection_{port} {
  Headers headers = {{"Connection", "Upgrade"},
                     {"Upgrade", "websocket"},
                     {"Sec-WebSocket-Version", "13"},
                     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  headers.insert(headers.end(), more.begin(), more.end());
  connection_.send(request_text("GET", "/api/v1/stream" + query, headers, {}));
  auto reply = connection_.read();
  if (!reply) throw std::runtime_error("the stream was closed");
  handshake_ = *reply;
}

StreamClient::Frame StreamClient::read_frame() {
  const auto head = connection_.read_bytes(2);
  std::size_t size = static_cast<unsigned char>(head[1]);
  if (size == 126) size = number_of(connection_.read_bytes(2));
  if (size == 127) size = number_of(connection_.read_bytes(8));
  return {head[0] & 15, (head[0] & 0x80) != 0, connection_.read_bytes(size)};
}

Json StreamClient::next() {
  std::string message;
  for (;;) {
    const Frame frame = read_frame();
    if (frame.opcode == kMore || frame.opcode == kText) {
      message += frame.payload;
      if (frame.is_last) return Json::parse(message);
    }
    if (frame.opcode == kPing) send_frame(kPong, frame.payload);
    if (frame.opcode == kClose) throw std::runtime_error("the stream has ended");
  }
}

void StreamClient::send_frame(int opcode, std::string_view payload) {
  std::string frame{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8 & 255);
    frame += static_cast<char>(payload.size() & 255);
  }
  connection_.send(frame.append(4, '\0').append(payload));  // a mask of zeros changes nothing
}

}  // namespace sluice::api_test
