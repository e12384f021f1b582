// SPDX-License-Identifier: Apache-2.0
#include "wire_faults/host_process.hpp"

#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace sluice::wire_faults {

HostProcess::HostProcess(const std::vector<std::string>& command) {
  int in[2];
  int out[2];
  // Another host must not hold the ends of this one.
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  id_ = ::fork();
  if (id_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  to_ = in[1];
  from_ = out[0];
}

HostAnswer HostProcess::ask(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(to_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the host does not listen");
  std::string told;
  for (char c = 0; c != '\n'; told += c)
    if (::read(from_, &c, 1) != 1) throw std::runtime_error("the host has ended: " + told);
  told.pop_back();
  HostAnswer answer;
  for (std::string* part : {&answer.state, &answer.position, &answer.open_orders}) {
    const auto end = told.find('|');
    *part = told.substr(0, end);
    told.erase(0, end + 1);
  }
  answer.why = std::move(told);
  return answer;
}

void HostProcess::kill() {
  if (id_ < 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(std::exchange(id_, -1), nullptr, 0);
  ::close(to_);
  ::close(from_);
}

}  // namespace sluice::wire_faults
