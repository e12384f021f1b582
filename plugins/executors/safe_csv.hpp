// SPDX-License-Identifier: Apache-2.0
//
// safe_csv: hands orders over to people as orders_YYYYMMDD.csv, and fills nothing.
//
// The file of a date holds every order this instance was given for the date of its decision, in the
// order given. A second batch of the date adds to it; a new run replaces it: running a day again
// gives the same file. A later date begins a new file, an earlier one is refused.
//
// Place: executor plugin. Owns the rows of the current date. Thread: lane. Orders are ACKED, and
// only once the file is durable; they stay open, for nobody here ever hears of their fate: a cancel
// is CANCEL_REJECTED, a query of an order that another process handed over is an error, and a
// snapshot that is asked for one is not complete. Errors: Failure with path and reason; no order of
// the batch is then taken and the file is as it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/executor.hpp>
#include <sluice/params.hpp>
#include <sluice/time.hpp>

#include "order_ids.hpp"

namespace sluice::executors {

class SafeCsv {
 public:
  static constexpr auto id = "safe_csv";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "writes orders to a CSV file of the day and fills nothing";
  static constexpr std::uint64_t traits = SLUICE_TRAIT_NO_FILLS;
  struct Params {
    std::string dir;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("dir", &Params::dir)
                         .required()
                         .path()
                         .help("directory of the order files; it is made if it is missing"));

  explicit SafeCsv(const Params& params) : directory_{params.dir} {}

  void begin(Rows<Instrument> instruments);
  void submit(Rows<sluice_order> orders, Reports& reports);
  void cancel(const sluice_order& order, Reports& reports) const;
  void query(const sluice_order& order, Reports& reports) const;
  void snapshot(Timestamp since, Rows<sluice_order> open, Reports& reports,
                VenueAccount& account) const;
  void poll(Reports&) {}
  [[nodiscard]] Health health() const { return {}; }

 private:
  [[nodiscard]] Date date_of(Rows<sluice_order> orders) const;
  [[nodiscard]] const sluice_order* find(std::uint64_t order_id) const noexcept;

  std::string directory_;
  std::vector<std::string> symbols_;
  std::optional<Date> date_;
  std::string rows_;                // of the file of date_, without its header
  std::vector<sluice_order> open_;  // in the order given
  OrderIds seen_;
};

}  // namespace sluice::executors
