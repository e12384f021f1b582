// SPDX-License-Identifier: Apache-2.0
//
// record_sink.hpp: where records of the audit trail go.
//
// Place: room `journal`. Writer (one segment a unit of work) and Log (a long session) are the two;
// who writes records need not know which. Thread: one. Errors: as the sink's own; a sink that has
// failed once says the same ever after.
#pragma once

#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "journal/record_builder.hpp"

namespace sluice::journal {

class RecordSink {
 public:
  virtual ~RecordSink() = default;
  // Starts a record; give it its fields, then append().
  virtual RecordBuilder& begin(std::string_view type, Timestamp time) = 0;
  // Ends the record.
  virtual Result<void> append() = 0;
  // Returns when everything appended is as safe as the sink promises.
  virtual Result<void> commit() = 0;

 protected:
  RecordSink() = default;
  RecordSink(const RecordSink&) = default;
  RecordSink(RecordSink&&) = default;
  RecordSink& operator=(const RecordSink&) = default;
  RecordSink& operator=(RecordSink&&) = default;
};

}  // namespace sluice::journal
