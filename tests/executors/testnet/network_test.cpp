// SPDX-License-Identifier: Apache-2.0
//
// network_test.cpp: certificates, connections that were closed, commissions, and the end.
#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.hpp"

namespace sluice::testnet::test {
namespace {

namespace fs = std::filesystem;

// A venue behind TLS, with a certificate of its own for one address.
class TlsVenue {
 public:
  explicit TlsVenue(const std::string& address) {
    std::string name = (fs::temp_directory_path() / "sluice_tls_XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
        "/CN=test -addext subjectAltName=IP:" +
        address + " -keyout " + file("key.pem") + " -out " + file("cert.pem") + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("no certificate");
    start();
  }
  ~TlsVenue() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    fs::remove_all(root_);
  }
  TlsVenue(const TlsVenue&) = delete;
  TlsVenue& operator=(const TlsVenue&) = delete;
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + port_; }
  [[nodiscard]] std::string file(const std::string& name) const { return (root_ / name).string(); }
  [[nodiscard]] std::string trusting_it() const {
    return ",\"ca_file\":\"" + file("cert.pem") + "\"";
  }
  Simulator& venue() { return venue_; }

 private:
  void start() {
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
    const std::string script =
        std::string{SLUICE_SOURCE_DIR} + "/tests/executors/testnet/tls_proxy.py";
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(pipe[1], STDOUT_FILENO);
      ::execlp("python3", "python3", script.c_str(), file("cert.pem").c_str(),
               file("key.pem").c_str(), std::to_string(venue_.port()).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(pipe[1]);
    char c = 0;
    while (::read(pipe[0], &c, 1) == 1 && c != '\n') port_.push_back(c);
    ::close(pipe[0]);
  }

  Simulator venue_;
  fs::path root_;
  std::string port_;
  pid_t process_ = -1;
};

TEST(TestnetTls, CertificateThatNobodyTrusts_IsRefused) {
  TlsVenue server{"127.0.0.1"};
  Desk desk{server.url(), ",\"call_timeout_ms\":500"};
  desk.begin();
  EXPECT_THAT(std::string{desk.health().reason}, HasSubstr("certificate verify failed"));
}

TEST(TestnetTls, CertificateOfAnotherHost_IsRefused) {
  TlsVenue server{"127.0.0.9"};
  Desk desk{server.url(), server.trusting_it() + ",\"call_timeout_ms\":500"};
  desk.begin();
  EXPECT_THAT(std::string{desk.health().reason}, HasSubstr("certificate verify failed"));
}

TEST(TestnetTls, CertificateThatIsTrusted_CarriesOrdersAndEvents) {
  TlsVenue server{"127.0.0.1"};
  Desk desk{server.url(), server.trusting_it()};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  server.venue().quote("99999", "3", "100001", "3");
  desk.submit(desk.limit(1, kBuy, "0.5", "100000"));
  ASSERT_TRUE(desk.hears("ACKED 1"));
  server.venue().trade("99999", "0.5", "SELL");
  EXPECT_TRUE(desk.hears("FILLED 1 0.5 @ 100000"));
}

TEST(TestnetTls, CertificateFileThatIsNone_IsRefusedAtOnce) {
  Desk desk{"https://127.0.0.1:1", ",\"ca_file\":\"/nowhere/ca.pem\""};
  EXPECT_FALSE(desk.executor().ok());
  EXPECT_THAT(desk.executor().error(), HasSubstr("/nowhere/ca.pem"));
}

TEST(TestnetConnection, OrdersOfABatch_ReachTheVenueInTheirOrder) {
  Simulator venue;
  Desk desk{venue.url()};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  std::vector<sluice_order> batch;
  for (std::uint64_t id = 1; id <= 20; ++id)
    batch.push_back(desk.limit(id, kBuy, "0." + std::to_string(100 + id), "90000"));
  desk.tick();
  desk.executor().submit(batch);
  ASSERT_TRUE(desk.hears("ACKED 20"));
  const auto orders = venue.orders();
  ASSERT_EQ(orders.size(), 20u);
  for (std::uint64_t id = 1; id <= 20; ++id)
    EXPECT_EQ(orders[id - 1], "NEW 0/" + Quantity::from_raw(batch[id - 1].quantity).to_string());
}

// One that is not yet sent is not said to be unknown to the venue.
TEST(TestnetConnection, QueryOfAnOrderOnItsWay_IsNoAnswer) {
  Simulator venue;
  Desk desk{venue.url()};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  venue.fault("POST /api/v3/order", "delay_request", ",\"ms\":300");
  const auto order = desk.limit(1, kBuy, "0.5", "90000");
  desk.submit(order);
  EXPECT_EQ(desk.query(order), SLUICE_ERROR_IO);
  EXPECT_THAT(desk.said(), IsEmpty());
  EXPECT_TRUE(desk.hears("ACKED 1"));
}

TEST(TestnetCommission, InTheBaseAsset_IsToldAtThePriceOfTheTrade) {
  Simulator venue{R"({"maker_commission":"0.001","taker_commission":"0.001"})"};
  Desk desk{venue.url()};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  venue.quote("99999", "3", "100000", "3");
  desk.submit(desk.market_order(1, kBuy, "0.5"));
  ASSERT_TRUE(desk.hears("FILLED 1 0.5 @ 100000"));
  desk.submit(desk.market_order(2, kSell, "0.5"));
  ASSERT_TRUE(desk.hears("FILLED 2 0.5 @ 99999"));
  for (const auto& row : desk.rows()) {
    if (row.kind != SLUICE_REPORT_FILLED) continue;
    EXPECT_EQ(Money::from_c(row.commission), testing::money(row.order_id == 1 ? "50" : "49.9995"));
  }
}

// Everything may be called after the end: nothing is sent, and nothing hangs.
TEST(TestnetEnd, CallsAfterQuiesce_AreRefused) {
  Simulator venue;
  Desk desk{venue.url()};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  desk.executor().component().quiesce(desk.executor().get(), testing::ErrorBuffer{}.raw());
  const auto order = desk.limit(1, kBuy, "0.5", "90000");
  EXPECT_EQ(desk.submit(order), SLUICE_OK);
  EXPECT_THAT(desk.said(), ElementsAre("NOT_SENT 1 NOT_CONNECTED"));
  EXPECT_EQ(desk.query(order), SLUICE_ERROR_IO);
  EXPECT_EQ(desk.cancel(order), SLUICE_ERROR_IO);
  EXPECT_EQ(desk.health().ready, 0);
  desk.poll();
  EXPECT_EQ(venue.received("POST /api/v3/order"), 0);
}

TEST(TestnetBalances, Compared_AreToldAsCashAndPositions) {
  Simulator venue;
  Desk desk{venue.url(), ",\"compare_balances\":true"};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  const auto told = desk.executor().snapshot(Timestamp{}, {});
  ASSERT_EQ(desk.executor().status(), SLUICE_OK) << desk.executor().error();
  EXPECT_EQ(Money::from_c(told.account.cash), testing::money("1000000"));
  ASSERT_EQ(told.positions.size(), 2u);
  EXPECT_EQ(told.positions[0].quantity, testing::units("10"));
  EXPECT_EQ(told.positions[1].quantity, testing::units("100"));
}

}  // namespace
}  // namespace sluice::testnet::test
