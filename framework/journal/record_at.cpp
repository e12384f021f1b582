// SPDX-License-Identifier: Apache-2.0
#include "journal/record_at.hpp"

#include "journal/line_source.hpp"
#include "journal/segments.hpp"

namespace sluice::journal {

Result<std::string> line_at(files::Disk& disk, const std::filesystem::path& directory,
                            std::uint64_t segment, std::uint64_t offset) {
  const auto path = directory / segment_name(segment);
  auto source = LineSource::open(disk, path, offset);
  if (!source) return source.error();
  const auto line = source->next();
  if (!line) return line.error();
  if (!*line || !(*line)->ended)
    return Error{path.string() + ": no line at offset " + std::to_string(offset)};
  return std::string{(*line)->text};
}

}  // namespace sluice::journal
