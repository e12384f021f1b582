// SPDX-License-Identifier: Apache-2.0
//
// zoo.cpp: a small sound rule that does one thing wrong: what zoo_fault names ("none": nothing),
// which each library defines for itself. What catches each stands in
// tests/conformance/zoo_test.cpp.
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <locale.h>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include "zoo_tables.hpp"

namespace {

using zoo::has;

int lives = 0;              // counted by those that keep state outside of instances
volatile int at_work = 0;   // how many threads are inside of check
thread_local int hops = 0;  // how often this thread came by
std::mutex mutex;
volatile int no_time = 0;
void* volatile leaked = nullptr;

struct Rule {
  std::int64_t cap = 0;
  const sluice_host* host = nullptr;
  std::uint64_t events = 0;
  const sluice_order* kept = nullptr;
  std::thread thread;
};

Rule& self(void* instance) { return *static_cast<Rule*>(instance); }

[[noreturn]] void crash() { __builtin_trap(); }
[[noreturn]] void hang() {
  while (true) no_time = 1;
}

// Exactly {"cap":N} with N from 1 to 1000, which is all that the host gives; else 0.
std::int64_t read_cap(std::string_view json) {
  constexpr std::string_view kHead = "{\"cap\":";
  if (!json.starts_with(kHead) || !json.ends_with("}")) return 0;
  std::int64_t cap = 0;
  for (const char c : json.substr(kHead.size(), json.size() - kHead.size() - 1)) {
    if (c < '0' || c > '9' || cap > 1000) return 0;
    cap = cap * 10 + (c - '0');
  }
  return cap <= 1000 ? cap : 0;
}

void change_process() {
  if (has("changes_locale")) ::setlocale(LC_ALL, "C.UTF-8");
  if (has("changes_directory")) static_cast<void>(::chdir("/") + 1);
  if (has("changes_signals")) std::signal(SIGUSR2, SIG_IGN);
  if (has("changes_environment")) ::setenv("ZOO", "was here", 1);
  if (has("changes_rounding")) zoo::flush_to_zero();
}

sluice_status refuse(sluice_error* error) {
  constexpr std::string_view kText = "parameter 'cap' must be a whole number from 1 to 1000";
  if (has("leaks_on_refusal")) leaked = ::operator new(64);
  const std::size_t room = has("long_errors") ? kText.size() : error->capacity;
  error->len = static_cast<std::uint32_t>(std::min(room, kText.size()));
  std::memcpy(error->text, kText.data(), error->len);
  return SLUICE_ERROR_ARGUMENT;
}

sluice_status create(const sluice_host* host, sluice_str params, void** instance,
                     sluice_error* error) {
  change_process();
  const std::int64_t cap = read_cap({params.ptr, params.len});
  if (has("throws_in_create")) throw 7;
  if (has("crashes_at_a_bound") && cap == 1000) crash();
  if ((cap == 0 && !has("takes_anything")) || has("refuses_defaults")) return refuse(error);
  if (has("shares_its_instance")) {
    static Rule only;
    *instance = &only;
    return SLUICE_OK;
  }
  if (has("leaks_lives")) leaked = ::operator new(64);
  *instance = new Rule{cap, host, 0, nullptr, {}};
  if (has("counts_its_lives")) ++lives;
  return SLUICE_OK;
}

void destroy(void* instance) {
  if (has("throws_in_destroy")) throw 7;
  if (!has("shares_its_instance")) delete &self(instance);
}

sluice_status start(void* instance, sluice_error*) {
  if (has("crashes_in_a_thread")) self(instance).thread = std::thread{crash};
  if (has("leaks_a_thread")) std::thread{[] { ::sleep(600); }}.detach();
  if (has("leaks_a_file")) static_cast<void>(::open("/dev/null", O_RDONLY) + 1);
  return SLUICE_OK;
}

sluice_status quiesce(void* instance, sluice_error*) {
  if (self(instance).thread.joinable()) self(instance).thread.join();
  return SLUICE_OK;
}

const sluice_risk_row& row_of(const sluice_risk_view& view, std::uint32_t number) {
  // What a careless author writes.
  if (has("ignores_strides"))
    return static_cast<const sluice_risk_row*>(view.instruments.base)[number];
  return *SLUICE_ROW(view.instruments, sluice_risk_row, number);
}

void break_hot_rules() {
  if (has("allocates_when_hot") || has("allocates_when_hot_static"))
    static_cast<void>(std::string(200, 'x').c_str());
  if (has("locks_when_hot")) const std::lock_guard lock{mutex};
  if (has("calls_the_system_when_hot")) ::syscall(SYS_getppid);
  if (has("throws_in_check")) throw 7;
  if (has("hangs_in_check")) hang();
}

// What the answer depends on beside order, view and parameters.
std::int64_t disturbance(const Rule& own) {
  if (has("answers_by_address")) return reinterpret_cast<std::intptr_t>(&lives);
  if (has("counts_its_lives")) return lives;
  if (has("keeps_state_in_a_thread")) return ++hops;
  if (has("meets_its_siblings")) {
    __atomic_add_fetch(&at_work, 1, __ATOMIC_SEQ_CST);
    ::usleep(300);
    const bool alone = at_work == 1;
    __atomic_sub_fetch(&at_work, 1, __ATOMIC_SEQ_CST);
    return alone ? 0 : 1;
  }
  if (has("calls_a_missing_slot")) return own.host->random(own.host->context) == 0;
  if (has("keeps_pointers")) return own.kept != nullptr ? own.kept->quantity : 0;
  return 0;
}

void misuse_inputs(Rule& own, const sluice_order* order) {
  if (has("keeps_pointers")) own.kept = order;
  if (has("writes_to_inputs")) const_cast<sluice_order*>(order)->quantity = 1;
  if (has("frees_host_memory")) std::free(const_cast<sluice_order*>(order));
}

void check(void* instance, const sluice_order* order, const sluice_risk_view* view,
           sluice_verdict* verdict) {
  Rule& own = self(instance);
  break_hot_rules();
  if (has("forgets_the_verdict")) return;
  if (has("crashes_on_large_orders") && order->quantity > INT64_MAX / 4) crash();
  std::int64_t measured = disturbance(own);
  if (order->instrument < view->instruments.count || has("trusts_ids"))
    measured += row_of(*view, order->instrument).position & 0xFFFF;
  misuse_inputs(own, order);
  const bool passes = order->quantity / SLUICE_SCALE <= own.cap;
  verdict->action = passes ? SLUICE_VERDICT_APPROVE : SLUICE_VERDICT_REJECT;
  verdict->measured.lo = static_cast<std::uint64_t>(measured);
  std::strcpy(verdict->code, passes ? "" : has("answers_in_lower_case") ? "zoo cap" : "ZOO_CAP");
}

sluice_status on_session(void* instance, const sluice_risk_view* view, sluice_error*) {
  const std::uint64_t count = view->instruments.count;
  std::int64_t positions[100] = {};
  if (has("divides_by_the_count")) self(instance).events += 100 / count;
  if (has("expects_a_second_row") && count == 1) crash();
  if (has("expects_few_rows") && count > std::size(positions)) crash();
  return SLUICE_OK;
}

void on_event(void* instance, const sluice_risk_event*) { ++self(instance).events; }
std::uint64_t state_version(void* instance) { return self(instance).events; }

sluice_status save_state(void* instance, const sluice_sink* sink, sluice_error*) {
  const std::string text = std::to_string(self(instance).events);
  return sink->write(sink->context, text.data(), text.size());
}

sluice_status restore_state(void* instance, sluice_str state, sluice_error*) {
  if (has("forgets_its_state")) return SLUICE_OK;
  self(instance).events = 0;
  for (std::uint64_t i = 0; i < state.len; ++i)
    self(instance).events = self(instance).events * 10 + static_cast<unsigned>(state.ptr[i] - '0');
  return SLUICE_OK;
}

const void* get_interface(sluice_str) { return has("answers_unknown_ids") ? &lives : nullptr; }

sluice_risk_rule_v1 whole_table() {
  sluice_risk_rule_v1 table{};
  table.size = has("truncates_its_table") ? 12 : sizeof table;
  table.check = check;
  table.on_session = on_session;
  table.on_event = on_event;
  table.state_version = state_version;
  table.save_state = save_state;
  table.restore_state = restore_state;
  return table;
}

// Says it holds every slot; behind the first there is something else.
struct ShortTable {
  std::uint32_t size, reserved;
  decltype(&check) only;
  std::uint64_t others[16];
};
sluice_risk_rule_v1 table;
ShortTable short_table{sizeof(sluice_risk_rule_v1), 0, check, {16, 16, 16, 16, 16, 16, 16}};

sluice_component component{sizeof(sluice_component),
                           SLUICE_KIND_RISK_RULE,
                           0,
                           ZOO_TEXT("zoo_rule"),
                           ZOO_TEXT("1.0.0"),
                           ZOO_TEXT(SLUICE_RISK_RULE_ID),
                           ZOO_TEXT("for tests"),
                           ZOO_TEXT(ZOO_SCHEMA),
                           &table,
                           create,
                           start,
                           quiesce,
                           destroy,
                           get_interface};

constexpr sluice_library kBlock{SLUICE_LIBRARY_MAGIC,
                                sizeof(sluice_library),
                                SLUICE_ABI_MAJOR,
                                SLUICE_ABI_MINOR,
                                SLUICE_LAYOUT_DIGEST,
                                ZOO_TEXT(ZOO_BLOCK_MANIFEST),
                                1,
                                sizeof(sluice_component),
                                &component};
constexpr sluice_library kOtherBlock = kBlock;

struct AtLoad {
  AtLoad() {
    table = whole_table();
    if (has("lies_about_its_size")) component.table = &short_table;
    if (has("crashes_in_a_constructor")) crash();
    if (has("hangs_on_load")) hang();
    if (has("sleeps_on_load")) ::usleep(1'200'000);
    if (has("exits_on_load")) ::_exit(0);
    if (has("starts_a_thread_on_load")) std::thread{[] { ::sleep(600); }}.detach();
  }
} at_load;

}  // namespace

extern "C" SLUICE_EXPORT const sluice_library* sluice_library_entry_v1() {
  static int calls = 0;
  ++calls;
  if (has("crashes_in_its_entry")) crash();
#ifdef ZOO_NEEDS_A_SYMBOL
  if (calls == 1000) return static_cast<const sluice_library*>(zoo_symbol_that_nobody_has());
#endif
  return has("changes_its_block") && calls > 1 ? &kOtherBlock : &kBlock;
}
