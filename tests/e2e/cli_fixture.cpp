// SPDX-License-Identifier: Apache-2.0
#include "e2e/cli_fixture.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "support/file_text.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;

constexpr int kCannotStart = 127;
constexpr int kSignalBase = 128;

constexpr const char* kVariablesOfSluice[] = {"SLUICE_KILL_SWITCH", "ASSEMBLED_KILL_SWITCH",
                                              "SLUICE_PLUGIN_PATH", "SLUICE_PLUGIN_RUNNER"};

void redirect(const fs::path& file, int descriptor) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(opened, descriptor);
}

[[noreturn]] void become(const Words& command, const Environment& environment,
                         const fs::path& directory, const fs::path& scratch) {
  redirect(scratch / "out", STDOUT_FILENO);
  redirect(scratch / "err", STDERR_FILENO);
  for (const char* name : kVariablesOfSluice) ::unsetenv(name);
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  if (::chdir(directory.c_str()) == 0) ::execvp(words[0], words.data());
  ::_exit(kCannotStart);
}

}  // namespace

Process::Process(const Words& command, const Environment& environment, const fs::path& directory)
    : id_{::fork()} {
  if (id_ < 0) throw std::runtime_error("cannot fork");
  if (id_ == 0) become(command, environment, directory, scratch_.path());
}

Process::~Process() {
  if (waited_) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void Process::send(int signal) const { ::kill(id_, signal); }

Outcome Process::wait() {
  int status = 0;
  ::waitpid(id_, &status, 0);
  waited_ = true;
  Outcome run;
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status)
                                    : kSignalBase + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  run.out = testing::file_text(scratch_ / "out");
  run.err = testing::file_text(scratch_ / "err");
  return run;
}

const fs::path& program() {
  static const fs::path path{SLUICE_PROGRAM};
  return path;
}

const fs::path& plugin_directory() {
  static const fs::path path{SLUICE_PLUGIN_DIRECTORY};
  return path;
}

fs::path demo_config() { return fs::path{SLUICE_SOURCE_DIR} / "configs" / "demo" / "dow30.yaml"; }

Tree read_tree(const fs::path& directory) {
  Tree tree;
  for (const auto& entry : fs::recursive_directory_iterator{directory}) {
    const std::string name = fs::relative(entry.path(), directory).generic_string();
    if (entry.is_directory()) {
      if (fs::is_empty(entry.path())) tree[name + "/"];
    } else if (entry.path().filename() != "lock" && entry.path().extension() != ".lock" &&
               !entry.path().filename().native().starts_with("runs.db")) {
      tree[name] = testing::file_text(entry.path());
    }
  }
  return tree;
}

std::string difference(const Tree& expected, const Tree& actual) {
  std::string text;
  for (const auto& [name, content] : expected) {
    const auto found = actual.find(name);
    if (found == actual.end())
      text += name + ": missing\n";
    else if (found->second != content)
      text += name + ": expected " + std::to_string(content.size()) + " bytes, found " +
              std::to_string(found->second.size()) + " bytes that differ\n";
  }
  for (const auto& [name, content] : actual)
    if (!expected.contains(name)) text += name + ": should not be there\n";
  return text;
}

void replace_tree(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  if (fs::exists(from)) fs::copy(from, to, fs::copy_options::recursive);
}

std::string errors_of(std::string_view err) {
  std::string errors;
  while (!err.empty()) {
    const std::size_t end = std::min(err.find('\n'), err.size() - 1) + 1;
    const std::string_view line = err.substr(0, end);
    if (!line.starts_with("warning: ") && !line.starts_with("info: ")) errors += line;
    err.remove_prefix(end);
  }
  return errors;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size()))
    ++count;
  return count;
}

// Libraries are tried once for all tests, and nothing is left in anybody's home.
CliTest::CliTest() { ::setenv("SLUICE_STATE_DIR", SLUICE_TEST_STATE, 1); }

std::string CliTest::text(const std::string& name) const { return testing::file_text(path(name)); }

void CliTest::write(const std::string& name, std::string_view content) const {
  fs::create_directories(path(name).parent_path());
  testing::write_text(path(name), content);
}

Words CliTest::command(const Words& words) const {
  Words all{program().native()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

Outcome CliTest::sluice(const Words& words, const Environment& environment) const {
  return Process{command(words), environment, folder_.path()}.wait();
}

}  // namespace sluice::e2e
