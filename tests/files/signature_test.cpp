// SPDX-License-Identifier: Apache-2.0
#include "files/signature.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::files {
namespace {

using ::testing::HasSubstr;

// RFC 8032, section 7.1, TEST 3: the key signs the bytes af 82.
constexpr const char* kKey = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
constexpr const char* kText = "\xaf\x82";
constexpr const char* kSignature =
    "YpHWV97sJAJIJ+acOr4BowzlSKKEdDpEXjaA19taw6wY/5tTjRbykK5n92CYTcZZSnwV6XFu0o3AJ77O6h7ECg==";

TEST(Ed25519, StandardsOwnExample_Verifies) {
  const auto done = verify_ed25519(kKey, kText, kSignature);
  EXPECT_TRUE(done.ok()) << done.error().message;
}

TEST(Ed25519, OtherText_IsRefused) {
  EXPECT_THAT(verify_ed25519(kKey, "\xaf\x83", kSignature).error().message,
              HasSubstr("not of this text"));
}

TEST(Ed25519, OtherKey_IsRefused) {
  std::string other = kKey;
  other.back() = '6';
  EXPECT_FALSE(verify_ed25519(other, kText, kSignature).ok());
}

TEST(Ed25519, OtherSignature_IsRefused) {
  std::string other = kSignature;
  other[0] = 'Z';
  EXPECT_FALSE(verify_ed25519(kKey, kText, other).ok());
}

TEST(Ed25519, KeyWithMoreDigits_IsNoKey) {
  EXPECT_THAT(verify_ed25519(std::string{kKey} + "00", kText, kSignature).error().message,
              HasSubstr("public key"));
}

TEST(Ed25519, WhatIsNoKey_IsNamed) {
  for (const char* bad :
       {"", "fc51", "FC51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "xc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "f/51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"})
    EXPECT_THAT(verify_ed25519(bad, kText, kSignature).error().message, HasSubstr("public key"));
}

TEST(Ed25519, WhatIsNoSignature_IsNamed) {
  std::string unpadded = kSignature;
  unpadded.back() = 'A';
  std::string odd = kSignature;
  odd[5] = '*';
  for (const std::string& bad : {std::string{}, std::string{"YpHW"}, unpadded, odd})
    EXPECT_THAT(verify_ed25519(kKey, kText, bad).error().message, HasSubstr("base64"));
}

}  // namespace
}  // namespace sluice::files
