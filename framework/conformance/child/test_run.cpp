// SPDX-License-Identifier: Apache-2.0
#include <system_error>

#include "conformance/child/tests.hpp"
#include "conformance/child/workout.hpp"

namespace sluice::conformance {

OpenedLibrary* TestRun::library() {
  if (library_) return &*library_;
  auto opened = OpenedLibrary::open(input_.library);
  if (!opened) {
    find(opened.error().message);
    return nullptr;
  }
  if (const auto checked = opened->check_block(); !checked) {
    find(checked.error().message);
    return nullptr;
  }
  library_ = std::move(opened).value();
  return &*library_;
}

void TestRun::for_each_component(
    const std::function<void(const Subject&, const std::string& params)>& body) {
  const OpenedLibrary* const opened = library();
  if (opened == nullptr) return;
  for (std::size_t i = 0; i < opened->manifest().components.size(); ++i) {
    const Subject subject{&opened->row(i), &opened->manifest().components[i]};
    const std::string params = params_for(subject, new_scratch());
    if (!params.empty()) body(subject, params);
  }
}

std::filesystem::path TestRun::new_scratch() {
  return input_.scratch / std::to_string(scratches_.fetch_add(1));
}

void TestRun::make_scratch(const std::string& params, const std::filesystem::path& scratch) {
  std::error_code error;
  if (params.find(scratch.string()) != params.npos)
    std::filesystem::create_directories(scratch, error);
}

std::string TestRun::params_for(const Subject& subject, const std::filesystem::path& scratch) {
  auto params =
      complete_params(subject.info->params_schema, input_.check_file, subject.info->id, scratch);
  if (params) {
    make_scratch(*params, scratch);
    return std::move(params).value();
  }
  findings_.add(subject.info->id,
                "there are no parameters to check it with: " + params.error().message +
                    "; give some in NAME.check.json or with --check-file");
  return {};
}

SceneShape TestRun::shape_for(const Subject& subject, SceneShape shape) const {
  const auto hints = input_.check_file.components.find(subject.info->id);
  if (hints != input_.check_file.components.end()) shape.symbols = hints->second.symbols;
  return shape;
}

std::unique_ptr<Recorder> TestRun::workout(const Subject& subject, const Treatment& treatment,
                                           const SceneShape& shape) {
  const auto scratch = new_scratch();
  auto recorder = std::make_unique<Recorder>(scratch.string());
  const std::string params = params_for(subject, scratch);
  if (params.empty()) return recorder;
  Instance instance{subject, treatment, *recorder, findings_};
  if (!instance.create(params)) {
    instance.find("create refused the parameters it is checked with: " + instance.error_text() +
                  "; give others in NAME.check.json or with --check-file");
    return recorder;
  }
  if (!instance.start()) {
    instance.find("start failed: " + instance.error_text());
    return recorder;
  }
  work(instance, Scene{shape, treatment.seed});
  if (!instance.quiesce()) instance.find("quiesce failed: " + instance.error_text());
  instance.destroy();
  return recorder;
}

}  // namespace sluice::conformance
