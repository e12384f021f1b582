// SPDX-License-Identifier: Apache-2.0
#include "files/secret_file.hpp"

#include <algorithm>
#include <sys/stat.h>

#include <openssl/crypto.h>

#include "files/atomic_file.hpp"

namespace sluice::files {
namespace {

constexpr std::uint64_t kMaxSecretBytes = 4096;

}  // namespace

Result<std::string> read_secret(const std::filesystem::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return Error{file.string() + ": no such file"};
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error{file.string() + ": others can read or change it; chmod 600 keeps it to its owner"};
  auto text = read_file(file, kMaxSecretBytes);
  if (!text) return text.error();
  std::string secret = std::move(text).value();
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  const bool is_word = !secret.empty() && std::all_of(secret.begin(), secret.end(),
                                                      [](char c) { return c > ' ' && c < 0x7f; });
  if (!is_word) return Error{file.string() + ": expected one line with a token, without blanks"};
  return secret;
}

bool is_equal_secret(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace sluice::files
