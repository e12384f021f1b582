// SPDX-License-Identifier: Apache-2.0
#include "risk/halts.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace sluice::risk {
namespace {

constexpr std::string_view kFirstLine = "sluice kill switch 1";
constexpr std::string_view kLastLine = "end";
constexpr std::array<std::string_view, kHaltScopeCount> kScopes{"all",      "account", "session",
                                                                "strategy", "route",   "symbol"};
// From kReduceOnly on.
constexpr std::array<std::string_view, 4> kLevels{"reduce_only", "halt", "halt_and_cancel",
                                                  "flatten"};

bool names_match(std::string_view of_halt, std::string_view own) noexcept {
  return of_halt.empty() || own.empty() || of_halt == own;
}

// Everything is halted for it where there is no room for one more.
HaltLevel level_for_everything(const Halt& halt) noexcept {
  return halt.scope == HaltScope::kAll ? halt.level
                                       : std::min(halt.level, HaltLevel::kHaltAndCancel);
}

// Reads ` key=word` or ` key="text"` off the front of a line.
class Fields {
 public:
  explicit Fields(std::string_view line) : left_{line} {}

  std::string_view word(std::string_view key) {
    if (!begins(key)) return {};
    const std::string_view value = left_.substr(0, left_.find(' '));
    left_.remove_prefix(value.size());
    good_ = good_ && !value.empty();
    return value;
  }
  std::string text(std::string_view key) {
    if (!begins(key) || left_.empty() || left_.front() != '"') return fail();
    const std::size_t end = left_.find('"', 1);
    if (end == std::string_view::npos) return fail();
    std::string value{left_.substr(1, end - 1)};
    left_.remove_prefix(end + 1);
    return value;
  }
  Timestamp time(std::string_view key) {
    const auto parsed = Timestamp::parse(word(key));
    good_ = good_ && parsed.has_value();
    return parsed.value_or(Timestamp{});
  }
  template <typename Value>
  Value known(std::optional<Value> value) {
    good_ = good_ && value.has_value();
    return value.value_or(Value{});
  }
  [[nodiscard]] bool is_whole() const noexcept { return good_ && left_.empty(); }

 private:
  bool begins(std::string_view key) {
    const bool there = left_.starts_with(' ') && left_.substr(1).starts_with(key) &&
                       left_.substr(1 + key.size()).starts_with('=');
    good_ = good_ && there;
    if (there) left_.remove_prefix(key.size() + 2);
    return there;
  }
  std::string fail() {
    good_ = false;
    return {};
  }
  std::string_view left_;
  bool good_ = true;
};

std::string in_quotes(std::string_view text) { return "\"" + plain(text) + "\""; }

}  // namespace

std::string_view name(HaltScope scope) noexcept { return kScopes[static_cast<std::size_t>(scope)]; }

std::optional<HaltScope> parse_halt_scope(std::string_view word) noexcept {
  const auto found = std::find(kScopes.begin(), kScopes.end(), word);
  if (found == kScopes.end()) return std::nullopt;
  return static_cast<HaltScope>(found - kScopes.begin());
}

HaltScope halt_scope_of(std::uint32_t c_scope) noexcept {
  switch (c_scope) {
    case SLUICE_SCOPE_SYMBOL:
      return HaltScope::kSymbol;
    case SLUICE_SCOPE_STRATEGY:
      return HaltScope::kStrategy;
    case SLUICE_SCOPE_SESSION:
      return HaltScope::kSession;
    case SLUICE_SCOPE_ACCOUNT:
      return HaltScope::kAccount;
    case SLUICE_SCOPE_ROUTE:
      return HaltScope::kRoute;
    default:
      return HaltScope::kAll;
  }
}

std::string_view name(HaltLevel level) noexcept {
  return kLevels[static_cast<std::size_t>(level) - 1];
}

std::optional<HaltLevel> parse_halt_level(std::string_view word) noexcept {
  const auto found = std::find(kLevels.begin(), kLevels.end(), word);
  if (found == kLevels.end()) return std::nullopt;
  return static_cast<HaltLevel>(found - kLevels.begin() + 1);
}

HaltLevel halt_level_of(std::uint32_t c_level) noexcept {
  const bool known = c_level >= SLUICE_HALT_REDUCE_ONLY && c_level <= SLUICE_HALT_FLATTEN;
  return known ? static_cast<HaltLevel>(c_level) : HaltLevel::kHalt;
}

bool Release::covers(const Halt& halt) const noexcept {
  if (halt.since > until) return false;
  return scope == HaltScope::kAll || (scope == halt.scope && (name.empty() || name == halt.name));
}

void Release::reach(const std::vector<Halt>& halts) noexcept {
  Release endless = *this;
  endless.until = Timestamp::from_nanoseconds(INT64_MAX);
  for (const Halt& halt : halts)
    if (endless.covers(halt)) until = std::max(until, halt.since);
}

bool concerns(const Halt& halt, const HaltNames& names, std::string_view symbol) noexcept {
  switch (halt.scope) {
    case HaltScope::kAll:
      return true;
    case HaltScope::kAccount:
      return names_match(halt.name, names.account);
    case HaltScope::kSession:
      return names_match(halt.name, names.session);
    case HaltScope::kStrategy:
      return names_match(halt.name, names.strategy);
    case HaltScope::kRoute:
      return names_match(halt.name, names.route);
    case HaltScope::kSymbol:
      return !symbol.empty() && names_match(halt.name, symbol);
  }
  return true;
}

const Halt* hardest(const std::vector<Halt>& halts, const HaltNames& names,
                    std::string_view symbol) noexcept {
  const Halt* found = nullptr;
  for (const Halt& halt : halts)
    if (concerns(halt, names, symbol) && (found == nullptr || halt.level > found->level))
      found = &halt;
  return found;
}

std::uint32_t trading_state_under(const Halt* halt) noexcept {
  if (halt == nullptr) return SLUICE_TRADING_ACTIVE;
  const bool reducing = halt->level == HaltLevel::kReduceOnly || halt->level == HaltLevel::kFlatten;
  return reducing ? SLUICE_TRADING_REDUCING : SLUICE_TRADING_HALTED;
}

bool is_same(const Halt& a, const Halt& b) noexcept {
  return a.scope == b.scope && a.name == b.name && a.source == b.source;
}

bool is_in_force(const std::vector<Halt>& halts, const Halt& wanted) noexcept {
  const bool is_full = halts.size() >= Latch::kMaxHalts;
  return std::any_of(halts.begin(), halts.end(), [&](const Halt& known) {
    return (is_same(known, wanted) && known.level >= wanted.level) ||
           (is_full && known.scope == HaltScope::kAll &&
            known.level >= level_for_everything(wanted));
  });
}

const Halt* Latch::engage(Halt halt) {
  halt.name = plain(halt.name);
  halt.source = plain(halt.source);
  halt.why = plain(halt.why);
  if (is_in_force(halts, halt)) return nullptr;
  const auto same = std::find_if(halts.begin(), halts.end(),
                                 [&](const Halt& known) { return is_same(known, halt); });
  for (const Release& done : releases)
    halt.since = std::max(halt.since, done.until.plus_nanoseconds(1));
  if (same != halts.end()) {
    *same = std::move(halt);
    return &*same;
  }
  if (halts.size() >= kMaxHalts) {
    const auto softest =
        std::min_element(halts.rbegin(), halts.rend(),
                         [](const Halt& a, const Halt& b) { return a.level < b.level; });
    halt.level = std::max(level_for_everything(halt), level_for_everything(*softest));
    halt.scope = HaltScope::kAll;
    halt.name.clear();
    halt.why = plain("too many halts to tell apart; the last: " + halt.why);
    *softest = std::move(halt);
    return &*softest;
  }
  return &halts.emplace_back(std::move(halt));
}

std::vector<Halt> Latch::release(Release done) {
  std::vector<Halt> ended;
  const auto is_over = [&](const Halt& halt) { return done.covers(halt); };
  std::copy_if(halts.begin(), halts.end(), std::back_inserter(ended), is_over);
  std::erase_if(halts, is_over);
  done.name = plain(done.name);
  done.who = plain(done.who);
  done.why = plain(done.why);
  if (releases.size() >= kMaxReleases) releases.erase(releases.begin());
  releases.push_back(std::move(done));
  return ended;
}

const Release* Latch::release_of(const Halt& halt) const noexcept {
  const auto found = std::find_if(releases.begin(), releases.end(),
                                  [&](const Release& done) { return done.covers(halt); });
  return found == releases.end() ? nullptr : &*found;
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kMaxHaltText)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? ' ' : (c == '"' ? '\'' : c);
  }
  // Not in the middle of a character.
  if (text.size() > kMaxHaltText)
    while (!out.empty() && (static_cast<unsigned char>(text[out.size()]) & 0xc0) == 0x80)
      out.pop_back();
  return out;
}

std::string text_of(const Halt& halt) {
  return "halt scope=" + std::string{name(halt.scope)} + " name=" + in_quotes(halt.name) +
         " level=" + std::string{name(halt.level)} + " since=" + halt.since.to_string() +
         " source=" + in_quotes(halt.source) + " why=" + in_quotes(halt.why);
}

std::string text_of(const Release& release) {
  return "release scope=" + std::string{name(release.scope)} + " name=" + in_quotes(release.name) +
         " until=" + release.until.to_string() + " who=" + in_quotes(release.who) +
         " why=" + in_quotes(release.why);
}

std::optional<Halt> parse_halt(std::string_view line) {
  if (!line.starts_with("halt ")) return std::nullopt;
  Fields fields{line.substr(4)};
  Halt halt;
  halt.scope = fields.known(parse_halt_scope(fields.word("scope")));
  halt.name = fields.text("name");
  halt.level = fields.known(parse_halt_level(fields.word("level")));
  halt.since = fields.time("since");
  halt.source = fields.text("source");
  halt.why = fields.text("why");
  return fields.is_whole() ? std::optional{halt} : std::nullopt;
}

std::optional<Release> parse_release(std::string_view line) {
  if (!line.starts_with("release ")) return std::nullopt;
  Fields fields{line.substr(7)};
  Release release;
  release.scope = fields.known(parse_halt_scope(fields.word("scope")));
  release.name = fields.text("name");
  release.until = fields.time("until");
  release.who = fields.text("who");
  release.why = fields.text("why");
  return fields.is_whole() ? std::optional{release} : std::nullopt;
}

std::string text_of(const Latch& latch) {
  std::string text{kFirstLine};
  for (const Halt& halt : latch.halts) text += "\n" + text_of(halt);
  for (const Release& release : latch.releases) text += "\n" + text_of(release);
  return text + "\n" + std::string{kLastLine} + "\n";
}

Halt halt_by_latch(std::string why) {
  Halt halt;
  halt.source = "latch file";
  halt.why = plain(why);
  return halt;
}

Latch read_latch(std::string_view text) {
  Latch latch;
  const std::string_view first = text.substr(0, text.find('\n'));
  if (first != kFirstLine) {
    latch.halts.push_back(halt_by_latch(std::string{first}));
    return latch;
  }
  bool is_whole = false;
  std::size_t number = 1;
  for (std::size_t at = first.size(); at < text.size();) {
    ++number;
    const std::size_t end = text.find('\n', at + 1);
    if (end == std::string_view::npos) break;  // cut off
    const std::string_view line = text.substr(at + 1, end - at - 1);
    at = end;
    is_whole = line == kLastLine && end + 1 == text.size();
    if (is_whole) break;
    if (auto halt = parse_halt(line))
      latch.halts.push_back(std::move(*halt));
    else if (auto release = parse_release(line))
      latch.releases.push_back(std::move(*release));
    else
      latch.halts.push_back(
          halt_by_latch("line " + std::to_string(number) + " of it is not understood"));
    if (latch.halts.size() > Latch::kMaxHalts || latch.releases.size() > Latch::kMaxReleases) break;
  }
  if (!is_whole) latch.halts.push_back(halt_by_latch("it is not whole"));
  return latch;
}

}  // namespace sluice::risk
