// SPDX-License-Identifier: Apache-2.0
#include "journal/header.hpp"

#include <algorithm>
#include <array>

#include "journal/canonical.hpp"
#include "journal/record_types.hpp"

namespace sluice::journal {

namespace {

constexpr std::array kTaken{std::string_view{"format"}, std::string_view{"sync"}, kDurableField};

}  // namespace

Result<void> check_header(const Header& header) {
  for (const auto& field : header.fields)
    if (!is_own_field_name(field.name) ||
        std::find(kTaken.begin(), kTaken.end(), field.name) != kTaken.end())
      return Error{"audit trail header: '" + field.name +
                   "' cannot be a field's name: expected a-z, 0-9 and _, and none of seq, time, "
                   "type, format, sync, durable, intent_id, state, prev, crc32c"};
  return {};
}

void write_header(RecordBuilder& builder, const Header& header, Timestamp time, Sync sync) {
  builder.begin(kOpen, time).integer("format", kFormat).text("sync", sync_name(sync));
  for (const auto& field : header.fields) builder.text(field.name, field.value);
}

}  // namespace sluice::journal
