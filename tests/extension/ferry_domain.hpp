#pragma once

#include "landbridge/study/domain.hpp"

namespace landbridge::test {

/// A toy domain outside src/: ferries that carry what their trips allow. It shows that a new domain
/// needs no change in study, io, report or cli.
std::unique_ptr<study::Domain> make_ferry_domain();

}  // namespace landbridge::test
