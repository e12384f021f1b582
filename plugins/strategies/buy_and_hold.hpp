// SPDX-License-Identifier: Apache-2.0
//
// buy_and_hold: buys once, in equal shares, and never trades again.
//
// Place: sluice_strategies. State: whether it has bought, kept between runs as {"bought":true}. It
// buys at the first rebalance session on which any instrument has a price; instruments that have
// none by then are never bought. Units: shares of equity. Thread: lane. Errors: a state that is not
// its own is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/params.hpp>
#include <sluice/strategy.hpp>

namespace sluice::strategies {

class BuyAndHold {
 public:
  static constexpr auto id = "buy_and_hold";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "buys every instrument once, in equal shares, and holds";

  struct Params {
    double exposure;
  };
  static constexpr auto parameters = params(param("exposure", &Params::exposure)
                                                .def(0.95)
                                                .above(0)
                                                .max(10)
                                                .help("share of equity spread evenly"));

  explicit BuyAndHold(const Params& params) noexcept : exposure_{params.exposure} {}

  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept { return 0; }

  void on_bars(const Session& session, Decisions& decisions) {
    if (bought_ || !session.rebalance()) return;
    const MarketView market = session.market();
    const auto universe = static_cast<std::uint32_t>(market.instruments().size());
    std::size_t priced = 0;
    for (std::uint32_t i = 0; i < universe; ++i) priced += market.series(i).empty() ? 0 : 1;
    const double weight = exposure_ / static_cast<double>(priced);
    for (std::uint32_t i = 0; i < universe; ++i)
      if (!market.series(i).empty()) decisions.target_weight(i, weight);
    bought_ = priced > 0;
  }

  [[nodiscard]] std::string save_state() const {
    return std::string{bought_ ? kBought : kNotBought};
  }
  void load_state(std::string_view state) {
    if (state != kBought && state != kNotBought)
      throw Failure(SLUICE_ERROR_ARGUMENT, "the state of buy_and_hold must be " +
                                               std::string{kBought} + " or " +
                                               std::string{kNotBought});
    bought_ = state == kBought;
  }

 private:
  static constexpr std::string_view kBought = R"({"bought":true})";
  static constexpr std::string_view kNotBought = R"({"bought":false})";

  double exposure_;
  bool bought_ = false;
};

}  // namespace sluice::strategies
