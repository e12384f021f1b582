// SPDX-License-Identifier: Apache-2.0
//
// bar_block.cpp: packing and unpacking by column.
#include "bar_block.hpp"

#include <algorithm>
#include <cstring>

namespace sluice::feeds {
namespace {

constexpr std::size_t kCodesSize = kBlockColumns * sizeof(ColumnCode);
constexpr std::array<std::uint64_t, kMaxCodeExponent + 1> kPowers = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

using Codes = std::array<ColumnCode, kBlockColumns>;

constexpr std::size_t column_bytes(std::size_t width, std::size_t rows) noexcept {
  return (width * rows + 7) / 8 * 8;
}

template <std::uint64_t kPower>
bool all_multiples(std::span<const std::int64_t> values, std::int64_t base) noexcept {
  return std::all_of(values.begin(), values.end(), [&](std::int64_t value) {
    return (static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(base)) % kPower == 0;
  });
}

// The decimals that real data has: whole numbers, cents, hundredths of a cent, all.
std::uint8_t common_exponent(std::span<const std::int64_t> values, std::int64_t base) noexcept {
  if (all_multiples<kPowers[8]>(values, base)) return 8;
  if (all_multiples<kPowers[6]>(values, base)) return 6;
  if (all_multiples<kPowers[4]>(values, base)) return 4;
  return all_multiples<kPowers[2]>(values, base) ? 2 : 0;
}

ColumnCode choose_code(std::span<const std::int64_t> values) noexcept {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  ColumnCode code{0, 0, 0, 0, *low};
  if (*low == *high) return code;
  code.exponent = common_exponent(values, *low);
  const std::uint64_t largest =
      (static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low)) /
      kPowers[code.exponent];
  code.width = largest <= UINT8_MAX ? 1 : largest <= UINT16_MAX ? 2 : largest <= UINT32_MAX ? 4 : 8;
  return code;
}

template <typename Stored, std::uint64_t kPower>
void store(std::span<const std::int64_t> values, std::int64_t base, std::byte* out) noexcept {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto stored = static_cast<Stored>(
        (static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(base)) / kPower);
    std::memcpy(out + i * sizeof(Stored), &stored, sizeof stored);
  }
}

template <typename Stored>
void store(std::span<const std::int64_t> values, const ColumnCode& code, std::byte* out) noexcept {
  switch (code.exponent) {
    case 8:
      return store<Stored, kPowers[8]>(values, code.base, out);
    case 6:
      return store<Stored, kPowers[6]>(values, code.base, out);
    case 4:
      return store<Stored, kPowers[4]>(values, code.base, out);
    case 2:
      return store<Stored, kPowers[2]>(values, code.base, out);
    default:
      return store<Stored, 1>(values, code.base, out);
  }
}

void store(std::span<const std::int64_t> values, const ColumnCode& code, std::byte* out) noexcept {
  switch (code.width) {
    case 1:
      return store<std::uint8_t>(values, code, out);
    case 2:
      return store<std::uint16_t>(values, code, out);
    case 4:
      return store<std::uint32_t>(values, code, out);
    case 8:
      return store<std::uint64_t>(values, code, out);
    default:
      return;
  }
}

template <typename Stored>
void load(const std::byte* in, RowRange range, const ColumnCode& code, std::int64_t* out) noexcept {
  const std::uint64_t power = kPowers[code.exponent];
  const auto base = static_cast<std::uint64_t>(code.base);
  in += range.first * sizeof(Stored);
  for (std::size_t i = 0; i < range.count; ++i) {
    Stored stored{};
    std::memcpy(&stored, in + i * sizeof stored, sizeof stored);
    out[i] = static_cast<std::int64_t>(base + stored * power);
  }
}

Codes codes_of(std::span<const std::byte> bytes) noexcept {
  Codes codes;
  std::memcpy(codes.data(), bytes.data(), kCodesSize);
  return codes;
}

}  // namespace

PackedBlock pack_block(const BlockColumns& columns, std::size_t rows) {
  Codes codes;
  std::size_t size = kCodesSize;
  for (std::size_t i = 0; i < kBlockColumns; ++i) {
    codes[i] = choose_code({columns.column[i].data(), rows});
    size += column_bytes(codes[i].width, rows);
  }
  PackedBlock block{std::make_unique<std::byte[]>(size), size};
  std::memcpy(block.bytes.get(), codes.data(), kCodesSize);
  std::byte* out = block.bytes.get() + kCodesSize;
  for (std::size_t i = 0; i < kBlockColumns; ++i) {
    store({columns.column[i].data(), rows}, codes[i], out);
    out += column_bytes(codes[i].width, rows);
  }
  return block;
}

bool is_block(std::span<const std::byte> bytes, std::size_t rows) noexcept {
  if (bytes.size() < kCodesSize || rows == 0 || rows > kBlockRows) return false;
  std::size_t size = kCodesSize;
  for (const ColumnCode& code : codes_of(bytes)) {
    const bool known = code.width == 0 || (code.width <= 8 && std::has_single_bit(code.width));
    if (!known || code.exponent > kMaxCodeExponent) return false;
    size += column_bytes(code.width, rows);
  }
  return size == bytes.size();
}

void unpack_column(std::span<const std::byte> bytes, std::size_t rows, std::size_t column,
                   RowRange range, std::int64_t* out) noexcept {
  const Codes codes = codes_of(bytes);
  const std::byte* in = bytes.data() + kCodesSize;
  for (std::size_t i = 0; i < column; ++i) in += column_bytes(codes[i].width, rows);
  switch (codes[column].width) {
    case 1:
      return load<std::uint8_t>(in, range, codes[column], out);
    case 2:
      return load<std::uint16_t>(in, range, codes[column], out);
    case 4:
      return load<std::uint32_t>(in, range, codes[column], out);
    case 8:
      return load<std::uint64_t>(in, range, codes[column], out);
    default:
      std::fill_n(out, range.count, codes[column].base);
  }
}

}  // namespace sluice::feeds
