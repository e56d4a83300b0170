#include "landbridge/io/result_folder.hpp"

#include <doctest/doctest.h>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;
namespace fs = std::filesystem;
using landbridge::test::ScratchFolder;

namespace {

constexpr std::string_view manifest = "{\"landbridge\": \"0\"}";

std::string content(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::size_t entries(const fs::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) ++count;
  return count;
}

/// Writes results whose files all hold the same word.
Result<void> write_results(const fs::path& target, const std::string& word, int files = 3) {
  auto folder = ResultFolder::begin(target);
  if (!folder) return fail(folder.error());
  for (int i = 0; i < files; ++i)
    if (auto done = folder->write(fmt::format("tables/{}.csv", i), word); !done) return done;
  if (auto done = folder->write("manifest.json", manifest); !done) return done;
  return folder->commit();
}

}  // namespace

TEST_CASE("results appear on commit, replace older ones as a whole and leave nothing beside them") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path / "deep" / "results";
  REQUIRE(write_results(target, "old", 5));
  CHECK(content(target / "tables/4.csv") == "old");
  REQUIRE(write_results(target, "new", 3));
  CHECK(content(target / "tables/0.csv") == "new");
  CHECK_FALSE(fs::exists(target / "tables/4.csv"));
  CHECK(entries(scratch.path / "deep") == 1);
}

TEST_CASE("what is not committed leaves the old results and nothing else") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path / "results";
  REQUIRE(write_results(target, "old"));
  {
    auto folder = ResultFolder::begin(target);
    REQUIRE(folder);
    REQUIRE(folder->write("half.csv", "new"));
    CHECK(entries(scratch.path) == 3);  // target, folder, lock
  }
  CHECK(content(target / "tables/0.csv") == "old");
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("folders that are not ours, files and the root are left alone") {
  const ScratchFolder scratch;
  fs::create_directory(scratch.path / "photos");
  std::ofstream(scratch.path / "photos" / "cat.txt") << "cat";
  std::ofstream(scratch.path / "file") << "x";
  CHECK(ResultFolder::begin(scratch.path / "photos").error().what.find("did not write") !=
        std::string::npos);
  CHECK(ResultFolder::begin(scratch.path / "file").error().what.find("is a file") !=
        std::string::npos);
  CHECK_FALSE(ResultFolder::begin("/").has_value());
  CHECK(entries(scratch.path) == 2);
  fs::create_directory(scratch.path / "empty");
  CHECK(write_results(scratch.path / "empty", "new"));
}

TEST_CASE("a run that is killed leaves the old results, and the next run clears up behind it") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path / "results";
  REQUIRE(write_results(target, "old"));
  const pid_t child = ::fork();
  if (child == 0) {
    auto folder = ResultFolder::begin(target);
    if (folder && folder->write("half.csv", "new")) ::raise(SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(content(target / "tables/0.csv") == "old");
  CHECK(entries(scratch.path) == 3);
  REQUIRE(write_results(target, "new"));
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE(
    "a lock file whose run was killed while it wrote it is cleared up, one of others is not") {
  const ScratchFolder scratch;
  const std::string stem = ".results.landbridge-unfinished-";
  std::ofstream(scratch.path / (stem + "7-0.lock"));
  std::ofstream(scratch.path / (stem + "7-1.lock")) << "landbridge: a run";
  std::ofstream(scratch.path / (stem + "7-2.lock")) << "a letter";
  REQUIRE(write_results(scratch.path / "results", "new"));
  CHECK(entries(scratch.path) == 2);
  CHECK(content(scratch.path / (stem + "7-2.lock")) == "a letter");
}

TEST_CASE("a run that is still going keeps its folder when another one starts") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path / "results";
  auto slow = ResultFolder::begin(target);
  REQUIRE(slow);
  REQUIRE(slow->write("a.csv", "slow"));
  REQUIRE(write_results(target, "quick"));
  CHECK(content(target / "tables/0.csv") == "quick");
  REQUIRE(slow->write("manifest.json", manifest));
  REQUIRE(slow->commit());
  CHECK(content(target / "a.csv") == "slow");
}

TEST_CASE("whenever a writer is killed, the results are one whole generation") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path / "results";
  REQUIRE(write_results(target, "start", 6));
  int kills = 0;
  for (int attempt = 0; attempt < 25; ++attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0; i < 10000; ++i)
        if (!write_results(target, fmt::format("{}-{}", attempt, i), 6)) ::_exit(1);
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(2000 + 1337 * attempt));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) ++kills;
    const std::string word = content(target / "tables/0.csv");
    CHECK_FALSE(word.empty());
    for (int i = 1; i < 6; ++i) CHECK(content(target / fmt::format("tables/{}.csv", i)) == word);
  }
  CHECK(kills == 25);
  REQUIRE(write_results(target, "end", 6));
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("a single file is replaced as a whole, also behind a link") {
  const ScratchFolder scratch;
  const fs::path file = scratch.path / "result.json";
  REQUIRE(write_file_whole(file, "one"));
  fs::create_symlink("result.json", scratch.path / "link.json");
  REQUIRE(write_file_whole(scratch.path / "link.json", "two"));
  CHECK(content(file) == "two");
  CHECK(fs::is_symlink(scratch.path / "link.json"));
  CHECK(entries(scratch.path) == 2);
  CHECK(write_file_whole(scratch.path, "x").error().what.find("is a folder") != std::string::npos);
  CHECK_FALSE(write_file_whole(scratch.path / "no" / "such" / "folder.json", "x").has_value());
}
