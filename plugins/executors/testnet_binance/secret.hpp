// SPDX-License-Identifier: Apache-2.0
//
// secret.hpp: a key or secret of the user's, in memory of its own.
//
// Place: executor plugin. Owns one page that is in no core dump (MADV_DONTDUMP), is not copied into
// children (MADV_WIPEONFORK), is locked into memory where the limits allow, and is wiped before it
// is given back. Nothing prints it. Thread: any; it never changes once it was read. Errors:
// std::invalid_argument that names the source and what to do, never the value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::testnet {

class Secret {
 public:
  static constexpr std::size_t kMaxSize = 4096;

  Secret() = default;
  // Wipes the rest of what is copied from: nothing; the caller wipes its own.
  explicit Secret(std::string_view value);
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  [[nodiscard]] std::string_view view() const noexcept { return {page_, size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

 private:
  friend Secret read_secret_file(std::string_view what, const std::string& path);
  void trim() noexcept;

  char* page_ = nullptr;
  std::size_t size_ = 0;
};

// Where a secret is to be found: a variable's name or a file's path, or neither.
struct SecretSource {
  std::string_view what;  // "api_key": the parameters are api_key_env and api_key_file
  std::string environment;
  std::string file;

  [[nodiscard]] bool is_given() const noexcept { return !environment.empty() || !file.empty(); }
};

// A file must belong to this user and be closed to everybody else. Blanks at the end are no part
// of a secret.
[[nodiscard]] Secret read_secret_file(std::string_view what, const std::string& path);
[[nodiscard]] Secret read_secret(const SecretSource& source);

// Enough to tell keys apart by: "abcd…(64)".
[[nodiscard]] std::string masked(const Secret& secret);

}  // namespace sluice::testnet
