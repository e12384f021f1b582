// SPDX-License-Identifier: Apache-2.0
//
// webhook_test.cpp: a document sent to a server that answers well, badly, late, or not at all.
#include "api/webhook.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::api {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFine = "HTTP/1.1 204 No Content\r\n\r\n";
constexpr const char* kBroken = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
constexpr const char* kNever = "";  // the connection stays open and silent

// Answers one connection after the other, each with the next of its answers.
class HookServer {
 public:
  explicit HookServer(std::vector<std::string> answers) : answers_{std::move(answers)} {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  HookServer(const HookServer&) = delete;
  HookServer& operator=(const HookServer&) = delete;
  ~HookServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int silent : silent_) ::close(silent);
    ::close(listener_);
  }
  [[nodiscard]] std::string url(const std::string& target = "/hook") const {
    return "http://127.0.0.1:" + std::to_string(port_) + target;
  }
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard hold{lock_};
    return requests_;
  }

 private:
  void serve() {
    for (const std::string& answer : answers_) {
      const int peer = ::accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      take_request(peer);
      if (answer.empty()) {
        silent_.push_back(peer);
        continue;
      }
      for (std::size_t sent = 0; sent < answer.size();) {
        const auto some = ::send(peer, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
        if (some <= 0) break;
        sent += static_cast<std::size_t>(some);
      }
      ::close(peer);
    }
  }
  void take_request(int peer) {
    std::string text;
    char buffer[4096];
    while (text.find("\r\n\r\n") == std::string::npos ||
           !(text.starts_with("GET ") || text.ends_with('}'))) {
      const auto some = ::recv(peer, buffer, sizeof buffer, 0);
      if (some <= 0) break;
      text.append(buffer, static_cast<std::size_t>(some));
    }
    const std::lock_guard hold{lock_};
    requests_.push_back(std::move(text));
  }

  std::vector<std::string> answers_;
  int listener_ = -1;
  unsigned port_ = 0;
  std::vector<int> silent_;
  mutable std::mutex lock_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

struct Sent {
  Result<void> result;
  std::vector<milliseconds> pauses;
};

Sent send_to(const std::string& url, int retries = 3, const std::string& token = {},
             milliseconds timeout = milliseconds{300}) {
  const auto address = parse_webhook_address(url);
  EXPECT_TRUE(address.ok()) << url;
  Sent sent;
  WebhookCall call;
  call.address = *address;
  call.token = token;
  call.timeout = timeout;
  call.retries = retries;
  call.wait = [&](milliseconds pause) {
    sent.pauses.push_back(pause);
    return true;
  };
  sent.result = post_json(call, R"({"alerts":[]})");
  return sent;
}

TEST(Webhook, ServerAnswers2xx_IsDoneAtOnce_WithTheDocumentAsItsBody) {
  const HookServer server{{kFine}};
  const Sent sent = send_to(server.url("/hook?room=1"));
  EXPECT_TRUE(sent.result.ok());
  EXPECT_TRUE(sent.pauses.empty());
  ASSERT_EQ(server.requests().size(), 1U);
  const std::string request = server.requests()[0];
  EXPECT_TRUE(request.starts_with("POST /hook?room=1 HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Authorization")));
  EXPECT_TRUE(request.ends_with("\r\n\r\n{\"alerts\":[]}"));
}

TEST(Webhook, ServerFailsFirst_IsAskedAgainAfterAPause) {
  const HookServer server{{kBroken, kFine}};
  const Sent sent = send_to(server.url());
  EXPECT_TRUE(sent.result.ok());
  EXPECT_THAT(sent.pauses, ElementsAre(milliseconds{500}));
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(Webhook, ServerAlwaysFails_IsGivenUpAfterItsRetries_WithLongerAndLongerPauses) {
  const HookServer server{std::vector<std::string>(7, kBroken)};
  const Sent sent = send_to(server.url(), 6);
  ASSERT_FALSE(sent.result.ok());
  EXPECT_THAT(sent.result.error().message, HasSubstr("answered 500 (attempt 7 of 7)"));
  EXPECT_THAT(sent.pauses, ElementsAre(milliseconds{500}, milliseconds{1000}, milliseconds{2000},
                                       milliseconds{4000}, milliseconds{8000}, milliseconds{8000}));
  EXPECT_EQ(server.requests().size(), 7U);
}

TEST(Webhook, ServerRefuses_IsNotAskedAgain) {
  const HookServer server{{"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", kFine}};
  const Sent sent = send_to(server.url());
  ASSERT_FALSE(sent.result.ok());
  EXPECT_THAT(sent.result.error().message, HasSubstr("answered 404 (attempt 1 of 4)"));
  EXPECT_TRUE(sent.pauses.empty());
}

TEST(Webhook, SilentServer_IsLeftAfterTheTimeout) {
  const HookServer server{{kNever, kFine}};
  const auto begin = std::chrono::steady_clock::now();
  const Sent sent = send_to(server.url(), 0);
  ASSERT_FALSE(sent.result.ok());
  EXPECT_THAT(sent.result.error().message, HasSubstr("no answer in time"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
}

TEST(Webhook, NobodyListens_IsToldWithHostAndPortAlone) {
  std::string url;
  {
    const HookServer gone{{}};
    url = gone.url("/secret-path");
  }
  const Sent sent = send_to(url, 1);
  ASSERT_FALSE(sent.result.ok());
  EXPECT_THAT(sent.result.error().message, HasSubstr("Connection refused (attempt 2 of 2)"));
  EXPECT_THAT(sent.result.error().message, Not(HasSubstr("secret-path")));
}

TEST(Webhook, HugeBody_IsNotRead_AndHugeHeaderIsRefused) {
  const HookServer server{
      {"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + std::string(1 << 20, 'x'),
       "HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'y') + "\r\n\r\n"}};
  EXPECT_TRUE(send_to(server.url()).result.ok());
  const Sent sent = send_to(server.url(), 0);
  ASSERT_FALSE(sent.result.ok());
}

TEST(Webhook, NoHttp_IsAnError) {
  const HookServer server{{"SSH-2.0-OpenSSH_9.2\r\n"}};
  EXPECT_FALSE(send_to(server.url(), 0).result.ok());
}

TEST(Webhook, Token_IsSentAsBearer_OrInItsPlace) {
  const HookServer server{{kFine, kFine}};
  EXPECT_TRUE(send_to(server.url("/a"), 0, "s3cret").result.ok());
  EXPECT_TRUE(send_to(server.url("/b/{token}/c"), 0, "s3cret").result.ok());
  ASSERT_EQ(server.requests().size(), 2U);
  EXPECT_THAT(server.requests()[0], HasSubstr("Authorization: Bearer s3cret\r\n"));
  EXPECT_TRUE(server.requests()[1].starts_with("POST /b/s3cret/c HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests()[1], Not(HasSubstr("Authorization")));
}

TEST(Webhook, Wait_ThatSaysNo_EndsTheAttempts) {
  const HookServer server{{kBroken, kFine}};
  WebhookCall call;
  call.address = *parse_webhook_address(server.url());
  call.wait = [](milliseconds) { return false; };
  EXPECT_FALSE(post_json(call, "{}").ok());
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(WebhookAddress, Parts_AreTakenApart) {
  const auto plain = parse_webhook_address("http://example.org/a?b=c");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->shown(), "http://example.org:80");
  EXPECT_EQ(plain->target, "/a?b=c");
  const auto tls = parse_webhook_address("https://[::1]:8443");
  ASSERT_TRUE(tls.ok());
  EXPECT_EQ(tls->shown(), "https://[::1]:8443");
  EXPECT_EQ(tls->target, "/");
  EXPECT_EQ(parse_webhook_address("https://example.org?x=1")->target, "/?x=1");
}

TEST(WebhookAddress, WhatIsNoAddress_IsRefused) {
  for (const char* bad :
       {"", "example.org", "ftp://example.org", "http://", "http:///a", "http://ann:pw@example.org",
        "http://example.org:0/", "http://example.org:65536", "http://example.org:/",
        "http://exa mple.org", "http://example.org/\n", "http://example.org/#a", "http://[::1",
        "http://[::1]x", "http://exam_ple.org"})
    EXPECT_FALSE(parse_webhook_address(bad).ok()) << bad;
}

TEST(Probe, AnswerOf2xx_IsReachable) {
  const HookServer server{{kFine}};
  const auto done = probe(*parse_webhook_address(server.url("/-/healthy?x=1")), milliseconds{2000});
  EXPECT_TRUE(done.ok());
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_THAT(server.requests()[0], HasSubstr("GET /-/healthy?x=1 HTTP/1.1"));
}

TEST(Probe, AnyOtherAnswerOrNone_IsNot_AndTheTargetIsNotTold) {
  const HookServer server{{kBroken, kNever}};
  const auto address = *parse_webhook_address(server.url("/secret"));
  for (const char* words : {"answered 500", "no answer in time"}) {
    const auto done = probe(address, milliseconds{200});
    ASSERT_FALSE(done.ok());
    EXPECT_THAT(done.error().message, HasSubstr(words));
    EXPECT_THAT(done.error().message, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace sluice::api
