// SPDX-License-Identifier: Apache-2.0
//
// parts_test.cpp: hosts, signatures, requests, filters, limits, messages: what needs no network.
#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <sluice/testing/testing.hpp>

#include "executors/testnet_binance/endpoint.hpp"
#include "executors/testnet_binance/messages.hpp"
#include "executors/testnet_binance/rate_limits.hpp"
#include "executors/testnet_binance/request.hpp"
#include "executors/testnet_binance/symbol_rules.hpp"
#include "executors/testnet_binance/venue_clock.hpp"

namespace sluice::testnet::test {
namespace {

using ::testing::HasSubstr;
using testing::units;

TEST(Endpoint, TheTestnet_HasThreeDoorsAndAllAreTls) {
  const VenueAddress venue = parse_venue(kTestnetUrl);
  for (const Endpoint& door : {venue.rest, venue.websocket_api, venue.market_streams}) {
    EXPECT_TRUE(door.is_tls);
    EXPECT_FALSE(door.is_loopback);
    EXPECT_EQ(door.port, 443);
    EXPECT_EQ(door.address, door.host);
  }
  EXPECT_EQ(venue.rest.host, "testnet.binance.vision");
  EXPECT_EQ(venue.websocket_api.host, "ws-api.testnet.binance.vision");
  EXPECT_EQ(venue.market_streams.host, "stream.testnet.binance.vision");
}

TEST(Endpoint, Loopback_IsAnAddressThatIsNeverLookedUp) {
  EXPECT_EQ(parse_venue("http://127.0.0.1:8080").rest.address, "127.0.0.1");
  EXPECT_EQ(parse_venue("http://localhost:8080/").rest.address, "127.0.0.1");
  EXPECT_EQ(parse_venue("http://[::1]:8080").rest.address, "::1");
  EXPECT_EQ(parse_venue("http://127.0.0.1:8080").rest.port, 8080);
  EXPECT_FALSE(parse_venue("http://127.0.0.1:8080").rest.is_tls);
  EXPECT_TRUE(parse_venue("https://127.0.0.1:8080").rest.is_tls);
  EXPECT_EQ(parse_venue("http://127.0.0.1:8080").websocket_api.port, 8080);
}

TEST(Endpoint, EveryOtherPlace_IsRefused) {
  for (const char* url : {"https://api.binance.com",
                          "https://binance.com",
                          "https://testnet.binance.vision.evil.com",
                          "https://eviltestnet.binance.vision",
                          "https://evil.testnet.binance.vision",
                          "https://testnet.binance.vision@evil.com",
                          "https://evil.com@testnet.binance.vision",
                          "https://evil.com/testnet.binance.vision",
                          "https://testnet.binance.vision/evil",
                          "https://testnet.binance.vision:8443",
                          "https://testnet.binance.vision#",
                          "https://testnet.binance.vision?",
                          "https://TESTNET.binance.vision",
                          "https://testnet.binance.vision.",
                          "http://testnet.binance.vision",
                          "https://127.0.0.1.evil.com",
                          "http://127.0.0.1@evil.com",
                          "http://127.0.0.1:80@evil.com",
                          "http://127.0.0.1:0",
                          "http://127.0.0.1:65536",
                          "http://127.0.0.1:8x",
                          "http://127.0.0.1:",
                          "http://127.0.0.2",
                          "http://127.1:80",
                          "http://localhost.evil.com:80",
                          "http://0.0.0.0:80",
                          "http://192.168.0.1:80",
                          "ftp://127.0.0.1:80",
                          "testnet.binance.vision",
                          "",
                          "https://",
                          "https:// testnet.binance.vision",
                          "HTTPS://testnet.binance.vision",
                          "https://testnet.binance.vision\r\nHost: evil.com"})
    EXPECT_THROW((void)parse_venue(url), std::invalid_argument) << url;
}

// Key, secret, text and signature of the venue's own example.
TEST(Signer, Hmac_SignsTheVenuesExample) {
  const Signer signer{Secret{"key"},
                      Secret{"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"},
                      SignatureKind::kHmac};
  EXPECT_EQ(signer.sign("symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&"
                        "recvWindow=5000&timestamp=1499827319559"),
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
}

constexpr const char* kPrivatePem =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/"
    "VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";

// RFC 4231, test cases 2 and 6.
TEST(Signer, Hmac_SignsAsTheStandardDoes) {
  const Signer of_short{Secret{"key"}, Secret{"Jefe"}, SignatureKind::kHmac};
  EXPECT_EQ(of_short.sign("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const Signer of_long{Secret{"key"}, Secret{std::string(131, '\xaa')}, SignatureKind::kHmac};
  const std::string_view text = "Test Using Larger Than Block-Size Key - Hash Key First";
  EXPECT_EQ(of_long.sign(text), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(of_long.sign(text), of_long.sign(text));
}

// RFC 8032, section 7.1, test 1: its secret key, and its signature of nothing.
TEST(Signer, Ed25519_SignsAsTheStandardDoes) {
  const Signer signer{Secret{"key"}, Secret{kPrivatePem}, SignatureKind::kEd25519};
  std::array<unsigned char, 66> decoded{};
  const std::string text = signer.sign("");
  ASSERT_EQ(text.size(), 88u);
  ASSERT_EQ(
      EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()), 88), 66);
  constexpr unsigned char kExpected[] = {0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72};
  for (std::size_t i = 0; i < sizeof kExpected; ++i) EXPECT_EQ(decoded[i], kExpected[i]) << i;
}

TEST(Signer, SecretThatIsNoKey_IsRefusedWithoutItsText) {
  for (const char* pem :
       {"", "nonsense", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v\n-----END PRIVATE "
        "KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/"
        "VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----"}) {
    try {
      const Signer signer{Secret{"key"}, Secret{pem}, SignatureKind::kEd25519};
      ADD_FAILURE() << "taken: " << pem;
    } catch (const std::invalid_argument& refusal) {
      EXPECT_THAT(refusal.what(), HasSubstr("openssl genpkey"));
      EXPECT_THAT(refusal.what(), ::testing::Not(HasSubstr("MC4C")));
    }
  }
}

TEST(Signer, ApiKeyThatIsNone_IsRefused) {
  for (const char* key : {"a b", "a\r\nX: y", "a\"b", "a\\b"})
    EXPECT_THROW((Signer{Secret{key}, Secret{"s"}, SignatureKind::kHmac}), std::invalid_argument);
}

TEST(Request, Signed_IsSignedOverExactlyWhatIsSent) {
  const Signer signer{Secret{"theKey"}, Secret{"theSecret"}, SignatureKind::kHmac};
  Request request{Method::kPost, "/api/v3/order", {}, true};
  request.parameters.add("symbol", "BTCUSDT").add("newClientOrderId", "a b&c=d");
  const Endpoint door = parse_venue("http://127.0.0.1:8080").rest;
  const std::string signed_text =
      "symbol=BTCUSDT&newClientOrderId=a%20b%26c%3Dd&recvWindow=5000&timestamp=1234";
  const std::string body = signed_text + "&signature=" + signer.sign(signed_text);
  EXPECT_EQ(http_text(request, door, &signer, {1234, 5000}),
            "POST /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: sluice\r\n"
            "Connection: keep-alive\r\nX-MBX-APIKEY: theKey\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
  request.method = Method::kGet;
  EXPECT_EQ(http_text(request, door, &signer, {1234, 5000}),
            "GET /api/v3/order?" + body +
                " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: sluice\r\n"
                "Connection: keep-alive\r\nX-MBX-APIKEY: theKey\r\n\r\n");
  EXPECT_EQ(log_text(request, {1234, 5000}), "GET /api/v3/order?" + signed_text + "&signature=***");
}

TEST(Request, Ed25519Signature_IsEncodedForItsPlace) {
  const Signer signer{Secret{"theKey"}, Secret{kPrivatePem}, SignatureKind::kEd25519};
  const std::string text = http_text({Method::kGet, "/p", {}, true},
                                     parse_venue("http://127.0.0.1:1").rest, &signer, {1, 2});
  const std::string target = text.substr(0, text.find(" HTTP"));
  EXPECT_EQ(target.find_first_of("+="), target.find("="));
  EXPECT_THAT(target, HasSubstr("%3D"));
  EXPECT_THAT(target, ::testing::Not(HasSubstr("+")));
}

TEST(Request, Unsigned_CarriesNeitherKeyNorTime) {
  EXPECT_EQ(http_text({Method::kGet, "/api/v3/time", {}, false},
                      parse_venue("http://127.0.0.1:8080").rest, nullptr, {1234, 5000}),
            "GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: sluice\r\n"
            "Connection: keep-alive\r\n\r\n");
}

SymbolRules btc_rules() {
  const auto row = read_json(R"({"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC",
    "quoteAsset":"USDT","amendAllowed":true,"orderTypes":["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS_LIMIT"],
    "filters":[{"filterType":"PRICE_FILTER","minPrice":"0.01","maxPrice":"1000000.00","tickSize":"0.01"},
    {"filterType":"LOT_SIZE","minQty":"0.00001","maxQty":"9000.0","stepSize":"0.00001"},
    {"filterType":"MARKET_LOT_SIZE","minQty":"0.0","maxQty":"2.0","stepSize":"0.0"},
    {"filterType":"NOTIONAL","minNotional":"5.0","maxNotional":"9000000.0"}]})");
  return *read_symbol(row);
}

sluice_order order_of(std::uint8_t type, const char* quantity, const char* price) {
  sluice_order order = testing::limit_order(0, Side::kBuy, quantity, price);
  order.type = type;
  if (type == SLUICE_ORDER_MARKET) order.limit_price = 0;
  order.time_in_force = SLUICE_TIF_GTC;
  return order;
}

TEST(SymbolRules, EachFilter_RefusesByItsName) {
  const SymbolRules rules = btc_rules();
  const auto limit = [&](const char* quantity, const char* price) {
    return std::string{refusal_of(rules, order_of(SLUICE_ORDER_LIMIT, quantity, price))};
  };
  EXPECT_EQ(limit("0.5", "90000"), "");
  EXPECT_EQ(limit("0.000001", "90000"), "LOT_SIZE");
  EXPECT_EQ(limit("0.500001", "90000"), "LOT_SIZE");
  EXPECT_EQ(limit("9000.1", "1"), "LOT_SIZE");
  EXPECT_EQ(limit("0.5", "90000.001"), "PRICE_FILTER");
  EXPECT_EQ(limit("0.5", "1000000.01"), "PRICE_FILTER");
  EXPECT_EQ(limit("0.00005", "90000"), "NOTIONAL");
  EXPECT_EQ(limit("100", "90000.01"), "NOTIONAL");
  EXPECT_EQ(limit("0.00006", "90000"), "");
  const auto market = [&](const char* quantity) {
    return std::string{refusal_of(rules, order_of(SLUICE_ORDER_MARKET, quantity, "1"))};
  };
  EXPECT_EQ(market("2"), "");
  EXPECT_EQ(market("2.00001"), "MARKET_LOT_SIZE");
  EXPECT_EQ(market("0.00001"), "");
  SymbolRules halted = rules;
  halted.is_trading = false;
  EXPECT_EQ(refusal_of(halted, order_of(SLUICE_ORDER_LIMIT, "0.5", "90000")), "MARKET_CLOSED");
}

TEST(SymbolRules, StopPrice_IsAPriceToo) {
  sluice_order stop = order_of(SLUICE_ORDER_STOP_LIMIT, "0.5", "90000");
  stop.stop_price = units("90000.001");
  EXPECT_EQ(refusal_of(btc_rules(), stop), "PRICE_FILTER");
  stop.stop_price = units("90001");
  EXPECT_EQ(refusal_of(btc_rules(), stop), "");
}

TEST(SymbolRules, OrdersTheVenueHasNoWordsFor_AreUnsupported) {
  const auto refusal = [](auto change) {
    sluice_order order = order_of(SLUICE_ORDER_LIMIT, "0.5", "90000");
    change(order);
    return std::string{refusal_of(btc_rules(), order)};
  };
  EXPECT_EQ(refusal([](sluice_order& o) { o.time_in_force = SLUICE_TIF_DAY; }),
            "UNSUPPORTED_ORDER");
  EXPECT_EQ(refusal([](sluice_order& o) { o.time_in_force = SLUICE_TIF_GTD; }),
            "UNSUPPORTED_ORDER");
  EXPECT_EQ(refusal([](sluice_order& o) { o.flags = SLUICE_ORDER_REDUCE_ONLY; }),
            "UNSUPPORTED_ORDER");
  // A sale at a spot venue only reduces; a session leaves its positions so.
  EXPECT_EQ(refusal([](sluice_order& o) {
              o.flags = SLUICE_ORDER_REDUCE_ONLY;
              o.side = SLUICE_SIDE_SELL;
            }),
            "");
  // The symbol does not take them.
  EXPECT_EQ(refusal([](sluice_order& o) { o.type = SLUICE_ORDER_STOP; }), "UNSUPPORTED_ORDER");
  EXPECT_EQ(refusal([](sluice_order& o) {
              o.type = SLUICE_ORDER_MARKET;
              o.time_in_force = SLUICE_TIF_FOK;
            }),
            "UNSUPPORTED_ORDER");
}

struct WordsCase {
  std::uint8_t type, time, flags;
  const char* words;
};

TEST(SymbolRules, Words_AreTheVenues) {
  for (const WordsCase& one :
       {WordsCase{SLUICE_ORDER_MARKET, SLUICE_TIF_DAY, 0, "MARKET "},
        WordsCase{SLUICE_ORDER_LIMIT, SLUICE_TIF_GTC, 0, "LIMIT GTC"},
        WordsCase{SLUICE_ORDER_LIMIT, SLUICE_TIF_IOC, 0, "LIMIT IOC"},
        WordsCase{SLUICE_ORDER_LIMIT, SLUICE_TIF_FOK, 0, "LIMIT FOK"},
        WordsCase{SLUICE_ORDER_LIMIT, SLUICE_TIF_GTC, SLUICE_ORDER_POST_ONLY, "LIMIT_MAKER "},
        WordsCase{SLUICE_ORDER_LIMIT_MAKER, SLUICE_TIF_GTC, 0, "LIMIT_MAKER "},
        WordsCase{SLUICE_ORDER_STOP, SLUICE_TIF_GTC, 0, "STOP_LOSS "},
        WordsCase{SLUICE_ORDER_STOP_LIMIT, SLUICE_TIF_IOC, 0, "STOP_LOSS_LIMIT IOC"}}) {
    sluice_order order = order_of(one.type, "1", "1");
    order.time_in_force = one.time;
    order.flags = one.flags;
    const auto words = words_of(order);
    ASSERT_TRUE(words) << one.words;
    EXPECT_EQ(std::string{words->type} + " " + std::string{words->time_in_force}, one.words);
  }
}

constexpr std::int64_t kSecond = 1'000'000'000;

RateLimits limits_of_ten() {
  RateLimits limits;
  limits.read(read_json(R"([
    {"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":10},
    {"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":2}])"));
  return limits;
}

TEST(RateLimits, Header_NamesItsWindow) {
  const auto weight = read_limit_header("X-MBX-USED-WEIGHT-1M", "12");
  ASSERT_TRUE(weight);
  EXPECT_EQ(weight->kind, LimitKind::kWeight);
  EXPECT_EQ(weight->window_ns, 60 * kSecond);
  EXPECT_EQ(weight->used, 12);
  const auto orders = read_limit_header("x-mbx-order-count-10s", "3");
  ASSERT_TRUE(orders);
  EXPECT_EQ(orders->kind, LimitKind::kOrders);
  EXPECT_EQ(orders->window_ns, 10 * kSecond);
  for (const char* name : {"X-MBX-USED-WEIGHT-", "X-MBX-USED-WEIGHT-1X", "X-MBX-USED-WEIGHT-M",
                           "X-MBX-USED-WEIGHT-0M", "Retry-After"})
    EXPECT_FALSE(read_limit_header(name, "1")) << name;
  EXPECT_FALSE(read_limit_header("X-MBX-USED-WEIGHT-1M", "-1"));
}

TEST(RateLimits, OrdersBeyondTheLimit_WaitForTheNextWindow) {
  RateLimits limits = limits_of_ten();
  EXPECT_FALSE(limits.take({1, 1}, 61 * kSecond));
  EXPECT_FALSE(limits.take({1, 1}, 62 * kSecond));
  const auto refused = limits.take({1, 1}, 63 * kSecond);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->reason, "ORDER_LIMIT");
  EXPECT_EQ(refused->retry_after_ns, 7 * kSecond);
  EXPECT_FALSE(limits.take({1, 0}, 63 * kSecond));
  EXPECT_FALSE(limits.take({1, 1}, 70 * kSecond));
}

TEST(RateLimits, NewOrders_LeaveWeightToCancels) {
  RateLimits limits = limits_of_ten();
  EXPECT_FALSE(limits.take({9, 0}, kSecond));
  const auto refused = limits.take({1, 1}, kSecond);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->reason, "RATE_LIMIT");
  EXPECT_FALSE(limits.take({1, 0}, kSecond));
  EXPECT_TRUE(limits.take({1, 0}, kSecond));
}

TEST(RateLimits, TheVenuesCount_CountsWhereItIsHigher) {
  RateLimits limits = limits_of_ten();
  limits.learn({LimitKind::kWeight, 60 * kSecond, 10}, kSecond);
  EXPECT_TRUE(limits.take({1, 0}, kSecond));
  limits.learn({LimitKind::kWeight, 60 * kSecond, 1}, kSecond);
  EXPECT_TRUE(limits.take({1, 0}, kSecond));
  EXPECT_FALSE(limits.take({1, 0}, 60 * kSecond));
}

TEST(RateLimits, Pause_HoldsEverythingUntilItIsOver) {
  RateLimits limits = limits_of_ten();
  limits.pause("IP_BANNED", 5 * kSecond);
  limits.pause("RATE_LIMIT", 3 * kSecond);
  const auto refused = limits.take({1, 0}, 4 * kSecond);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->reason, "IP_BANNED");
  EXPECT_EQ(refused->retry_after_ns, kSecond);
  EXPECT_FALSE(limits.take({1, 0}, 5 * kSecond));
}

TEST(VenueClock, Offset_IsFromTheMiddleOfTheExchange) {
  VenueClock clock{true, 100};
  clock.hear(1000);
  EXPECT_FALSE(clock.is_measured());
  clock.measure(1000, 1040, 1120);
  EXPECT_TRUE(clock.is_measured());
  EXPECT_EQ(clock.offset_ns(), 100);
  EXPECT_EQ(clock.error_ns(), 20);
  EXPECT_EQ(clock.venue_ns(), 1100);
  EXPECT_TRUE(clock.is_within_bound());
  clock.measure(1000, 1000, 899);
  EXPECT_FALSE(clock.is_within_bound());
  clock.doubt();
  EXPECT_FALSE(clock.is_measured());
}

TEST(Messages, ClientId_IsTheIntentAndBack) {
  const sluice_intent_id intent{0x0123456789abcdef, 0xfedcba9876543210};
  EXPECT_EQ(client_id_of(intent), "sl-0123456789abcdeffedcba9876543210");
  const auto back = intent_of("sl-0123456789abcdeffedcba9876543210");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->hi, intent.hi);
  EXPECT_EQ(back->lo, intent.lo);
  for (const char* other :
       {"", "web_0123456789abcdef", "sl-0123456789ABCDEFfedcba9876543210", "sl-0123",
        "sl-0123456789abcdeffedcba98765432100", "xx-0123456789abcdeffedcba9876543210"})
    EXPECT_FALSE(intent_of(other)) << other;
}

constexpr const char* kOrderText =
    R"({"symbol":"BTCUSDT","orderId":7,"clientOrderId":"c","price":"1.5","origQty":"2",
       "executedQty":"1","status":"PARTIALLY_FILLED","updateTime":12})";

TEST(Messages, Order_WithEveryField_IsRead) {
  const auto order = read_order(read_json(kOrderText));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->venue_order_id, 7);
  EXPECT_EQ(order->time_ns, 12'000'000);
  EXPECT_EQ(order->filled.raw(), units("1"));
}

TEST(Messages, Order_ThatLacksAField_IsNone) {
  const JsonValue whole = read_json(kOrderText);
  for (std::size_t left_out = 0; left_out + 1 < whole.keys.size(); ++left_out) {
    JsonValue cut = whole;
    cut.keys.erase(cut.keys.begin() + static_cast<std::ptrdiff_t>(left_out));
    cut.items.erase(cut.items.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_FALSE(read_order(cut)) << whole.keys[left_out];
  }
}

TEST(Messages, Trade_WithACommissionBelowZero_IsNone) {
  const auto text = [](const char* commission) {
    return std::string{
               R"({"id":1,"orderId":2,"price":"1","qty":"1","time":3,"commissionAsset":"BTC",)"} +
           R"("commission":")" + commission + "\"}";
  };
  EXPECT_TRUE(read_trade(read_json(text("0.1"))));
  EXPECT_FALSE(read_trade(read_json(text("-0.1"))));
}

}  // namespace
}  // namespace sluice::testnet::test
