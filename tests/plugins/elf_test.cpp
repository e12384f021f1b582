// SPDX-License-Identifier: Apache-2.0
#include "plugins/elf.hpp"

#include <cstring>
#include <elf.h>
#include <random>

#include "fixture.hpp"
#include "plugins/library_file.hpp"

namespace sluice::plugins {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Bytes = std::vector<std::byte>;

Bytes bytes_of(const std::string& name) {
  return LibraryFile::open(built_library(name)).value().read().value();
}

template <typename T>
T read(const Bytes& bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}
template <typename T>
void write(Bytes& bytes, std::size_t offset, const T& value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

// The header changed by `change`.
Bytes with_header(Bytes bytes, const std::function<void(Elf64_Ehdr&)>& change) {
  auto header = read<Elf64_Ehdr>(bytes, 0);
  change(header);
  write(bytes, 0, header);
  return bytes;
}

std::string error_of(const Bytes& bytes) { return message_of(read_manifest(bytes)); }

// Neither of the readers may do worse than give an error.
void read_everything(std::span<const std::byte> bytes) {
  const auto manifest = read_manifest(bytes);
  EXPECT_TRUE(manifest.ok() || !manifest.error().message.empty());
  const auto facts = read_dynamic_facts(bytes);
  EXPECT_TRUE(facts.ok() || !facts.error().message.empty());
}

TEST(Elf, SoundLibrary_GivesItsManifest) {
  const auto manifest = read_manifest(bytes_of("sample"));
  ASSERT_TRUE(manifest.ok()) << manifest.error().message;
  EXPECT_EQ(manifest->library, "sample");
  EXPECT_EQ(manifest->components.size(), 6u);
}

TEST(Elf, SoundLibrary_ExportsOneSymbolAndNamesWhatItNeeds) {
  const auto facts = read_dynamic_facts(bytes_of("sample"));
  ASSERT_TRUE(facts.ok());
  EXPECT_THAT(facts->exported, ElementsAre("sluice_library_entry_v1"));
  EXPECT_THAT(facts->needed, ::testing::Contains("libc.so.6"));
  EXPECT_FALSE(facts->has_gnu_unique);
}

TEST(Elf, UniqueSymbol_IsNoticed) {
  Bytes bytes = bytes_of("sample");
  const auto header = read<Elf64_Ehdr>(bytes, 0);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const auto section = read<Elf64_Shdr>(bytes, header.e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type != SHT_DYNSYM) continue;
    auto symbol = read<Elf64_Sym>(bytes, section.sh_offset + sizeof(Elf64_Sym));
    symbol.st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, STT_OBJECT);
    write(bytes, section.sh_offset + sizeof(Elf64_Sym), symbol);
  }
  EXPECT_TRUE(read_dynamic_facts(bytes)->has_gnu_unique);
}

TEST(Elf, OtherMachine_NamesBothSides) {
  const Bytes good = bytes_of("raw_rule");
  const Elf64_Half other =
      read<Elf64_Ehdr>(good, 0).e_machine == EM_X86_64 ? EM_AARCH64 : EM_X86_64;
  const std::string message =
      error_of(with_header(good, [other](Elf64_Ehdr& header) { header.e_machine = other; }));
  EXPECT_THAT(message, HasSubstr("this file is built for "));
  EXPECT_THAT(message, HasSubstr("aarch64"));
  EXPECT_THAT(message, HasSubstr("x86_64"));
}

TEST(Elf, OtherHeader_IsRefusedWithTheReason) {
  const Bytes good = bytes_of("raw_rule");
  const auto error = [&good](const std::function<void(Elf64_Ehdr&)>& change) {
    return error_of(with_header(good, change));
  };
  EXPECT_THAT(error([](auto& h) { h.e_ident[0] = 'M'; }), HasSubstr("not an ELF file"));
  EXPECT_THAT(error([](auto& h) { h.e_ident[EI_CLASS] = ELFCLASS32; }), HasSubstr("32-bit"));
  EXPECT_THAT(error([](auto& h) { h.e_ident[EI_DATA] = ELFDATA2MSB; }), HasSubstr("big-endian"));
  EXPECT_THAT(error([](auto& h) { h.e_type = ET_EXEC; }), HasSubstr("expected a shared library"));
  EXPECT_THAT(error([](auto& h) { h.e_phnum = 0; }), HasSubstr("no program headers"));
  EXPECT_THAT(error([](auto& h) { h.e_phoff = UINT64_MAX - 8; }), HasSubstr("a program header"));
  EXPECT_THAT(error([](auto& h) { h.e_shnum = 0; }), HasSubstr("no section headers"));
  EXPECT_THAT(error([](auto& h) { h.e_shentsize = 8; }), HasSubstr("no section headers"));
  EXPECT_THAT(error([](auto& h) { h.e_shoff = UINT64_MAX - 8; }), HasSubstr("a section header"));
  EXPECT_THAT(error([](auto& h) { h.e_shstrndx = 9999; }), HasSubstr("section names"));
}

TEST(Elf, SegmentBeyondTheFile_IsDamage) {
  Bytes bytes = bytes_of("raw_rule");
  const auto offset = read<Elf64_Ehdr>(bytes, 0).e_phoff;
  auto segment = read<Elf64_Phdr>(bytes, offset);
  segment.p_type = PT_LOAD;
  segment.p_offset = 1;
  segment.p_filesz = UINT64_MAX;
  write(bytes, offset, segment);
  EXPECT_THAT(error_of(bytes), HasSubstr("a segment lies outside the file"));
}

// The section named .note.sluice, to be spoiled.
std::size_t note_offset(const Bytes& bytes) {
  const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  return text.find(std::string_view{"Sluice\0", 7}) - sizeof(Elf64_Nhdr);
}

TEST(Elf, NoteOfAnotherName_IsNoManifest) {
  Bytes bytes = bytes_of("raw_rule");
  bytes[note_offset(bytes) + sizeof(Elf64_Nhdr)] = std::byte{'X'};
  EXPECT_THAT(error_of(bytes), HasSubstr("holds no Sluice manifest"));
}

TEST(Elf, NoteOfAnotherType_IsNoManifest) {
  Bytes bytes = bytes_of("raw_rule");
  auto note = read<Elf64_Nhdr>(bytes, note_offset(bytes));
  note.n_type = 2;
  write(bytes, note_offset(bytes), note);
  EXPECT_THAT(error_of(bytes), HasSubstr("holds no Sluice manifest"));
}

TEST(Elf, NoteLongerThanItsSection_IsDamage) {
  Bytes bytes = bytes_of("raw_rule");
  auto note = read<Elf64_Nhdr>(bytes, note_offset(bytes));
  note.n_descsz = UINT32_MAX;
  write(bytes, note_offset(bytes), note);
  EXPECT_THAT(error_of(bytes), HasSubstr("a note lies outside the file"));
}

TEST(Elf, TwoManifests_AreRefused) {
  Bytes bytes = bytes_of("raw_rule");
  const std::size_t offset = note_offset(bytes);
  const auto first = read<Elf64_Nhdr>(bytes, offset);
  // An empty note in front of a shortened one, both of the right name and type.
  const std::size_t head = sizeof(Elf64_Nhdr) + 8;
  write(bytes, offset, Elf64_Nhdr{7, 0, 1});
  write(bytes, offset + head,
        Elf64_Nhdr{7, static_cast<Elf64_Word>((first.n_descsz + 3) / 4 * 4 - head), 1});
  std::memcpy(bytes.data() + offset + head + sizeof(Elf64_Nhdr), "Sluice\0", 8);
  EXPECT_THAT(error_of(bytes), HasSubstr("more than one manifest"));
}

TEST(Elf, ExecutableOfTheSystem_IsNoPlugin) {
  const auto bytes = LibraryFile::open("/proc/self/exe").value().read().value();
  EXPECT_THAT(error_of(bytes), HasSubstr("it has no section .note.sluice"));
}

TEST(Elf, FileCutAtAnyLength_IsAnError) {
  const Bytes good = bytes_of("raw_rule");
  for (std::size_t size = 0; size < good.size(); ++size) {
    // A copy of just that size: a read past the end is a read past the allocation.
    const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_FALSE(read_manifest(cut).ok()) << size;
    ASSERT_FALSE(read_dynamic_facts(cut).ok()) << size;
  }
}

TEST(Elf, RandomBytesFlipped_GiveAnErrorOrAManifest) {
  const Bytes good = bytes_of("raw_rule");
  std::mt19937_64 random{20250115};
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = good;
    for (int flips = 1 + static_cast<int>(random() % 8); flips > 0; --flips)
      bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    read_everything(bytes);
  }
}

// Offsets and sizes are few among all bytes: aim at them.
TEST(Elf, RandomNumbersInTheHeaders_GiveAnErrorOrAManifest) {
  const Bytes good = bytes_of("raw_rule");
  const auto header = read<Elf64_Ehdr>(good, 0);
  std::mt19937_64 random{20250116};
  const std::size_t tables[] = {0, header.e_phoff, header.e_shoff, note_offset(good)};
  const std::size_t sizes[] = {sizeof header, header.e_phnum * sizeof(Elf64_Phdr),
                               header.e_shnum * sizeof(Elf64_Shdr), sizeof(Elf64_Nhdr)};
  for (int round = 0; round < 6000; ++round) {
    Bytes bytes = good;
    const std::size_t table = random() % 4;
    const std::uint64_t kValues[] = {random(), UINT64_MAX, random() % good.size(), good.size() - 1};
    const std::uint64_t value = kValues[random() % 4];
    const std::size_t width = std::size_t{1} << (random() % 4);
    const std::size_t offset = tables[table] + random() % (sizes[table] - width + 1);
    std::memcpy(bytes.data() + offset, &value, width);
    read_everything(bytes);
  }
}

}  // namespace
}  // namespace sluice::plugins
