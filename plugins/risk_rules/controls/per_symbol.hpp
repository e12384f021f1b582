// SPDX-License-Identifier: Apache-2.0
//
// per_symbol.hpp: a value for every instrument of the run, kept by symbol across runs.
//
// Instruments are numbered anew in every run; what outlives one is kept by name. Place: below the
// controls. Thread: begin and restore on the lane, and they allocate; find is lane_hot. Errors:
// find gives null before the first session. A restored symbol that is not in the run is kept as it
// is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/risk_view.hpp>

#include "state_text.hpp"

namespace sluice::risk_rules {

// Value has is_empty(), save(StateWriter&) and restore(StateReader&).
template <typename Value>
class PerSymbol {
 public:
  // A session begins. The table grows or is filled anew; values stay with their symbols.
  void begin(const RiskView& view) {
    std::vector<std::string> names = names_of(view);
    if (names != names_) {
      for (std::size_t i = 0; i < values_.size(); ++i)
        if (!values_[i].is_empty()) others_.emplace_back(std::move(names_[i]), values_[i]);
      names_ = std::move(names);
      values_.assign(names_.size(), Value{});
    }
    place_others();
  }
  [[nodiscard]] Value* find(std::uint32_t instrument) noexcept {
    return instrument < values_.size() ? &values_[instrument] : nullptr;
  }
  [[nodiscard]] const Value* find(std::uint32_t instrument) const noexcept {
    return instrument < values_.size() ? &values_[instrument] : nullptr;
  }
  void clear() noexcept {
    for (Value& value : values_) value = Value{};
    others_.clear();
  }

  void save(StateWriter& out) const {
    std::uint64_t filled = others_.size();
    for (const Value& value : values_) filled += value.is_empty() ? 0 : 1;
    out.add(filled);
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (!values_[i].is_empty()) write(out, names_[i], values_[i]);
    for (const auto& [name, value] : others_) write(out, name, value);
  }
  void restore(StateReader& in) {
    std::vector<std::pair<std::string, Value>> read(in.size(kMostSymbols));
    for (auto& [name, value] : read) {
      name = in.word();
      value.restore(in);
    }
    clear();
    others_ = std::move(read);
    place_others();
  }

 private:
  static constexpr std::size_t kMostSymbols = 100'000;

  static void write(StateWriter& out, const std::string& name, const Value& value) {
    out.add(std::string_view{name});
    value.save(out);
  }
  static std::vector<std::string> names_of(const RiskView& view) {
    std::vector<std::string> names(view.rows().size());
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = "#" + std::to_string(i);
    if (view.raw().market == nullptr) return names;
    for (const Instrument instrument : view.market().instruments())
      if (instrument.id() < names.size()) names[instrument.id()] = word_of(instrument.symbol());
    return names;
  }
  // A symbol as one word of saved state.
  static std::string word_of(std::string_view symbol) {
    std::string word{symbol};
    for (char& c : word)
      if (c == ' ') c = '_';
    return word;
  }
  void place_others() {
    std::vector<std::pair<std::string, Value>> rest;
    for (auto& other : others_) {
      std::size_t i = 0;
      while (i < names_.size() && names_[i] != other.first) ++i;
      if (i < names_.size())
        values_[i] = other.second;
      else
        rest.push_back(std::move(other));
    }
    others_ = std::move(rest);
  }

  std::vector<std::string> names_;
  std::vector<Value> values_;
  std::vector<std::pair<std::string, Value>> others_;
};

}  // namespace sluice::risk_rules
