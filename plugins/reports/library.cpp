// SPDX-License-Identifier: Apache-2.0
//
// The library sluice_reports: one run, told to people and to programs.
#include <sluice/plugin.hpp>

#include "report_csv.hpp"
#include "report_html.hpp"
#include "report_json.hpp"
#include "report_markdown.hpp"

SLUICE_LIBRARY("sluice_reports", "1.0.0", sluice::report<sluice::reports::ReportMarkdown>,
               sluice::report<sluice::reports::ReportCsv>,
               sluice::report<sluice::reports::ReportHtml>,
               sluice::report<sluice::reports::ReportJson>)
