// SPDX-License-Identifier: Apache-2.0
//
// instance.hpp: the instances of every kind in one include. See component.hpp for what they share.
#pragma once

#include "plugins/executor_instance.hpp"
#include "plugins/feed_instance.hpp"
#include "plugins/report_instance.hpp"
#include "plugins/rule_instance.hpp"
#include "plugins/strategy_instance.hpp"
