#pragma once

#include <memory>

#include "landbridge/study/domain.hpp"

namespace landbridge::study {

/// Rail, road, sea and what lies between as a study sees them.
std::unique_ptr<Domain> freight_domain();

}  // namespace landbridge::study
