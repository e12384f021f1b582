// SPDX-License-Identifier: Apache-2.0
//
// halts.hpp: what is stopped, how hard, by whom and since when; and the text that survives a
// restart.
//
// Place: risk. One list for every source: the kill switch, rules, people. Values only, no disk and
// no clock. The text is the latch file's (docs/formats/kill_switch.md) and, one halt at a time, the
// journal's. Errors: there are none to read a latch with: what is not understood stops everything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/risk_rule.h>
#include <sluice/time.hpp>

namespace sluice::risk {

enum class HaltScope : std::uint8_t { kAll, kAccount, kSession, kStrategy, kRoute, kSymbol };
inline constexpr std::size_t kHaltScopeCount = 6;
[[nodiscard]] std::string_view name(HaltScope scope) noexcept;
[[nodiscard]] std::optional<HaltScope> parse_halt_scope(std::string_view word) noexcept;
// What SLUICE_SCOPE_… names; everything where it names nothing.
[[nodiscard]] HaltScope halt_scope_of(std::uint32_t c_scope) noexcept;

// Each includes those before it.
enum class HaltLevel : std::uint8_t {
  kReduceOnly = SLUICE_HALT_REDUCE_ONLY,
  kHalt = SLUICE_HALT_ALL_ORDERS,
  kHaltAndCancel = SLUICE_HALT_AND_CANCEL,
  kFlatten = SLUICE_HALT_FLATTEN
};
[[nodiscard]] std::string_view name(HaltLevel level) noexcept;
[[nodiscard]] std::optional<HaltLevel> parse_halt_level(std::string_view word) noexcept;
// What SLUICE_HALT_… names; kHalt where it names nothing.
[[nodiscard]] HaltLevel halt_level_of(std::uint32_t c_level) noexcept;

struct Halt {
  HaltScope scope = HaltScope::kAll;
  std::string name;  // of the account, symbol, …; empty: every one
  HaltLevel level = HaltLevel::kHalt;
  std::string source;  // "rule daily_loss", "signal", "latch file"; empty: not told
  std::string why;
  Timestamp since;

  friend bool operator==(const Halt&, const Halt&) = default;
};

struct Release {
  HaltScope scope = HaltScope::kAll;
  std::string name;  // empty: every halt of the scope; with kAll every halt there is
  Timestamp until;   // halts that began later stand
  std::string who;
  std::string why;

  [[nodiscard]] bool covers(const Halt& halt) const noexcept;
  // Pushes `until` so far that it covers those of its scope and name: clocks differ.
  void reach(const std::vector<Halt>& halts) noexcept;
  friend bool operator==(const Release&, const Release&) = default;
};

// Whose orders are asked about. Where a name is not known, every halt of its scope applies.
struct HaltNames {
  std::string_view account;
  std::string_view session;
  std::string_view strategy;
  std::string_view route;
};
// `symbol` empty: what is said of the account, session, strategy and route alone.
[[nodiscard]] bool concerns(const Halt& halt, const HaltNames& names,
                            std::string_view symbol) noexcept;
// The hardest that concerns; null: none does.
[[nodiscard]] const Halt* hardest(const std::vector<Halt>& halts, const HaltNames& names,
                                  std::string_view symbol) noexcept;
// Of one scope, name and source: a latch holds the harder of them.
[[nodiscard]] bool is_same(const Halt& a, const Halt& b) noexcept;
// Whether one that is in force stops all that `wanted` would: of its scope, name and source, or,
// where there are as many as a latch holds, of everything.
[[nodiscard]] bool is_in_force(const std::vector<Halt>& halts, const Halt& wanted) noexcept;
// SLUICE_TRADING_… under this halt. Flattening leaves REDUCING, or no rule would let it through;
// the kill switch itself lets through nothing else then.
[[nodiscard]] std::uint32_t trading_state_under(const Halt* halt) noexcept;

struct Latch {
  static constexpr std::size_t kMaxHalts = 256;
  static constexpr std::size_t kMaxReleases = 64;  // the newest
  static constexpr std::size_t kMaxBytes = 1u << 20;

  std::vector<Halt> halts;
  std::vector<Release> releases;

  // One halt for a scope, name and source: the harder one stays. A halt always begins after the
  // releases before it. With too many everything is halted, in the place of the softest; nothing is
  // flattened that was not named. What is in force for it, good until the next change; null:
  // nothing changed.
  const Halt* engage(Halt halt);
  // Ends what the release covers, and keeps it.
  std::vector<Halt> release(Release release);
  [[nodiscard]] const Release* release_of(const Halt& halt) const noexcept;
};

// Texts are cut at this many bytes; control characters and quotes become harmless ones.
inline constexpr std::size_t kMaxHaltText = 256;
[[nodiscard]] std::string plain(std::string_view text);

// One line, without its end.
[[nodiscard]] std::string text_of(const Halt& halt);
[[nodiscard]] std::string text_of(const Release& release);
[[nodiscard]] std::optional<Halt> parse_halt(std::string_view line);
[[nodiscard]] std::optional<Release> parse_release(std::string_view line);

[[nodiscard]] std::string text_of(const Latch& latch);
// A file without our first line is an operator's own: everything is halted, and its first line says
// why. Our file with anything amiss halts everything beside what could be read.
[[nodiscard]] Latch read_latch(std::string_view text);
// Everything is halted, for the latch says or hides `why`.
[[nodiscard]] Halt halt_by_latch(std::string why);

}  // namespace sluice::risk
