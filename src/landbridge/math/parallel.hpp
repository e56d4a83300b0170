#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>

#include "landbridge/base/result.hpp"

namespace landbridge {

/// How to share work among threads.
struct ParallelOptions {
  int threads = 0;  ///< 0: as many as the machine has, which is also the most that are used
  /// Set from anywhere (a signal handler too) to start no more items.
  const std::atomic<bool>* is_cancelled = nullptr;
};

/// What a parallel loop came to.
struct ParallelOutcome {
  std::size_t done = 0;  ///< items that were finished without an error
  bool was_cancelled = false;
  std::optional<std::size_t> failed_index;  ///< the smallest index that failed
  Error error;                              ///< its error
};

/// Calls `work(i)` for i = 0 … count - 1, each once, on several threads and in any order. An item
/// writes to its own place only, so results cannot depend on the number of threads. All items are
/// tried; of those that fail, the one with the smallest index is reported.
/// An exception is not ours; the one of the smallest index is thrown again when all have ended.
ParallelOutcome try_parallel_for(std::size_t count, const ParallelOptions& options,
                                 const std::function<Result<void>(std::size_t)>& work);

/// The same for work that cannot fail.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

/// Threads that 0 stands for.
int hardware_threads();

}  // namespace landbridge
