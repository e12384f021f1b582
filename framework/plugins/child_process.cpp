// SPDX-License-Identifier: Apache-2.0
#include "plugins/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace sluice::plugins {
namespace {

using Clock = std::chrono::steady_clock;
using End = ChildOutcome::End;

constexpr std::chrono::milliseconds kTick{5};  // how late the end of a child may be noticed
constexpr rlim_t kMaxOpenFiles = 256;
// Above the numbers that the child's own descriptors get, so that none is overwritten.
constexpr int kFirstPipeDescriptor = kResultDescriptor + 1;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  void close() noexcept {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

// The end the child writes to, the end this process reads from.
struct Pipe {
  Descriptor read;
  Descriptor write;

  [[nodiscard]] bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read = Descriptor{ends[0]};
    const Descriptor low{ends[1]};
    write = Descriptor{::fcntl(low.number(), F_DUPFD_CLOEXEC, kFirstPipeDescriptor)};
    return write.is_open() && ::fcntl(read.number(), F_SETFL, O_NONBLOCK) == 0;
  }
};

struct Bound {
  std::size_t bytes;
  bool keeps_end;  // of what is too long the end is kept, else the start
};

void add(std::string& text, std::string_view part, const Bound& bound) {
  if (!bound.keeps_end) {
    text += part.substr(0, bound.bytes - std::min(bound.bytes, text.size()));
    return;
  }
  text += part;
  if (text.size() > bound.bytes) text.erase(0, text.size() - bound.bytes);
}

// Takes what is there; closes the pipe at its end.
void drain(Descriptor& pipe, std::string& text, const Bound& bound) {
  std::array<char, 16 * 1024> buffer{};
  while (pipe.is_open()) {
    const ssize_t count = ::read(pipe.number(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return pipe.close();
    add(text, {buffer.data(), static_cast<std::size_t>(count)}, bound);
  }
}

class SpawnActions {
 public:
  SpawnActions() { ::posix_spawn_file_actions_init(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  [[nodiscard]] int set(const Pipe& output, const Pipe& result) {
    int failed = ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    for (const int number : {1, 2})
      if (failed == 0)
        failed = ::posix_spawn_file_actions_adddup2(&actions_, output.write.number(), number);
    if (failed == 0)
      failed =
          ::posix_spawn_file_actions_adddup2(&actions_, result.write.number(), kResultDescriptor);
    if (failed == 0)
      failed = ::posix_spawn_file_actions_addclosefrom_np(&actions_, kResultDescriptor + 1);
    return failed;
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A group of its own, and no signal blocked or ignored, whatever the host does with them.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t every;
    sigemptyset(&none);
    sigfillset(&every);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &every);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }

  [[nodiscard]] const posix_spawnattr_t* get() const noexcept { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// Where the host was started with SIGCHLD ignored, its children would vanish without a word.
class HeardChildren {
 public:
  HeardChildren() {
    ::sigaction(SIGCHLD, nullptr, &before_);
    if (before_.sa_handler != SIG_IGN) return;
    struct sigaction heard = before_;
    heard.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &heard, nullptr);
  }
  HeardChildren(const HeardChildren&) = delete;
  HeardChildren& operator=(const HeardChildren&) = delete;
  ~HeardChildren() {
    if (before_.sa_handler == SIG_IGN) ::sigaction(SIGCHLD, &before_, nullptr);
  }

 private:
  struct sigaction before_ {};
};

std::vector<char*> argument_vector(const std::string& program,
                                   std::span<const std::string> arguments) {
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  return words;
}

// 0, or the system's error number.
int limit(pid_t child, __rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const rlimit bound{soft, hard};
  return ::prlimit(child, resource, &bound, nullptr) == 0 || errno == ESRCH ? 0 : errno;
}

// Set from here, a moment after the start: what the child has taken by then counts too.
int set_limits(pid_t child, const ChildLimits& limits) {
  const auto cpu = static_cast<rlim_t>(limits.cpu.count());
  int failed = limit(child, RLIMIT_CORE, 0, 0);
  if (failed == 0) failed = limit(child, RLIMIT_NOFILE, kMaxOpenFiles, kMaxOpenFiles);
  if (failed == 0) failed = limit(child, RLIMIT_CPU, cpu, cpu + 1);
  if (failed == 0 && limits.memory_bytes != 0)
    failed = limit(child, RLIMIT_AS, limits.memory_bytes, limits.memory_bytes);
  return failed;
}

// True once the child is dead. It stays a zombie, which keeps the number of its group taken.
bool has_ended(pid_t child) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
         info.si_pid == child;
}

// What the child started dies with it.
int kill_group_and_reap(pid_t child) {
  ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

class Listener {
 public:
  Listener(Pipe& output, Pipe& result, ChildOutcome& outcome)
      : output_{output.read}, result_{result.read}, outcome_{outcome} {}

  void drain_all() {
    drain(output_, outcome_.output, {kMaxChildOutputBytes, true});
    drain(result_, outcome_.result, {kMaxChildResultBytes, false});
  }
  // Until something was written, or a tick has passed.
  void wait() {
    std::array<pollfd, 2> pipes{pollfd{output_.number(), POLLIN, 0},
                                pollfd{result_.number(), POLLIN, 0}};
    ::poll(pipes.data(), pipes.size(), static_cast<int>(kTick.count()));
    drain_all();
  }

 private:
  Descriptor& output_;
  Descriptor& result_;
  ChildOutcome& outcome_;
};

// Returns whether the deadline was reached.
bool listen_until_ended(pid_t child, Listener& listener, Clock::time_point deadline) {
  while (!has_ended(child)) {
    if (Clock::now() >= deadline) return true;
    listener.wait();
  }
  return false;
}

void tell_end(ChildOutcome& outcome, bool timed_out, int status) {
  if (timed_out) {
    outcome.end = End::kTimedOut;
  } else if (WIFSIGNALED(status)) {
    outcome.end = End::kSignaled;
    outcome.code = WTERMSIG(status);
  } else {
    outcome.end = End::kExited;
    outcome.code = WEXITSTATUS(status);
  }
}

ChildOutcome not_started(int error_number) {
  ChildOutcome outcome;
  outcome.code = error_number;
  return outcome;
}

std::string seconds_text(std::chrono::milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

}  // namespace

ChildOutcome run_child(const std::filesystem::path& program, std::span<const std::string> arguments,
                       const ChildLimits& limits) {
  const auto start = Clock::now();
  Pipe output;
  Pipe result;
  if (!output.open() || !result.open()) return not_started(errno);
  const HeardChildren heard;
  SpawnActions actions;
  const SpawnAttributes attributes;
  if (const int failed = actions.set(output, result); failed != 0) return not_started(failed);
  pid_t child = 0;
  const auto words = argument_vector(program.native(), arguments);
  const int failed = ::posix_spawn(&child, program.c_str(), actions.get(), attributes.get(),
                                   words.data(), environ);
  if (failed != 0) return not_started(failed);
  output.write.close();
  result.write.close();
  if (const int unlimited = set_limits(child, limits); unlimited != 0) {
    kill_group_and_reap(child);
    return not_started(unlimited);
  }
  ChildOutcome outcome;
  Listener listener{output, result, outcome};
  const bool timed_out = listen_until_ended(child, listener, start + limits.deadline);
  const int status = kill_group_and_reap(child);
  listener.drain_all();
  tell_end(outcome, timed_out, status);
  outcome.wall = Clock::now() - start;
  return outcome;
}

std::string end_text(const ChildOutcome& outcome, const ChildLimits& limits) {
  switch (outcome.end) {
    case End::kExited:
      return "ended with code " + std::to_string(outcome.code);
    case End::kSignaled: {
      const char* name = ::sigabbrev_np(outcome.code);
      return "was killed by " + (name != nullptr ? std::string{"SIG"} + name
                                                 : "signal " + std::to_string(outcome.code));
    }
    case End::kTimedOut:
      return "did not end within " + seconds_text(limits.deadline);
    case End::kNotStarted:
      break;
  }
  return "could not be started: " + std::generic_category().message(outcome.code);
}

std::uint64_t memory_limit(std::uint64_t bytes) noexcept {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 0 * bytes;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return 0 * bytes;
#else
  return bytes;
#endif
#else
  return bytes;
#endif
}

std::filesystem::path runner_path() {
  const char* named = std::getenv(kRunnerVariable);
  if (named != nullptr && *named != '\0') return named;
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / kRunnerName;
}

}  // namespace sluice::plugins
