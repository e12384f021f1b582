// SPDX-License-Identifier: Apache-2.0
//
// plugin_new.hpp: `sluice plugin new KIND NAME`: a project to begin with, from the templates.
//
// Place: app. The templates are files: ../share/sluice/templates beside the program's own folder,
// which is where an installation puts them and where a build has a link to sdk/templates.
#pragma once

#include <string>
#include <vector>

namespace sluice::app {

// The words after `new`. Returns the exit code.
int plugin_new(const std::vector<std::string>& arguments);

}  // namespace sluice::app
