#include "landbridge/base/units.hpp"

using namespace landbridge;
using namespace landbridge::units;

/// A length where a pressure is asked for.
Pressure drop(Pressure from, Pressure to) { return from - to; }
#ifdef SHOULD_NOT_COMPILE
const Pressure wrong = drop(80 * bar, 1 * km);
#else
const Pressure right = drop(80 * bar, 79 * bar);
#endif
