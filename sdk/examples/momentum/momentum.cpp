// SPDX-License-Identifier: Apache-2.0
//
// momentum: holds the instruments that rose most over a window, in equal shares.
// Place: an example; a strategy. State: none beside the host's history. Units: weights are shares
// of equity. An instrument with too little history, or worth nothing then, is left alone.
#include <algorithm>
#include <optional>
#include <vector>

#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

class Momentum {
 public:
  static constexpr auto id = "example_momentum";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "holds what rose most over a window, in equal shares";
  struct Params {
    std::int64_t sessions;
    std::int64_t holdings;
    double exposure;
  };
  static constexpr auto parameters =
      params(param("sessions", &Params::sessions).def(60).min(1).max(500).help("the window"),
             param("holdings", &Params::holdings).def(5).min(1).max(100).help("how many are held"),
             param("exposure", &Params::exposure).def(0.95).above(0).max(1).help("share invested"));

  explicit Momentum(const Params& params) : params_{params} {}

  // [control] The close before the window, and those of the window.
  std::uint32_t lookback_sessions() const noexcept {
    return static_cast<std::uint32_t>(params_.sessions) + 1;
  }

  // [lane] Once for every session.
  void on_bars(const Session& session, Decisions& decisions) {
    if (!session.rebalance()) return;
    ranked_.clear();
    for (const sluice_bar& bar : session.bars())
      if (const auto rise = rise_of(session.market().series(bar.instrument)))
        ranked_.push_back({*rise, bar.instrument});
    // Of equals the lower number first: the same ranking in every run.
    std::sort(ranked_.begin(), ranked_.end(), [](const Ranked& a, const Ranked& b) {
      return a.rise != b.rise ? a.rise > b.rise : a.instrument < b.instrument;
    });
    const auto holdings = static_cast<std::size_t>(params_.holdings);
    const double share = params_.exposure / static_cast<double>(params_.holdings);
    for (std::size_t i = 0; i < ranked_.size(); ++i)
      decisions.target_weight(ranked_[i].instrument, i < holdings ? share : 0.0);
  }

 private:
  struct Ranked {
    double rise;
    std::uint32_t instrument;
  };

  std::optional<double> rise_of(const Series& series) const {
    const auto closes = series.closes();
    const auto window = static_cast<std::size_t>(params_.sessions);
    if (closes.size() <= window) return std::nullopt;
    const std::int64_t before = closes[closes.size() - 1 - window];
    if (before <= 0) return std::nullopt;
    return static_cast<double>(closes.back()) / static_cast<double>(before);
  }

  Params params_;
  std::vector<Ranked> ranked_;  // kept, so that a session allocates nothing once warm
};

}  // namespace

SLUICE_LIBRARY("example_momentum", "1.0.0", sluice::strategy<Momentum>)
