/* SPDX-License-Identifier: Apache-2.0
 *
 * bell.h: the interface sluice.bell/1 of the host: a component that hears something on a thread of
 * its own says so, and is called at once instead of with the host's next look.
 *
 * Optional: sluice_host.get_interface(SLUICE_BELL_ID) gives a sluice_bell_v1, or NULL where nobody
 * waits. Whoever asks for it promises to ring whenever a later call of stream or poll would tell
 * more: the host then looks by itself more seldom.
 */
#ifndef SLUICE_C_BELL_H_
#define SLUICE_C_BELL_H_

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_BELL_ID "sluice.bell/1"

typedef struct sluice_bell_v1 {
  uint32_t size;
  uint32_t reserved;
  void* context;
  /* After the news is where the next call finds it. Returns at once and calls nobody back; ringing
   * twice is ringing once. Not after quiesce has returned. */
  SLUICE_ANY void (*ring)(void* context);
} sluice_bell_v1;

#ifdef __cplusplus
}
#endif
#endif /* SLUICE_C_BELL_H_ */
