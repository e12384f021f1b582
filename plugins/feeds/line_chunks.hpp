// SPDX-License-Identifier: Apache-2.0
//
// line_chunks.hpp: a text file in chunks of whole lines.
//
// Place: feeds, parsing. Chunks fit the processor's cache, and the bytes are hashed in the same
// pass: the text is never held as a whole. Errors: Result for what makes reading impossible
// (input/output, gzip, endless lines), with the file's path.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "content_hash.hpp"

namespace sluice::feeds {

inline constexpr std::size_t kMaxLineBytes = std::size_t{1} << 16;

class LineSink {
 public:
  virtual ~LineSink() = default;
  // Lines from `begin` to `end`, each with its '\n'; 64 more characters can be read.
  virtual void take(const char* begin, const char* end) = 0;
};

// Gives every line, an unfinished last one too, without a byte order mark; and the digest of the
// bytes. `buffer` is room that files share.
[[nodiscard]] Result<ContentHash> read_lines(const std::string& path, std::vector<char>& buffer,
                                             LineSink& lines);

}  // namespace sluice::feeds
