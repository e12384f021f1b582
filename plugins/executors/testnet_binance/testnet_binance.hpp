// SPDX-License-Identifier: Apache-2.0
//
// testnet_binance: Binance's spot testnet, or a venue on this machine that speaks its language.
//
// Orders go out over REST on a connection that is kept open, one after another; answers and the
// account's events come in on a thread of the network and are told by poll. What the venue said is
// classified by one table (classification.cpp): definitive, not sent, or not known, and then the
// executor says nothing and the router asks. After every gap in the stream each open order is asked
// about. Without credentials nothing is connected: requests are logged, and orders are NOT_SENT.
// Reference: docs/reference/testnet_binance.md.
//
// Place: executor plugin. Owns its connections and one thread, from begin to quiesce. Thread: lane;
// submit writes and does not wait, query, snapshot and account wait for call_timeout_ms at most for
// each request. Errors: a Failure where the venue could not be asked.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/bell.hpp>
#include <sluice/executor.hpp>
#include <sluice/host.hpp>
#include <sluice/params.hpp>

#include "classification.hpp"
#include "known_orders.hpp"
#include "market_table.hpp"
#include "rate_limits.hpp"
#include "report_writer.hpp"
#include "request.hpp"
#include "transport.hpp"
#include "venue_clock.hpp"

namespace sluice::testnet {

class TestnetBinance {
 public:
  static constexpr auto id = "testnet_binance";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "Binance spot testnet over REST and WebSocket; dry run without credentials";
  static constexpr std::uint64_t traits = SLUICE_TRAIT_NONDETERMINISTIC;
  struct Params {
    std::string url;
    std::optional<std::string> api_key_env;
    std::optional<std::string> api_key_file;
    std::optional<std::string> secret_env;
    std::optional<std::string> secret_file;
    std::string signature;
    std::optional<std::string> ca_file;
    std::string clock;
    std::int64_t recv_window_ms;
    std::int64_t max_clock_offset_ms;
    std::int64_t call_timeout_ms;
    std::int64_t silence_ms;
    bool compare_balances;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("url", &Params::url)
          .def(kTestnetUrl)
          .help("the testnet, or http://127.0.0.1:PORT for a venue on this machine"),
      sluice::param("api_key_env", &Params::api_key_env)
          .help("environment variable that holds the API key"),
      sluice::param("api_key_file", &Params::api_key_file)
          .path()
          .help("file that holds it, readable by its owner alone"),
      sluice::param("secret_env", &Params::secret_env)
          .help("environment variable that holds the secret"),
      sluice::param("secret_file", &Params::secret_file)
          .path()
          .help("file that holds it, readable by its owner alone"),
      sluice::param("signature", &Params::signature)
          .def("hmac")
          .one_of("hmac", "ed25519")
          .help("kind of the key: the secret is a text, or a private key in PEM"),
      sluice::param("ca_file", &Params::ca_file)
          .path()
          .help("certificates to trust beside the system's, in PEM"),
      sluice::param("clock", &Params::clock)
          .def("system")
          .one_of("system", "host")
          .help("our time: the system's, or the session's where it does not run in real time"),
      sluice::param("recv_window_ms", &Params::recv_window_ms)
          .def(5000)
          .min(100)
          .max(60'000)
          .help("how long a request is valid at the venue"),
      sluice::param("max_clock_offset_ms", &Params::max_clock_offset_ms)
          .def(1000)
          .min(1)
          .max(600'000)
          .help("nothing is sent while our clock and the venue's differ by more"),
      sluice::param("call_timeout_ms", &Params::call_timeout_ms)
          .def(2000)
          .min(50)
          .max(30'000)
          .help("for each answer of the venue, and for connecting"),
      sluice::param("silence_ms", &Params::silence_ms)
          .def(30'000)
          .min(200)
          .max(600'000)
          .help("the stream is dead when it says nothing, not even to a ping, for so long"),
      sluice::param("compare_balances", &Params::compare_balances)
          .def(false)
          .help("reconciliation compares cash and positions with the account's balances: for an "
                "account that trades nothing else"));

  TestnetBinance(const Params& params, Host host);
  ~TestnetBinance();
  TestnetBinance(const TestnetBinance&) = delete;
  TestnetBinance& operator=(const TestnetBinance&) = delete;

  void begin(Rows<Instrument> instruments);
  void submit(Rows<sluice_order> orders, Reports& reports);
  void cancel(const sluice_order& order, Reports& reports);
  void replace(const sluice_order& amended, Reports& reports);
  void query(const sluice_order& order, Reports& reports);
  void snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports, VenueAccount& account);
  void account(AccountFacts& facts);
  void poll(Reports& reports);
  [[nodiscard]] Health health();
  // A request is dated when it is sent, and the venue refuses it once it is older than its window.
  [[nodiscard]] std::int64_t not_found_after_ns() const noexcept;
  void quiesce();

 private:
  enum class Kind : std::uint8_t { kNew, kCancel, kAmend, kTime, kRules };
  struct Pending {
    Kind kind = Kind::kNew;
    sluice_order order{};
    std::vector<std::string> symbols;  // of kRules
  };
  // What came of a question.
  struct Told {
    Classified said;
    std::optional<JsonValue> body;  // of kAccepted
    std::string trouble;
  };

  [[nodiscard]] bool is_dry_run() const noexcept { return signer_ == nullptr; }
  [[nodiscard]] std::int64_t now_ns() const { return host_.now().nanoseconds(); }
  [[nodiscard]] SigningTime signing_time() const noexcept;

  // testnet_binance.cpp: requests.
  [[nodiscard]] std::string_view local_refusal_of(const sluice_order& order) const;
  void submit_one(const sluice_order& order, Reports& reports);
  void ask_rules_again(std::uint32_t instrument);
  void send(Kind kind, const Request& request, const sluice_order& order);
  [[nodiscard]] std::optional<Throttle> take_allowance(Cost cost);
  [[nodiscard]] Request order_request(const sluice_order& order) const;

  // testnet_answers.cpp: what comes in.
  void take_arrivals(Reports& reports);
  void take_answer(const Arrival& arrival, Reports& reports);
  void take_new_order(const sluice_order& order, const Answer& answer, Reports& reports);
  void take_cancel(const sluice_order& order, const Answer& answer, Reports& reports);
  void take_amend(const sluice_order& order, const Answer& answer, Reports& reports);
  void take_time(const Answer& answer);
  void take_rules(const Pending& pending, const Answer& answer);
  void take_event(const JsonValue& event, Reports& reports);
  // Learns from headers and refusals; the body is read where the venue accepted.
  [[nodiscard]] Told read(const Answer& answer);
  void ask_for_setup();
  void catch_up(Reports& reports);

  // testnet_questions.cpp: what is asked, and waited for.
  [[nodiscard]] Told ask(const Request& request, Cost cost);
  // Its executions and how it stands; false: the venue does not know it. Throws Failure.
  bool tell_order(const sluice_order& order, Reports& reports);
  void keep_witness(const sluice_order& order);
  void look_for_witness();
  void tell_trades_of(const OrderRow& order, std::uint32_t instrument, Reports& reports);
  void tell_trades_since(std::uint32_t instrument, std::int64_t since_ms, Reports& reports);
  void tell_open_orders(std::uint32_t instrument, Reports& reports);
  void tell_balances(VenueAccount& account);
  [[nodiscard]] std::string client_id_of_trade(std::uint32_t instrument, const TradeRow& trade);

  Host host_;
  std::unique_ptr<Signer> signer_;
  VenueAddress venue_;
  VenueClock clock_;
  std::int64_t recv_window_ms_;
  std::chrono::nanoseconds call_timeout_;
  bool compare_balances_;
  std::unique_ptr<Transport> transport_;  // nullptr: a dry run
  MarketTable markets_;
  KnownOrders orders_;
  ReportWriter writer_;
  RateLimits limits_;
  std::uint64_t last_tag_ = 0;
  std::map<std::uint64_t, Pending> pending_;
  std::deque<std::vector<std::string>> rules_to_ask_;  // groups of symbols
  std::int64_t clock_due_ns_ = 0;                      // on our clock, as the two below
  std::int64_t rules_due_ns_ = 0;
  std::int64_t catch_up_due_ns_ = 0;
  std::vector<sluice_order> to_catch_up_;
  std::string key_trouble_;  // why the venue takes nothing from us, until it takes something
  Reports early_;            // what was told while begin waited
  // An order that the venue has acknowledged: one that does not know it any more has begun anew.
  std::optional<sluice_order> witness_;
  std::int64_t witness_since_ns_ = 0;  // on our clock
  bool has_begun_anew_ = false;
  // Orders of others and of earlier processes: their names, by instrument and venue's number.
  std::map<std::pair<std::uint32_t, std::int64_t>, std::string> names_;
};

}  // namespace sluice::testnet
