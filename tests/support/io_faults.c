/* SPDX-License-Identifier: Apache-2.0
 *
 * io_faults.c: makes the disk fail, or the process die, at a chosen call. See README.md.
 *
 * Place: a shared library for LD_PRELOAD, plain C. Owns: one counter for the process, and for each
 * descriptor whether its file lies below $IO_FAULTS_ROOT. Thread: any; the count is atomic, but a
 * program with several writing threads has no fixed order of calls. Errors: settings that cannot be
 * understood end the process at once with status 99, so that no test passes by accident.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_DESCRIPTORS 4096
#define EXIT_BAD_SETTING 99

enum action { NONE, KILL, KILL_AFTER, SHORT, NO_SPACE, IO_ERROR };

static struct {
  char root[PATH_MAX];
  size_t root_length;
  enum action action;
  long at;  /* number of the call, from 1; 0: never */
  int once; /* NO_SPACE and IO_ERROR: at that call alone, else from then on */
  const char* count_file;
  pid_t counted_process; /* children inherit the faults, but only this process writes the count */
} settings;

static atomic_long calls;
static atomic_bool watched[MAX_DESCRIPTORS];

/* The next definition of a function behind ours. */
typedef void (*function)(void);
static function next_symbol(const char* name) {
  void* const symbol = dlsym(RTLD_NEXT, name);
  if (symbol == NULL) abort();
  function found = NULL;
  memcpy(&found, &symbol, sizeof found); /* C has no conversion from object to function pointers */
  return found;
}
#define NEXT(name) ((__typeof__(&name))next_symbol(#name))

static void die_of_setting(const char* name, const char* value) {
  dprintf(STDERR_FILENO, "io_faults: %s='%s' cannot be understood, see tests/support/README.md\n",
          name, value);
  _exit(EXIT_BAD_SETTING);
}

static enum action parse_action(const char* text) {
  static const struct {
    const char* name;
    enum action action;
  } actions[] = {{"kill", KILL},
                 {"kill_after", KILL_AFTER},
                 {"short", SHORT},
                 {"enospc", NO_SPACE},
                 {"eio", IO_ERROR}};
  for (size_t i = 0; i < sizeof actions / sizeof *actions; ++i)
    if (strcmp(text, actions[i].name) == 0) return actions[i].action;
  die_of_setting("IO_FAULTS_ACTION", text);
  return NONE;
}

static long parse_number(const char* text) {
  char* end = NULL;
  const long number = strtol(text, &end, 10);
  if (end == text || *end != '\0' || number < 0) die_of_setting("IO_FAULTS_AT", text);
  return number;
}

__attribute__((constructor)) static void read_settings(void) {
  const char* root = getenv("IO_FAULTS_ROOT");
  const char* at = getenv("IO_FAULTS_AT");
  const char* action = getenv("IO_FAULTS_ACTION");
  if (root == NULL || realpath(root, settings.root) == NULL)
    die_of_setting("IO_FAULTS_ROOT", root ? root : "");
  settings.root_length = strlen(settings.root);
  if (at != NULL) settings.at = parse_number(at);
  if (action != NULL) settings.action = parse_action(action);
  settings.once = getenv("IO_FAULTS_ONCE") != NULL;
  settings.count_file = getenv("IO_FAULTS_COUNT_FILE");
  settings.counted_process = getpid();
}

__attribute__((destructor)) static void write_count(void) {
  if (settings.count_file == NULL || getpid() != settings.counted_process) return;
  const int file = NEXT(open)(settings.count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) die_of_setting("IO_FAULTS_COUNT_FILE", settings.count_file);
  dprintf(file, "%ld\n", atomic_load(&calls));
  close(file);
}

static int is_below_root(const char* path) {
  return settings.root_length != 0 && /* set: other libraries open files before we are ready */
         strncmp(path, settings.root, settings.root_length) == 0 &&
         (path[settings.root_length] == '/' || path[settings.root_length] == '\0');
}

/* Whether the name, which need not exist yet, lies below the root: its directory decides. */
static int is_watched_path(int directory, const char* path) {
  char parent[PATH_MAX];
  char resolved[PATH_MAX];
  if (path == NULL || strlen(path) >= sizeof parent - 64) return 0;
  if (path[0] == '/' || directory == AT_FDCWD)
    strcpy(parent, path);
  else
    snprintf(parent, sizeof parent, "/proc/self/fd/%d/%s", directory, path);
  char* slash = strrchr(parent, '/');
  while (slash != NULL && slash != parent && slash[1] == '\0') { /* "a/b/" is "a/b" */
    *slash = '\0';
    slash = strrchr(parent, '/');
  }
  if (slash == NULL)
    strcpy(parent, ".");
  else
    slash[slash == parent] = '\0';
  return realpath(parent, resolved) != NULL && is_below_root(resolved);
}

static int is_watched_descriptor(int descriptor) {
  return descriptor >= 0 && descriptor < MAX_DESCRIPTORS && atomic_load(&watched[descriptor]);
}

static void watch_descriptor(int descriptor) {
  char link[64];
  char path[PATH_MAX];
  if (descriptor < 0 || descriptor >= MAX_DESCRIPTORS) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length > 0) path[length] = '\0';
  atomic_store(&watched[descriptor], length > 0 && is_below_root(path));
}

static void kill_self(void) {
  raise(SIGKILL);
  for (;;) pause();
}

/* What the call that is about to be made shall suffer. */
static enum action count_call(void) {
  const long number = atomic_fetch_add(&calls, 1) + 1;
  if (settings.at == 0 || settings.action == NONE || number < settings.at) return NONE;
  const int lasting =
      !settings.once && (settings.action == NO_SPACE || settings.action == IO_ERROR);
  return number == settings.at || lasting ? settings.action : NONE;
}

static int fail(int error) {
  errno = error;
  return -1;
}

/* For calls that are made whole or not at all. `needs_space`: a full disk refuses it. `is_sync`: a
 * broken disk does. */
#define COUNTED(watched_call, needs_space, is_sync, call)         \
  do {                                                            \
    if (!(watched_call)) return call;                             \
    const enum action action = count_call();                      \
    if (action == KILL || action == SHORT) kill_self();           \
    if (action == NO_SPACE && (needs_space)) return fail(ENOSPC); \
    if (action == IO_ERROR && (is_sync)) return fail(EIO);        \
    const __typeof__(call) outcome = call;                        \
    if (action == KILL_AFTER) kill_self();                        \
    return outcome;                                               \
  } while (0)

/* For writes: half of one can be made. A full disk takes what is left of it first: nothing. */
#define COUNTED_WRITE(descriptor, size, full, half)      \
  do {                                                   \
    if (!is_watched_descriptor(descriptor)) return full; \
    const enum action action = count_call();             \
    if (action == KILL) kill_self();                     \
    if (action == SHORT) {                               \
      if ((size) / 2 > 0 && (half) < 0) abort();         \
      kill_self();                                       \
    }                                                    \
    if (action == NO_SPACE) return fail(ENOSPC);         \
    const ssize_t outcome = full;                        \
    if (action == KILL_AFTER) kill_self();               \
    return outcome;                                      \
  } while (0)

ssize_t write(int descriptor, const void* bytes, size_t size) {
  COUNTED_WRITE(descriptor, size, NEXT(write)(descriptor, bytes, size),
                NEXT(write)(descriptor, bytes, size / 2));
}

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  COUNTED_WRITE(descriptor, size, NEXT(pwrite)(descriptor, bytes, size, offset),
                NEXT(pwrite)(descriptor, bytes, size / 2, offset));
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
  COUNTED_WRITE(descriptor, size, NEXT(pwrite64)(descriptor, bytes, size, offset),
                NEXT(pwrite64)(descriptor, bytes, size / 2, offset));
}

/* "Half" of a gathered write is its first piece, or half of that if there is only one. */
ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
  COUNTED_WRITE(descriptor, count > 0 ? pieces[0].iov_len : 0,
                NEXT(writev)(descriptor, pieces, count),
                NEXT(write)(descriptor, pieces[0].iov_base,
                            count > 1 ? pieces[0].iov_len : pieces[0].iov_len / 2));
}

ssize_t sendfile(int to, int from, off_t* offset, size_t size) {
  COUNTED(is_watched_descriptor(to), 1, 0, NEXT(sendfile)(to, from, offset, size));
}

ssize_t sendfile64(int to, int from, off64_t* offset, size_t size) {
  COUNTED(is_watched_descriptor(to), 1, 0, NEXT(sendfile64)(to, from, offset, size));
}

int fsync(int descriptor) {
  COUNTED(is_watched_descriptor(descriptor), 0, 1, NEXT(fsync)(descriptor));
}

int fdatasync(int descriptor) {
  COUNTED(is_watched_descriptor(descriptor), 0, 1, NEXT(fdatasync)(descriptor));
}

int ftruncate(int descriptor, off_t size) {
  COUNTED(is_watched_descriptor(descriptor), 0, 0, NEXT(ftruncate)(descriptor, size));
}

int ftruncate64(int descriptor, off64_t size) {
  COUNTED(is_watched_descriptor(descriptor), 0, 0, NEXT(ftruncate64)(descriptor, size));
}

int rename(const char* from, const char* to) {
  COUNTED(is_watched_path(AT_FDCWD, to), 1, 0, NEXT(rename)(from, to));
}

int renameat(int from_directory, const char* from, int to_directory, const char* to) {
  COUNTED(is_watched_path(to_directory, to), 1, 0,
          NEXT(renameat)(from_directory, from, to_directory, to));
}

int renameat2(int from_directory, const char* from, int to_directory, const char* to,
              unsigned flags) {
  COUNTED(is_watched_path(to_directory, to), 1, 0,
          NEXT(renameat2)(from_directory, from, to_directory, to, flags));
}

int link(const char* from, const char* to) {
  COUNTED(is_watched_path(AT_FDCWD, to), 1, 0, NEXT(link)(from, to));
}

int unlink(const char* path) { COUNTED(is_watched_path(AT_FDCWD, path), 0, 0, NEXT(unlink)(path)); }

int unlinkat(int directory, const char* path, int flags) {
  COUNTED(is_watched_path(directory, path), 0, 0, NEXT(unlinkat)(directory, path, flags));
}

int remove(const char* path) { COUNTED(is_watched_path(AT_FDCWD, path), 0, 0, NEXT(remove)(path)); }

int mkdir(const char* path, mode_t mode) {
  COUNTED(is_watched_path(AT_FDCWD, path), 1, 0, NEXT(mkdir)(path, mode));
}

int mkdirat(int directory, const char* path, mode_t mode) {
  COUNTED(is_watched_path(directory, path), 1, 0, NEXT(mkdirat)(directory, path, mode));
}

static int creates(int flags) { return (flags & O_CREAT) != 0; }
static int takes_mode(int flags) { return creates(flags) || (flags & O_TMPFILE) == O_TMPFILE; }

/* Every descriptor is looked at once it is open; only the creation of a name is a counted call. */
#define OPENED(directory, path, flags, call)                                \
  do {                                                                      \
    const int counted = creates(flags) && is_watched_path(directory, path); \
    const enum action action = counted ? count_call() : NONE;               \
    if (action == KILL || action == SHORT) kill_self();                     \
    if (action == NO_SPACE) return fail(ENOSPC);                            \
    const int descriptor = call;                                            \
    watch_descriptor(descriptor);                                           \
    if (action == KILL_AFTER) kill_self();                                  \
    return descriptor;                                                      \
  } while (0)

#define MODE_ARGUMENT(flags)          \
  mode_t mode = 0;                    \
  if (takes_mode(flags)) {            \
    va_list arguments;                \
    va_start(arguments, flags);       \
    mode = va_arg(arguments, mode_t); \
    va_end(arguments);                \
  }

int open(const char* path, int flags, ...) {
  MODE_ARGUMENT(flags)
  OPENED(AT_FDCWD, path, flags, NEXT(open)(path, flags, mode));
}

int open64(const char* path, int flags, ...) {
  MODE_ARGUMENT(flags)
  OPENED(AT_FDCWD, path, flags, NEXT(open64)(path, flags, mode));
}

int openat(int directory, const char* path, int flags, ...) {
  MODE_ARGUMENT(flags)
  OPENED(directory, path, flags, NEXT(openat)(directory, path, flags, mode));
}

int openat64(int directory, const char* path, int flags, ...) {
  MODE_ARGUMENT(flags)
  OPENED(directory, path, flags, NEXT(openat64)(directory, path, flags, mode));
}

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < MAX_DESCRIPTORS) atomic_store(&watched[descriptor], 0);
  return NEXT(close)(descriptor);
}

static int mode_creates(const char* mode) { return strpbrk(mode, "wa") != NULL; }

/* A std::ofstream opens with fopen and then calls write itself: its writes are counted like all
 * others. Those of the C library's own buffered output are not (see README.md). */
#define OPENED_STREAM(path, mode, call)                                        \
  do {                                                                         \
    const int counted = mode_creates(mode) && is_watched_path(AT_FDCWD, path); \
    const enum action action = counted ? count_call() : NONE;                  \
    if (action == KILL || action == SHORT) kill_self();                        \
    if (action == NO_SPACE) {                                                  \
      errno = ENOSPC;                                                          \
      return NULL;                                                             \
    }                                                                          \
    FILE* const stream = call;                                                 \
    if (stream != NULL) watch_descriptor(fileno(stream));                      \
    if (action == KILL_AFTER) kill_self();                                     \
    return stream;                                                             \
  } while (0)

FILE* fopen(const char* path, const char* mode) {
  OPENED_STREAM(path, mode, NEXT(fopen)(path, mode));
}

FILE* fopen64(const char* path, const char* mode) {
  OPENED_STREAM(path, mode, NEXT(fopen64)(path, mode));
}
