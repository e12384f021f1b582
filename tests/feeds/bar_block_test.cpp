// SPDX-License-Identifier: Apache-2.0
//
// bar_block_test.cpp: what is packed comes back.
#include "feeds/bar_block.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace sluice::feeds {
namespace {

std::vector<std::int64_t> unpacked(const PackedBlock& block, std::size_t rows, std::size_t column) {
  std::vector<std::int64_t> values(rows);
  unpack_column(block.span(), rows, column, {0, rows}, values.data());
  return values;
}

TEST(BarBlock, Values_WhenPackedAndUnpacked_AreTheSame) {
  const auto columns = std::make_unique<BlockColumns>();
  EXPECT_TRUE(rc::check([&] {
    const auto rows = *rc::gen::inRange<std::size_t>(1, 40);
    for (auto& column : columns->column) {
      const std::int64_t power = *rc::gen::element<std::int64_t>(1, 10, 100, 10'000, 100'000'000);
      const std::int64_t most = *rc::gen::element<std::int64_t>(1, 200, 60'000, 4'000'000'000);
      for (std::size_t i = 0; i < rows; ++i)
        column[i] = *rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                                    rc::gen::map(rc::gen::inRange<std::int64_t>(0, most),
                                                 [&](std::int64_t v) { return v * power; }));
    }
    const PackedBlock block = pack_block(*columns, rows);
    RC_ASSERT(is_block(block.span(), rows));
    for (std::size_t c = 0; c < kBlockColumns; ++c)
      RC_ASSERT(unpacked(block, rows, c) ==
                std::vector<std::int64_t>(
                    columns->column[c].begin(),
                    columns->column[c].begin() + static_cast<std::ptrdiff_t>(rows)));
    const auto first = *rc::gen::inRange<std::size_t>(0, rows);
    const auto count = *rc::gen::inRange<std::size_t>(0, rows - first + 1);
    for (std::size_t c = 0; c < kBlockColumns; ++c) {
      std::vector<std::int64_t> some(count);
      unpack_column(block.span(), rows, c, {first, count}, some.data());
      RC_ASSERT(std::equal(some.begin(), some.end(),
                           columns->column[c].begin() + static_cast<std::ptrdiff_t>(first)));
    }
  }));
}

TEST(BarBlock, Values_WhenExtreme_AreKept) {
  const auto columns = std::make_unique<BlockColumns>();
  for (auto& column : columns->column) column[0] = INT64_MIN, column[1] = INT64_MAX, column[2] = 0;
  const PackedBlock block = pack_block(*columns, 3);
  EXPECT_EQ(unpacked(block, 3, kClose), (std::vector<std::int64_t>{INT64_MIN, INT64_MAX, 0}));
}

TEST(BarBlock, Size_WhenPricesAreInCents_IsFourBytesAValue) {
  const auto columns = std::make_unique<BlockColumns>();
  for (auto& column : columns->column) column.fill(0);
  for (std::size_t i = 0; i < kBlockRows; ++i)
    columns->column[kClose][i] = static_cast<std::int64_t>(i) * 100'000 * 1'000'000;
  EXPECT_EQ(pack_block(*columns, kBlockRows).size,
            kBlockColumns * sizeof(ColumnCode) + 4 * kBlockRows);
}

TEST(BarBlock, Bytes_WhenNotABlock_AreRefused) {
  const auto columns = std::make_unique<BlockColumns>();
  for (auto& column : columns->column) column[0] = 1, column[1] = 2;
  const PackedBlock block = pack_block(*columns, 2);
  const auto with = [&](std::size_t at, int value) {
    std::vector<std::byte> bytes(block.span().begin(), block.span().end());
    bytes[at] = static_cast<std::byte>(value);
    return is_block(bytes, 2);
  };
  EXPECT_TRUE(with(0, 1));
  EXPECT_FALSE(with(0, 3)) << "width";
  EXPECT_FALSE(with(0, 16)) << "width";
  EXPECT_FALSE(with(1, 9)) << "exponent";
  EXPECT_FALSE(with(0, 8)) << "size";
  EXPECT_FALSE(is_block(block.span().first(10), 2));
  EXPECT_FALSE(is_block(block.span(), 0));
  EXPECT_FALSE(is_block(block.span(), kBlockRows + 1));
}

}  // namespace
}  // namespace sluice::feeds
