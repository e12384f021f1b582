// SPDX-License-Identifier: Apache-2.0
//
// system_calls.cpp: every system call of this process, carried out by a stub of our own, so that
// those of a hot function can be counted. The kernel's filter lets the stub's call pass and traps
// all others; the handler of the trap makes the call in their place.
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "conformance/child/hot_guard.hpp"
#include "conformance/child/sanitizers.hpp"

extern "C" long sluice_system_call(long number, long a, long b, long c, long d, long e, long f);
extern "C" const char sluice_system_call_end[];

#if defined(__x86_64__)
asm(R"(
.text
.globl sluice_system_call
.hidden sluice_system_call
.type sluice_system_call, @function
sluice_system_call:
  mov %rdi, %rax
  mov %rsi, %rdi
  mov %rdx, %rsi
  mov %rcx, %rdx
  mov %r8, %r10
  mov %r9, %r8
  mov 8(%rsp), %r9
  syscall
.globl sluice_system_call_end
.hidden sluice_system_call_end
sluice_system_call_end:
  ret
.size sluice_system_call, . - sluice_system_call
)");
#elif defined(__aarch64__)
asm(R"(
.text
.globl sluice_system_call
.hidden sluice_system_call
.type sluice_system_call, %function
sluice_system_call:
  mov x8, x0
  mov x0, x1
  mov x1, x2
  mov x2, x3
  mov x3, x4
  mov x4, x5
  mov x5, x6
  svc #0
.globl sluice_system_call_end
.hidden sluice_system_call_end
sluice_system_call_end:
  ret
.size sluice_system_call, . - sluice_system_call
)");
#else
#error "write the system call stub of this machine here"
#endif

namespace sluice::conformance {
namespace {

#if defined(__x86_64__)
void carry_out(long number, mcontext_t& at) {
  greg_t* const r = at.gregs;
  r[REG_RAX] = sluice_system_call(number, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8],
                                  r[REG_R9]);
}
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#else
void carry_out(long number, mcontext_t& at) {
  auto* const r = at.regs;
  r[0] = static_cast<unsigned long long>(sluice_system_call(
      number, static_cast<long>(r[0]), static_cast<long>(r[1]), static_cast<long>(r[2]),
      static_cast<long>(r[3]), static_cast<long>(r[4]), static_cast<long>(r[5])));
}
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

// AddressSanitizer looks for the signal stack wherever a function does not return: a jump of Lua's.
bool is_of_the_sanitizer(int number) noexcept {
  return SLUICE_SANITIZED_MEMORY != 0 && number == SYS_sigaltstack;
}

void on_trap(int, siginfo_t* info, void* context) {
  if (!is_of_the_sanitizer(info->si_syscall))
    note_in_hot_section(HotFault::kSystemCall, "", static_cast<std::uint64_t>(info->si_syscall));
  carry_out(info->si_syscall, static_cast<ucontext_t*>(context)->uc_mcontext);
}

// Those that a handler can't make for another: they end it, or go on in another stack or mask, or
// are made while a thread begins or ends and takes no signal.
constexpr std::uint32_t kNotCarriedOut[] = {SYS_rt_sigreturn,    SYS_rt_sigprocmask, SYS_clone,
                                            SYS_clone3,          SYS_exit,           SYS_exit_group,
                                            SYS_set_robust_list, SYS_rseq,           SYS_madvise};

struct Name {
  long number;
  const char* text;
};
constexpr Name kNames[] = {{SYS_read, "read"},
                           {SYS_write, "write"},
                           {SYS_openat, "openat"},
                           {SYS_close, "close"},
                           {SYS_mmap, "mmap"},
                           {SYS_munmap, "munmap"},
                           {SYS_mprotect, "mprotect"},
                           {SYS_brk, "brk"},
                           {SYS_madvise, "madvise"},
                           {SYS_futex, "futex"},
                           {SYS_getpid, "getpid"},
                           {SYS_gettid, "gettid"},
                           {SYS_socket, "socket"},
                           {SYS_connect, "connect"},
                           {SYS_sendto, "sendto"},
                           {SYS_recvfrom, "recvfrom"},
                           {SYS_sched_yield, "sched_yield"},
                           {SYS_nanosleep, "nanosleep"},
                           {SYS_clock_nanosleep, "clock_nanosleep"},
                           {SYS_clock_gettime, "clock_gettime"},
                           {SYS_getrandom, "getrandom"},
                           {SYS_writev, "writev"},
                           {SYS_pread64, "pread64"},
                           {SYS_pwrite64, "pwrite64"},
                           {SYS_fsync, "fsync"},
                           {SYS_newfstatat, "newfstatat"},
                           {SYS_lseek, "lseek"},
                           {SYS_ioctl, "ioctl"}};

}  // namespace

std::string install_system_call_trap() {
  struct sigaction action {};
  action.sa_sigaction = on_trap;
  // The handler makes system calls that may be trapped themselves, where it looks for a caller.
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return std::strerror(errno);
  const auto end = reinterpret_cast<std::uint64_t>(&sluice_system_call_end[0]);
  constexpr auto kPointer = offsetof(seccomp_data, instruction_pointer);
  constexpr std::uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
  constexpr std::uint16_t kIfEqual = BPF_JMP | BPF_JEQ | BPF_K;
  constexpr std::uint16_t kReturn = BPF_RET | BPF_K;
  constexpr auto kPassed = static_cast<std::uint8_t>(std::size(kNotCarriedOut));
  sock_filter program[12 + std::size(kNotCarriedOut)] = {
      {kLoad, 0, 0, offsetof(seccomp_data, arch)},
      {kIfEqual, 1, 0, kArchitecture},
      {kReturn, 0, 0, SECCOMP_RET_ALLOW},
      {kLoad, 0, 0, static_cast<std::uint32_t>(kPointer)},
      {kIfEqual, 0, 3, static_cast<std::uint32_t>(end)},
      {kLoad, 0, 0, static_cast<std::uint32_t>(kPointer + 4)},
      {kIfEqual, 0, 1, static_cast<std::uint32_t>(end >> 32)},
      {kReturn, 0, 0, SECCOMP_RET_ALLOW},
      {kLoad, 0, 0, offsetof(seccomp_data, nr)}};
  std::uint16_t length = 9;
  for (std::uint8_t i = 0; i < kPassed; ++i)
    program[length++] = {kIfEqual, static_cast<std::uint8_t>(kPassed - i), 0, kNotCarriedOut[i]};
  program[length++] = {kReturn, 0, 0, SECCOMP_RET_TRAP};
  program[length++] = {kReturn, 0, 0, SECCOMP_RET_ALLOW};
  const sock_fprog filter{length, program};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0)
    return std::strerror(errno);
  return {};
}

std::string system_call_name(std::uint64_t number) {
  for (const Name& name : kNames)
    if (static_cast<std::uint64_t>(name.number) == number) return name.text;
  return "system call " + std::to_string(number);
}

}  // namespace sluice::conformance
