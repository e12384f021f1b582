// SPDX-License-Identifier: Apache-2.0
//
// server_settings.hpp: where the server listens, whom it lets in, and how much of anything.
//
// Place: api. Values. A server that is not on a loopback address without token and TLS is refused
// by check(), not by good will.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::api {

// The SHA-256 of a bearer token, and whose it is: the token itself is not kept.
struct Token {
  std::string actor;
  std::array<unsigned char, 32> digest{};
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8000;  // 0: any that is free
  unsigned threads = 1;
  std::size_t max_header_bytes = 8u << 10;
  std::size_t max_body_bytes = 1u << 20;
  std::size_t max_connections = 2'048;
  std::chrono::milliseconds timeout{30'000};  // a whole request, a write, an idle connection
  double requests_per_second = 100'000;       // of one address; 0: any number
  std::filesystem::path certificate, key;     // PEM; both or none
  std::vector<Token> tokens;

  [[nodiscard]] bool has_tls() const noexcept { return !certificate.empty(); }
  [[nodiscard]] bool is_loopback() const;
  // Why a server may not run so; empty: it may.
  [[nodiscard]] std::string check() const;
};

// Lines `NAME TOKEN`; `#` begins a comment. The file must not be readable by others.
[[nodiscard]] Result<std::vector<Token>> read_tokens(const std::filesystem::path& file);
// Whose it is; nullptr: nobody's. Takes as long for every token.
[[nodiscard]] const Token* find_token(const std::vector<Token>& tokens, std::string_view text);

}  // namespace sluice::api
