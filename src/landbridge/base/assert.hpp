#pragma once

#include <cstdio>
#include <cstdlib>

/// For mistakes in this code, never for mistakes in the data. On in every build.
#define LANDBRIDGE_ASSERT(condition)                                                       \
  do {                                                                                     \
    if (!(condition)) {                                                                    \
      std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)
