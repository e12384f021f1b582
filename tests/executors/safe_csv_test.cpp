// SPDX-License-Identifier: Apache-2.0
#include "executors/safe_csv.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/resource.h>

#include "executors/order_file.hpp"
#include "venue.hpp"

namespace sluice::executors::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader =
    "timestamp,symbol,side,qty,type,limit_price,reference_price,intent_id,order_id\n";

class SafeCsvTest : public ::testing::Test {
 protected:
  SafeCsvTest() {
    std::string name = (fs::temp_directory_path() / "sluice_csv_XXXXXX").string();
    root_ = ::mkdtemp(name.data());
  }
  ~SafeCsvTest() override {
    fs::permissions(root_, fs::perms::owner_all);
    fs::remove_all(root_);
  }
  std::unique_ptr<Venue> make(const fs::path& directory) {
    auto venue = std::make_unique<Venue>(executor<SafeCsv>.describe(),
                                         "{\"dir\":\"" + directory.string() + "\"}");
    venue->begin();
    return venue;
  }
  static std::string read(const fs::path& path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return file ? text.str() : "(none)";
  }
  std::string file_of(int number) {
    return read(root_ / ("orders_" + day(number).date().to_compact() + ".csv"));
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{root_}, {}));
  }
  fs::path root_;
};

TEST_F(SafeCsvTest, Submit_OfABatch_WritesItsOrdersAsGiven) {
  auto venue = make(root_ / "new" / "dir");
  sluice_order sell = venue->order(4, 1, 1, kSell, "2.5");
  sell.reference_price = units("101.25");
  sell.intent_id = {0x1, 0xabcdef};
  const auto buy = venue->limit(venue->order(3, 1, 0, kBuy, "10"), "99.5");
  EXPECT_THAT(venue->submit({sell, buy}), ElementsAre("ACKED 4 day 1", "ACKED 3 day 1"));
  EXPECT_EQ(read(root_ / "new" / "dir" / "orders_20241005.csv"),
            std::string{kHeader} +
                "2024-10-05T00:00:00Z,BBB,SELL,2.5,MARKET,,101.25,"
                "00000000000000010000000000abcdef,4\n"
                "2024-10-05T00:00:00Z,AAA,BUY,10,LIMIT,99.5,,00000000000000000000000000000000,3\n");
  EXPECT_THAT(venue->open_orders(), ElementsAre(4u, 3u));
  EXPECT_THAT(venue->poll(), IsEmpty());
}

TEST_F(SafeCsvTest, Submit_AgainOnTheSameDate_AddsToTheFile) {
  auto venue = make(root_);
  venue->submit({venue->order(1, 1, 0, kBuy, "1")});
  const std::string first = file_of(1);
  venue->submit({venue->order(2, 1, 1, kBuy, "1")});
  EXPECT_EQ(file_of(1).substr(0, first.size()), first);
  EXPECT_THAT(file_of(1), HasSubstr(",BBB,BUY,1,"));
  venue->submit({venue->order(3, 2, 2, kBuy, "1")});
  EXPECT_THAT(file_of(2), HasSubstr(",\"CC C\",BUY,1,"));
  EXPECT_THAT(file_of(2), ::testing::Not(HasSubstr("BBB")));
  EXPECT_EQ(files(), 2u);
}

TEST_F(SafeCsvTest, Submit_InANewRun_ReplacesTheFileByTheSameBytes) {
  auto first = make(root_);
  first->submit({first->order(1, 1, 0, kBuy, "1")});
  const std::string before = file_of(1);
  auto second = make(root_);
  second->submit({second->order(1, 1, 0, kBuy, "1")});
  EXPECT_EQ(file_of(1), before);
}

TEST_F(SafeCsvTest, Submit_OfADateBefore_IsRefused) {
  auto venue = make(root_);
  venue->submit({venue->order(1, 2, 0, kBuy, "1")});
  EXPECT_EQ(venue->executor().submit(std::vector{venue->order(2, 1, 0, kBuy, "1")}),
            SLUICE_ERROR_STATE);
  EXPECT_EQ(files(), 1u);
}

TEST_F(SafeCsvTest, Submit_OfABatchOfTwoDates_IsRefusedWhole) {
  auto venue = make(root_);
  EXPECT_EQ(venue->executor().submit(
                std::vector{venue->order(1, 1, 0, kBuy, "1"), venue->order(2, 2, 0, kBuy, "1")}),
            SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(files(), 0u);
  EXPECT_THAT(venue->take(), IsEmpty());
}

TEST_F(SafeCsvTest, Submit_OfKnownOrBrokenOrders_RejectsThemOnly) {
  auto venue = make(root_);
  sluice_order broken = venue->order(2, 1, 0, kBuy, "1");
  broken.quantity = -1;
  EXPECT_THAT(
      venue->submit({venue->order(1, 1, 0, kBuy, "1"), broken, venue->order(1, 1, 0, kBuy, "1"),
                     venue->order(5, 1, 9, kBuy, "1")}),
      ElementsAre("ACKED 1 day 1", "REJECTED 2 INVALID_ORDER day 1",
                  "REJECTED 1 DUPLICATE_ORDER day 1", "REJECTED 5 UNKNOWN_INSTRUMENT day 1"));
  const std::string text = file_of(1);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(SafeCsvTest, Submit_OfWhatTheFileHasNoColumnsFor_IsRejected) {
  auto venue = make(root_);
  sluice_order stop = venue->order(1, 1, 0, kBuy, "1");
  stop.type = SLUICE_ORDER_STOP;
  stop.stop_price = units("10");
  sluice_order reducing = venue->order(2, 1, 0, kBuy, "1");
  reducing.flags = SLUICE_ORDER_REDUCE_ONLY;
  EXPECT_THAT(venue->submit({stop, reducing}), ElementsAre("REJECTED 1 UNSUPPORTED_ORDER day 1",
                                                           "REJECTED 2 UNSUPPORTED_ORDER day 1"));
  EXPECT_EQ(files(), 0u);
}

TEST_F(SafeCsvTest, Submit_WhenTheFileCannotBeWritten_TakesNothingAndSaysWhy) {
  std::ofstream{root_ / "taken"} << "a file";
  auto blocked = make(root_ / "taken");
  EXPECT_EQ(blocked->executor().submit(std::vector{blocked->order(1, 1, 0, kBuy, "1")}),
            SLUICE_ERROR_IO);
  EXPECT_THAT(blocked->executor().error(), HasSubstr((root_ / "taken").string()));
  EXPECT_THAT(blocked->take(), IsEmpty());
  EXPECT_THAT(blocked->open_orders(), IsEmpty());
}

TEST_F(SafeCsvTest, Submit_WhenTheRenameFails_LeavesNoTemporaryFileAndCanBeTriedAgain) {
  auto venue = make(root_);
  const fs::path target = root_ / "orders_20241005.csv";
  fs::create_directory(target);
  const std::vector batch{venue->order(1, 1, 0, kBuy, "1")};
  EXPECT_EQ(venue->executor().submit(batch), SLUICE_ERROR_IO);
  EXPECT_THAT(venue->executor().error(),
              ::testing::AllOf(HasSubstr(target.string()), HasSubstr("directory")));
  EXPECT_EQ(files(), 1u);
  fs::remove(target);
  EXPECT_THAT(venue->submit(batch), ElementsAre("ACKED 1 day 1"));
}

// Files of this process cannot grow beyond so many bytes: a write fails in the middle.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST_F(SafeCsvTest, Submit_WhenTheWriteFailsHalfway_LeavesTheFileAsItWas) {
  auto venue = make(root_);
  venue->submit({venue->order(1, 1, 0, kBuy, "1")});
  const std::string before = file_of(1);
  const std::vector batch{venue->order(2, 1, 0, kBuy, "1")};
  {
    const SmallFiles limit{before.size() + 10};
    EXPECT_EQ(venue->executor().submit(batch), SLUICE_ERROR_IO);
  }
  EXPECT_THAT(venue->executor().error(),
              ::testing::AllOf(HasSubstr("orders_20241005.csv"), HasSubstr("File too large")));
  EXPECT_EQ(file_of(1), before);
  EXPECT_EQ(files(), 1u);
  EXPECT_THAT(venue->open_orders(), ElementsAre(1u));
  EXPECT_THAT(venue->submit(batch), ElementsAre("ACKED 2 day 1"));
}

TEST_F(SafeCsvTest, Submit_WithALinkInThePlaceOfItsTemporaryFile_DoesNotFollowIt) {
  std::ofstream{root_ / "victim"} << "precious";
  fs::create_symlink(root_ / "victim", root_ / ".orders_20241005.csv.tmp");
  auto venue = make(root_);
  EXPECT_EQ(venue->executor().submit(std::vector{venue->order(1, 1, 0, kBuy, "1")}),
            SLUICE_ERROR_IO);
  EXPECT_EQ(read(root_ / "victim"), "precious");
}

TEST_F(SafeCsvTest, Query_TellsOfOrdersOfThisProcessAlone) {
  auto venue = make(root_);
  venue->submit({venue->order(1, 1, 0, kBuy, "3")});
  EXPECT_THAT(venue->query(1), ElementsAre("STATUS 1 OPEN 0/3 day 1"));
  EXPECT_EQ(venue->executor().query(venue->order(2, 1, 0, kBuy, "1")), SLUICE_ERROR_NOT_FOUND);
}

TEST_F(SafeCsvTest, Snapshot_IsCompleteUnlessAskedForAnOrderOfAnotherProcess) {
  auto venue = make(root_);
  const std::vector own{venue->order(1, 1, 0, kBuy, "3")};
  const std::vector foreign{venue->order(2, 1, 0, kBuy, "3")};
  venue->submit(own);
  EXPECT_EQ(venue->executor().snapshot(day(0), own).account.complete, 1);
  EXPECT_THAT(venue->take(), ElementsAre("STATUS 1 OPEN 0/3 day 1"));
  EXPECT_EQ(venue->executor().snapshot(day(0), foreign).account.complete, 0);
}

TEST_F(SafeCsvTest, Cancel_OfAnOrderHandedOver_IsRejected) {
  auto venue = make(root_);
  venue->submit({venue->order(1, 1, 0, kBuy, "1")});
  EXPECT_THAT(venue->cancel(1), ElementsAre("CANCEL_REJECTED 1 HANDED_OVER day 0"));
  EXPECT_THAT(venue->open_orders(), ElementsAre(1u));
}

TEST_F(SafeCsvTest, Submit_OfAnEmptyBatch_WritesNothing) {
  auto venue = make(root_);
  EXPECT_THAT(venue->submit({}), IsEmpty());
  EXPECT_EQ(files(), 0u);
}

TEST(SafeCsv, Traits_SayThatNothingIsFilled) {
  EXPECT_EQ(executor<SafeCsv>.describe().traits, std::uint64_t{SLUICE_TRAIT_NO_FILLS});
}

TEST(CsvField, WithSpecialOrFormulaCharacters_IsQuoted) {
  EXPECT_EQ(csv_field("BRK.B"), "BRK.B");
  EXPECT_EQ(csv_field("a-b=c+d@e"), "a-b=c+d@e");
  EXPECT_EQ(csv_field("=1+1"), "\"=1+1\"");
  EXPECT_EQ(csv_field("+1"), "\"+1\"");
  EXPECT_EQ(csv_field("-1"), "\"-1\"");
  EXPECT_EQ(csv_field("@SUM"), "\"@SUM\"");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("\ta"), "\"\ta\"");
  EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_field(""), "");
}

}  // namespace
}  // namespace sluice::executors::test
