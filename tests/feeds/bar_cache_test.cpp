// SPDX-License-Identifier: Apache-2.0
//
// bar_cache_test.cpp: when a cache is used, when it is not, and that nobody can tell by the bars.
#include "feeds/bar_cache.hpp"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <rapidcheck.h>

#include "feed_fixture.hpp"
#include "feeds/panel_loader.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::file_text;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::write_text;

// Long enough for a changed file to be older than kRacyNs.
void let_files_age() {
  std::this_thread::sleep_for(std::chrono::nanoseconds{kRacyNs + 100'000'000});
}

class BarCacheTest : public FeedTest {
 protected:
  // Some days of three symbols, with a few faults, in more than two blocks.
  static std::string prices(int first_close = 1) {
    std::string text = "date,symbol,open,high,low,close,volume\n";
    for (int i = 0; i < 9000; ++i)
      text += Date::from_days(10'000 + i / 3).to_string() + "," + "ABC"[i % 3] + ",1,2000,0.5," +
              std::to_string(first_close + i % 997) + (i % 1000 == 7 ? ",0\n" : ",100\n");
    return text;
  }
  FeedRun run(const FeedOptions& options = {.cache = true}) const {
    return run_feed(source(), {"A", "B", "C"}, options);
  }
  void expect_same(const FeedRun& run, const FeedRun& other) const {
    EXPECT_EQ(bytes_of(run.bars), bytes_of(other.bars));
    EXPECT_EQ(run.issue_lines(), other.issue_lines());
    EXPECT_STREQ(run.info.content_hash, other.info.content_hash);
    EXPECT_EQ(run.info.fields, other.info.fields);
    EXPECT_EQ(run.info.first, other.info.first);
    EXPECT_EQ(run.info.last, other.info.last);
    EXPECT_EQ(run.info.bar_count, other.info.bar_count);
  }
  [[nodiscard]] fs::path source() const { return folder() / "prices.csv"; }
  [[nodiscard]] fs::path cache() const { return folder() / ".sluice-cache/prices.csv.bars"; }
};

TEST_F(BarCacheTest, SecondRun_WhenNothingChanged_ReadsTheCacheAndGivesTheSame) {
  write("prices.csv", prices());
  const auto first = run();
  const auto second = run();
  const auto without = run({.cache = false});
  EXPECT_EQ(first.info.from_cache, 0);
  EXPECT_EQ(second.info.from_cache, 1);
  EXPECT_EQ(without.info.from_cache, 0);
  EXPECT_EQ(first.count_of("ZERO_VOLUME"), 9u);
  expect_same(first, second);
  expect_same(first, without);
}

TEST_F(BarCacheTest, Cache_WhenSwitchedOff_IsNotWritten) {
  write("prices.csv", prices());
  static_cast<void>(run({.cache = false}));
  EXPECT_FALSE(fs::exists(folder() / ".sluice-cache"));
}

TEST_F(BarCacheTest, Cache_WhenAFolderIsNamed_LiesThere) {
  write("prices.csv", prices());
  const FeedOptions options{.cache = true, .cache_dir = (folder() / "a/b").string()};
  EXPECT_EQ(run(options).info.from_cache, 0);
  EXPECT_EQ(run(options).info.from_cache, 1);
  EXPECT_FALSE(fs::exists(folder() / ".sluice-cache"));
}

TEST_F(BarCacheTest, Caches_WhenSourcesOfOneNameShareAFolder_AreKeptApart) {
  write("x/prices.csv", "date,symbol,close\n2006-01-03,A,1\n");
  write("y/prices.csv", "date,symbol,close\n2006-01-03,A,2\n");
  const FeedOptions options{.cache = true, .cache_dir = (folder() / "caches").string()};
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(run_feed(folder() / "x/prices.csv", {"A"}, options).bar_lines(),
              Lines{"2006-01-03 #0 C1"});
    const auto y = run_feed(folder() / "y/prices.csv", {"A"}, options);
    EXPECT_EQ(y.bar_lines(), Lines{"2006-01-03 #0 C2"});
    EXPECT_EQ(y.info.from_cache, i);
  }
}

TEST_F(BarCacheTest, Cache_WhenItCannotBeWritten_CostsTheRunNothing) {
  write("prices.csv", prices());
  write("file", "not a folder");
  const auto result = run({.cache = true, .cache_dir = (folder() / "file").string()});
  EXPECT_EQ(result.bars.size(), 9000u);
  ASSERT_EQ(result.log.size(), 1u);
  EXPECT_EQ(result.log[0].level, LogLevel::kDebug);
  EXPECT_THAT(result.log[0].text, HasSubstr("no bar cache: cannot make the folder"));
}

TEST_F(BarCacheTest, Source_WhenItsContentChanged_IsReadAgain) {
  write("prices.csv", prices(1));
  static_cast<void>(run());
  write("prices.csv", prices(2));  // another size
  const auto grown = run();
  EXPECT_EQ(grown.info.from_cache, 0);
  EXPECT_EQ(grown.bars[0].close, 2 * kScale);
  EXPECT_THAT(grown.warnings(), IsEmpty());
  EXPECT_EQ(run().info.from_cache, 1);
}

TEST_F(BarCacheTest, Source_WhenChangedRightAfterItWasRead_IsReadAgain) {
  for (int close = 1; close < 9; ++close) {  // the same size, and often the same tick of the clock
    write("prices.csv", "date,symbol,close\n2006-01-03,A," + std::to_string(close) + "\n");
    EXPECT_EQ(run().bars[0].close, close * kScale);
  }
}

TEST_F(BarCacheTest, Source_WhenChangedWithItsTimeSetBack_IsReadAgain) {
  write("prices.csv", "date,symbol,close\n2006-01-03,A,1\n");
  let_files_age();
  static_cast<void>(run());
  EXPECT_EQ(run().info.from_cache, 1);
  struct stat before {};
  ASSERT_EQ(stat(source().c_str(), &before), 0);
  write("prices.csv", "date,symbol,close\n2006-01-03,A,2\n");
  const timespec times[] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(utimensat(AT_FDCWD, source().c_str(), times, 0), 0);
  const auto changed = run();
  EXPECT_EQ(changed.info.from_cache, 0);
  EXPECT_EQ(changed.bars[0].close, 2 * kScale);
}

TEST_F(BarCacheTest, Source_WhenTouchedOrReplacedBySameContent_IsComparedAndTheCacheUsed) {
  write("prices.csv", prices());
  static_cast<void>(run());
  write("prices.csv", prices());
  EXPECT_EQ(run().info.from_cache, 1);
  fs::remove(source());
  write("prices.csv", prices());
  EXPECT_EQ(run().info.from_cache, 1);
}

// A cache that vouches for a file with other content gives its own: so the file was not read.
TEST_F(BarCacheTest, Source_WhenItLooksAsItDid_IsNotReadAtAll) {
  write("prices.csv", "date,symbol,close\n2006-01-03,A,1\n");
  static_cast<void>(run());
  write("prices.csv", "date,symbol,close\n2006-01-03,A,2\n");
  let_files_age();
  CacheFault fault;
  const auto cached = open_cache(cache().string(), fault);
  ASSERT_TRUE(cached) << fault.message;
  CacheRefresh{cache().string()}.finish(*cached, *find_source(source().string()));
  EXPECT_EQ(run().bar_lines(), Lines{"2006-01-03 #0 C1"});
}

TEST_F(BarCacheTest, Stamps_WhenComparedOnce_VouchTheNextTime) {
  write("prices.csv", prices());
  static_cast<void>(run());
  const Source looked = *find_source(source().string());
  CacheFault fault;
  EXPECT_FALSE(open_cache(cache().string(), fault)->stamps->vouch_for(looked)) << "too young";
  let_files_age();
  EXPECT_EQ(run().info.from_cache, 1);
  EXPECT_TRUE(open_cache(cache().string(), fault)->stamps->vouch_for(looked));
}

TEST_F(BarCacheTest, Folder_WhenAFileIsAddedChangedOrRemoved_IsReadAgain) {
  const auto run_folder = [&](int from_cache, const Lines& bars) {
    const auto result = run_feed(folder() / "daily", {"A", "B"}, {.cache = true});
    EXPECT_EQ(result.info.from_cache, from_cache);
    EXPECT_EQ(result.bar_lines(), bars);
  };
  write("daily/A.csv", "date,close\n2006-01-03,1\n");
  run_folder(0, {"2006-01-03 #0 C1"});
  run_folder(1, {"2006-01-03 #0 C1"});
  write("daily/B.csv", "date,close\n2006-01-03,2\n");
  run_folder(0, {"2006-01-03 #0 C1", "2006-01-03 #1 C2"});
  write("daily/B.csv", "date,close\n2006-01-03,3\n");
  run_folder(0, {"2006-01-03 #0 C1", "2006-01-03 #1 C3"});
  fs::remove(folder() / "daily/A.csv");
  run_folder(0, {"2006-01-03 #1 C3"});
  run_folder(1, {"2006-01-03 #1 C3"});
}

TEST(StampsTest, Stamps_WhenTheSourceIsTheSameAndOldEnough_VouchForIt) {
  const auto source = [](std::int64_t changed_ns) {
    return Source{
        "p", true, {{"a.csv", "a", {10, 5, changed_ns, 1, 2}}, {"b.csv", "b", {10, 5, 0, 3, 2}}}};
  };
  const std::int64_t now = 100 * kRacyNs;
  const auto vouches = [&](const Source& then, const Source& current) {
    return Stamps{now, then.files}.vouch_for(current);
  };
  EXPECT_TRUE(vouches(source(now - kRacyNs), source(now - kRacyNs)));
  EXPECT_FALSE(vouches(source(now - kRacyNs + 1), source(now - kRacyNs + 1))) << "too young";
  EXPECT_FALSE(vouches(source(7), source(8))) << "changed";
  for (const auto member : {&FileStamp::size, &FileStamp::inode, &FileStamp::device}) {
    Source other = source(7);
    ++(other.files[0].stamp.*member);
    EXPECT_FALSE(vouches(source(7), other));
  }
  Source other = source(7);
  ++other.files[0].stamp.modified_ns;
  EXPECT_FALSE(vouches(source(7), other));
  other = source(7);
  other.files.pop_back();
  EXPECT_FALSE(vouches(source(7), other));
  other = source(7);
  other.files[1].name = "c.csv";
  EXPECT_FALSE(vouches(source(7), other));
}

class DamagedCache : public BarCacheTest {
 protected:
  void SetUp() override {
    write("prices.csv", prices());
    good_ = run();
    bytes_ = file_text(cache());
    CacheFault fault;
    const auto cached = open_cache(cache().string(), fault);
    index_ = cached->panel.index;
    stamps_size_ = cached->stamps_size;
    ASSERT_EQ(index_.blocks.size(), 3u);
  }
  // Runs over a cache with other bytes: the bars are right whatever they are.
  FeedRun run_over(const std::string& bytes, const FeedOptions& options = {.cache = true}) const {
    write_text(cache(), bytes);
    return run(options);
  }
  [[nodiscard]] std::string flipped(std::size_t at) const {
    std::string bytes = bytes_;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    return bytes;
  }
  FeedRun good_;
  std::string bytes_;
  PanelIndex index_;
  std::uint64_t stamps_size_ = 0;
};

TEST_F(DamagedCache, AnyBlock_WhenAByteIsFlipped_IsNoticedAndTheSourceRead) {
  for (const BlockPlace& place : index_.blocks) {
    for (const std::uint64_t at :
         {place.offset, place.offset + place.size / 2, place.offset + place.size - 1}) {
      const auto result = run_over(flipped(static_cast<std::size_t>(at)));
      EXPECT_EQ(result.info.from_cache, 0) << at;
      expect_same(result, good_);
      EXPECT_THAT(result.warnings(),
                  ElementsAre(HasSubstr("another checksum): reading the prices again")));
      EXPECT_EQ(run().info.from_cache, 1) << "it was replaced";
    }
  }
}

TEST_F(DamagedCache, HeaderAndIndex_WhenAByteIsFlipped_AreNoticed) {
  const auto header = sizeof(CacheHeader);
  const auto index_begin = header + static_cast<std::size_t>(stamps_size_);
  const auto index_end = static_cast<std::size_t>(index_.blocks[0].offset);
  for (std::size_t at = 0; at < index_end; at += at < header ? 3 : 997) {
    const auto result = run_over(flipped(at));
    expect_same(result, good_);
    if (at >= header && at < index_begin) continue;  // the stamps, see below
    EXPECT_EQ(result.info.from_cache, 0) << at;
    EXPECT_EQ(result.warnings().size(), 1u) << at;
  }
}

TEST_F(DamagedCache, Message_WhenALetterIsFlipped_IsNoticed) {
  const auto result = run_over(flipped(bytes_.find("volume is 0")));
  EXPECT_EQ(result.info.from_cache, 0);
  expect_same(result, good_);
}

TEST_F(DamagedCache, Stamps_WhenAByteIsFlipped_CostAComparisonAlone) {
  const auto result = run_over(flipped(sizeof(CacheHeader) + 3));
  EXPECT_EQ(result.info.from_cache, 1);
  expect_same(result, good_);
}

TEST_F(DamagedCache, File_WhenCutAnywhere_IsNoticed) {
  for (std::size_t size = 0; size < bytes_.size(); size += 1 + bytes_.size() / 40) {
    const auto result = run_over(bytes_.substr(0, size));
    EXPECT_EQ(result.info.from_cache, 0) << size;
    EXPECT_EQ(result.warnings().size(), 1u) << size;
    expect_same(result, good_);
  }
}

TEST_F(DamagedCache, File_WhenLongerThanItSays_IsNoticed) {
  EXPECT_EQ(run_over(bytes_ + "x").info.from_cache, 0);
}

TEST_F(DamagedCache, Block_WhenOutsideTheSlice_IsNotRead) {
  const auto last_block = index_.blocks.back();
  const FeedOptions slice{.cache = true, .to = day_time(Date::from_days(10'050).to_string())};
  const auto result = run_over(flipped(static_cast<std::size_t>(last_block.offset)), slice);
  EXPECT_EQ(result.info.from_cache, 1);
  EXPECT_EQ(result.bars.size(), 153u);
}

TEST_F(DamagedCache, AnyBytes_WhenChangedAnyhow_NeverChangeTheBars) {
  EXPECT_TRUE(rc::check([&] {
    std::string bytes = bytes_;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
      const auto at = *rc::gen::oneOf(rc::gen::inRange<std::size_t>(0, bytes.size()),
                                      rc::gen::inRange<std::size_t>(0, 400));
      bytes[at] = *rc::gen::arbitrary<char>();
    }
    RC_ASSERT(bytes_of(run_over(bytes).bars) == bytes_of(good_.bars));
  }));
}

TEST_F(DamagedCache, Version_WhenAnother_IsReplaced) {
  std::string bytes = bytes_;
  bytes[8] = 99;
  const auto result = run_over(bytes);
  EXPECT_THAT(result.warnings(), ElementsAre(HasSubstr("it has format version 99, expected 3")));
  EXPECT_EQ(file_text(cache()).size(), bytes_.size());
}

// Sections with a right checksum and a wrong content: what a faulty writer would leave.
TEST_F(DamagedCache, Index_WhenItMakesNoSense_IsRefused) {
  const std::uint64_t offset = index_.blocks[0].offset;
  const auto reads = [&](const PanelIndex& index) {
    return read_index(write_index(index).bytes(), offset, bytes_.size()).has_value();
  };
  EXPECT_TRUE(reads(index_));
  const auto reads_after = [&](auto&& change) {
    PanelIndex index = index_;
    change(index);
    return reads(index);
  };
  EXPECT_FALSE(reads_after([](auto& index) { index.days[1] = index.days[0]; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.days.back() = 200'000; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.rows[1] = index.rows[2]; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.rows[0] = 1; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.rows.pop_back(); }));
  EXPECT_FALSE(reads_after([](auto& index) { index.blocks.pop_back(); }));
  EXPECT_FALSE(reads_after([](auto& index) { index.blocks[0].size += 1; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.symbols[0].name = "Z"; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.faults.records[0].file = 1; }));
  EXPECT_FALSE(reads_after([](auto& index) { index.faults.records[0].symbol = 3; }));
  EXPECT_FALSE(
      reads_after([](auto& index) { index.faults.counts[0].fault = static_cast<Fault>(200); }));
  EXPECT_FALSE(reads_after([](auto& index) { index.faults.missing.push_back({10'000, 3}); }));
}

TEST_F(BarCacheTest, Builders_WhenSeveralAtOnce_AllEndWell) {
  write("prices.csv", prices());
  const auto expected = bytes_of(run({.cache = false}).bars);
  for (int round = 0; round < 5; ++round) {
    fs::remove_all(folder() / ".sluice-cache");
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
      const pid_t child = fork();
      ASSERT_GE(child, 0);
      if (child == 0) {
        const auto result = run();
        _exit(bytes_of(result.bars) == expected && result.warnings().empty() ? 0 : 1);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      ASSERT_EQ(waitpid(child, &status, 0), child);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << round;
    }
    EXPECT_EQ(run().info.from_cache, 1);
    EXPECT_FALSE(fs::exists(cache().string() + ".tmp"));
  }
}

TEST_F(BarCacheTest, Temporary_WhenItIsALink_IsNotWrittenThrough) {
  write("prices.csv", prices());
  write("precious", "text");
  fs::create_directory(folder() / ".sluice-cache");
  fs::create_symlink(folder() / "precious", cache().string() + ".tmp");
  EXPECT_EQ(run().bars.size(), 9000u);
  EXPECT_EQ(file_text(folder() / "precious"), "text");
}

TEST_F(BarCacheTest, Builder_WhenAnotherIsWriting_LeavesTheCacheToIt) {
  write("prices.csv", prices());
  fs::create_directory(folder() / ".sluice-cache");
  const auto other = CacheWriter::begin(cache().string());
  ASSERT_TRUE(other);
  const auto result = run();
  EXPECT_EQ(result.bars.size(), 9000u);
  EXPECT_THAT(result.log, IsEmpty());
  EXPECT_FALSE(fs::exists(cache()));
}

}  // namespace
}  // namespace sluice::feeds
