// SPDX-License-Identifier: Apache-2.0
// expect: nothing
#include "core/order.hpp"

sluice::ApprovedOrder hand_on(const sluice::ApprovedOrder& approved) { return approved; }
