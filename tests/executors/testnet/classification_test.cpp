// SPDX-License-Identifier: Apache-2.0
//
// classification_test.cpp: what every answer of the venue means, one case a row of the table.
// Written apart from the table, so that a slip there is seen here.
#include "executors/testnet_binance/classification.hpp"

#include <gtest/gtest.h>

namespace sluice::testnet::test {
namespace {

struct AnswerCase {
  int status;
  int code;
  const char* message;
  Meaning meaning;
  const char* reason;
};

std::ostream& operator<<(std::ostream& out, const AnswerCase& one) {
  return out << one.status << " " << one.code << " " << one.message;
}

// clang-format off
constexpr AnswerCase kAnswers[] = {
    {429, -1015, "Too many new orders.", Meaning::kThrottled, "ORDER_LIMIT"},
    {400, -1015, "Too many new orders.", Meaning::kThrottled, "ORDER_LIMIT"},
    {429, -1003, "Too many requests queued.", Meaning::kThrottled, "RATE_LIMIT"},
    {429, 0, "", Meaning::kThrottled, "RATE_LIMIT"},
    {418, -1003, "Way too much request weight used; IP banned.", Meaning::kThrottled, "IP_BANNED"},
    {403, 0, "", Meaning::kThrottled, "FIREWALL"},
    {403, -2010, "whatever", Meaning::kRejected, "VENUE_REJECTED"},
    {500, 0, "", Meaning::kUnknown, "VENUE_ERROR"},
    {503, -1000, "Unknown error", Meaning::kUnknown, "VENUE_ERROR"},
    {503, -2010, "insufficient balance", Meaning::kUnknown, "VENUE_ERROR"},
    {504, -1007, "Timeout", Meaning::kUnknown, "VENUE_ERROR"},
    {599, -2015, "", Meaning::kUnknown, "VENUE_ERROR"},
    {400, -1000, "", Meaning::kUnknown, "VENUE_ERROR"},
    {400, -1001, "Internal error", Meaning::kUnknown, "VENUE_ERROR"},
    {400, -1006, "Execution status unknown.", Meaning::kUnknown, "VENUE_ERROR"},
    {408, -1007, "Send status unknown", Meaning::kUnknown, "VENUE_ERROR"},
    {400, -1008, "Server is currently overloaded", Meaning::kUnknown, "VENUE_ERROR"},
    {400, -1016, "This service is no longer available.", Meaning::kUnknown, "VENUE_ERROR"},
    {400, -1003, "Too much request weight used", Meaning::kThrottled, "RATE_LIMIT"},
    {400, -1034, "Too many connections", Meaning::kThrottled, "RATE_LIMIT"},
    {400, -1021, "outside of the recvWindow", Meaning::kWrongClock, "CLOCK_OFFSET"},
    {401, -1002, "", Meaning::kRejected, "UNAUTHORIZED"},
    {400, -1022, "Signature", Meaning::kRejected, "BAD_SIGNATURE"},
    {401, -2014, "API-key format invalid.", Meaning::kRejected, "BAD_API_KEY"},
    {401, -2015, "Invalid API-key, IP, or permissions", Meaning::kRejected, "KEY_REFUSED"},
    {400, -1013, "Filter failure: PERCENT_PRICE", Meaning::kRejected, "PERCENT_PRICE"},
    {400, -1013, "Invalid quantity.", Meaning::kRejected, "INVALID_MESSAGE"},
    {400, -1014, "", Meaning::kRejected, "UNSUPPORTED_ORDER"},
    {400, -1020, "", Meaning::kRejected, "UNSUPPORTED_ORDER"},
    {400, -1121, "Invalid symbol.", Meaning::kRejected, "UNKNOWN_SYMBOL"},
    {400, -1099, "", Meaning::kRejected, "INVALID_REQUEST"},
    {400, -1100, "Illegal characters", Meaning::kRejected, "INVALID_REQUEST"},
    {400, -1199, "", Meaning::kRejected, "INVALID_REQUEST"},
    {400, -1200, "", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
    {400, -1098, "", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
    {400, -2010, "Duplicate order sent.", Meaning::kDuplicate, "DUPLICATE_ORDER"},
    {400, -2010, "Account has insufficient balance for requested action.", Meaning::kRejected, "INSUFFICIENT_BALANCE"},
    {400, -2010, "Market is closed.", Meaning::kRejected, "MARKET_CLOSED"},
    {400, -2010, "Order would immediately match and take.", Meaning::kRejected, "WOULD_TAKE"},
    {400, -2010, "Order would trigger immediately.", Meaning::kRejected, "WOULD_TRIGGER"},
    {400, -2010, "This action is disabled on this account.", Meaning::kRejected, "ACCOUNT_RESTRICTED"},
    {400, -2010, "Filter failure: MAX_POSITION", Meaning::kRejected, "MAX_POSITION"},
    {400, -2010, "Something new.", Meaning::kRejected, "VENUE_REJECTED"},
    {400, -1010, "", Meaning::kRejected, "VENUE_REJECTED"},
    {400, -2011, "Unknown order sent.", Meaning::kNoSuchOrder, "UNKNOWN_ORDER"},
    {400, -2011, "Order was not canceled due to cancel restrictions.", Meaning::kRejected, "CANCEL_REFUSED"},
    {400, -2038, "", Meaning::kRejected, "AMEND_REFUSED"},
    {400, -2013, "Order does not exist.", Meaning::kNotFound, "NOT_FOUND"},
    {400, 0, "", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
    {404, 0, "not found", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
    {302, 0, "", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
    {101, -2010, "", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
    {204, 0, "", Meaning::kUnknown, "UNRECOGNISED_ANSWER"},
};
// clang-format on

class Answers : public ::testing::TestWithParam<AnswerCase> {};

TEST_P(Answers, Answer_MeansWhatTheTableSays) {
  const AnswerCase& one = GetParam();
  const Classified said = classify(one.status, one.code, one.message);
  EXPECT_EQ(said.meaning, one.meaning);
  EXPECT_EQ(said.reason, one.reason);
}
INSTANTIATE_TEST_SUITE_P(Each, Answers, ::testing::ValuesIn(kAnswers));

// A row that no case reaches first would be dead, or untried.
TEST(Classification, EveryRow_IsTheFirstThatFitsSomeCase) {
  for (const ClassRow& row : class_rows()) {
    bool is_reached = false;
    for (const AnswerCase& one : kAnswers) {
      const ClassRow* first = nullptr;
      for (const ClassRow& other : class_rows())
        if (first == nullptr && one.status >= other.status_from && one.status <= other.status_to &&
            one.code <= other.code_from && one.code >= other.code_to &&
            std::string_view{one.message}.find(other.words) != std::string_view::npos)
          first = &other;
      is_reached = is_reached || first == &row;
    }
    EXPECT_TRUE(is_reached) << row.code_from << " " << row.words;
  }
}

TEST(Classification, ExchangeWithoutAnAnswer_IsNotSentOnlyWhereNoByteWasWritten) {
  EXPECT_EQ(classify(End::kNeverSent).meaning, Meaning::kNotSent);
  EXPECT_EQ(classify(End::kLost).meaning, Meaning::kUnknown);
  EXPECT_EQ(classify(End::kTimedOut).meaning, Meaning::kUnknown);
  // A 200 that nobody can read.
  EXPECT_EQ(classify(End::kAnswered).meaning, Meaning::kUnknown);
}

TEST(Classification, RefusalOfTheKey_IsSeenAsOne) {
  for (const int code : {-1002, -1022, -2014, -2015})
    EXPECT_TRUE(classify(401, code, "").is_key_fault) << code;
  EXPECT_FALSE(classify(400, -2010, "").is_key_fault);
  EXPECT_FALSE(classify(503, -2015, "").is_key_fault);
}

}  // namespace
}  // namespace sluice::testnet::test
