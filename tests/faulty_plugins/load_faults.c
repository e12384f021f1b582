/* SPDX-License-Identifier: Apache-2.0
 *
 * load_faults.c: what takes a process down, or keeps it, while a library is loaded or afterwards.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sluice/c/sluice.h>

#if defined(LOAD_ABORTS)
__attribute__((constructor)) static void at_load(void) {
  fputs("first words\nlast words\n", stderr);
  abort();
}
#elif defined(LOAD_HANGS)
__attribute__((constructor)) static void at_load(void) {
  for (;;) pause();
}
#elif defined(LOAD_SPINS)
__attribute__((constructor)) static void at_load(void) {
  for (volatile uint64_t turns = 0;; ++turns) {
  }
}
#elif defined(LOAD_EXITS)
__attribute__((constructor)) static void at_load(void) { _exit(0); }
#elif defined(LOAD_EATS_MEMORY)
/* Takes 512 MiB, or does not survive it. */
__attribute__((constructor)) static void at_load(void) {
  const size_t size = (size_t)512 << 20;
  char* const memory = malloc(size);
  if (memory == NULL) abort();
  memset(memory, 1, size);
  free(memory);
}
#elif defined(EXIT_ABORTS)
__attribute__((destructor)) static void at_exit(void) { abort(); }
#elif defined(LOAD_LEAVES_A_CHILD)
/* It holds every descriptor of the process open. */
__attribute__((constructor)) static void at_load(void) {
  const pid_t child = fork();
  if (child != 0) return;
  signal(SIGTERM, SIG_IGN);
  sleep(60);
  _exit(0);
}
#elif defined(ENTRY_CHANGES)
const sluice_library* first_entry(void);
SLUICE_EXPORT const sluice_library* sluice_library_entry_v1(void);
SLUICE_EXPORT const sluice_library* sluice_library_entry_v1(void) {
  static sluice_library copy;
  static int calls;
  if (calls++ == 0) return first_entry();
  copy = *first_entry();
  return &copy;
}
#elif defined(ENTRY_ABORTS_AGAIN)
const sluice_library* first_entry(void);
SLUICE_EXPORT const sluice_library* sluice_library_entry_v1(void);
SLUICE_EXPORT const sluice_library* sluice_library_entry_v1(void) {
  static int calls;
  if (calls++ != 0) abort();
  return first_entry();
}
#endif
