#include "landbridge/base/parse.hpp"

using namespace landbridge;

/// A result that nobody looks at.
void read() {
#ifdef SHOULD_NOT_COMPILE
  parse<Length>("1224 km");
#else
  const auto length = parse<Length>("1224 km");
  if (!length) return;
#endif
}
