// SPDX-License-Identifier: Apache-2.0
//
// trail_tally.hpp: counts a journal's records with a pencil of its own: orders, sends, executions
// and the account they add up to.
//
// Knows nothing of lane, router or store: what they rebuild is compared with it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "journal/reader.hpp"

namespace sluice::crash {

struct TalliedOrder {
  std::string intent;
  std::string wish;  // when, what and how much: the same for an intent that is wished again
  std::string symbol;
  std::string state;
  bool buys = false;
  Quantity filled;
  std::int64_t sends = 0;   // SENDING records
  std::int64_t proofs = 0;  // that the last attempt is not at the venue
};

class TrailTally {
 public:
  explicit TrailTally(Money cash) : cash_{cash} {}

  void take(const journal::Record& record);

  [[nodiscard]] const std::map<std::uint64_t, TalliedOrder>& orders() const { return orders_; }
  // "order epoch id quantity price"
  [[nodiscard]] const std::set<std::string>& executions() const { return executions_; }
  // "order attempt"
  [[nodiscard]] const std::set<std::string>& sends() const { return sends_; }
  [[nodiscard]] Money cash() const { return cash_; }
  [[nodiscard]] const std::map<std::string, Quantity>& positions() const { return positions_; }
  // What no trail may say.
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

 private:
  void take_execution(const journal::Record& record, TalliedOrder& order);
  void take_sending(const journal::Record& record, TalliedOrder& order);
  void fault(const journal::Record& record, const std::string& what);

  struct Wish {
    std::string words;
    std::string symbol;
    bool buys = false;
  };
  std::map<std::string, Wish> wishes_;
  std::map<std::uint64_t, TalliedOrder> orders_;
  std::map<std::string, std::uint64_t> sent_as_;  // intent: order
  std::set<std::string> executions_;
  std::set<std::string> execution_ids_;
  std::set<std::string> sends_;
  std::map<std::string, Quantity> positions_;
  Money cash_;
  std::vector<std::string> faults_;
};

}  // namespace sluice::crash
