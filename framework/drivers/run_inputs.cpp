// SPDX-License-Identifier: Apache-2.0
#include "drivers/run_inputs.hpp"

#include "files/atomic_file.hpp"
#include "market/instrument_file.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kMaxNamedFileBytes = 64u << 20;

}  // namespace

market::MissingPrice missing_price(config::MissingPrice policy) {
  switch (policy) {
    case config::MissingPrice::Skip:
      return market::MissingPrice::kSkip;
    case config::MissingPrice::Error:
      return market::MissingPrice::kError;
    case config::MissingPrice::Last:
      break;
  }
  return market::MissingPrice::kLast;
}

RebalanceFrequency frequency(config::RebalanceFreq freq) {
  switch (freq) {
    case config::RebalanceFreq::Weekly:
      return RebalanceFrequency::kWeekly;
    case config::RebalanceFreq::Monthly:
      return RebalanceFrequency::kMonthly;
    case config::RebalanceFreq::EveryBar:
      return RebalanceFrequency::kEveryBar;
    case config::RebalanceFreq::Daily:
      break;
  }
  return RebalanceFrequency::kDaily;
}

journal::Sync sync_of(config::JournalSync sync) {
  switch (sync) {
    case config::JournalSync::Always:
      return journal::Sync::kAlways;
    case config::JournalSync::None:
      return journal::Sync::kNone;
    case config::JournalSync::Batch:
      break;
  }
  return journal::Sync::kBatch;
}

Ratio from_bps(double bps) {
  return Ratio::from_double(bps / 1e4, Rounding::kUp).value_or(Ratio{});
}

void check_data_path(const config::ComponentConfig& feed, config::Faults& faults) {
  const config::Value* const value = feed.params.find("path");
  const std::string* const path = value != nullptr ? value->text() : nullptr;
  std::error_code ignored;
  if (path == nullptr || path->empty() || std::filesystem::exists(feed.folder / *path, ignored))
    return;
  faults.push_back(
      config::fault_at(value->where, feed.path + ".path", "no such file or folder: " + *path));
}

Result<std::vector<Instrument>> instruments_of(const config::RunConfig& config) {
  std::vector<Instrument> described;
  if (config.instruments_file) {
    const auto text = files::read_file(*config.instruments_file, kMaxNamedFileBytes);
    if (!text) return text.error();
    auto parsed = market::parse_instruments(*text, config.instruments_file->string());
    if (!parsed) return parsed.error();
    described = std::move(parsed).value();
  }
  return market::select_instruments(config.universe.symbols, described);
}

Result<market::CorporateActions> corporate_actions_of(const config::RunConfig& config,
                                                      const InstrumentTable& instruments) {
  if (!config.corporate_actions_file) return market::CorporateActions{};
  const auto& file = *config.corporate_actions_file;
  const auto text = files::read_file(file, kMaxNamedFileBytes);
  if (!text) return text.error();
  return market::parse_corporate_actions(*text, file.string(), instruments);
}

Result<market::TradingHours> trading_hours_of(const std::filesystem::path& file) {
  const auto text = files::read_file(file, kMaxNamedFileBytes);
  if (!text) return text.error();
  return market::parse_trading_hours(*text, file.string());
}

}  // namespace sluice::drivers
