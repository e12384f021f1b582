// SPDX-License-Identifier: Apache-2.0
//
// troubles.hpp: which components are out of order, and what of the trail belongs into the server's
// log: components that fail, halts and their ends.
//
// A rule whose new source is no good is in order again when it is exchanged; one that is
// quarantined, or has lost what it remembers, with the next process or reset: both begin an epoch.
//
// Place: api; filled by the projector, record by record, from the first. Thread: any. Bound: three
// problems a component. Errors: with a store that fails nothing new is heard; that is a problem of
// its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "journal/reader.hpp"

namespace sluice::api {

class Troubles {
 public:
  // A line for the log, on the projector's thread.
  using Warn = std::function<void(const std::string& line)>;

  // Records before `first` are an earlier process's: it has warned of them.
  Troubles(std::uint64_t first, Warn warn) : first_{first}, warn_{std::move(warn)} {}

  void take(const journal::Record& record);
  // Each names its component.
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  void take_fault(const std::string& text);
  void set(std::string kind, const std::string& text);

  const std::uint64_t first_;
  const Warn warn_;
  mutable std::mutex lock_;
  std::map<std::string, std::string, std::less<>> problems_;  // by component and kind
};

}  // namespace sluice::api
