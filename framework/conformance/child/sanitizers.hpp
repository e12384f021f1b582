// SPDX-License-Identifier: Apache-2.0
//
// sanitizers.hpp: which sanitizers this program is built with.
//
// Place: conformance. Pure.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define SLUICE_SANITIZED_MEMORY 1
#elif defined(__SANITIZE_THREAD__)
#define SLUICE_SANITIZED_THREADS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLUICE_SANITIZED_MEMORY 1
#elif __has_feature(thread_sanitizer)
#define SLUICE_SANITIZED_THREADS 1
#endif
#endif

#ifndef SLUICE_SANITIZED_MEMORY
#define SLUICE_SANITIZED_MEMORY 0
#endif
#ifndef SLUICE_SANITIZED_THREADS
#define SLUICE_SANITIZED_THREADS 0
#endif
