#include "landbridge/math/parallel.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include <tbb/blocked_range.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

/// What went wrong first, by index and not by time.
struct Trouble {
  std::mutex mutex;
  std::size_t error_index = 0;
  std::optional<Error> error;
  std::size_t exception_index = 0;
  std::exception_ptr exception;

  void note(std::size_t index, Error why) {
    const std::scoped_lock lock(mutex);
    if (error && error_index < index) return;
    error = std::move(why);
    error_index = index;
  }
  void note(std::size_t index, std::exception_ptr why) {
    const std::scoped_lock lock(mutex);
    if (exception && exception_index < index) return;
    exception = std::move(why);
    exception_index = index;
  }
};

/// True if the item was finished.
bool do_item(std::size_t index, const std::function<Result<void>(std::size_t)>& work,
             Trouble& trouble) {
  try {
    Result<void> result = work(index);
    if (result) return true;
    trouble.note(index, std::move(result.error()));
  } catch (...) {  // carried over to the caller's thread
    trouble.note(index, std::current_exception());
  }
  return false;
}

}  // namespace

int hardware_threads() { return std::max(1, tbb::info::default_concurrency()); }

ParallelOutcome try_parallel_for(std::size_t count, const ParallelOptions& options,
                                 const std::function<Result<void>(std::size_t)>& work) {
  LANDBRIDGE_ASSERT(options.threads >= 0);
  Trouble trouble;
  std::atomic<std::size_t> done = 0;
  std::atomic<bool> was_cancelled = false;
  const auto run = [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      if (options.is_cancelled != nullptr && options.is_cancelled->load()) {
        was_cancelled = true;
        return;
      }
      if (do_item(i, work, trouble)) ++done;
    }
  };
  const int most = hardware_threads();
  const int threads = options.threads == 0 ? most : std::min(options.threads, most);
  if (threads == 1 || count < 2) {
    run(0, count);
  } else {
    tbb::task_arena arena(threads);
    arena.execute([&] {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 1),
                        [&](const auto& range) { run(range.begin(), range.end()); });
    });
  }
  if (trouble.exception) std::rethrow_exception(trouble.exception);
  ParallelOutcome outcome{done, was_cancelled, std::nullopt, {}};
  if (trouble.error) {
    outcome.failed_index = trouble.error_index;
    outcome.error = std::move(*trouble.error);
  }
  return outcome;
}

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  (void)try_parallel_for(count, {.threads = threads}, [&](std::size_t i) -> Result<void> {
    work(i);
    return {};
  });
}

}  // namespace landbridge
