// SPDX-License-Identifier: Apache-2.0
#include "plugins/executor_instance.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "plugins/text.hpp"
#include "plugins/text_sink.hpp"

namespace sluice::plugins {
ExecutorInstance::ExecutorInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_executor_v1*>(table())} {}

Result<void> ExecutorInstance::begin(sluice_rows instruments) {
  return call("begin", [&](sluice_error* error) {
    return functions_.begin(instance(), instruments, error);
  });
}

Result<void> ExecutorInstance::submit(std::span<const sluice_order> orders,
                                      const sluice_report_sink& sink) {
  const sluice_rows rows{orders.data(), orders.size(), sizeof(sluice_order)};
  return call("submit", [&](sluice_error* error) {
    return functions_.submit(instance(), rows, &sink, error);
  });
}

Result<void> ExecutorInstance::cancel(OrderId order, const sluice_report_sink& sink) {
  return call("cancel", [&](sluice_error* error) {
    return functions_.cancel(instance(), order, &sink, error);
  });
}

Result<void> ExecutorInstance::poll(const sluice_report_sink& sink) {
  return call("poll",
              [&](sluice_error* error) { return functions_.poll(instance(), &sink, error); });
}

Result<void> ExecutorInstance::on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) {
  return call("on_market", [&](sluice_error* error) {
    return SLUICE_HAS_SLOT(&functions_, sluice_executor_v1, on_market)
               ? functions_.on_market(instance(), phase, time.nanoseconds(), bars, error)
               : sluice_status{SLUICE_OK};
  });
}

Result<std::vector<OrderId>> ExecutorInstance::open_orders() {
  TextSink sink{kMaxOpenOrders * sizeof(OrderId)};
  const auto done = call("open_orders", [&](sluice_error* error) {
    return functions_.open_orders(instance(), sink.raw(), error);
  });
  if (sink.is_too_long())
    return fault("open_orders", "named more than " + std::to_string(kMaxOpenOrders) + " orders");
  if (!done) return done.error();
  const std::string bytes = std::move(sink).text();
  if (bytes.size() % sizeof(OrderId) != 0)
    return fault("open_orders", "wrote a part of an order id");
  std::vector<OrderId> ids(bytes.size() / sizeof(OrderId));
  if (!ids.empty()) std::memcpy(ids.data(), bytes.data(), bytes.size());
  return ids;
}

ExecutorHealth ExecutorInstance::health() {
  sluice_executor_health row{};
  row.size = sizeof row;
  const auto done = call("health", [&](sluice_error*) {
    functions_.health(instance(), &row);
    return sluice_status{SLUICE_OK};
  });
  if (!done) return {false, done.error().message};
  const auto* end = std::find(std::begin(row.reason), std::end(row.reason), '\0');
  if (end == std::end(row.reason))
    return {false, fault("health", "gave a reason that is not terminated").message};
  return {row.ready != 0, printable(row.reason, 4 * sizeof row.reason)};
}

}  // namespace sluice::plugins
