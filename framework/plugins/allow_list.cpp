// SPDX-License-Identifier: Apache-2.0
#include "plugins/allow_list.hpp"

#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

constexpr std::size_t kDigits = 64;

// Lower case, or empty if it is not a hash.
std::string normalised(std::string_view hash) {
  std::string result;
  for (const char c : hash) {
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower < '0' || lower > '9') && (lower < 'a' || lower > 'f')) return {};
    result += lower;
  }
  return result.size() == kDigits ? result : std::string{};
}

}  // namespace

Result<AllowList> AllowList::from(const std::map<std::string, std::string>& sha256_by_file_name) {
  AllowList list;
  for (const auto& [name, hash] : sha256_by_file_name) {
    std::string digits = normalised(hash);
    if (digits.empty())
      return Error{"allow-list: the SHA-256 of '" + name + "' is '" + printable(hash, 80) +
                   "', expected 64 hexadecimal digits"};
    if (name.empty() || name.find('/') != name.npos)
      return Error{"allow-list: '" + name + "' is not a file name, expected e.g. 'my_rules.so'"};
    list.sha256_by_file_name_.emplace(name, std::move(digits));
  }
  return list;
}

Result<void> AllowList::check(std::string_view file_name, std::string_view sha256) const {
  if (is_empty()) return {};
  const auto entry = sha256_by_file_name_.find(file_name);
  if (entry == sha256_by_file_name_.end())
    return Error{std::string{file_name} + " is not in the allow-list; its SHA-256 is " +
                 std::string{sha256}};
  if (entry->second != sha256)
    return Error{std::string{file_name} + " has the SHA-256 " + std::string{sha256} +
                 ", the allow-list expects " + entry->second};
  return {};
}

}  // namespace sluice::plugins
