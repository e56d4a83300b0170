#include "landbridge/base/fields.hpp"

using namespace landbridge;

/// A field whose usual unit has another dimension than its member.
struct Pipe {
  Length diameter;
};
#ifdef SHOULD_NOT_COMPILE
const auto wrong = field("diameter", &Pipe::diameter, units::bar, "inner diameter");
#else
const auto right = field("diameter", &Pipe::diameter, units::mm, "inner diameter");
#endif
