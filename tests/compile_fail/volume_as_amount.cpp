#include "landbridge/base/units.hpp"

using namespace landbridge;

/// Cubic metres without a reference temperature are no amount of gas.
#ifdef SHOULD_NOT_COMPILE
const Amount wrong = 55e9 * units::m3;
#else
const Amount right = 55.0 * units::bcm_20C;
#endif
