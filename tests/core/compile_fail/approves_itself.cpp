// SPDX-License-Identifier: Apache-2.0
// expect: private
#include "core/order.hpp"

sluice::ApprovedOrder approve(const sluice::Intent& intent) {
  return sluice::ApprovedOrder{intent};
}
