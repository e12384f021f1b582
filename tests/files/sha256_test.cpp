// SPDX-License-Identifier: Apache-2.0
#include "files/sha256.hpp"

#include <array>

#include <gtest/gtest.h>

namespace sluice::files {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, StandardsOwnExamples_HaveTheirDigests) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, BytesAndText_AreTheSame) {
  constexpr std::array kBytes{std::byte{'a'}, std::byte{0}, std::byte{0xff}};
  EXPECT_EQ(sha256_hex(kBytes), sha256_hex(std::string_view{"a\0\xff", 3}));
}

}  // namespace
}  // namespace sluice::files
