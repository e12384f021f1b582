// SPDX-License-Identifier: Apache-2.0
#include "drivers/trades_file.hpp"

#include <csignal>
#include <sys/resource.h>

#include <gmock/gmock.h>

#include "records/day_artefacts.hpp"
#include "support/domain_values.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using ::testing::HasSubstr;

class TradesFileTest : public ::testing::Test {
 protected:
  // `count` trades, no two alike.
  records::Day day_of(int day, std::size_t count) {
    records::Day made;
    made.time = Timestamp::from_nanoseconds(day * 86'400'000'000'000);
    for (std::size_t i = 0; i < count; ++i) {
      records::TradeRow& row = made.trades.emplace_back();
      row.instrument = static_cast<InstrumentId>(i % 3);
      row.side = i % 2 == 0 ? Side::kBuy : Side::kSell;
      row.quantity = Quantity::from_raw(++number_ * kScale);
      row.price = row.fill_price = Price::from_raw(number_);
    }
    return made;
  }

  testing::TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "trades_all.csv";
  InstrumentTable instruments_{testing::instruments({"A", "B", "C"})};
  std::int64_t number_ = 0;
};

TEST_F(TradesFileTest, Finish_AfterManyDays_HasWrittenEachRowOnceAndInOrder) {
  auto file = TradesFile::create(path_, instruments_);
  ASSERT_TRUE(file.ok());
  std::string expected = records::trades_header();
  const std::size_t sizes[] = {0, 1, TradesFile::kBatchRows, 7, 3 * TradesFile::kBatchRows, 0, 50};
  for (int round = 0; round < 4; ++round)
    for (const std::size_t size : sizes) {
      const records::Day day = day_of(round, size);
      records::append_trade_rows(expected, day, instruments_);
      ASSERT_TRUE(file->add(day).ok());
    }
  ASSERT_TRUE(file->finish().ok());
  EXPECT_TRUE(testing::file_text(path_) == expected);
}

TEST_F(TradesFileTest, Finish_WithoutATrade_LeavesTheHeader) {
  auto file = TradesFile::create(path_, instruments_);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->add(day_of(1, 0)).ok());
  ASSERT_TRUE(file->finish().ok());
  EXPECT_EQ(testing::file_text(path_), records::trades_header());
}

TEST_F(TradesFileTest, Create_WhereAFileIs_IsAnError) {
  testing::write_text(path_, "mine");
  EXPECT_FALSE(TradesFile::create(path_, instruments_).ok());
  EXPECT_EQ(testing::file_text(path_), "mine");
}

// The disk says no on the thread that writes; the lane hears of it, and is not left waiting.
TEST_F(TradesFileTest, Add_WhenTheDiskIsFull_TellsItAtALaterCall) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  auto file = TradesFile::create(path_, instruments_);
  Result<void> told;
  for (int day = 0; file.ok() && told.ok() && day < 10; ++day)
    told = file->add(day_of(day, TradesFile::kBatchRows));
  const auto finished = file.ok() ? file->finish() : Result<void>{};
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_TRUE(file.ok());
  ASSERT_FALSE(told.ok());
  EXPECT_THAT(told.error().message, HasSubstr("trades_all.csv"));
  EXPECT_FALSE(finished.ok());
}

}  // namespace
}  // namespace sluice::drivers
