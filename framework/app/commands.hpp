// SPDX-License-Identifier: Apache-2.0
//
// commands.hpp: the commands of `sluice`. Each takes its own arguments and returns the exit code.
//
// Place: app.
#pragma once

#include <string>
#include <vector>

namespace sluice::app {

using Arguments = std::vector<std::string>;

int command_eod(const Arguments& arguments);
int command_backtest(const Arguments& arguments);
int command_paper_track(const Arguments& arguments);
int command_report(const Arguments& arguments);
int command_plugin(const Arguments& arguments);
int command_config(const Arguments& arguments);
int command_data(const Arguments& arguments);
int command_audit(const Arguments& arguments);
int command_orders(const Arguments& arguments);
int command_kill(const Arguments& arguments);
int command_live(const Arguments& arguments);
int command_risk(const Arguments& arguments);
int command_drift(const Arguments& arguments);
int command_serve(const Arguments& arguments);
int command_session(const Arguments& arguments);
int command_rule(const Arguments& arguments);
int command_version(const Arguments& arguments);

}  // namespace sluice::app
