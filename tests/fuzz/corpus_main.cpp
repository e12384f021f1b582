// SPDX-License-Identifier: Apache-2.0
//
// corpus_main.cpp: writes a target's samples into a folder: NAME_corpus FOLDER.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "fuzz/fuzz_target.hpp"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: NAME_corpus FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder{arguments[1]};
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& sample : sluice::fuzz::fuzz_samples()) {
    std::ofstream file{folder / ("sample" + std::to_string(++number)), std::ios::binary};
    file.write(sample.data(), static_cast<std::streamsize>(sample.size()));
    if (!file.flush()) return 1;
  }
  return 0;
}
