// SPDX-License-Identifier: Apache-2.0
//
// bell.hpp: Bell, by which a component that hears something on a thread of its own is called at
// once.
//
// Place: SDK. Borrows the host's interface sluice.bell/1. Whoever makes one promises to ring
// whenever a later call of stream or poll would tell more. Thread: made on control or the lane,
// rung on any. Errors: none; a host where nobody waits is not rung.
#pragma once

#include <sluice/c/bell.h>
#include <sluice/host.hpp>

namespace sluice {

class Bell {
 public:
  explicit Bell(const Host& host) noexcept
      : raw_{static_cast<const sluice_bell_v1*>(host.get_interface(SLUICE_BELL_ID))} {}
  // After the news is where the next call finds it.
  void ring() const noexcept {
    if (raw_ != nullptr && SLUICE_HAS_SLOT(raw_, sluice_bell_v1, ring)) raw_->ring(raw_->context);
  }

 private:
  const sluice_bell_v1* raw_;
};

}  // namespace sluice
