// SPDX-License-Identifier: Apache-2.0
#include "risk/approval.hpp"

#include <optional>

#include "files/signature.hpp"
#include "risk/text_line.hpp"

namespace sluice::risk {
namespace {

constexpr std::string_view kApprovalFirstLine = "sluice approval 1\n";
constexpr std::string_view kSignatureLine = "\nsignature ";

std::optional<ApprovalTerms> read_terms(std::string_view signed_text) {
  if (!signed_text.starts_with(kApprovalFirstLine)) return std::nullopt;
  signed_text.remove_prefix(kApprovalFirstLine.size());
  ApprovalTerms terms;
  terms.strategy = take_line(signed_text, "strategy ");
  terms.config_hash = take_line(signed_text, "config_hash ");
  terms.approved_by = take_line(signed_text, "approved_by ");
  const auto expires = Timestamp::parse(take_line(signed_text, "expires "));
  const bool is_whole = !terms.strategy.empty() && !terms.config_hash.empty() &&
                        !terms.approved_by.empty() && expires && signed_text.empty();
  if (!is_whole) return std::nullopt;
  terms.expires = *expires;
  return terms;
}

}  // namespace

Result<ApprovalTerms> check_approval(std::string_view text, const ApprovalWanted& wanted) {
  const auto at = text.rfind(kSignatureLine);
  const bool has_end = at != std::string_view::npos;
  if (!has_end) return Error{"it has no line with a signature"};
  const std::string_view signed_text = text.substr(0, at + 1);
  std::string_view tail = text.substr(at + 1);
  const std::string_view signature = take_line(tail, kSignatureLine.substr(1));
  if (signature.empty() || !tail.empty()) return Error{"its last line is no signature"};
  if (auto verified = files::verify_ed25519(wanted.public_key, signed_text, signature); !verified)
    return verified.error();
  const auto terms = read_terms(signed_text);
  if (!terms) return Error{"what is signed is no approval of this version"};
  const bool passes_strategy = terms->strategy == wanted.strategy;
  if (!passes_strategy) return Error{"it is of strategy " + terms->strategy};
  const bool passes_config = terms->config_hash == wanted.config_hash;
  if (!passes_config)
    return Error{"it is of another config: " + terms->config_hash + ", this one is " +
                 std::string{wanted.config_hash}};
  const bool passes_end = wanted.now < terms->expires;
  if (!passes_end) return Error{"it expired at " + terms->expires.to_string()};
  return *terms;
}

}  // namespace sluice::risk
