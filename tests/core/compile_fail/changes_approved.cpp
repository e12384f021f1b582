// SPDX-License-Identifier: Apache-2.0
// expect: private
#include "core/order.hpp"

void enlarge(sluice::ApprovedOrder& approved) {
  approved.intent_.quantity = sluice::Quantity::from_raw(1);
}
