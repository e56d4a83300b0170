#include "landbridge/base/units.hpp"

using namespace landbridge;
using namespace landbridge::units;

/// A sum of two different dimensions.
#ifdef SHOULD_NOT_COMPILE
const auto wrong = 80 * bar + 1 * km;
#else
const auto right = 80 * bar + 1 * kilopascal;
#endif
