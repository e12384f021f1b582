// SPDX-License-Identifier: Apache-2.0
#include "drivers/eod.hpp"

#include <algorithm>

#include "core/nearest.hpp"
#include "drivers/day_reader.hpp"
#include "drivers/journal_audit.hpp"
#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kMaxPositionsBytes = 16u << 20;

std::string unknown_symbol(std::string_view symbol, const InstrumentTable& instruments) {
  std::vector<std::string> known;
  for (InstrumentId id = 0; id < instruments.size(); ++id) known.push_back(instruments.symbol(id));
  return "'" + std::string{symbol} + "' is not in the universe" + did_you_mean(symbol, known);
}

// symbol,qty with a header; every fault names file and line.
Result<std::vector<Quantity>> read_positions(const std::filesystem::path& file,
                                             const InstrumentTable& instruments) {
  std::vector<Quantity> positions(instruments.size());
  if (file.empty()) return positions;
  const auto text = files::read_file(file, kMaxPositionsBytes);
  if (!text) return text.error();
  std::string_view rest = *text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const auto fault = [&](const std::string& what) {
      return Error{file.string() + ":" + std::to_string(number) + ": " + what};
    };
    if (number == 1) {
      if (line != "symbol,qty") return fault("expected the header symbol,qty");
      continue;
    }
    if (line.empty()) continue;
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return fault("expected symbol,qty");
    const auto id = instruments.find(line.substr(0, comma));
    const auto quantity = Quantity::parse(line.substr(comma + 1));
    if (!id) return fault(unknown_symbol(line.substr(0, comma), instruments));
    if (!quantity) return fault("'" + std::string{line.substr(comma + 1)} + "' is not a quantity");
    if (!positions[*id].is_zero()) return fault(instruments.symbol(*id) + " stands twice");
    positions[*id] = *quantity;
  }
  return positions;
}

class Eod {
 public:
  Eod(RunParts& parts, const EodOptions& options)
      : parts_{parts},
        options_{options},
        audit_{*parts.instruments, parts.rule_names()},
        gate_{parts.gate, std::move(parts.rules), *parts.kill_switch, audit_} {}

  EodResult run() {
    if (const auto done = run_all(); !done && !result_.failure)
      result_.failure = run_failure(done.error());
    return std::move(result_);
  }

 private:
  Result<void> run_all();
  Result<SessionBars> find_session(OrderPath& path);
  Result<void> restore(OrderPath& path, const SessionBars& session);

  RunParts& parts_;
  const EodOptions& options_;
  JournalAudit audit_;
  risk::Gate gate_;
  EodResult result_;
};

// Everything up to the session is history; of a day of bars the last one decides.
Result<SessionBars> Eod::find_session(OrderPath& path) {
  const auto data = parts_.open_feed({options_.date, options_.date, parts_.path.window_sessions});
  if (!data) return data.error();
  const Date wanted = options_.date.value_or(data->last);
  DayReader reader{*data->source, parts_.instruments->size(), parts_.path.zone};
  TradingDay day;
  for (;;) {
    const auto more = reader.next(day);
    if (!more) return more.error();
    if (!*more) break;
    const bool is_wanted = day.date == wanted;
    for (const SessionBars& session : day.sessions) {
      if (is_wanted && &session == &day.sessions.back()) return session;
      if (auto warmed = path.warm_up(session); !warmed) return warmed.error();
    }
  }
  if (wanted >= data->first && wanted <= data->last)
    return Error{wanted.to_string() + " is not a trading session of this data"};
  return Error{"no prices for " + wanted.to_string() + ": the data reaches from " +
               data->first.to_string() + " to " + data->last.to_string()};
}

Result<void> Eod::restore(OrderPath& path, const SessionBars& session) {
  auto positions = read_positions(options_.positions_file, *parts_.instruments);
  if (!positions) {
    result_.failure = usage_failure(positions.error().message);
    return positions.error();
  }
  Money value;
  for (InstrumentId id = 0; id < positions->size(); ++id) {
    if ((*positions)[id].is_zero()) continue;
    Price price = path.prices().last(id).price;
    for (const sluice_bar& bar : session.bars)
      if (bar.instrument == id) price = Price::from_raw(bar.close);
    const auto sum = checked_add(value, notional(price, (*positions)[id], Rounding::kDown));
    if (!sum) return Error{"the positions are worth more than money can hold"};
    value = *sum;
  }
  const auto rest = checked_subtract(parts_.path.seed_capital, value);
  PathState state;
  state.positions = std::move(positions).value();
  state.cash = options_.cash.value_or(rest.value_or(Money{}));
  state.last_equity = state.peak_equity = Money::from_raw(state.cash.raw() + value.raw());
  path.restore(std::move(state));
  return {};
}

Result<void> Eod::run_all() {
  OrderPath path{parts_.path,
                 {*parts_.instruments, *parts_.strategy, *parts_.venue, gate_, audit_}};
  const auto session = find_session(path);
  if (!session) return session.error();
  if (auto restored = restore(path, *session); !restored) return restored;
  const auto directory = parts_.output_directory / "eod";
  if (auto made = files::make_directories(directory, files::Durability::kDurable); !made)
    return made;
  const std::string day = parts_.path.zone.date(session->time).to_compact();
  const auto trail = directory / ("order_audit." + day + ".jsonl");
  std::error_code ignored;
  // Orders of the same evening replace each other, also where none is left to be written.
  const auto orders = directory / ("orders_" + session->time.date().to_compact() + ".csv");
  std::filesystem::remove(trail, ignored);
  std::filesystem::remove(orders, ignored);
  auto writer = journal::Writer::create(trail, parts_.journal_header(session->time), parts_.sync);
  if (!writer) return writer.error();
  audit_.write_to(*writer);
  auto ran = path.run(*session);
  const auto faults =
      contain(parts_.faults.get(), parts_.path.route, *parts_.kill_switch, audit_, session->time);
  if (!faults.empty())
    if (auto kept = audit_.commit(); !kept) return kept;
  if (!ran) return ran;
  if (const PluginFault* fault = fatal(faults)) return Error{text_of(*fault)};
  if (auto finished = writer->finish(); !finished) return finished;
  const auto& batch = path.batch();
  result_.session = parts_.path.zone.date(session->time);
  result_.orders = path.state().open_orders.size();
  result_.orders_blocked = path.day().blocked;
  result_.notional_before = batch.notional_before;
  result_.notional_after = batch.notional_after;
  result_.by_code = batch.by_code;
  result_.blocked = batch.blocked;
  result_.blocked_by_kill_switch = batch.kill_switch_engaged;
  if (result_.orders > 0) result_.file = orders;
  return {};
}

}  // namespace

EodResult run_eod(RunParts& parts, const EodOptions& options) { return Eod{parts, options}.run(); }

}  // namespace sluice::drivers
