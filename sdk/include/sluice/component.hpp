// SPDX-License-Identifier: Apache-2.0
//
// component.hpp: from a plain struct to a row of the library's component table.
//
// Place: SDK. What every kind has in common: creation from parameters; start, quiesce, destroy;
// saved state. The kinds add their own table. Thread: as the C headers say for each slot. Errors:
// create turns an exception into the error text.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include <sluice/c/library.h>
#include <sluice/detail/barrier.hpp>
#include <sluice/detail/component_facts.hpp>
#include <sluice/detail/parse_params.hpp>
#include <sluice/detail/schema.hpp>
#include <sluice/host.hpp>
#include <sluice/params.hpp>

namespace sluice::detail {

template <typename T>
constexpr std::string_view summary_of() {
  if constexpr (requires { std::string_view{T::summary}; }) {
    return T::summary;
  } else {
    return {};
  }
}

template <typename T>
constexpr std::uint64_t traits_of() {
  if constexpr (requires { std::uint64_t{T::traits}; }) {
    return T::traits;
  } else {
    return 0;
  }
}

template <typename T>
struct SchemaSource {
  static constexpr void write(TextWriter& out) { write_schema(out, parameters_of<T>()); }
};
template <typename T>
inline constexpr auto kSchemaText = text_array<SchemaSource<T>>();
template <typename T>
inline constexpr std::string_view kSchema{kSchemaText<T>.data(), kSchemaText<T>.size()};

template <typename T>
typename ParamsOf<T>::Type read_params([[maybe_unused]] std::string_view json) {
  return parse_params<typename ParamsOf<T>::Type>(parameters_of<T>(), json);
}

// A component and the rows it is gathering for the host.
template <typename T, typename Scratch>
struct Instance {
  T component;
  Scratch scratch;
};

template <typename T>
T construct(typename ParamsOf<T>::Type&& values, const sluice_host* host) {
  using Values = typename ParamsOf<T>::Type;
  if constexpr (std::is_constructible_v<T, Values, Host>) {
    return T(std::move(values), Host{host});
  } else if constexpr (std::is_constructible_v<T, Values>) {
    return T(std::move(values));
  } else if constexpr (std::is_constructible_v<T, Host>) {
    return T(Host{host});
  } else {
    return T();
  }
}

template <typename T>
concept Stateful = requires(T& component, const T& constant, std::string_view text) {
  { constant.save_state() } -> std::convertible_to<std::string>;
  component.load_state(text);
};

// The functions of a component row. `Kind` gives its scratch type.
template <typename T, typename Kind>
struct Lifecycle {
  using Held = Instance<T, typename Kind::Scratch>;

  static Held& held(void* instance) noexcept { return *static_cast<Held*>(instance); }

  static sluice_status create(const sluice_host* host, sluice_str params_json, void** instance,
                              sluice_error* error) noexcept {
    if (instance == nullptr) return SLUICE_ERROR_ARGUMENT;
    *instance = nullptr;
    try {
      *instance = new Held{construct<T>(read_params<T>(view_of(params_json)), host), {}};
      return SLUICE_OK;
    } catch (const std::invalid_argument& refusal) {
      write_error(error, refusal.what());
      return SLUICE_ERROR_ARGUMENT;
    } catch (...) {
      return report_current_exception(error);
    }
  }
  static void destroy(void* instance) noexcept { delete static_cast<Held*>(instance); }

  static sluice_status start(void* instance, sluice_error* error) noexcept {
    return guarded(error, [&] {
      held(instance).component.start();
      return SLUICE_OK;
    });
  }
  static sluice_status quiesce(void* instance, sluice_error* error) noexcept {
    return guarded(error, [&] {
      held(instance).component.quiesce();
      return SLUICE_OK;
    });
  }

  static sluice_status save_state(void* instance, const sluice_sink* sink,
                                  sluice_error* error) noexcept {
    return guarded(error, [&]() -> sluice_status {
      const std::string state = std::as_const(held(instance).component).save_state();
      if (state.size() > SLUICE_STATE_LIMIT)
        throw Failure(SLUICE_ERROR_LIMIT, "the state has " + std::to_string(state.size()) +
                                              " bytes, the limit is " +
                                              std::to_string(SLUICE_STATE_LIMIT));
      Sink{*sink}.write(state);
      return SLUICE_OK;
    });
  }
  static sluice_status load_state(void* instance, sluice_str state, sluice_error* error) noexcept {
    return guarded(error, [&] {
      held(instance).component.load_state(view_of(state));
      return SLUICE_OK;
    });
  }

  static const void* get_interface([[maybe_unused]] sluice_str id) noexcept {
    if constexpr (Kind::kMayKeepState && Stateful<T>) {
      static constexpr sluice_stateful_v1 kStateful{sizeof(sluice_stateful_v1), 0, &save_state,
                                                    &load_state};
      if (view_of(id) == SLUICE_STATEFUL_ID) return &kStateful;
    }
    return nullptr;
  }

  static constexpr sluice_component describe() {
    sluice_component row{};
    row.size = sizeof(sluice_component);
    row.kind = Kind::kKind;
    row.traits = traits_of<T>();
    row.id = to_c(T::id);
    row.version = to_c(T::version);
    row.interface_id = to_c(Kind::kInterface);
    row.summary = to_c(summary_of<T>());
    row.params_schema = to_c(kSchema<T>);
    row.table = &Kind::template kTable<T>;
    row.create = &create;
    if constexpr (requires(T & component) { component.start(); }) row.start = &start;
    if constexpr (requires(T & component) { component.quiesce(); }) row.quiesce = &quiesce;
    row.destroy = &destroy;
    row.get_interface = &get_interface;
    return row;
  }
};

template <typename T, typename Kind>
struct ComponentMessages : CommonMessages<T>, Kind::template Messages<T> {};

// One component of a library, as SLUICE_LIBRARY takes it.
template <typename T, typename Kind_>
struct Component {
  using Messages = ComponentMessages<T, Kind_>;
  using Type = T;
  using Kind = Kind_;
  static constexpr bool kOk = CommonFacts<T>::kOk && Kind::template Facts<T>::kOk;
  // The row of the component table; empty if the struct is not sound: SLUICE_LIBRARY says why.
  static constexpr sluice_component describe() {
    if constexpr (kOk) {
      return Lifecycle<T, Kind>::describe();
    } else {
      return {};
    }
  }
};

}  // namespace sluice::detail
