#include "landbridge/base/progress.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

namespace landbridge {
namespace {

/// A clock that moves when it is told, and everything that was written.
struct Stage {
  double now_s = 100.0;
  std::string written;
  ProgressOutlets outlets() {
    return {[this] { return now_s; }, [this](std::string_view text) { written += text; }};
  }
};

}  // namespace

TEST_CASE("lines come every ten seconds with the time left") {
  Stage stage;
  Progress progress("draws", 100, ProgressStyle::lines, stage.outlets());
  stage.now_s = 109.9;
  progress.tick(10);
  CHECK(stage.written.empty());
  stage.now_s = 110.0;
  progress.tick(10);
  CHECK(stage.written == "draws: 20 of 100 (20 %), 40 s left\n");
  stage.now_s = 119.9;
  progress.tick(10);
  CHECK(stage.written == "draws: 20 of 100 (20 %), 40 s left\n");
  stage.written.clear();
  stage.now_s = 120.0;
  progress.tick(20);
  CHECK(stage.written == "draws: 50 of 100 (50 %), 20 s left\n");
}

TEST_CASE("the bar appears after two seconds, is redrawn and goes at the end") {
  Stage stage;
  {
    Progress progress("solve", 30, ProgressStyle::bar, stage.outlets());
    stage.now_s = 101.9;
    progress.tick(9);
    CHECK(stage.written.empty());
    stage.now_s = 102.0;
    progress.tick();
    CHECK(stage.written ==
          "\r\x1b[Ksolve: [##########....................] 10 of 30 (33 %), 4 s left");
    stage.now_s = 102.05;
    progress.tick();
    CHECK(stage.written.find("11 of 30") == std::string::npos);
    stage.now_s = 102.2;
    progress.tick();
    CHECK(stage.written.find("12 of 30") != std::string::npos);
    stage.written.clear();
  }
  CHECK(stage.written == "\r\x1b[K");
}

TEST_CASE("short work leaves no trace on a terminal, quiet work none anywhere") {
  Stage stage;
  {
    Progress quick("solve", 3, ProgressStyle::bar, stage.outlets());
    quick.tick(3);
  }
  {
    Progress quiet("solve", 3, ProgressStyle::silent, stage.outlets());
    stage.now_s = 1e6;
    quiet.tick(3);
    CHECK(quiet.done() == 3);
  }
  CHECK(stage.written.empty());
  CHECK(progress_style(true) == ProgressStyle::silent);
  CHECK(progress_style(false) != ProgressStyle::silent);
}

TEST_CASE("work of unknown length shows what is done") {
  Stage stage;
  Progress progress("files", 0, ProgressStyle::lines, stage.outlets());
  stage.now_s = 170.0;
  progress.tick(7);
  CHECK(stage.written == "files: 7 done in 1 min 10 s\n");
}

TEST_CASE("more ticks than announced stay at the end") {
  Stage stage;
  Progress progress("items", 4, ProgressStyle::lines, stage.outlets());
  stage.now_s = 110.0;
  progress.tick(9);
  CHECK(stage.written == "items: 4 of 4 (100 %), 0 s left\n");
}

TEST_CASE("a writer that throws does not stop the work") {
  double now_s = 0.0;
  Progress progress(
      "items", 4, ProgressStyle::lines,
      {[&] { return now_s; }, [](std::string_view) { throw std::runtime_error("full"); }});
  now_s = 20.0;
  progress.tick();
  progress.tick();
  CHECK(progress.done() == 2);
}

TEST_CASE("ticks from many threads are all counted and lines stay whole") {
  std::string written;
  std::atomic<int> calls = 0;
  Progress progress(
      "items", 4000, ProgressStyle::lines,
      {[&] { return 20.0 * calls++; }, [&](std::string_view text) { written += text; }});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) progress.tick();
    });
  for (auto& thread : threads) thread.join();
  CHECK(progress.done() == 4000);
  REQUIRE_FALSE(written.empty());
  for (std::size_t at = 0; at < written.size(); at = written.find('\n', at) + 1)
    CHECK(written.compare(at, 7, "items: ") == 0);
}

TEST_CASE("durations are written in two parts at most") {
  CHECK(duration_text(0.0) == "0 s");
  CHECK(duration_text(7.2) == "8 s");
  CHECK(duration_text(59.5) == "1 min 00 s");
  CHECK(duration_text(125.0) == "2 min 05 s");
  CHECK(duration_text(3.0 * 3600.0 + 1200.0) == "3 h 20 min");
  CHECK(duration_text(2.0 * 86400.0 + 4.5 * 3600.0) == "2 d 04 h");
  CHECK(duration_text(-1.0) == "long");
  CHECK(duration_text(1e300) == "long");
}

}  // namespace landbridge
