// SPDX-License-Identifier: Apache-2.0
//
// approval.hpp: the signed approval of a config for live orders.
//
// Place: risk. Format: docs/formats/approval.md; whoever approves signs it with tools of their own.
// Pure: text and clock come in. Thread: any. Errors: what about the approval does not count.
#pragma once

#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::risk {

struct ApprovalTerms {
  std::string strategy;
  std::string config_hash;
  std::string approved_by;
  Timestamp expires;
};

struct ApprovalWanted {
  std::string_view public_key;  // Ed25519, 64 hexadecimal digits
  std::string_view strategy;
  std::string_view config_hash;
  Timestamp now;
};

// The terms, where the signature is of that key, the config the one that runs, and the end not yet.
[[nodiscard]] Result<ApprovalTerms> check_approval(std::string_view text,
                                                   const ApprovalWanted& wanted);

}  // namespace sluice::risk
