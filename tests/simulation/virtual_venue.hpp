// SPDX-License-Identifier: Apache-2.0
//
// virtual_venue.hpp: the executor and the network between a lane and the exchange: requests and
// reports get lost, late, twice, out of order or unreadable, answers are old, calls fail although
// they had an effect, and the process dies on either side of a byte.
//
// Place: tests/simulation. What it never does is break the promise of its traits: a request is with
// the exchange within not_found_after or never, and an answer is older by kMaxLag at most, which is
// what the router's margin is for. An answer to a wish for new terms is told only while that wish
// is the last one, as executors know by the wish's own id. Thread: one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "simulation/exchange.hpp"
#include "simulation/random.hpp"

namespace sluice::simulation {

// True time, which only the exchange knows.
struct TrueTime {
  Nanoseconds now = 0;
};

// In thousandths of the calls or messages.
struct NetworkFaults {
  unsigned request_lost = 0;
  unsigned request_late = 0;
  unsigned answer_lost = 0;  // the call fails although it had its effect
  unsigned silent = 0;       // an answer that is lost is no error, just silence
  unsigned throttled = 0;    // NOT_SENT, and it is true
  unsigned unreachable = 0;  // query, snapshot and poll
  unsigned old_answer = 0;
  unsigned report_lost = 0;
  unsigned report_twice = 0;
  unsigned report_late = 0;
  unsigned crash = 0;  // before or behind a byte
  unsigned stall = 0;  // the call takes its time
};

class VirtualVenue final : public Venue {
 public:
  static constexpr Nanoseconds kMaxLag = 900'000'000;

  VirtualVenue(Exchange& exchange, TrueTime& time, VenueTraits traits, Random random);
  VirtualVenue(const VirtualVenue&) = delete;
  VirtualVenue& operator=(const VirtualVenue&) = delete;

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override;
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override;
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override;
  Result<void> query(const sluice_order& order, const sluice_report_sink& sink) override;
  Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                        const sluice_report_sink& sink, sluice_venue_account& account) override;
  Result<void> poll(const sluice_report_sink& sink) override;
  [[nodiscard]] VenueTraits traits() const override { return traits_; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return {}; }

  void set_faults(const NetworkFaults& faults) noexcept { faults_ = faults; }
  // Before a byte of an order, or of new terms for one, leaves.
  void when_sending(std::function<void(const sluice_order&, bool replaces)> happens) {
    when_sending_ = std::move(happens);
  }
  // True time goes on, and requests arrive.
  void advance(Nanoseconds by);
  // The process is gone; what it had received or not read is lost, what it sent is on its way.
  void disconnect();
  [[nodiscard]] bool has_received_all() const noexcept { return requests_.empty(); }
  // Everything that is on its way has arrived, here too.
  [[nodiscard]] bool is_quiet() const noexcept { return requests_.empty() && messages_.empty(); }
  // A report of no order of the exchange, or a wrong one. It is not lost.
  void say_lie(const sluice_execution_report& report);

 private:
  struct Request {
    enum class Kind : std::uint8_t { kOrder, kCancel, kReplace };
    Kind kind;
    sluice_order row;
    std::uint64_t number;
    Nanoseconds arrives;
  };
  struct Message {
    sluice_execution_report report;
    Nanoseconds arrives;
    std::uint64_t number;
    bool sure;
  };
  using Reports = std::vector<sluice_execution_report>;

  void know(const sluice_order& order);
  void publish(const sluice_execution_report& report);
  void arrive(const Request& request);
  // What the exchange says to the request, if it gets there at once and its answer back.
  Result<void> exchange_words(Request request, Reports& answer);
  Result<void> deliver(const Reports& reports, const sluice_report_sink& sink);
  void describe(const ExchangeOrder& order, Nanoseconds at, Reports& out) const;
  [[nodiscard]] Nanoseconds time_of_answer();
  void maybe_crash();
  void maybe_stall();

  Exchange& exchange_;
  TrueTime& time_;
  VenueTraits traits_;
  Random random_;
  NetworkFaults faults_;
  std::function<void(const sluice_order&, bool)> when_sending_;
  std::vector<Request> requests_;
  std::vector<Message> messages_;
  Reports busts_;
  std::map<IntentId, OrderId> known_;            // of this process
  std::map<IntentId, std::uint64_t> last_wish_;  // of new terms
  std::uint64_t next_number_ = 1;
  Reports* answer_ = nullptr;  // of the request being processed
};

}  // namespace sluice::simulation
