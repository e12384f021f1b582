// SPDX-License-Identifier: Apache-2.0
#include "api/server_settings.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <sstream>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "files/atomic_file.hpp"

namespace sluice::api {
namespace {

constexpr std::size_t kLeastTokenBytes = 16;
constexpr std::uint64_t kMaxTokenFile = 1u << 20;

std::array<unsigned char, 32> digest_of(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

}  // namespace

bool ServerSettings::is_loopback() const {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::string ServerSettings::check() const {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, address.c_str(), &v4) != 1 &&
      inet_pton(AF_INET6, address.c_str(), &v6) != 1)
    return "'" + address + "' is no IP address, such as 127.0.0.1 or ::1";
  if (certificate.empty() != key.empty()) return "TLS needs both a certificate and a key";
  if (is_loopback()) return {};
  std::string missing;
  if (tokens.empty()) missing = "a token file";
  if (!has_tls()) missing += (missing.empty() ? "" : " and ") + std::string{"TLS"};
  return missing.empty() ? ""
                         : "listening on " + address + ", which others can reach, needs " + missing;
}

Result<std::vector<Token>> read_tokens(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return Error{file.string() + ": no such file"};
  if ((status.st_mode & 077) != 0)
    return Error{file.string() + ": others may read it; chmod 600 makes it yours alone"};
  const auto text = files::read_file(file, kMaxTokenFile);
  if (!text) return text.error();
  std::vector<Token> tokens;
  std::istringstream lines{*text};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    std::istringstream words{line.substr(0, line.find('#'))};
    std::string actor, token, more;
    if (!(words >> actor)) continue;
    const std::string where = file.string() + ":" + std::to_string(number) + ": ";
    if (!(words >> token) || words >> more) return Error{where + "expected NAME TOKEN"};
    if (token.size() < kLeastTokenBytes)
      return Error{where + "a token has at least " + std::to_string(kLeastTokenBytes) +
                   " characters"};
    tokens.push_back({actor, digest_of(token)});
  }
  if (tokens.empty()) return Error{file.string() + ": holds no token; expected lines NAME TOKEN"};
  return tokens;
}

const Token* find_token(const std::vector<Token>& tokens, std::string_view text) {
  const auto digest = digest_of(text);
  const Token* found = nullptr;
  for (const Token& token : tokens)
    if (CRYPTO_memcmp(token.digest.data(), digest.data(), digest.size()) == 0) found = &token;
  return found;
}

}  // namespace sluice::api
