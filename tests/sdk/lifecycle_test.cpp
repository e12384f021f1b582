// SPDX-License-Identifier: Apache-2.0
//
// lifecycle_test.cpp: create, the barrier, saved state, and a host that is older than it should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

using ::testing::HasSubstr;

// A rule whose optional functions do what its parameter says.
struct Moody {
  static constexpr auto id = "moody";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "does what it is told";
  struct Params {
    std::string mood;
  };
  static constexpr auto parameters = params(param("mood", &Params::mood).def("calm"));

  Moody(Params params, Host host) : mood_{std::move(params.mood)}, host_{host} {
    if (mood_ == "refuse") throw std::invalid_argument("not like this");
    if (mood_ == "fail") throw Failure(SLUICE_ERROR_IO, "no such file");
    if (mood_ == "crash") throw 42;
    host_.log(LogLevel::kInfo, "created at " + host_.now().to_string());
  }
  Verdict check(const Order&, const RiskView&) const noexcept { return approve(); }
  void on_session(const RiskView&) const {
    if (mood_ == "throw") throw std::runtime_error("lost my way");
    if (mood_ == "fail later") throw Failure(SLUICE_ERROR_NOT_FOUND, "not there");
    if (mood_ == "odd status") throw Failure(SLUICE_END, "not an error status");
  }
  std::string save_state() const {
    return mood_ == "big" ? std::string(SLUICE_STATE_LIMIT + 1, 'x') : mood_;
  }
  void load_state(std::string_view state) { mood_ = state; }

 private:
  std::string mood_;
  Host host_;
};

// What a rule is without anything optional.
struct Plain {
  static constexpr auto id = "plain";
  static constexpr auto version = "1.0.0";
  Verdict check(const Order&, const RiskView&) const noexcept { return reject("NEVER"); }
};

// A rule that cannot be made, with characters of one, two and three bytes in its message.
struct Loud {
  static constexpr auto id = "loud";
  static constexpr auto version = "1.0.0";
  Loud() { throw std::invalid_argument("aé€"); }
  Verdict check(const Order&, const RiskView&) const noexcept { return approve(); }
};

constexpr auto kMoody = risk_rule<Moody>.describe();

std::string mood(std::string_view name) { return R"({"mood":")" + std::string{name} + R"("})"; }

TEST(Create, WithDefaults_MakesAnInstanceThatUsesTheHost) {
  testing::MockHost host;
  host.set_now(testing::time_of("2025-01-02"));
  testing::MockRule rule{kMoody, "{}", host};
  ASSERT_TRUE(rule.ok()) << rule.error();
  ASSERT_EQ(host.log().size(), 1u);
  EXPECT_EQ(host.log()[0].text, "created at 2025-01-02T00:00:00Z");
}

TEST(Create, WhenItThrows_GivesTheTextAndNoInstance) {
  testing::MockHost host;
  const auto expect = [&](std::string_view name, sluice_status status, std::string_view text) {
    testing::MockRule rule{kMoody, mood(name), host};
    EXPECT_EQ(rule.status(), status);
    EXPECT_EQ(rule.error(), text);
    EXPECT_EQ(rule.get(), nullptr);
  };
  expect("refuse", SLUICE_ERROR_ARGUMENT, "not like this");
  expect("fail", SLUICE_ERROR_IO, "no such file");
  expect("crash", SLUICE_ERROR_FAULT, "an exception that is not a std::exception");
}

TEST(Create, WithASmallErrorBuffer_StaysWithinItAndCutsBetweenCharacters) {
  const std::string whole = "a\u00e9\u20ac";
  for (std::uint32_t capacity = 0; capacity <= whole.size(); ++capacity) {
    char text[16];
    std::fill(std::begin(text), std::end(text), '#');
    sluice_error error{sizeof(error), 99, capacity, 0, text};
    void* instance = nullptr;
    testing::MockHost host;
    EXPECT_EQ(risk_rule<Loud>.describe().create(&host.raw(), {}, &instance, &error),
              SLUICE_ERROR_ARGUMENT);
    const std::size_t expected = capacity < 1 ? 0 : (capacity < 3 ? 1 : (capacity < 6 ? 3 : 6));
    EXPECT_EQ(std::string(text, error.len), whole.substr(0, expected));
    EXPECT_EQ(text[capacity], '#');
  }
}

TEST(Create, WithoutAnErrorBuffer_StillGivesTheStatus) {
  testing::MockHost host;
  void* instance = &host;
  EXPECT_EQ(kMoody.create(&host.raw(), to_c(R"({"mood":1})"), &instance, nullptr),
            SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(instance, nullptr);
  EXPECT_EQ(kMoody.create(&host.raw(), {}, nullptr, nullptr), SLUICE_ERROR_ARGUMENT);
}

TEST(Create, WithATruncatedHostTable_IsRefusedByAComponentThatNeedsIt) {
  testing::MockHost host;
  host.raw().size = offsetof(sluice_host, random);
  testing::MockRule needs_it{kMoody, "{}", host};
  EXPECT_EQ(needs_it.status(), SLUICE_ERROR_UNSUPPORTED);
  EXPECT_THAT(needs_it.error(), HasSubstr("lacks log, now or random"));
  testing::MockRule does_not{risk_rule<Plain>.describe(), "{}", host};
  EXPECT_TRUE(does_not.ok());
}

TEST(Host, WithoutItsLastSlot_HasNoOptionalInterfaces) {
  testing::MockHost host;
  host.raw().size = offsetof(sluice_host, get_interface);
  EXPECT_EQ(Host{&host.raw()}.get_interface("anything"), nullptr);
}

TEST(Barrier, AnExceptionAfterCreate_IsAFaultWithItsText) {
  testing::MockHost host;
  testing::MockRiskView view{1};
  testing::MockRule rule{kMoody, mood("throw"), host};
  EXPECT_EQ(rule.on_session(view.raw()), SLUICE_ERROR_FAULT);
  EXPECT_EQ(rule.error(), "lost my way");
}

TEST(Barrier, AFailureAfterCreate_KeepsItsStatusIfThatIsAnError) {
  testing::MockHost host;
  testing::MockRiskView view{1};
  testing::MockRule rule{kMoody, mood("fail later"), host};
  EXPECT_EQ(rule.on_session(view.raw()), SLUICE_ERROR_NOT_FOUND);
  testing::MockRule odd{kMoody, mood("odd status"), host};
  EXPECT_EQ(odd.on_session(view.raw()), SLUICE_ERROR_FAULT);
}

TEST(State, SavedAndLoaded_IsTheSame) {
  testing::MockHost host;
  testing::MockRule first{kMoody, mood("merry"), host};
  testing::MockRule second{kMoody, "{}", host};
  EXPECT_EQ(second.load_state(first.save_state()), SLUICE_OK);
  EXPECT_EQ(second.save_state(), "merry");
}

TEST(State, BeyondTheLimit_IsRefused) {
  testing::MockHost host;
  testing::MockRule rule{kMoody, mood("big"), host};
  EXPECT_EQ(rule.save_state(), "");
  EXPECT_EQ(rule.status(), SLUICE_ERROR_LIMIT);
  EXPECT_THAT(rule.error(), HasSubstr("1048577 bytes"));
}

TEST(Component, WithoutOptionalFunctions_HasNoSlotsForThem) {
  constexpr auto row = risk_rule<Plain>.describe();
  const auto& table = *static_cast<const sluice_risk_rule_v1*>(row.table);
  EXPECT_EQ(row.start, nullptr);
  EXPECT_EQ(row.quiesce, nullptr);
  EXPECT_EQ(table.on_session, nullptr);
  EXPECT_EQ(table.on_fills, nullptr);
  EXPECT_EQ(row.get_interface(to_c(SLUICE_STATEFUL_ID)), nullptr);
}

TEST(Component, AskedForAnUnknownInterface_GivesNull) {
  EXPECT_EQ(kMoody.get_interface(to_c("sluice.unknown/1")), nullptr);
  EXPECT_NE(kMoody.get_interface(to_c(SLUICE_STATEFUL_ID)), nullptr);
}

TEST(Component, DescribesItself) {
  EXPECT_EQ(view_of(kMoody.id), "moody");
  EXPECT_EQ(view_of(kMoody.version), "1.0.0");
  EXPECT_EQ(view_of(kMoody.interface_id), "sluice.risk_rule/1");
  EXPECT_EQ(view_of(kMoody.summary), "does what it is told");
  EXPECT_EQ(kMoody.kind, std::uint32_t{SLUICE_KIND_RISK_RULE});
  EXPECT_EQ(kMoody.size, sizeof(sluice_component));
}

TEST(MockHost, WithTheSameSeed_GivesTheSameNumbers) {
  const auto draw = [](std::uint64_t seed) {
    testing::MockHost host;
    host.set_seed(seed);
    const Host view{&host.raw()};
    return std::pair{view.random(), view.random()};
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
  EXPECT_NE(draw(1).first, draw(1).second);
}

}  // namespace
}  // namespace sluice
