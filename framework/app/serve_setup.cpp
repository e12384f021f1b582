// SPDX-License-Identifier: Apache-2.0
#include "app/serve_setup.hpp"

#include <algorithm>
#include <chrono>

#include "app/json_output.hpp"

namespace sluice::app {

Result<api::ServerSettings> server_settings(const config::Api& api) {
  api::ServerSettings settings;
  settings.address = api.address;
  settings.port = static_cast<std::uint16_t>(api.port);
  settings.threads = static_cast<unsigned>(api.threads);
  settings.max_connections = static_cast<std::size_t>(api.max_connections);
  settings.max_body_bytes = static_cast<std::size_t>(api.max_body_bytes);
  settings.timeout = std::chrono::seconds{api.timeout_seconds};
  settings.requests_per_second = api.requests_per_second;
  settings.certificate = api.tls_certificate.value_or("");
  settings.key = api.tls_key.value_or("");
  if (api.token_file) {
    auto tokens = api::read_tokens(*api.token_file);
    if (!tokens) return Error{"api.token_file: " + tokens.error().message};
    settings.tokens = std::move(*tokens);
  }
  if (auto why = settings.check(); !why.empty()) return Error{"api: " + why};
  return settings;
}

// The sessions that clients may start. They are in the server's data directory, wherever that is.
SessionBuilds load_sessions(const config::RunConfig& server, const CommonOptions& common,
                            config::Faults& faults) {
  std::vector<std::string> overrides;
  if (!common.data_dir.empty()) overrides.push_back("output.root=" + json_quoted(common.data_dir));
  SessionBuilds builds;
  for (std::size_t i = 0; i < server.api.sessions.size(); ++i) {
    auto build = load_session(server, i, overrides, faults);
    if (!build) continue;
    const std::string& id = build->config().session->id;
    const auto other = std::find_if(builds.begin(), builds.end(), [&](const auto& known) {
      return known->config().session->id == id;
    });
    if (other != builds.end())
      faults.push_back({"api.sessions[" + std::to_string(i) + "]", server.api.sessions[i].named_in,
                        server.api.sessions[i].line,
                        "session '" + id + "' is named twice; each has a session.id of its own"});
    else
      builds.push_back(std::move(build));
  }
  return builds;
}

}  // namespace sluice::app
