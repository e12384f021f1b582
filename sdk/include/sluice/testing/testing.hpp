// SPDX-License-Identifier: Apache-2.0
//
// testing.hpp: everything for unit tests of components, in one include.
#pragma once

#include <sluice/testing/check.hpp>
#include <sluice/testing/mock_components.hpp>
#include <sluice/testing/mock_host.hpp>
#include <sluice/testing/mock_market.hpp>
#include <sluice/testing/mock_portfolio.hpp>
