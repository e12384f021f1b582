// SPDX-License-Identifier: Apache-2.0
//
// io_faults_target.cpp: makes one call of each kind the shim counts, in a known order, and prints
// how it went: one line a call, "NAME ok" or "NAME ERRNO".
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

void tell(const char* name, bool ok) {
  const std::string text = std::string{name} + (ok ? " ok" : " " + std::to_string(errno)) + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) _exit(3);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string root = argv[1];
  const std::string first = root + "/first";
  const std::string second = root + "/second";
  tell("mkdir", ::mkdir((root + "/directory").c_str(), 0777) == 0);
  const int file = ::open(first.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  tell("open", file >= 0);
  tell("write", ::write(file, "12345678", 8) == 8);
  tell("pwrite", ::pwrite(file, "abcd", 4, 8) == 4);
  tell("fdatasync", ::fdatasync(file) == 0);
  tell("fsync", ::fsync(file) == 0);
  tell("ftruncate", ::ftruncate(file, 10) == 0);
  tell("link", ::link(first.c_str(), second.c_str()) == 0);
  tell("rename", ::rename(second.c_str(), (root + "/third").c_str()) == 0);
  tell("unlink", ::unlink((root + "/third").c_str()) == 0);
  std::ofstream stream{root + "/stream"};
  stream << "text";
  stream.close();
  tell("stream", stream.good());
  // None of these is below the root.
  tell("elsewhere", ::mkdir((root + "/../elsewhere").c_str(), 0777) == 0);
  return 0;
}
