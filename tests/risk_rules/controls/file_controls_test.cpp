// SPDX-License-Identifier: Apache-2.0
//
// Controls that read a file at the start of a session.
#include <fstream>

#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

class FileControlTest : public ControlTest {
 protected:
  std::string params(std::string_view key, const std::string& path) {
    return "{\"" + std::string{key} + "\":\"" + path + "\"}";
  }
  [[nodiscard]] std::string last_log() const {
    return host_.log().empty() ? std::string{} : host_.log().back().text;
  }
};

class RestrictedList : public FileControlTest {
 protected:
  void list(std::string_view content) {
    path_ = file_with("list.csv", content);
    make("restricted_list", params("file", path_));
  }
  // What the log says after the path of a file like this.
  std::string fault(std::string_view content) {
    list(content);
    EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED_LIST_UNREADABLE");
    const std::string start = "restricted_list: " + path_ + ":";
    EXPECT_TRUE(last_log().starts_with(start)) << last_log();
    return last_log().substr(start.size());
  }
  std::string path_;
};

TEST_F(RestrictedList, Check_FromTheFirstToTheLastDay_Refuses) {
  list("# compliance\nsymbol,from,until\n\nS0,2025-01-14,2025-01-16\n");
  world_.set_now("2025-01-13T23:59:59Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.set_now("2025-01-14T00:00:00Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE");
  world_.set_now("2025-01-16T23:59:59Z");
  EXPECT_EQ(check(world_.market(0, kSell, "1")), "REJECT RESTRICTED");
  world_.set_now("2025-01-17T00:00:00Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

TEST_F(RestrictedList, Check_OfOneSide_LeavesTheOther) {
  list(
      "reason , side,until,from,symbol\n"
      "earnings, buy,,2025-01-01,S0\nlitigation,sell,,2025-01-01,S1\n,both,,2025-01-01,S2\n");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED");
  EXPECT_EQ(check(world_.market(0, kSell, "1")), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kSell, "1")), "REJECT RESTRICTED");
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "REJECT RESTRICTED");
  EXPECT_EQ(check(world_.market(2, kSell, "1")), "REJECT RESTRICTED");
}

TEST_F(RestrictedList, Check_Offline_IsTheSame) {
  list("symbol,from\nS0,2025-01-01\n");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE");
}

TEST_F(RestrictedList, OnSession_ReadsTheFileAgain) {
  list("symbol,from\nNOBODY,2025-01-01\n");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  std::ofstream{path_} << "symbol,from\nS0,2025-01-01\n";
  begin_session();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED");
  std::remove(path_.c_str());
  begin_session();
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT RESTRICTED_LIST_UNREADABLE");
  EXPECT_NE(last_log().find(path_ + ": cannot be opened: "), std::string::npos) << last_log();
}

TEST_F(RestrictedList, OnSession_WithAFaultyFile_NamesPathLineAndCause) {
  const std::string end = "; nothing may be traded";
  EXPECT_EQ(fault(""), "1: no header: the file holds no line" + end);
  EXPECT_EQ(fault("symbol,form\n"), "1: unknown column 'form', the nearest is 'from'" + end);
  EXPECT_EQ(fault("symbol,until\n"), "1: column 'from' is missing" + end);
  EXPECT_EQ(fault("symbol,from,from\n"), "1: column 'from' twice" + end);
  EXPECT_EQ(fault("symbol,from\nS0\n"), "2: 1 fields, the header has 2" + end);
  EXPECT_EQ(fault("symbol,from\n\n,2025-01-01\n"), "3: 'symbol' is empty" + end);
  EXPECT_EQ(fault("symbol,from\nS0,tomorrow\n"),
            "2: 'from' is 'tomorrow', expected a date like 2025-01-15" + end);
  EXPECT_EQ(fault("symbol,from,until\nS0,2025-01-01,never\n"),
            "2: 'until' is 'never', expected a date like 2025-01-15, or nothing" + end);
  EXPECT_EQ(fault("symbol,from,until\nS0,2025-01-02,2025-01-01\n"),
            "2: 'until' 2025-01-01 is before 'from' 2025-01-02" + end);
  EXPECT_EQ(fault("symbol,from,side\nNOBODY,2025-01-01,long\n"),
            "2: 'side' is 'long', expected buy, sell, both or nothing" + end);
}

TEST_F(RestrictedList, OnSession_WithoutSymbols_RefusesEverything) {
  list("symbol,from\nNOBODY,2025-01-01\n");
  sluice_risk_view nameless = *world_.view();
  nameless.market = nullptr;
  ASSERT_EQ(rule_->on_session(&nameless), SLUICE_OK);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED_LIST_UNREADABLE");
  EXPECT_NE(last_log().find("the host tells no symbols"), std::string::npos);
}

TEST_F(RestrictedList, Check_BeforeASession_Refuses) {
  const std::string path = file_with("list.csv", "symbol,from\n");
  rule_ = std::make_unique<testing::MockRule>(*find_component("restricted_list"),
                                              params("file", path), host_);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT RESTRICTED_LIST_UNREADABLE");
  make("restricted_list", params("file", path));
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

class ShortSale : public FileControlTest {
 protected:
  void locates(std::string_view content) {
    path_ = file_with("locates.csv", content);
    make("short_sale", params("locates", path_));
  }
  std::string path_;
};

TEST_F(ShortSale, Check_WithoutLocates_SellsWhatIsHeldLessOpenSells) {
  make("short_sale");
  world_.hold(0, "10");
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE 0/0");
  EXPECT_EQ(check(world_.market(0, kSell, "10.00000001")), "REJECT SHORT_SALE 0.00000001/0");
  EXPECT_EQ(submit(world_.market(0, kSell, "4")), "APPROVE 0/0");
  world_.open(world_.market(0, kBuy, "100"));  // may never fill
  EXPECT_EQ(check(world_.market(0, kSell, "6")), "APPROVE 0/0");
  EXPECT_EQ(check(world_.market(0, kSell, "7")), "REJECT SHORT_SALE 1/0");
  EXPECT_EQ(check(world_.market(1, kSell, "1")), "REJECT SHORT_SALE 1/0");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE");
}

TEST_F(ShortSale, Check_WithLocates_SellsUpToThemInForce) {
  locates(
      "symbol,from,until,quantity\nS0,2025-01-15,2025-01-15,50\nS0,2025-01-01,,25\n"
      "S1,2025-01-16,,1000\n");
  EXPECT_EQ(submit(world_.market(0, kSell, "70")), "APPROVE 70/75");
  EXPECT_EQ(check(world_.market(0, kSell, "5")), "APPROVE 75/75");
  EXPECT_EQ(check(world_.market(0, kSell, "5.00000001")), "REJECT SHORT_SALE 75.00000001/75");
  EXPECT_EQ(check(world_.market(1, kSell, "1")), "REJECT SHORT_SALE 1/0");
  world_.set_now("2025-01-16T15:00:00Z");
  EXPECT_EQ(check(world_.market(0, kSell, "5")), "REJECT SHORT_SALE 75/25");
  EXPECT_EQ(check(world_.market(1, kSell, "1000")), "APPROVE 1000/1000");
}

TEST_F(ShortSale, Check_WhenShortAlready_CountsIt) {
  locates("symbol,from,quantity\nS0,2025-01-01,50\n");
  world_.hold(0, "-40");
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE 50/50");
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT SHORT_SALE 51/50");
}

TEST_F(ShortSale, Check_WithUnreadableLocates_SellsWhatIsHeldOnly) {
  locates("symbol,from,quantity\nS0,2025-01-01,many\n");
  EXPECT_EQ(last_log(), "short_sale: " + path_ +
                            ":2: 'quantity' is 'many', expected a decimal of at least 0; no short "
                            "sales");
  world_.hold(0, "10");
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE 0/0");
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT LOCATES_UNREADABLE");
  locates("symbol,from,quantity\nS0,2025-01-01,-1\n");
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT LOCATES_UNREADABLE");
  locates("symbol,from,quantity\n,2025-01-01,1\n");
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT LOCATES_UNREADABLE");
  make("short_sale", params("locates", "/nowhere/at/all.csv"));
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT LOCATES_UNREADABLE");
}

TEST_F(ShortSale, Check_BeforeASession_SellsWhatIsHeldOnly) {
  rule_ = std::make_unique<testing::MockRule>(*find_component("short_sale"),
                                              params("locates", "/nowhere.csv"), host_);
  EXPECT_EQ(check(world_.market(0, kSell, "1")), "REJECT LOCATES_UNREADABLE");
}

TEST_F(ShortSale, Check_Offline_IsTheSame) {
  make("short_sale");
  world_.set_offline();
  world_.hold(0, "10");
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE 0/0");
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT SHORT_SALE 1/0");
}

class ConfigHash : public FileControlTest {
 protected:
  void approved(const std::string& content) {
    path_ = file_with("approved.txt", content);
    make("config_hash", params("approved", path_));
  }
  const std::string hash_ = std::string(64, 'a');
  const std::string other_ = std::string(63, 'a') + "b";
  std::string path_;
};

TEST_F(ConfigHash, Check_OfAnApprovedHash_Approves) {
  approved("# approved on Monday\n" + other_ + "\n\n" + hash_ + " by the risk officer\r\n");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

TEST_F(ConfigHash, Check_OfAnotherHash_RefusesAndNamesIt) {
  approved(other_ + "\n");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT CONFIG_HASH");
  EXPECT_EQ(last_log(),
            "config_hash: " + path_ + " does not list " + hash_ + "; nothing may be traded");
}

TEST_F(ConfigHash, Check_WithMissingInput_Refuses) {
  approved(hash_);
  world_.set_config_hash("");
  begin_session();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_CONFIG_HASH");
  world_.set_config_hash(hash_);
  approved(hash_ + "\nA" + hash_.substr(1) + "\n");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT APPROVED_HASHES_UNREADABLE");
  EXPECT_NE(last_log().find(path_ + ":2: 'A"), std::string::npos);
  approved(hash_.substr(1));
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT APPROVED_HASHES_UNREADABLE");
  make("config_hash", params("approved", "/nowhere/at/all"));
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT APPROVED_HASHES_UNREADABLE");
}

TEST_F(ConfigHash, Check_BeforeASession_Refuses) {
  rule_ = std::make_unique<testing::MockRule>(*find_component("config_hash"),
                                              params("approved", file_with("a.txt", hash_)), host_);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT APPROVED_HASHES_UNREADABLE");
}

}  // namespace
}  // namespace sluice::risk_rules::test
