// SPDX-License-Identifier: Apache-2.0
#include "config_hash.hpp"

#include <algorithm>

#include "rule_file.hpp"

namespace sluice::risk_rules {
namespace {

constexpr std::size_t kHashDigits = 64;  // SHA-256

bool is_hash(std::string_view word) {
  return word.size() == kHashDigits && word.find_first_not_of("0123456789abcdef") == word.npos;
}

// Is `wanted` one of the text's hashes? What follows a hash on its line is for people.
Result<bool> is_listed(const std::string& text, const std::string& path, std::string_view wanted) {
  bool listed = false;
  std::string_view rest{text};
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const auto end = rest.find('\n');
    const std::string_view content = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const std::string_view word = content.substr(0, content.find_first_of(" \t\r"));
    if (word.empty() || word.front() == '#') continue;
    if (!is_hash(word))
      return fault_at(
          path, line,
          "'" + std::string{word} + "' is no hash, expected 64 lower-case hexadecimal digits");
    const bool passes = word == wanted;
    listed = listed || passes;
  }
  return listed;
}

}  // namespace

void ConfigHash::on_session(const RiskView& view) {
  refusal_ = code::kApprovedHashesUnreadable;
  const auto text = read_rule_file(file_);
  const auto listed =
      text ? is_listed(*text, file_, view.config_hash()) : Result<bool>{text.error()};
  std::string why;
  if (!listed) {
    why = listed.error().message;
  } else if (view.config_hash().empty()) {
    refusal_ = code::kNoConfigHash;
    why = "the host tells no hash of configuration and plugins";
  } else if (!*listed) {
    refusal_ = code::kConfigHash;
    why = file_ + " does not list " + std::string{view.config_hash()};
  } else {
    refusal_ = {};
    return;
  }
  host_.log(LogLevel::kError, "config_hash: " + why + "; nothing may be traded");
}

}  // namespace sluice::risk_rules
