// SPDX-License-Identifier: Apache-2.0
#include "simulator.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "executors/testnet_binance/json_fields.hpp"

namespace sluice::testnet::test {
namespace {

std::string written_config(const std::string& text) {
  if (text.empty()) return {};
  std::string path = "/tmp/sluice_simulator_XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  ::close(descriptor);
  std::ofstream{path} << text;
  return path;
}

std::string first_line_of(int descriptor) {
  std::string line;
  char c = 0;
  while (::read(descriptor, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0)
      throw std::runtime_error("the simulator does not answer");
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  std::string exchange(const std::string& request) {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0)
      throw std::runtime_error("the simulator does not take the request");
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(socket_, buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
    return answer;
  }

 private:
  int socket_;
};

}  // namespace

Simulator::Simulator(const std::string& config, std::uint16_t port, const char* clock)
    : config_file_{written_config(config)} {
  int pipe[2];
  if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
  const std::string port_text = std::to_string(port);
  process_ = ::fork();
  if (process_ == 0) {
    // It does not outlive a test that crashes.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(pipe[1], STDOUT_FILENO);
    ::close(pipe[0]);
    ::close(pipe[1]);
    if (config_file_.empty())
      ::execl(SLUICE_VENUE_SIMULATOR, "venue_simulator", "--port", port_text.c_str(), "--clock",
              clock, nullptr);
    else
      ::execl(SLUICE_VENUE_SIMULATOR, "venue_simulator", "--port", port_text.c_str(), "--clock",
              clock, "--config", config_file_.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  const std::string line = first_line_of(pipe[0]);
  ::close(pipe[0]);
  const std::size_t colon = line.rfind(':');
  if (!line.starts_with("listening on 127.0.0.1:"))
    throw std::runtime_error("the simulator did not start: " + line);
  port_ = static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
}

Simulator::~Simulator() {
  kill();
  if (!config_file_.empty()) ::unlink(config_file_.c_str());
}

void Simulator::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

JsonValue Simulator::control(std::string_view method, std::string_view path,
                             const std::string& body) {
  const std::string answer = Connection{port_}.exchange(
      std::string{method} + " " + std::string{path} +
      " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  const std::size_t at = answer.find("\r\n\r\n");
  if (at == answer.npos || answer.find(" 200 ") > answer.find("\r\n"))
    throw std::runtime_error("the simulator refused: " + answer);
  return read_json(answer.substr(at + 4));
}

void Simulator::quote(std::string_view bid, std::string_view bid_size, std::string_view ask,
                      std::string_view ask_size) {
  const auto field = [](std::string_view name, std::string_view value) {
    return "\"" + std::string{name} + "\":\"" + std::string{value} + "\"";
  };
  post("market", "{\"quotes\":[{\"symbol\":\"BTCUSDT\"," + field("bid", bid) + "," +
                     field("bid_size", bid_size) + "," + field("ask", ask) + "," +
                     field("ask_size", ask_size) + "}]}");
}

void Simulator::trade(std::string_view price, std::string_view quantity, std::string_view side) {
  post("market", "{\"trades\":[{\"symbol\":\"BTCUSDT\",\"price\":\"" + std::string{price} +
                     "\",\"quantity\":\"" + std::string{quantity} + "\",\"side\":\"" +
                     std::string{side} + "\"}]}");
}

std::int64_t Simulator::count(std::string_view request, std::string_view which) {
  const JsonValue state = control("GET", "/simulator/state");
  const JsonValue* const row = state.find("requests")->find(request);
  return row == nullptr ? 0 : integer_in(*row, which).value_or(0);
}
std::int64_t Simulator::carried_out(std::string_view request) {
  return count(request, "carried_out");
}
std::int64_t Simulator::received(std::string_view request) { return count(request, "received"); }

std::vector<std::string> Simulator::orders() {
  const JsonValue state = control("GET", "/simulator/state");
  std::vector<std::string> texts;
  for (const JsonValue& row : state.find("orders")->items) {
    if (text_in(row, "account") != "main") continue;
    const auto quantity = [&](std::string_view key) {
      return decimal_in<Quantity>(row, key).value_or(Quantity{}).to_string();
    };
    texts.push_back(std::string{text_in(row, "status").value_or("?")} + " " +
                    quantity("executedQty") + "/" + quantity("origQty"));
  }
  return texts;
}

}  // namespace sluice::testnet::test
