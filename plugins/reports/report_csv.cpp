// SPDX-License-Identifier: Apache-2.0
#include "report_csv.hpp"

#include "metrics.hpp"
#include "text.hpp"

namespace sluice::reports {
namespace {

struct CsvValue {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return csv_text(text); }
  std::string operator()(std::uint64_t count) const { return std::to_string(count); }
  std::string operator()(double value) const { return plain_text(value); }
  std::string operator()(Money amount) const { return amount.to_string(); }
  std::string operator()(Date date) const { return date.to_string(); }
};

}  // namespace

void ReportCsv::render(Sink& sink) {
  std::string text = "metric,value\n";
  for (const Metric& metric : metrics_of(digest()))
    text += std::string{metric.name} + "," + std::visit(CsvValue{}, metric.value) + "\n";
  sink.write(text);
}

}  // namespace sluice::reports
