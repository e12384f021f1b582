// SPDX-License-Identifier: Apache-2.0
//
// interpose.cpp: the functions of the C library that a plugin allocates and locks with, as the
// runner's own. The dynamic linker binds a plugin to them, for it looks in the program first;
// operator new comes here too, wherever the plugin has it from.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>

#include "conformance/child/hot_guard.hpp"
#include "conformance/child/sanitizers.hpp"

namespace {

using sluice::conformance::HotFault;
using sluice::conformance::note_in_hot_section;

std::atomic<std::int64_t> live{0};

// The C library's own function of this name. Looking it up allocates nothing.
template <typename Function>
Function* next_of(std::atomic<Function*>& known, const char* name) noexcept {
  Function* function = known.load(std::memory_order_relaxed);
  if (function == nullptr) {
    function = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
    known.store(function, std::memory_order_relaxed);
  }
  return function;
}

}  // namespace

std::int64_t sluice::conformance::live_blocks() noexcept {
  return live.load(std::memory_order_relaxed);
}

#define SLUICE_INTERPOSED extern "C" __attribute__((visibility("default")))

#if SLUICE_SANITIZED_MEMORY

extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, size_t),
                                                         void (*)(const volatile void*));
namespace {

void on_malloc(const volatile void*, size_t bytes) {
  note_in_hot_section(HotFault::kAllocation, "malloc", bytes);
  live.fetch_add(1, std::memory_order_relaxed);
}
void on_free(const volatile void* block) {
  if (block == nullptr) return;
  note_in_hot_section(HotFault::kAllocation, "free", 0);
  live.fetch_sub(1, std::memory_order_relaxed);
}
[[gnu::constructor]] void install_hooks() {
  __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}

}  // namespace

#elif !SLUICE_SANITIZED_THREADS

extern "C" {
void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t count, size_t bytes);
void* __libc_realloc(void* block, size_t bytes);
void* __libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void* block);
}

namespace {

void* counted(void* block, const char* function, size_t bytes) noexcept {
  note_in_hot_section(HotFault::kAllocation, function, bytes);
  if (block != nullptr) live.fetch_add(1, std::memory_order_relaxed);
  return block;
}

}  // namespace

SLUICE_INTERPOSED void* malloc(size_t bytes) noexcept {
  return counted(__libc_malloc(bytes), "malloc", bytes);
}
SLUICE_INTERPOSED void* calloc(size_t count, size_t bytes) noexcept {
  return counted(__libc_calloc(count, bytes), "calloc", count * bytes);
}
SLUICE_INTERPOSED void* realloc(void* block, size_t bytes) noexcept {
  note_in_hot_section(HotFault::kAllocation, "realloc", bytes);
  void* const moved = __libc_realloc(block, bytes);
  if (block == nullptr && moved != nullptr) live.fetch_add(1, std::memory_order_relaxed);
  if (block != nullptr && bytes == 0) live.fetch_sub(1, std::memory_order_relaxed);
  return moved;
}
SLUICE_INTERPOSED void* memalign(size_t alignment, size_t bytes) noexcept {
  return counted(__libc_memalign(alignment, bytes), "memalign", bytes);
}
SLUICE_INTERPOSED void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  return counted(__libc_memalign(alignment, bytes), "aligned_alloc", bytes);
}
SLUICE_INTERPOSED int posix_memalign(void** block, size_t alignment, size_t bytes) noexcept {
  *block = counted(__libc_memalign(alignment, bytes), "posix_memalign", bytes);
  return *block == nullptr ? ENOMEM : 0;
}
SLUICE_INTERPOSED void free(void* block) noexcept {
  if (block == nullptr) return;
  note_in_hot_section(HotFault::kAllocation, "free", 0);
  live.fetch_sub(1, std::memory_order_relaxed);
  __libc_free(block);
}

#endif

#if !SLUICE_SANITIZED_THREADS

namespace {

void note_lock(const char* function) noexcept { note_in_hot_section(HotFault::kLock, function, 0); }

}  // namespace

SLUICE_INTERPOSED int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> next{nullptr};
  note_lock("pthread_mutex_lock");
  return next_of(next, "pthread_mutex_lock")(mutex);
}
SLUICE_INTERPOSED int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> next{nullptr};
  note_lock("pthread_mutex_trylock");
  return next_of(next, "pthread_mutex_trylock")(mutex);
}
SLUICE_INTERPOSED int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_rwlock_t*)> next{nullptr};
  note_lock("pthread_rwlock_rdlock");
  return next_of(next, "pthread_rwlock_rdlock")(lock);
}
SLUICE_INTERPOSED int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_rwlock_t*)> next{nullptr};
  note_lock("pthread_rwlock_wrlock");
  return next_of(next, "pthread_rwlock_wrlock")(lock);
}
SLUICE_INTERPOSED int pthread_spin_lock(pthread_spinlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_spinlock_t*)> next{nullptr};
  note_lock("pthread_spin_lock");
  return next_of(next, "pthread_spin_lock")(lock);
}
SLUICE_INTERPOSED int sem_wait(sem_t* semaphore) {
  static std::atomic<int (*)(sem_t*)> next{nullptr};
  note_lock("sem_wait");
  return next_of(next, "sem_wait")(semaphore);
}

#endif
