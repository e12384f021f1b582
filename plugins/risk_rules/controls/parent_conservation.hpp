// SPDX-License-Identifier: Apache-2.0
//
// parent_conservation: the parts of an order are never more than the order.
//
//   filled + live + unknown of all children + quantity <= parent quantity; else the route halts
//
// Place: native rule in the gate. State: what every parent has given out, and every live child;
// saved. A child that ends, or is denied, gives back what did not fill; an execution that is taken
// back gives nothing back. New terms of a child are approved as if they were a child; once they are
// sent, the larger of old and new counts. Orders without a
// parent are approved. A parent is forgotten `keep_hours` after its last event, once no child is
// live. RELEASED: nothing, the sums stand. Offline: the same. Errors: NO_PARENT_QUANTITY;
// MEMORY_FULL where there is no room for one more parent or child.
#pragma once

#include <optional>
#include <vector>

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "state_text.hpp"

namespace sluice::risk_rules {

class ParentConservation {
 public:
  static constexpr auto id = "parent_conservation";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "halts the route where parts would exceed the whole order";
  struct Params {
    std::int64_t parents = 0;
    std::int64_t children = 0;
    std::int64_t keep_hours = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("parents", &Params::parents)
                         .def(128)
                         .min(1)
                         .max(256)
                         .help("parents remembered at most"),
                     sluice::param("children", &Params::children)
                         .def(256)
                         .min(1)
                         .max(400)
                         .help("live children at most"),
                     sluice::param("keep_hours", &Params::keep_hours)
                         .def(24)
                         .min(0)
                         .max(24 * 366)
                         .help("how long a parent is remembered after its last event, hours"));

  explicit ParentConservation(Params params)
      : parents_(static_cast<std::size_t>(params.parents)),
        children_(static_cast<std::size_t>(params.children)),
        keep_ns_{params.keep_hours * 3600 * Timestamp::kNanosecondsPerSecond} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto whole = order.parent_id();
    if (!whole) return approve();
    if (order.intent_id() == IntentKey{}) return reject(code::kInvalidOrder);
    const auto stated = order.parent_quantity();
    if (!stated || !stated->is_positive()) return reject(code::kNoParentQuantity);
    const Parent* parent = find(parents_, *whole);
    const bool has_room =
        parent != nullptr || find_free(parents_, view.raw().now) != parents_.size();
    const bool breaches_memory = !has_room || find(children_, IntentKey{}) == nullptr;
    if (breaches_memory) return reject(code::kMemoryFull);
    const int128 given = parent == nullptr ? 0 : parent->given;
    const Quantity limit =
        parent == nullptr ? *stated : std::min(*stated, Quantity::from_raw(parent->quantity));
    const int128 total = given + order.raw().quantity;
    const auto measured = Quantity::from_raw(detail::narrow(total).value_or(INT64_MAX));
    const bool passes = total <= limit.raw();
    return passes ? approve(measured, limit)
                  : halt(Scope::kRoute, code::kParentConservation, measured, limit)
                        .with_level(HaltLevel::kAllOrders);
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (!event.order().parent_id() || event.order().intent_id() == IntentKey{}) return;
    switch (event.kind()) {
      case RiskEventKind::kApproved:
        give(event);
        break;
      case RiskEventKind::kSent:
        mark_sent(event);
        break;
      case RiskEventKind::kReplace:
        take_terms(event);
        break;
      case RiskEventKind::kFilled:
        fill(event);
        break;
      case RiskEventKind::kDenied:
      case RiskEventKind::kRejected:
      case RiskEventKind::kEnded:
        end(event);
        break;
      default:
        return;
    }
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    save(out, parents_,
         [&](const Parent& each) { out.add(each.quantity).add(each.given).add(each.touched); });
    save(out, children_, [&](const Child& each) {
      out.add(each.live).add(each.filled).add(each.parent.hi).add(each.parent.lo);
      out.add(std::int64_t{each.sent ? 1 : 0});
    });
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    restore(in, parents_, [&](Parent& each) {
      each.quantity = in.number<std::int64_t>();
      each.given = in.number<std::int64_t>();
      each.touched = in.number<sluice_time>();
    });
    restore(in, children_, [&](Child& each) {
      each.live = in.number<std::int64_t>();
      each.filled = in.number<std::int64_t>();
      each.parent.hi = in.number<std::uint64_t>();
      each.parent.lo = in.number<std::uint64_t>();
      each.sent = in.size(1) == 1;
    });
    in.end();
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "parent_conservation/1";

  // An id of zeros: the place is free.
  struct Parent {
    IntentKey id;
    std::int64_t quantity = 0;
    std::int64_t given = 0;  // filled, live or unknown, of all children
    sluice_time touched = 0;
  };
  struct Child {
    IntentKey id;
    IntentKey parent;
    std::int64_t live = 0;  // may still fill
    std::int64_t filled = 0;
    bool sent = false;
  };

  template <typename Table>
  static auto find(Table& table, IntentKey wanted) noexcept -> decltype(table.data()) {
    for (auto& each : table)
      if (each.id == wanted) return &each;
    return nullptr;
  }
  // A free place, or one that may be forgotten; the size if there is none.
  [[nodiscard]] std::size_t find_free(const std::vector<Parent>& parents,
                                      sluice_time now) const noexcept {
    for (std::size_t i = 0; i < parents.size(); ++i)
      if (parents[i].id == IntentKey{}) return i;
    for (std::size_t i = 0; i < parents.size(); ++i)
      if (int128{now} - parents[i].touched > keep_ns_ && !has_children(parents[i].id)) return i;
    return parents.size();
  }
  [[nodiscard]] bool has_children(IntentKey parent) const noexcept {
    for (const Child& child : children_)
      if (child.id != IntentKey{} && child.parent == parent) return true;
    return false;
  }

  void give(const RiskEvent& event) noexcept {
    const Order order = event.order();
    const IntentKey whole = *order.parent_id();
    Parent* parent = find(parents_, whole);
    if (parent == nullptr) {
      const std::size_t place = find_free(parents_, event.raw().time);
      if (place == parents_.size()) return;  // in shadow alone: check refuses before
      parent = &parents_[place];
      *parent = {whole, order.raw().parent_quantity, 0, 0};
    }
    parent->quantity = std::min(parent->quantity, order.raw().parent_quantity);
    parent->given = sum_of(parent->given, order.raw().quantity);
    parent->touched = event.raw().time;
    if (Child* child = find(children_, IntentKey{}); child != nullptr)
      *child = {order.intent_id(), whole, order.raw().quantity, 0, false};
  }
  void mark_sent(const RiskEvent& event) noexcept {
    if (Child* child = find(children_, event.order().intent_id()); child != nullptr)
      child->sent = true;
  }
  // What was approved for the terms is the child's own now.
  void take_terms(const RiskEvent& event) noexcept {
    Child* child = find(children_, event.order().intent_id());
    if (child == nullptr) return;
    const std::int64_t quantity = event.order().raw().quantity;
    const std::int64_t more = std::max<std::int64_t>(quantity - child->filled - child->live, 0);
    child->live += more;
    Parent* parent = find(parents_, child->parent);
    if (parent != nullptr) parent->given = sum_of(parent->given, more);
    for (Child& terms : children_) {
      if (terms.sent || terms.parent != child->parent || terms.live != quantity) continue;
      if (parent != nullptr) parent->given -= terms.live;
      terms = {};
      return;
    }
  }
  void fill(const RiskEvent& event) noexcept {
    // What fills beyond what is live, as after its end, was not given out before.
    std::int64_t beyond = event.raw().quantity;
    if (Child* child = find(children_, event.order().intent_id()); child != nullptr) {
      const std::int64_t expected = std::min(child->live, beyond);
      child->filled = sum_of(child->filled, beyond);
      child->live -= expected;
      beyond -= expected;
    }
    if (Parent* parent = find(parents_, *event.order().parent_id()); parent != nullptr) {
      parent->given = sum_of(parent->given, beyond);
      parent->touched = event.raw().time;
    }
  }
  void end(const RiskEvent& event) noexcept {
    Child* child = find(children_, event.order().intent_id());
    if (child == nullptr) return;
    if (Parent* parent = find(parents_, child->parent); parent != nullptr) {
      parent->given -= child->live;
      parent->touched = event.raw().time;
    }
    *child = {};
  }
  static std::int64_t sum_of(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
  }

  template <typename Table, typename Write>
  static void save(StateWriter& out, const Table& table, Write write) {
    std::uint64_t used = 0;
    for (const auto& each : table) used += each.id != IntentKey{} ? 1 : 0;
    out.add(used);
    for (const auto& each : table) {
      if (each.id == IntentKey{}) continue;
      out.add(each.id.hi).add(each.id.lo);
      write(each);
    }
  }
  template <typename Table, typename Read>
  static void restore(StateReader& in, Table& table, Read read) {
    const std::size_t used = in.size(table.size());
    for (auto& each : table) each = {};
    for (std::size_t i = 0; i < used; ++i) {
      table[i].id.hi = in.number<std::uint64_t>();
      table[i].id.lo = in.number<std::uint64_t>();
      read(table[i]);
    }
  }

  std::vector<Parent> parents_;
  std::vector<Child> children_;
  std::int64_t keep_ns_;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
