// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <mutex>
#include <thread>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <sluice/c/base.h>

#include "api/timed_disk.hpp"
#include "api/trading_service.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "app/serve_setup.hpp"
#include "app/version.hpp"
#include "config/text.hpp"
#include "drivers/session_reader.hpp"
#include "plugins/inspect.hpp"
#include "plugins/trial.hpp"
#include "sessions/session_assembly.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

constexpr const char* kServeUsage =
    "Usage: sluice serve --config FILE [--address IP] [--port N]\n\n"
    "A paper account over HTTP: orders, blotter, executions, risk, kill switch, a WebSocket "
    "stream, "
    "metrics. Every order\n"
    "takes the one way: the config's rules, the router, the journal, the paper executor. What "
    "was\n"
    "answered with 200 is on the disk. The account lives in DATA_DIR/api and goes on where it was. "
    "Sessions that\n"
    "api.sessions names may be started by clients, on lanes of their own. "
    "/docs describes all.\n\n"
    "Without tokens only this machine is served. Another address needs api.token_file, "
    "api.tls_certificate and\n"
    "api.tls_key. Ctrl-C or SIGTERM answers what has been asked and ends; SIGUSR1 engages the kill "
    "switch.\n\n"
    "Examples:\n"
    "  sluice serve -c configs/demo/dow30.yaml\n"
    "  sluice serve -c configs/demo/dow30.yaml --port 9000 --data-dir /var/lib/sluice\n"
    "  curl -s localhost:8000/api/v1/paper/orders -H 'Content-Type: application/json' \\\n"
    "      -d '{\"symbol\": \"IBM\", \"side\": \"BUY\", \"quantity\": 10, \"price\": 150}'\n";

constexpr const char* kRoute = "PAPER";
constexpr std::size_t kRingEvents = 65'536;
constexpr std::size_t kRingBytes = 64u << 20;
constexpr std::size_t kGroupRecords = 8'192;
// Each is about 200 bytes of the venue's state, which the ABI bounds with 1 MiB; a decision more of
// them fits too.
constexpr std::uint32_t kMostOpenOrders = 2'048;

// The market of the account is what its orders say. An order that waited for the next event of the
// market, as with a latency, would wait for the next order.
void choose_fill_model(const config::RunConfig& config, config::ComponentConfig& executor) {
  if (executor.type != "paper") return;
  executor.params.set("fill_model", config::make_value(config.api.fill_model));
  for (const char* const none : {"remember_closed", "latency_ms", "latency_jitter_ms"})
    executor.params.set(none, config::make_value(std::int64_t{0}));
  executor.params_json = config::to_json(executor.params);
}

// What shows the trail.
struct Projections {
  explicit Projections(std::uint64_t first_seq)
      : troubles{first_seq,
                 [](const std::string& line) { log_component_line(SLUICE_LOG_WARNING, line); }} {}
  api::EventRing events{kRingEvents, kRingBytes};
  api::EquityCurve equity;
  api::SessionEvents sessions;
  api::Troubles troubles;
};

class Server {
 public:
  Server(RunSetup setup, fs::path directory, SessionBuilds sessions)
      : setup_{std::move(setup)},
        directory_{std::move(directory)},
        sessions_{std::move(sessions)} {}

  int run(const api::ServerSettings& settings, bool json);

 private:
  Result<api::PaperAccount::Opened> open_session(const drivers::TagLookup& tags, Timestamp now);
  Result<std::shared_ptr<drivers::RunParts>> fresh_parts();
  Result<void> show_prices(api::PaperAccount& account);
  [[nodiscard]] bool shows_market() const {
    return setup_.loaded->config.api.fill_model == "quote";
  }
  [[nodiscard]] std::string plugins_json();
  [[nodiscard]] std::vector<api::SessionHost::Plan> plans();
  Result<void> remember(api::PaperAccount& account);
  int serve(api::LaneHost& lane, api::Projector& projector, Projections& shown,
            const api::ServerSettings& settings, bool json);

  RunSetup setup_;
  const fs::path directory_;
  SessionBuilds sessions_;
  files::PosixDisk disk_;
  std::mutex registry_lock_;
  std::shared_ptr<drivers::RunParts> first_;  // its instruments and kill switch are everybody's
  bool first_is_taken_ = false;
  api::Metrics metrics_;
  api::TimedDisk timed_disk_{disk_, metrics_};
};

// The first ones are made already; a reset has its own, for a plugin begins anew too.
Result<std::shared_ptr<drivers::RunParts>> Server::fresh_parts() {
  if (!std::exchange(first_is_taken_, true)) return first_;
  const std::lock_guard hold{registry_lock_};
  auto assembled = drivers::assemble(*setup_.loaded, *setup_.registry, setup_.options);
  if (!assembled.faults.empty()) return Error{assembled.faults.front().message};
  return std::shared_ptr<drivers::RunParts>{std::move(assembled.parts)};
}

Result<api::PaperAccount::Opened> Server::open_session(const drivers::TagLookup& tags,
                                                       Timestamp now) {
  auto made = fresh_parts();
  if (!made) return made.error();
  drivers::RunParts& parts = **made;
  drivers::StatefulPart executor;
  for (const auto& part : parts.stateful)
    if (part.role == "executor") executor = part;
  if (!executor.save)
    return Error{"executor '" + parts.path.route + "' keeps no state, which a restart would need"};
  drivers::PaperSessionConfig config;
  config.directory = directory_;
  config.gate = parts.gate;
  config.sync = parts.sync;
  config.group_records = kGroupRecords;
  config.header = parts.journal_header(now).fields;
  config.with_store = false;  // the projector's
  config.lane.seed_capital = parts.path.seed_capital;
  config.lane.router = parts.path.router;
  // What this venue told is in the journal with the decision it followed from: it remembers no
  // more.
  config.lane.router.reconcile_window_ns = 1;
  config.lane.router.venue_lives_in_the_trail = true;  // its memory, and nothing but its memory
  config.lane.router.max_open_orders = kMostOpenOrders;
  config.lane.router.ack_timeout_ns = 5 * Timestamp::kNanosecondsPerSecond;
  config.lane.names = {"paper", "api", parts.path.strategy_name, kRoute, parts.path.config_hash};
  config.lane.hours = parts.path.hours;
  config.lane.reload_every_ns = Timestamp::kNanosecondsPerSecond;
  drivers::PaperSessionParts session_parts{timed_disk_, *first_->instruments, *parts.venue,
                                           executor, *first_->kill_switch};
  session_parts.on_time = parts.path.on_time;
  session_parts.faults = parts.faults.get();
  session_parts.tags = tags;
  session_parts.stopwatch = &metrics_;
  api::PaperAccount::Opened opened;
  session_parts.on_record = [&opened](const journal::Record& record) {
    opened.take(record);
    return Result<void>{};
  };
  auto session =
      drivers::PaperSession::open(std::move(config), std::move(parts.rules), session_parts, now);
  if (!session) return session.error();
  opened.session = std::move(*session);
  opened.parts = *made;
  return opened;
}

// The newest closes of the data: where orders have named no price yet.
Result<void> Server::show_prices(api::PaperAccount& account) {
  const auto data = first_->open_feed({});
  if (!data) return data.error();
  drivers::SessionReader reader{*data->source, first_->instruments->size()};
  drivers::SessionBars session;
  std::vector<Price> last(first_->instruments->size());
  for (;;) {
    const auto more = reader.next(session);
    if (!more) return more.error();
    if (!*more) break;
    for (const sluice_bar& bar : session.bars) last[bar.instrument] = Price::from_raw(bar.close);
  }
  for (InstrumentId id = 0; id < last.size(); ++id)
    if (last[id].raw() > 0 && account.last_price(id).raw() <= 0)
      account.set_price(id, last[id], account.session().now());
  return account.show_market(account.session().now());
}

std::string Server::plugins_json() {
  const std::lock_guard hold{registry_lock_};
  return plugins::list_json(*setup_.registry);
}

std::vector<api::SessionHost::Plan> Server::plans() {
  std::vector<api::SessionHost::Plan> plans;
  for (const auto& each : sessions_)
    plans.push_back({each->created(), each->directory(),
                     [build = each.get()] { return build->make(); },
                     [this, build = each.get()](const std::optional<Certificate>& known) {
                       return build->check(disk_, known);
                     }});
  return plans;
}

int Server::run(const api::ServerSettings& settings, bool json) {
  first_ = std::move(setup_.parts);
  const Timestamp now = plugins::wall_clock();
  auto account = api::PaperAccount::open(
      {.name = "paper", .route = kRoute, .shows_market = shows_market()}, *first_->instruments,
      [this](const drivers::TagLookup& tags, Timestamp at) { return open_session(tags, at); }, now);
  if (!account) return report_error(account.error().message, kExitFailed, json);
  Projections shown{(*account)->session().recovery().end.seq};
  const fs::path store = drivers::order_store_path(directory_);
  api::Projector projector{disk_,        store,        drivers::journal_directory(directory_),
                           shown.events, shown.equity, shown.troubles};
  if (auto started = projector.start((*account)->session().durable_seq()); !started)
    return report_error(started.error().message, kExitFailed, json);
  if (!projector.why_rebuilt().empty())
    log_component_line(SLUICE_LOG_INFO,
                       "the order store is filled anew: " + projector.why_rebuilt());
  if (auto remembered = remember(**account); !remembered)
    return report_error(remembered.error().message, kExitFailed, json);
  if (auto priced = show_prices(**account); !priced)
    return report_error(priced.error().message, kExitFailed, json);
  api::LaneHost lane{{}, std::move(*account), &plugins::wall_clock, metrics_};
  return serve(lane, projector, shown, settings, json);
}

// What the store knows of the time before: keys of requests, and prices that orders were filled at
// where the journal has none.
Result<void> Server::remember(api::PaperAccount& account) {
  auto reader = records::OrderReader::open(drivers::order_store_path(directory_));
  if (!reader) return reader.error();
  const InstrumentTable& instruments = *first_->instruments;
  for (InstrumentId id = 0; id < instruments.size(); ++id) {
    records::ExecutionQuery query;
    query.symbol = instruments.symbol(id);
    query.limit = 1;
    const auto page = reader->executions(query);
    if (!page) return page.error();
    if (!page->rows.empty() && page->rows.front().base_price.raw() > 0 &&
        account.last_price(id).raw() <= 0)
      account.set_price(id, page->rows.front().base_price, account.session().now());
  }
  const auto requests = reader->recent_requests(account.keys().capacity());
  if (!requests) return requests.error();
  for (auto request = requests->rbegin(); request != requests->rend(); ++request)
    account.keys().remember(request->request, {request->request_hash, request->intent});
  return {};
}

int Server::serve(api::LaneHost& lane, api::Projector& projector, Projections& shown,
                  const api::ServerSettings& settings, bool json) {
  const std::atomic<bool>& stop = install_stop_signals();
  api::ReaderPool readers{drivers::order_store_path(directory_)};
  readers.start(2);
  const config::RunConfig& config = setup_.loaded->config;
  const fs::path session_store = sessions::session_store_path(config.output.root);
  api::SessionHost host{disk_, session_store, plans(),
                        [](const std::string& line) { log_component_line(SLUICE_LOG_INFO, line); }};
  api::SessionDesk desk{session_store, host.created()};
  desk.start();
  api::SessionWatch watch{disk_, sessions::sessions_directory(config.output.root), shown.sessions};
  watch.start();
  const api::ReportShelf reports{config.output.root};
  api::HttpServer* network = nullptr;
  api::TradingService service{
      {lane, projector, readers, shown.events, shown.equity, metrics_, *first_->instruments,
       *first_->kill_switch, desk, host, watch, shown.sessions, reports, shown.troubles},
      {kVersion, kRoute,
       (shows_market() ? "paper account, limits rest until a price reaches them, seed capital "
                       : "paper account, fills at once, seed capital ") +
           first_->path.seed_capital.to_string(),
       config.executor.type == config.paper_executor.type ? "" : config.executor.type,
       "sessions in mode " + std::string{name(config.environment.mode)} + "; takes no orders here",
       plugins::wall_clock(), drivers::journal_directory(directory_),
       [this] { return plugins_json(); },
       [&network] {
         api::Gauges gauges;
         gauges.connections = network->connections();
         gauges.listeners = network->listeners();
         gauges.stream_dropped = network->dropped();
         return gauges;
       }}};
  auto server = api::HttpServer::open(settings, service, shown.events, shown.sessions, metrics_);
  if (!server) return report_error(server.error().message, kExitFailed, json);
  network = server->get();
  lane.on_durable([&projector](std::uint64_t seq) { projector.advance(seq); });
  lane.start();
  host.start();  // sessions come back only where the server stays
  (*server)->start();
  const bool is_v6 = settings.address.find(':') != std::string::npos;
  const std::string url =
      fmt::format("{}://{}:{}", settings.has_tls() ? "https" : "http",
                  is_v6 ? "[" + settings.address + "]" : settings.address, (*server)->port());
  if (json)
    std::cout << fmt::format(R"({{"ok":true,"url":"{}","directory":{}}})", url,
                             json_quoted(directory_.string()))
              << std::endl;
  else
    std::cout << "serving " << url << " (what there is: " << url << "/docs), account in "
              << directory_.string() << std::endl;
  constexpr std::chrono::milliseconds kLook{50};
  while (!stop && !lane.is_over()) std::this_thread::sleep_for(kLook);
  (*server)->stop();
  const auto stopped = lane.stop();
  host.stop();
  desk.stop();
  watch.stop();
  readers.stop();
  projector.stop();
  if (!stopped) return report_error("stopped: " + stopped.error().message, kExitFailed, json);
  log_component_line(SLUICE_LOG_INFO, "stopped; the account goes on at the next start");
  return kExitOk;
}

}  // namespace

int command_serve(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("address", po::value<std::string>(), "in place of api.address")(
      "port", po::value<int>(), "in place of api.port");
  add_switch_off_options(options);
  add_common_options(options);
  const auto parsed = parse_arguments(arguments, options);
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kServeUsage << "\n" << options;
    return kExitOk;
  }
  CommonOptions common = common_options(values);
  if (values.count("address") != 0)
    common.overrides.push_back("api.address='" + values["address"].as<std::string>() + "'");
  if (values.count("port") != 0)
    common.overrides.push_back("api.port=" + std::to_string(values["port"].as<int>()));
  drivers::AssembleOptions assemble = switch_off_options(values);
  assemble.with_reports = false;
  RunSetup setup = set_up_run(common, std::move(assemble), &choose_fill_model);
  if (!setup.ok()) return setup.exit_code;
  const auto settings = server_settings(setup.loaded->config.api);
  if (!settings) return report_error(settings.error().message, kExitUsage, common.json);
  if (setup.loaded->config.paper_executor.type != "paper")
    return report_error("serve: executor '" + setup.loaded->config.paper_executor.type +
                            "' fills nothing here; expected paper",
                        kExitUsage, common.json);
  config::Faults faults;
  SessionBuilds sessions = load_sessions(setup.loaded->config, common, faults);
  if (!faults.empty()) return report_faults(faults, common.json);
  const fs::path directory = setup.loaded->config.output.root / "api";
  Server server{std::move(setup), directory, std::move(sessions)};
  return server.run(*settings, common.json);
}

}  // namespace sluice::app
