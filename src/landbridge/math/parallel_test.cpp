#include "landbridge/math/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/math/random.hpp"

namespace landbridge {
namespace {

std::vector<double> draws(int threads) {
  std::vector<double> values(5000);
  parallel_for(values.size(), threads, [&](std::size_t i) {
    RandomStream stream(9, "parallel", i);
    for (int k = 0; k < 5; ++k) values[i] += stream.normal(0.0, 1.0);
  });
  return values;
}

}  // namespace

TEST_CASE("results are the same bytes on one thread, two and seven") {
  const auto alone = draws(1);
  CHECK(draws(2) == alone);
  CHECK(draws(7) == alone);
  CHECK(draws(0) == alone);
}

TEST_CASE("each item is done exactly once") {
  std::vector<std::atomic<int>> count(10000);
  const auto add_one = [&](std::size_t i) -> Result<void> {
    ++count[i];
    return {};
  };
  const auto outcome = try_parallel_for(count.size(), {.threads = 4}, add_one);
  CHECK(outcome.done == count.size());
  CHECK_FALSE(outcome.failed_index.has_value());
  for (const auto& c : count) CHECK(c == 1);
}

TEST_CASE("of several errors the one with the smallest index is reported, however many threads") {
  for (const int threads : {1, 2, 8}) {
    const auto outcome =
        try_parallel_for(1000, {.threads = threads}, [](std::size_t i) -> Result<void> {
          if (i % 100 == 37) return fail(Fault::infeasible, "item", std::to_string(i));
          return {};
        });
    REQUIRE(outcome.failed_index.has_value());
    CHECK(*outcome.failed_index == 37);
    CHECK(outcome.error.what == "37");
    CHECK(outcome.done == 990);
  }
}

TEST_CASE("of several exceptions the one with the smallest index is thrown") {
  for (const int threads : {1, 3}) {
    std::string what;
    try {
      parallel_for(500, threads, [](std::size_t i) {
        if (i >= 123) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& e) {
      what = e.what();
    }
    CHECK(what == "123");
  }
}

TEST_CASE("a set flag keeps new items from starting") {
  std::atomic<bool> stop = false;
  const auto stop_at_ten = [&](std::size_t i) -> Result<void> {
    if (i == 10) stop = true;
    return {};
  };
  const auto outcome = try_parallel_for(100000, {.threads = 2, .is_cancelled = &stop}, stop_at_ten);
  CHECK(outcome.was_cancelled);
  CHECK(outcome.done < 100000);
  CHECK(outcome.done >= 1);
}

TEST_CASE("no items, nothing done; loops may be nested") {
  CHECK(try_parallel_for(0, {}, [](std::size_t) -> Result<void> { return {}; }).done == 0);
  std::vector<int> sums(20);
  parallel_for(sums.size(), 2, [&](std::size_t i) {
    std::vector<int> parts(50);
    parallel_for(parts.size(), 2, [&](std::size_t j) { parts[j] = static_cast<int>(i * j); });
    for (const int p : parts) sums[i] += p;
  });
  for (std::size_t i = 0; i < sums.size(); ++i) CHECK(sums[i] == static_cast<int>(i) * 1225);
}

}  // namespace landbridge
