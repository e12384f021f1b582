// SPDX-License-Identifier: Apache-2.0
//
// secrets_test.cpp: where keys and secrets may come from, and that they are nowhere else: no log,
// no error, no report, and no page of memory that a core dump would hold. And the dry run, which
// has none.
// SHA-256 is used without the lookups of OpenSSL 3, which calls that deprecated.
#define OPENSSL_API_COMPAT 0x10100000L
#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "desk.hpp"

namespace sluice::testnet::test {
namespace {

namespace fs = std::filesystem;

constexpr unsigned char kVeil = 0x5a;

// Bytes that this test's own memory holds only veiled, so that every plain copy is somebody else's.
class VeiledSecret {
 public:
  // A new secret, in a file.
  static VeiledSecret in_file(const fs::path& file) {
    const std::string command =
        "umask 077; od -An -N32 -tx1 /dev/urandom | tr -d ' \\n' > " + file.string();
    if (std::system(command.c_str()) != 0) throw std::runtime_error("no secret");
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    VeiledSecret secret;
    unsigned char c = 0;
    while (::read(descriptor, &c, 1) == 1) secret.add(c);
    ::close(descriptor);
    return secret;
  }
  // What SHA-256 holds once it has taken in the secret as an HMAC's key, of 64 bytes, with this pad
  // (RFC 2104): whoever has it can sign.
  [[nodiscard]] VeiledSecret keyed_hash(unsigned char pad) const {
    std::array<unsigned char, SHA256_CBLOCK> block{};
    for (std::size_t i = 0; i < block.size(); ++i)
      block[i] = static_cast<unsigned char>(veiled_.at(i) ^ kVeil ^ pad);
    SHA256_CTX hash;
    SHA256_Init(&hash);
    SHA256_Update(&hash, block.data(), block.size());
    VeiledSecret state;
    const auto* const words = reinterpret_cast<const unsigned char*>(hash.h);
    for (std::size_t i = 0; i < sizeof hash.h; ++i) state.add(words[i]);
    OPENSSL_cleanse(block.data(), block.size());
    OPENSSL_cleanse(&hash, sizeof hash);
    return state;
  }
  [[nodiscard]] std::size_t size() const { return veiled_.size(); }
  [[nodiscard]] bool is_at(const unsigned char* bytes) const {
    for (std::size_t i = 0; i < veiled_.size(); ++i)
      if ((bytes[i] ^ kVeil) != veiled_[i]) return false;
    return true;
  }
  [[nodiscard]] bool is_in(std::string_view text) const {
    const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
    for (std::size_t i = 0; i + size() <= text.size(); ++i)
      if (is_at(bytes + i)) return true;
    return false;
  }

 private:
  void add(unsigned char c) { veiled_.push_back(static_cast<unsigned char>(c ^ kVeil)); }

  std::vector<unsigned char> veiled_;
};

struct Area {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  bool is_dumped = true;
};

// Every area of memory that may be written; those with the flag "dd" are in no core dump.
std::vector<Area> areas_of_memory() {
  std::ifstream maps{"/proc/self/smaps"};
  std::vector<Area> areas;
  bool is_wanted = false;
  for (std::string line; std::getline(maps, line);) {
    Area area;
    char rights[8] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %7s", &area.begin, &area.end, rights) == 3 &&
        line.find('-') < line.find(' ')) {
      is_wanted = rights[0] == 'r' && rights[1] == 'w';
      if (is_wanted) areas.push_back(area);
    } else if (is_wanted && line.starts_with("VmFlags:")) {
      areas.back().is_dumped = line.find(" dd") == std::string::npos;
    }
  }
  return areas;
}

// How many copies a core dump of this process would hold, and how many it would not.
std::pair<int, int> copies_in_memory(const VeiledSecret& secret) {
  std::pair<int, int> copies{0, 0};
  const int memory = ::open("/proc/self/mem", O_RDONLY);
  // Read into pages that are in no dump, so that what is looked at is not found there.
  Secret scratch{std::string(Secret::kMaxSize, ' ')};
  auto* const page =
      const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(scratch.view().data()));
  for (const Area& area : areas_of_memory()) {
    const auto own = reinterpret_cast<std::uintptr_t>(page);
    if (own >= area.begin && own < area.end && area.end - area.begin == Secret::kMaxSize) continue;
    for (std::uintptr_t at = area.begin; at < area.end; at += Secret::kMaxSize - secret.size()) {
      if (at <= own && own < at + Secret::kMaxSize) continue;
      const std::size_t wanted = std::min<std::size_t>(Secret::kMaxSize, area.end - at);
      const ssize_t got = ::pread(memory, page, wanted, static_cast<off_t>(at));
      for (ssize_t i = 0; i + static_cast<ssize_t>(secret.size()) <= got; ++i)
        if (secret.is_at(page + i)) ++(area.is_dumped ? copies.first : copies.second);
    }
  }
  ::close(memory);
  return copies;
}

class SecretsTest : public ::testing::Test {
 protected:
  SecretsTest() {
    std::string name = (fs::temp_directory_path() / "sluice_secrets_XXXXXX").string();
    root_ = ::mkdtemp(name.data());
  }
  ~SecretsTest() override { fs::remove_all(root_); }
  fs::path write(const std::string& name, const std::string& text, mode_t mode) {
    const fs::path path = root_ / name;
    std::ofstream{path} << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  static std::string error_of(const std::string& params) {
    testing::MockHost host;
    const testing::MockExecutor made{sluice::executor<TestnetBinance>.describe(), params, host};
    return made.ok() ? "(taken)" : made.error();
  }
  std::string with_files(const std::string& key, const std::string& secret) {
    return "{\"api_key_file\":\"" + key + "\",\"secret_file\":\"" + secret + "\"}";
  }
  fs::path root_;
};

TEST_F(SecretsTest, FileThatOthersCanRead_IsRefusedWithTheCommandToRun) {
  const auto key = write("key", "aKey\n", 0600);
  for (const mode_t mode : {0644, 0640, 0604, 0660, 0601}) {
    const auto open = write("secret", "aSecretText\n", mode);
    const std::string error = error_of(with_files(key, open));
    EXPECT_THAT(error, HasSubstr("chmod 600 " + open.string())) << mode;
    EXPECT_THAT(error, Not(HasSubstr("aSecretText")));
  }
  EXPECT_EQ(error_of(with_files(key, write("secret", "aSecretText\n", 0600))), "(taken)");
  EXPECT_EQ(error_of(with_files(key, write("secret", "aSecretText\n", 0400))), "(taken)");
}

TEST_F(SecretsTest, SourceThatIsNone_IsRefused) {
  const std::string key = write("key", "aKey", 0600);
  fs::create_symlink(key, root_ / "link");
  fs::create_directory(root_ / "folder");
  EXPECT_THAT(error_of(with_files(key, root_ / "nowhere")), HasSubstr("nowhere cannot be read"));
  EXPECT_THAT(error_of(with_files(key, root_ / "link")), HasSubstr("link cannot be read"));
  EXPECT_THAT(error_of(with_files(key, root_ / "folder")), HasSubstr("is no file"));
  EXPECT_THAT(error_of(with_files(key, write("empty", " \n", 0600))), HasSubstr("is empty"));
  EXPECT_THAT(error_of(with_files(key, write("long", std::string(5000, 'x'), 0600))),
              HasSubstr("longer than"));
  EXPECT_THAT(error_of(R"({"api_key_env":"SLUICE_NO_SUCH","secret_env":"SLUICE_NO_SUCH"})"),
              HasSubstr("SLUICE_NO_SUCH is not set"));
  EXPECT_THAT(error_of("{\"api_key_file\":\"" + key + "\"}"), HasSubstr("only the API key"));
  EXPECT_THAT(error_of("{\"secret_file\":\"" + key + "\"}"), HasSubstr("only the secret"));
  EXPECT_THAT(error_of("{\"api_key_file\":\"" + key +
                       "\",\"api_key_env\":\"HOME\",\"secret_file\":\"" + key + "\"}"),
              HasSubstr("not both"));
}

TEST_F(SecretsTest, FileOfAnotherUser_IsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const auto key = write("key", "aKey", 0600);
  const auto secret = write("secret", "aSecret", 0600);
  ASSERT_EQ(::chown(secret.c_str(), 12345, 12345), 0);
  EXPECT_THAT(error_of(with_files(key, secret)), HasSubstr("belongs to another user"));
}

// A sanitizer's shadow is terabytes of memory; there only the texts are looked at.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLooksAtMemory = false;
#else
constexpr bool kLooksAtMemory = true;
#endif

// As many copies in memory that is dumped, and in memory that is not.
void expect_copies(const VeiledSecret& secret, int dumped, int kept) {
  if (!kLooksAtMemory) return;
  EXPECT_EQ(copies_in_memory(secret), std::pair(dumped, kept));
}

// Trading, refused, disconnected, ended: the secret is in no text, and nothing that one could sign
// with is in memory that is dumped.
TEST_F(SecretsTest, Secret_IsNowhereButInItsOwnPage) {
  const auto secret = VeiledSecret::in_file(root_ / "secret");
  const auto inner = secret.keyed_hash(0x36);
  const auto outer = secret.keyed_hash(0x5c);
  const auto key = write("key", "aKeyOfThisTest\n", 0600);
  Simulator venue;
  // The venue must know it; that copy is wiped before anything is looked at.
  const std::string command =
      "{ printf '{\"key\":\"aKeyOfThisTest\",\"account\":\"main\",\"secret\":\"'; cat " +
      (root_ / "secret").string() + "; printf '\"}'; } | curl -sf --data-binary @- " + venue.url() +
      "/simulator/keys > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  testing::MockHost host;
  testing::MockMarket market;
  market.add_instrument("BTCUSDT");
  std::string texts;
  {
    testing::MockExecutor executor{sluice::executor<TestnetBinance>.describe(),
                                   "{\"url\":\"" + venue.url() + "\",\"api_key_file\":\"" +
                                       key.string() + "\",\"secret_file\":\"" +
                                       (root_ / "secret").string() + "\"}",
                                   host};
    ASSERT_TRUE(executor.ok()) << executor.error();
    ASSERT_EQ(executor.begin(market.instruments()), SLUICE_OK);
    ASSERT_EQ(executor.health().ready, 1) << executor.health().reason;
    sluice_order order = testing::limit_order(0, kBuy, "0.5", "90000");
    order.time_in_force = SLUICE_TIF_GTC;
    order.order_id = 1;
    venue.fault("POST /api/v3/order", "error", ",\"code\":-2010,\"skip\":1");
    for (order.intent_id.lo = 1; order.intent_id.lo <= 3; ++order.intent_id.lo)
      executor.submit({&order, 1});
    executor.query(order);
    texts += executor.error();
    executor.account();
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    executor.poll();
    venue.kill();
    executor.query(order);
    texts += executor.error() + executor.health().reason;
    for (const auto& report : executor.take_reports()) texts += report.reason;
    expect_copies(secret, 0, 0);
    expect_copies(inner, 0, 1);
    expect_copies(outer, 0, 1);
    executor.component().quiesce(executor.get(), testing::ErrorBuffer{}.raw());
  }
  for (const auto& line : host.log()) texts += line.text + "\n";
  EXPECT_THAT(texts, HasSubstr("(14)"));  // the masked key was logged
  EXPECT_FALSE(secret.is_in(texts));
  EXPECT_THAT(texts, Not(HasSubstr("aKeyOfThisTest")));
  expect_copies(secret, 0, 0);
  expect_copies(inner, 0, 0);
  expect_copies(outer, 0, 0);
}

TEST(TestnetDryRun, OrderWithoutCredentials_IsLoggedAndNotSent) {
  testing::MockHost host;
  testing::MockMarket market;
  market.add_instrument("BTCUSDT");
  testing::MockExecutor executor{sluice::executor<TestnetBinance>.describe(), "{}", host};
  ASSERT_TRUE(executor.ok()) << executor.error();
  ASSERT_EQ(executor.begin(market.instruments()), SLUICE_OK);
  EXPECT_EQ(executor.health().ready, 1);
  EXPECT_STREQ(executor.health().reason, "dry run: nothing is sent");
  sluice_order order = testing::limit_order(0, kBuy, "0.5", "90000");
  order.time_in_force = SLUICE_TIF_IOC;
  order.order_id = 4;
  order.attempt = 2;
  order.intent_id = {1, 2};
  host.set_now(Timestamp::from_nanoseconds(1'700'000'000'000'000'000));
  EXPECT_EQ(executor.submit({&order, 1}), SLUICE_OK);
  auto reports = executor.take_reports();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(kind_text_of(reports[0]), "NOT_SENT 4 DRY_RUN");
  EXPECT_EQ(reports[0].attempt, 2u);
  EXPECT_TRUE(host.has_logged(
      LogLevel::kInfo,
      "[TESTNET-DRY-RUN] POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&"
      "quantity=0.5&price=90000&newClientOrderId=sl-00000000000000010000000000000002&"
      "newOrderRespType=FULL&recvWindow=5000&timestamp=1700000000000&signature=***"));
  executor.cancel(order);
  executor.query(order);
  reports = executor.take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(kind_text_of(reports[0]), "CANCEL_REJECTED 4 DRY_RUN");
  EXPECT_EQ(kind_text_of(reports[1]), "NOT_FOUND 4");
  EXPECT_EQ(executor.snapshot(Timestamp{}, {}).account.complete, 1);
  EXPECT_EQ(executor.account().facts.is_dry_run, 1);
  order.time_in_force = SLUICE_TIF_DAY;
  executor.submit({&order, 1});
  reports = executor.take_reports();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(kind_text_of(reports[0]), "NOT_SENT 4 UNSUPPORTED_ORDER");
}

// The same wire with the other kind of signature: the simulator holds the public half only.
TEST_F(SecretsTest, Ed25519Key_TradesAsWell) {
  const std::string pem = (root_ / "secret.pem").string();
  const std::string command = "umask 077; openssl genpkey -algorithm ed25519 -out " + pem +
                              " 2>/dev/null && openssl pkey -in " + pem + " -pubout -out " + pem +
                              ".pub 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::stringstream public_key;
  public_key << std::ifstream{pem + ".pub"}.rdbuf();
  std::string escaped = public_key.str();
  for (std::size_t at = 0; (at = escaped.find('\n', at)) != std::string::npos; at += 2)
    escaped.replace(at, 1, "\\n");
  Simulator venue;
  venue.post(
      "keys",
      "{\"key\":\"edKeyOfThisTest\",\"kind\":\"ed25519\",\"account\":\"main\",\"public_key\":\"" +
          escaped + "\"}");
  const auto key = write("key", "edKeyOfThisTest", 0600);
  testing::MockHost host;
  testing::MockMarket market;
  market.add_instrument("BTCUSDT");
  testing::MockExecutor executor{sluice::executor<TestnetBinance>.describe(),
                                 "{\"url\":\"" + venue.url() + "\",\"signature\":\"ed25519\"," +
                                     with_files(key, pem).substr(1),
                                 host};
  ASSERT_TRUE(executor.ok()) << executor.error();
  executor.begin(market.instruments());
  EXPECT_EQ(executor.health().ready, 1) << executor.health().reason;
  EXPECT_EQ(executor.account().facts.may_trade, 1) << executor.error();
  executor.component().quiesce(executor.get(), testing::ErrorBuffer{}.raw());
}

}  // namespace
}  // namespace sluice::testnet::test
