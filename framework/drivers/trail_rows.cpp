// SPDX-License-Identifier: Apache-2.0
#include "drivers/trail_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/ports.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

using journal::Field;
using records::TrailRow;

template <typename Integer>
Integer integer_of(std::string_view digits, int base = 10) {
  Integer value{};
  std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return value;
}

template <typename Word>
void set_word(Word& word, const Field& field, std::size_t count, std::size_t first = 0) {
  const std::string_view text = field.word();
  for (std::size_t i = first; i < count; ++i)
    if (name(static_cast<Word>(i)) == text) word = static_cast<Word>(i);
}

template <auto Member>
void set_text(TrailRow& row, const Field& field) {
  const std::string_view word = field.word();
  if (word.empty())
    row.*Member = field.text();
  else
    row.*Member = word;
}

template <auto Member>
void set_number(TrailRow& row, const Field& field) {
  using Number = std::remove_reference_t<decltype(row.*Member)>;
  row.*Member = Number::parse(field.json).value_or(Number{});
}

template <auto Member>
void set_integer(TrailRow& row, const Field& field) {
  row.*Member = integer_of<std::remove_reference_t<decltype(row.*Member)>>(field.json);
}

template <auto Member>
void set_flag(TrailRow& row, const Field& field) {
  row.*Member = field.json == "true";
}

template <auto Member>
void set_intent(TrailRow& row, const Field& field) {
  if (const auto id = IntentId::parse(field.word())) row.*Member = *id;
}

struct Setter {
  std::string_view name;
  void (*set)(TrailRow&, const Field&);
};

// By name.
constexpr std::array kSetters{
    Setter{"actor", set_text<&TrailRow::actor>},
    Setter{"amends", set_intent<&TrailRow::amends>},
    Setter{"attempt", set_integer<&TrailRow::attempt>},
    Setter{"base_price", set_number<&TrailRow::base_price>},
    Setter{"client_order_id", set_text<&TrailRow::client_order_id>},
    Setter{"commission", set_number<&TrailRow::commission>},
    Setter{"epoch", set_integer<&TrailRow::epoch>},
    Setter{"execution", set_integer<&TrailRow::execution>},
    Setter{"good_till",
           [](TrailRow& row, const Field& field) {
             row.good_till = Timestamp::parse(field.word()).value_or(Timestamp{});
           }},
    Setter{"intent_id", set_intent<&TrailRow::intent>},
    Setter{"limit_price", set_number<&TrailRow::limit_price>},
    Setter{"order_id", set_integer<&TrailRow::order_id>},
    Setter{"order_type",
           [](TrailRow& row, const Field& field) { set_word(row.order_type, field, 6, 1); }},
    Setter{"parent_id", set_intent<&TrailRow::parent>},
    Setter{"post_only", set_flag<&TrailRow::post_only>},
    Setter{"price", set_number<&TrailRow::price>},
    Setter{"qty", set_number<&TrailRow::quantity>},
    Setter{"reason", set_text<&TrailRow::text>},
    Setter{"reduce_only", set_flag<&TrailRow::reduce_only>},
    Setter{"reference_price", set_number<&TrailRow::reference_price>},
    Setter{"request", set_text<&TrailRow::request>},
    Setter{"request_hash",
           [](TrailRow& row, const Field& field) {
             row.request_hash = integer_of<std::uint64_t>(field.word(), 16);
           }},
    Setter{"route", set_text<&TrailRow::route>},
    Setter{"side",
           [](TrailRow& row, const Field& field) {
             row.side = field.word() == "BUY" ? Side::kBuy : Side::kSell;
           }},
    Setter{"source", set_text<&TrailRow::source>},
    Setter{"state",
           [](TrailRow& row, const Field& field) { set_word(row.state, field, kOrderStateCount); }},
    Setter{"stop_price", set_number<&TrailRow::stop_price>},
    Setter{"symbol", set_text<&TrailRow::symbol>},
    Setter{"tif",
           [](TrailRow& row, const Field& field) { set_word(row.time_in_force, field, 6, 1); }},
};

constexpr bool is_by_name() {
  for (std::size_t i = 1; i < kSetters.size(); ++i)
    if (kSetters[i - 1].name >= kSetters[i].name) return false;
  return true;
}
static_assert(is_by_name());

bool is_note(std::string_view type) {
  for (std::size_t i = 0; i < kOrderNoteCount; ++i)
    if (name(static_cast<OrderNote>(i)) == type) return true;
  return false;
}

bool is_of_no_use(std::string_view type) {
  return type == journal::kVenueState || type == journal::kRuleState || type == journal::kOpen;
}

TrailRow::Kind kind_of(const TrailRow& row) {
  if (row.type == journal::kNew) return TrailRow::Kind::kIntent;
  if (row.type == journal::kVerdict)
    return row.state == OrderState::kDenied ? TrailRow::Kind::kRefused : TrailRow::Kind::kApproved;
  if (row.order_id == 0) return TrailRow::Kind::kEvent;
  if (row.type == journal::kReconciled) return TrailRow::Kind::kMatched;
  if (is_note(row.type)) return TrailRow::Kind::kNote;
  return row.execution != 0 ? TrailRow::Kind::kExecution : TrailRow::Kind::kOrder;
}

}  // namespace

TrailRow trail_row(const journal::Record& record, std::uint64_t segment, std::uint64_t offset) {
  TrailRow row;
  row.place = {record.seq(), static_cast<std::uint32_t>(segment), offset};
  row.time = Timestamp::parse(record.time_text()).value_or(Timestamp{});
  row.type = record.type();
  row.kind = TrailRow::Kind::kNothing;
  if (is_of_no_use(row.type)) return row;
  auto fields = record.fields();
  while (const auto field = fields.next()) {
    const auto* const setter = std::lower_bound(
        kSetters.begin(), kSetters.end(), field->name,
        [](const Setter& each, std::string_view name) { return each.name < name; });
    if (setter != kSetters.end() && setter->name == field->name) setter->set(row, *field);
  }
  row.kind = kind_of(row);
  // What an event says: its own text, or all it has.
  if (row.kind == TrailRow::Kind::kEvent) {
    const auto text = record.text("text");
    row.text = text ? *text : std::string{record.own_fields()};
  }
  return row;
}

}  // namespace sluice::drivers
