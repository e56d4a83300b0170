#include "landbridge/base/units.hpp"

using namespace landbridge;

/// A bare number where a quantity is asked for: kilometres? millimetres?
#ifdef SHOULD_NOT_COMPILE
const Length wrong = 1224.0;
#else
const Length right = 1224.0 * units::km;
#endif
