/* SPDX-License-Identifier: Apache-2.0
 *
 * changes_process.c: does to the process what a library must not do while it is loaded.
 */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

void change_process(void);

void change_process(void) {
#if defined(CHANGES_LOCALE)
  setlocale(LC_ALL, "C.UTF-8");
#elif defined(CHANGES_DIRECTORY)
  if (chdir("/") != 0) abort();
#elif defined(CHANGES_HANDLER)
  signal(SIGUSR2, SIG_IGN);
#elif defined(CHANGES_ROUNDING) && defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040); /* flush to zero, denormals are zero */
#endif
}

#ifndef CHANGES_IN_ENTRY
__attribute__((constructor)) static void at_load(void) { change_process(); }
#endif
