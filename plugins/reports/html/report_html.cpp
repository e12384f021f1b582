// SPDX-License-Identifier: Apache-2.0
#include "report_html.hpp"

#include "assets.hpp"
#include "page_data.hpp"

namespace sluice::reports {

void ReportHtml::begin(const Run& run) {
  Digesting::begin(run);
  benchmark_ = run.benchmark();
  trials_ = run.n_tests();
  trades_ = TradeTail{static_cast<std::size_t>(params_.trades_shown)};
  exposures_ = {};
}

void ReportHtml::on_trades(Rows<sluice_report_trade> rows) {
  Digesting::on_trades(rows);
  for (const sluice_report_trade& row : rows) trades_.add(row);
}

void ReportHtml::on_positions(Rows<sluice_report_position> rows) {
  Digesting::on_positions(rows);
  for (const sluice_report_position& row : rows) exposures_.add(row);
}

void ReportHtml::render(Sink& sink) {
  const std::string title = html_text(digest().run().title);
  sink.write("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  sink.write("<meta http-equiv=\"Content-Security-Policy\" content=\"");
  sink.write(assets::kPolicy);
  sink.write("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  sink.write("<meta name=\"color-scheme\" content=\"light dark\">\n");
  sink.write("<link rel=\"icon\" href=\"data:,\">\n<title>" + title + "</title>\n<style>");
  for (const auto part : assets::kStyle) sink.write(part);
  sink.write("</style>\n</head>\n<body>\n<noscript><p>The charts and tables of this report are ");
  sink.write("drawn by its own scripts: allow them, or read report.md.</p></noscript>\n");
  sink.write("<script type=\"application/json\" id=\"data\">");
  write_page_data(sink, {digest(), exposures_, trades_, benchmark_, trials_,
                         static_cast<std::size_t>(params_.rolling_days)});
  sink.write("</script>\n<script>");
  for (const auto part : assets::kScript) sink.write(part);
  sink.write("</script>\n</body>\n</html>\n");
}

}  // namespace sluice::reports
