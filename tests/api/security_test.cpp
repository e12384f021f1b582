// SPDX-License-Identifier: Apache-2.0
//
// security_test.cpp: tokens, TLS, and what refuses to start.
#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include "api/served_account.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kAnn = "ann-0123456789abcdef";
constexpr const char* kBob = "bob-0123456789abcdef";

Headers bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

class SecurityTest : public ServedTest {
 protected:
  [[nodiscard]] fs::path tokens(const std::string& text) const {
    const auto file = path("tokens");
    testing::write_text(file, text);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    return file;
  }
  [[nodiscard]] e2e::Words with_tokens() const {
    return {"--set", "api.token_file=" + tokens("# who\nann " + std::string{kAnn} + "\nbob " +
                                                kBob + " # the other\n\n")
                                             .native()};
  }
  [[nodiscard]] e2e::Words with_tls() const {
    const e2e::Words make{"openssl",
                          "req",
                          "-x509",
                          "-newkey",
                          "ec",
                          "-pkeyopt",
                          "ec_paramgen_curve:P-256",
                          "-nodes",
                          "-keyout",
                          "key.pem",
                          "-out",
                          "cert.pem",
                          "-days",
                          "2",
                          "-subj",
                          "/CN=localhost"};
    EXPECT_EQ(e2e::Process(make, {}, path()).wait().exit_code, 0);
    return {"--set", "api.tls_certificate=" + path("cert.pem").native(), "--set",
            "api.tls_key=" + path("key.pem").native()};
  }
  void expect_does_not_start(const e2e::Words& words, int code, const std::string& why) {
    const auto outcome = served_.run_to_end(words);
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(why));
    EXPECT_EQ(outcome.out, "");
  }
};

e2e::Words both(e2e::Words words, const e2e::Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_F(SecurityTest, TokenFile_LetsInItsTokensAndNobodyElse) {
  served_.start(with_tokens());
  for (const auto* target : {"/api/v1/portfolio", "/metrics", "/api/v1/oms/blotter", "/nothing"}) {
    const auto reply = served_.get(target);
    EXPECT_EQ(reply.status, 401) << target;
    EXPECT_EQ(reply.header("www-authenticate"), "Bearer") << target;
    EXPECT_EQ(reply.fault(), "token") << target;
  }
  for (const std::string value :
       {"Bearer", "Bearer ", "Basic YW5uOmFubg==", "Bearer ann", "Bearer ann-0123456789abcde",
        "Bearer ann-0123456789abcdeff", "Bearer ANN-0123456789ABCDEF",
        "Bearer  ann-0123456789abcdef", "ann-0123456789abcdef"})
    EXPECT_EQ(served_.get("/api/v1/portfolio", {{"Authorization", value}}).status, 401) << value;
  for (const auto* open : {"/livez", "/readyz", "/openapi.json", "/docs"})
    EXPECT_EQ(served_.get(open).status, 200) << open;
  const std::string order = R"({"symbol":"AAA","side":"BUY","quantity":1})";
  EXPECT_EQ(served_.order(order).status, 401);
  EXPECT_EQ(ask(served_.port(), "GET", "/api/v1/stream", {},
                {{"Connection", "Upgrade"},
                 {"Upgrade", "websocket"},
                 {"Sec-WebSocket-Version", "13"},
                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}})
                .status,
            401);
  EXPECT_EQ(served_.get("/api/v1/portfolio", bearer(kAnn)).status, 200);
  EXPECT_EQ(
      served_.get("/api/v1/portfolio", {{"Authorization", std::string{"bearer "} + kAnn}}).status,
      200);
  EXPECT_EQ(served_.order(order, bearer(kBob)).status, 200);
  EXPECT_EQ(served_.get("/api/v1/oms/blotter", bearer(kBob)).json().at("orders").size(), 1u);
}

TEST_F(SecurityTest, TokensName_IsInTheTrail) {
  served_.start(with_tokens());
  served_.order(R"({"symbol":"AAA","side":"BUY","quantity":1})", bearer(kBob));
  served_.post("/api/v1/kill-switch", R"({"action":"engage","reason":"seen"})", bearer(kAnn));
  std::string text;
  for (const auto& [name, content] : e2e::read_tree(path("out")))
    if (name.find("journal/") != name.npos) text += content;
  EXPECT_THAT(text, HasSubstr(R"("actor":"bob")"));
  EXPECT_THAT(text, HasSubstr("ann: seen"));
  EXPECT_EQ(text.find(kAnn), text.npos) << "a token is written nowhere";
  EXPECT_EQ(text.find(kBob), text.npos);
}

TEST_F(SecurityTest, TokenFileThatIsNone_IsARefusalToStart) {
  const auto with = [&](const fs::path& file) {
    return e2e::Words{"--set", "api.token_file=" + file.native(), "--port", "0"};
  };
  expect_does_not_start(with(path("nowhere")), 2, "nowhere: no such file");
  expect_does_not_start(with(tokens("")), 2, "holds no token");
  expect_does_not_start(with(tokens("ann\n")), 2, "tokens:1: expected NAME TOKEN");
  expect_does_not_start(with(tokens("# x\nann short\n")), 2, "tokens:2: a token has at least 16");
  const auto open = tokens("ann " + std::string{kAnn} + "\n");
  fs::permissions(open, fs::perms::group_read, fs::perm_options::add);
  expect_does_not_start(with(open), 2, "others may read it");
}

TEST_F(SecurityTest, AddressThatOthersReach_NeedsTokensAndTls) {
  const e2e::Words open{"--address", "0.0.0.0", "--port", "0"};
  expect_does_not_start(open, 2, "needs a token file and TLS");
  expect_does_not_start(both(open, with_tokens()), 2, "needs TLS");
  expect_does_not_start(both(open, with_tls()), 2, "needs a token file");
  expect_does_not_start({"--address", "::", "--port", "0"}, 2, "needs a token file and TLS");
  expect_does_not_start({"--address", "localhost", "--port", "0"}, 2, "is no IP address");
  served_.start(both(open, both(with_tokens(), with_tls())));
  EXPECT_THAT(served_.out(), HasSubstr("https://0.0.0.0:"));
}

TEST_F(SecurityTest, AddressOfVersionSix_IsToldAsAnUrlHasIt) {
  served_.start({"--address", "::1"});
  EXPECT_THAT(served_.out(), ::testing::StartsWith("serving http://[::1]:"));
  EXPECT_EQ(served_.end(SIGTERM), 0);
}

TEST_F(SecurityTest, CertificateThatIsNone_IsARefusalToStart) {
  (void)with_tls();
  const auto with = [&](const std::string& certificate, const std::string& key) {
    return e2e::Words{"--set",  "api.tls_certificate=" + certificate,
                      "--set",  "api.tls_key=" + key,
                      "--port", "0"};
  };
  expect_does_not_start({"--set", "api.tls_certificate=cert.pem", "--port", "0"}, 2,
                        "both a certificate and a key");
  expect_does_not_start(with("nowhere.pem", "key.pem"), 1, "nowhere.pem");
  expect_does_not_start(with("cert.pem", "cert.pem"), 1, "cert.pem");
}

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest_version = TLS1_3_VERSION)
      : connection_{port}, context_{SSL_CTX_new(TLS_client_method())}, tls_{SSL_new(context_)} {
    SSL_set_security_level(tls_, 0);
    SSL_set_max_proto_version(tls_, newest_version);
    SSL_set_fd(tls_, connection_.descriptor());
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() {
    SSL_free(tls_);
    SSL_CTX_free(context_);
  }
  [[nodiscard]] bool shake_hands() { return SSL_connect(tls_) == 1; }
  [[nodiscard]] std::string ask(const std::string& request) {
    SSL_write(tls_, request.data(), static_cast<int>(request.size()));
    std::string bytes(16'384, '\0');
    const int got = SSL_read(tls_, bytes.data(), static_cast<int>(bytes.size()));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  Connection connection_;
  SSL_CTX* context_;
  SSL* tls_;
};

TEST_F(SecurityTest, Tls_IsSpokenAndNothingElse) {
  ::signal(SIGPIPE, SIG_IGN);
  served_.configure("");
  const auto words = with_tls();
  // Readiness is asked for by TLS: the fixture only waits for the line that tells the address.
  served_.start(words);
  EXPECT_THAT(served_.out(), HasSubstr("https://127.0.0.1:"));
  TlsClient client{served_.port()};
  ASSERT_TRUE(client.shake_hands());
  EXPECT_THAT(client.ask(request_text("GET", "/livez", {}, {})), HasSubstr(" 200 "));
  EXPECT_THAT(client.ask(request_text("POST", "/api/v1/paper/orders", {},
                                      R"({"symbol":"AAA","side":"BUY","quantity":1})")),
              HasSubstr(R"("status":"FILLED")"));
  TlsClient old{served_.port(), TLS1_1_VERSION};
  EXPECT_FALSE(old.shake_hands()) << "TLS 1.1 is not spoken";
  Connection plain{served_.port()};
  plain.send(request_text("GET", "/livez", {}, {}));
  EXPECT_TRUE(plain.closes_within(kPatience));
  TlsClient again{served_.port()};
  EXPECT_TRUE(again.shake_hands());
}

TEST_F(SecurityTest, StreamOverTls_EndsWithoutTheServer) {
  ::signal(SIGPIPE, SIG_IGN);
  served_.start(with_tls());
  {
    TlsClient listener{served_.port()};
    ASSERT_TRUE(listener.shake_hands());
    EXPECT_THAT(listener.ask(request_text("GET", "/api/v1/stream",
                                          {{"Connection", "Upgrade"},
                                           {"Upgrade", "websocket"},
                                           {"Sec-WebSocket-Version", "13"},
                                           {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}},
                                          {})),
                HasSubstr(" 101 "));
  }
  TlsClient next{served_.port()};
  ASSERT_TRUE(next.shake_hands());
  EXPECT_THAT(next.ask(request_text("GET", "/livez", {}, {})), HasSubstr(" 200 "));
  EXPECT_EQ(served_.end(SIGTERM), 0);
}

TEST_F(SecurityTest, SecondInstance_SaysThatTheFirstHasIt) {
  served_.start();
  ServedAccount second{path()};
  const auto outcome = second.run_to_end({"--port", "0"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("lock"));
  EXPECT_EQ(served_.get("/readyz").status, 200);
  EXPECT_EQ(served_.order(R"({"symbol":"AAA","side":"BUY","quantity":1})").status, 200);
}

// A reset opens the trail again; one that was damaged meanwhile ends the server, in good order.
TEST_F(SecurityTest, ResetThatCannotOpenTheTrail_IsTold_AndEndsTheServer) {
  served_.start();
  served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":3})");
  const auto trail = served_.folder() / "out/api/journal/order_audit.000001.jsonl";
  std::string text = testing::file_text(trail);
  ASSERT_GT(text.size(), 300u);
  testing::write_text(trail, text.replace(300, 4, "XXXX"));
  const auto reply = served_.post("/api/v1/paper/reset");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.fault(), "journal");
  EXPECT_EQ(served_.wait(), 1);
  EXPECT_THAT(served_.err(), ::testing::HasSubstr("could not be opened again"));
}

TEST_F(SecurityTest, PortInUse_SaysSo) {
  served_.start();
  fs::create_directory(path("other"));
  ServedAccount second{path("other")};
  const auto outcome = second.run_to_end({"--port", std::to_string(served_.port())});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("cannot listen on 127.0.0.1:" +
                                     std::to_string(served_.port()) + ": Address already in use"));
}

TEST_F(SecurityTest, CtrlC_EndsWithZeroThoughConnectionsAreOpen) {
  for (const int signal : {SIGINT, SIGTERM}) {
    served_.start();
    Connection idle{served_.port()}, half{served_.port()};
    half.send("POST /api/v1/paper/orders HTTP/1.1\r\nHost: lo");
    ASSERT_EQ(served_.order(R"({"symbol":"AAA","side":"BUY","quantity":1})").status, 200);
    EXPECT_EQ(served_.end(signal), 0);
    EXPECT_TRUE(idle.closes_within(kPatience));
  }
  served_.start();
  EXPECT_EQ(served_.get("/api/v1/paper/orders").json().size(), 2u);
}

TEST_F(SecurityTest, WordsThatMakeNoSense_AreToldWithExitCode2) {
  expect_does_not_start({"--port", "65536"}, 2, "port");
  expect_does_not_start({"--port", "-1"}, 2, "port");
  expect_does_not_start({"--address", ""}, 2, "address");
  expect_does_not_start({"--set", "executor.type=safe_csv"}, 2, "executor");
}

}  // namespace
}  // namespace sluice::api_test
