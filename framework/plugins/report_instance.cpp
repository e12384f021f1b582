// SPDX-License-Identifier: Apache-2.0
#include "plugins/report_instance.hpp"

#include <algorithm>
#include <utility>

#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

constexpr std::size_t kMaxFileName = 128;

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxFileName && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

ReportInstance::ReportInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_report_v1*>(table())} {}

Result<void> ReportInstance::on_created() {
  sluice_str name{};
  const auto status = attempt("file_name", [&](sluice_error*) {
    name = functions_.file_name(instance());
    return sluice_status{SLUICE_OK};
  });
  if (!status) return status.error();
  const std::string_view text = view_of(name);
  if (!is_plain_file_name(text))
    return fault("file_name", "gave '" + printable(text.substr(0, kMaxFileName), kMaxFileName) +
                                  "', which is not a plain file name");
  file_name_ = text;
  return {};
}

Result<void> ReportInstance::begin(const sluice_report_run& run) {
  return call("begin",
              [&](sluice_error* error) { return functions_.begin(instance(), &run, error); });
}

Result<void> ReportInstance::on_days(sluice_rows days) {
  return call("on_days",
              [&](sluice_error* error) { return functions_.on_days(instance(), days, error); });
}

Result<void> ReportInstance::on_trades(sluice_rows trades) {
  return call("on_trades",
              [&](sluice_error* error) { return functions_.on_trades(instance(), trades, error); });
}

Result<void> ReportInstance::on_blocked(sluice_rows blocked) {
  return call("on_blocked", [&](sluice_error* error) {
    return functions_.on_blocked(instance(), blocked, error);
  });
}

bool ReportInstance::wants_positions() const noexcept {
  return SLUICE_HAS_SLOT(&functions_, sluice_report_v1, on_positions);
}

Result<void> ReportInstance::on_positions(sluice_rows positions) {
  if (!wants_positions()) return {};
  return call("on_positions", [&](sluice_error* error) {
    return functions_.on_positions(instance(), positions, error);
  });
}

Result<void> ReportInstance::render(const sluice_sink& sink) {
  return call("render",
              [&](sluice_error* error) { return functions_.render(instance(), &sink, error); });
}

}  // namespace sluice::plugins
