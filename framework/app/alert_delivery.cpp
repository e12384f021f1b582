// SPDX-License-Identifier: Apache-2.0
#include "app/alert_delivery.hpp"

#include <fstream>
#include <thread>

#include <sluice/c/base.h>

#include "api/webhook.hpp"
#include "app/command_line.hpp"
#include "drivers/alert_outbox.hpp"
#include "files/secret_file.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

using drivers::UnsentAlerts;

Result<void> append_alerts(const std::filesystem::path& file, const UnsentAlerts& unsent) {
  std::string lines;
  for (const auto& line : unsent.lines) lines += line + "\n";
  std::ofstream out{file, std::ios::binary | std::ios::app};
  out << lines << std::flush;
  if (!out) return Error{"cannot append to " + file.string()};
  return {};
}

std::string body_of(const std::string& strategy_name, const UnsentAlerts& unsent) {
  std::string alerts;
  for (const auto& line : unsent.lines) alerts += (alerts.empty() ? "" : ",") + line;
  return R"({"source":"sluice","strategy_name":)" + records::json_string(strategy_name) +
         R"(,"left_out":)" + std::to_string(unsent.left_out) + R"(,"alerts":[)" + alerts + "]}";
}

bool wait_unless_stopped(std::chrono::milliseconds pause, const std::atomic<bool>& stop) {
  constexpr std::chrono::milliseconds kLook{50};
  const auto until = std::chrono::steady_clock::now() + pause;
  while (!stop.load() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(kLook);
  return !stop.load();
}

Result<void> send_alerts(const config::RunConfig& config, const UnsentAlerts& unsent,
                         const std::atomic<bool>& stop) {
  const config::Webhook& webhook = *config.alerts.webhook;
  const auto address = api::parse_webhook_address(webhook.url);
  if (!address) return address.error();
  api::WebhookCall call;
  call.address = *address;
  call.timeout = std::chrono::seconds{webhook.timeout_seconds};
  call.retries = webhook.retries;
  call.wait = [&stop](std::chrono::milliseconds pause) { return wait_unless_stopped(pause, stop); };
  if (webhook.token_file) {
    auto token = files::read_secret(*webhook.token_file);
    if (!token) return token.error();
    call.token = std::move(token).value();
  }
  return api::post_json(call, body_of(config.strategy_name, unsent));
}

template <typename Deliver>
void deliver_to(const std::filesystem::path& track, const char* channel, Deliver deliver) {
  const auto unsent = drivers::unsent_alerts(track, channel);
  Result<void> done = unsent ? Result<void>{} : unsent.error();
  if (done && unsent->lines.empty()) return;
  if (done) done = deliver(*unsent);
  if (done) done = drivers::mark_alerts_sent(track, channel, unsent->end);
  if (!done)
    log_component_line(SLUICE_LOG_ERROR, std::string{"alerts."} + channel + ": " +
                                             done.error().message + "; the next run tries again");
}

}  // namespace

Result<void> check_alerts(const config::RunConfig& config) {
  const auto& webhook = config.alerts.webhook;
  if (!webhook) return {};
  if (const auto address = api::parse_webhook_address(webhook->url); !address)
    return Error{"alerts.webhook.url: " + address.error().message};
  if (webhook->token_file)
    if (const auto token = files::read_secret(*webhook->token_file); !token)
      return Error{"alerts.webhook.token_file: " + token.error().message};
  return {};
}

void deliver_alerts(const config::RunConfig& config, const std::filesystem::path& track,
                    const std::atomic<bool>& stop) {
  if (config.alerts.file)
    deliver_to(track, "file", [&](const UnsentAlerts& unsent) {
      return append_alerts(*config.alerts.file, unsent);
    });
  if (config.alerts.webhook)
    deliver_to(track, "webhook",
               [&](const UnsentAlerts& unsent) { return send_alerts(config, unsent, stop); });
}

}  // namespace sluice::app
