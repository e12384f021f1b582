// SPDX-License-Identifier: Apache-2.0
#include "journal/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace sluice::journal {
namespace {

// RFC 3720, appendix B.4, and the usual check value.
TEST(Crc32c, KnownVectors_AreMet) {
  std::string counting;
  for (int i = 0; i < 32; ++i) counting += static_cast<char>(i);
  const std::string backwards{counting.rbegin(), counting.rend()};
  for (const auto crc : {crc32c, crc32c_portable}) {
    EXPECT_EQ(crc(""), 0u);
    EXPECT_EQ(crc("123456789"), 0xe3069283u);
    EXPECT_EQ(crc(std::string(32, '\0')), 0x8a9136aau);
    EXPECT_EQ(crc(std::string(32, '\xff')), 0x62a8ab43u);
    EXPECT_EQ(crc(counting), 0x46dd794eu);
    EXPECT_EQ(crc(backwards), 0x113fdb5cu);
  }
}

TEST(Crc32c, InstructionAndTable_AgreeAtEveryLength) {
  EXPECT_TRUE(rc::check("same", [] {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(crc32c(bytes) == crc32c_portable(bytes));
  }));
  for (std::size_t size = 0; size < 40; ++size)
    EXPECT_EQ(crc32c(std::string(size, 'a')), crc32c_portable(std::string(size, 'a')));
}

// FIPS 180-4 examples.
TEST(Sha256, KnownVectors_AreMet) {
  EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, HexText_RoundTrips) {
  const Hash hash = sha256("abc");
  EXPECT_EQ(Hash::parse(hash.hex()), hash);
}

TEST(Hash, Parse_RefusesWhatIsNot64LowerCaseDigits) {
  const std::string good = sha256("abc").hex();
  EXPECT_FALSE(Hash::parse(""));
  EXPECT_FALSE(Hash::parse(good.substr(1)));
  EXPECT_FALSE(Hash::parse(good + "0"));
  for (const char wrong : {'A', 'g', '/', ':', ' ', '\xff'}) {
    for (const std::size_t at : {0, 31, 63}) {
      std::string bad = good;
      bad[at] = wrong;
      EXPECT_FALSE(Hash::parse(bad)) << bad;
    }
  }
}

}  // namespace
}  // namespace sluice::journal
