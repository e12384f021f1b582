// SPDX-License-Identifier: Apache-2.0
#include "formula.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "fault.hpp"
#include "parser.hpp"

namespace sluice::strategies {
namespace {

using formula::NodeIndex;
using formula::Type;

NodeIndex read(const char* name, const std::string& text, Type wanted, formula::Program& program) {
  try {
    return formula::parse(text, wanted, program);
  } catch (const formula::Fault& fault) {
    throw std::invalid_argument(formula::describe(fault, name, text));
  }
}

}  // namespace

Formula::Formula(const Params& params)
    : max_positions_{static_cast<std::size_t>(params.max_positions)},
      exposure_{params.exposure},
      sign_{params.direction == "short" ? -1.0 : 1.0} {
  entry_ = read("entry", params.entry, Type::kBool, program_);
  if (!params.exit.empty()) exit_ = read("exit", params.exit, Type::kBool, program_);
  if (!params.rank.empty()) rank_ = read("rank", params.rank, Type::kNumber, program_);
}

std::uint32_t Formula::lookback_sessions() const noexcept {
  return program_.memory() + 1 + kGapSessions;
}

bool Formula::is_held(Quantity position) const noexcept {
  return sign_ < 0 ? position.is_negative() : position.is_positive();
}

void Formula::on_bars(const Session& session, Decisions& decisions) {
  const MarketView market = session.market();
  const std::size_t universe = market.instruments().size();
  while (evaluators_.size() < universe) evaluators_.emplace_back(program_);
  holdings_.begin(market);
  candidates_.clear();
  for (std::uint32_t i = 0; i < universe; ++i) {
    const Series series = market.series(i);
    evaluators_[i].update(series);
    const bool held = is_held(session.position(i));
    const double bars = holdings_.count(i, held, series);
    if (session.rebalance()) judge(i, {held, bars});
  }
  holdings_.end(session.time());
  if (session.rebalance()) decide(universe, decisions);
}

void Formula::judge(std::uint32_t instrument, const formula::Holding& holding) {
  formula::Evaluator& values = evaluators_[instrument];
  values.settle(holding);
  const bool leaves = exit_ && values.is_true(*exit_);
  const bool stays = exit_ && holding.held;
  if (leaves || !(stays || values.is_true(entry_))) return;
  const double rank = rank_ ? values.value(*rank_) : 0.0;
  // What has no rank can't be preferred to anything.
  if (!std::isnan(rank)) candidates_.push_back({rank, holding.held, instrument});
}

// Without a rank, who is held stays; equals stand in the order of the universe.
void Formula::choose() {
  if (max_positions_ == 0 || candidates_.size() <= max_positions_) return;
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    if (a.rank != b.rank) return a.rank > b.rank;
    return a.held != b.held ? a.held : a.instrument < b.instrument;
  });
  candidates_.resize(max_positions_);
}

void Formula::decide(std::size_t universe, Decisions& decisions) {
  choose();
  chosen_.assign(universe, false);
  for (const Candidate& candidate : candidates_) chosen_[candidate.instrument] = true;
  const std::size_t parts = max_positions_ == 0 ? universe : max_positions_;
  const double weight = sign_ * exposure_ / static_cast<double>(parts);
  for (std::uint32_t i = 0; i < universe; ++i)
    decisions.target_weight(i, chosen_[i] ? weight : 0.0);
}

std::string Formula::save_state() const {
  return program_.counts_bars_held() ? holdings_.save() : std::string{};
}

void Formula::load_state(std::string_view state) {
  if (!state.empty()) holdings_.load(state);
}

}  // namespace sluice::strategies
