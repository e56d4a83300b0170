#include "landbridge/base/units.hpp"

using namespace landbridge;

/// A quantity leaves its type only by naming the unit.
double length_m(Length length) {
#ifdef SHOULD_NOT_COMPILE
  return length;
#else
  return length.in(units::metre);
#endif
}
