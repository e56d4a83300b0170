#pragma once

#include <memory>

#include "landbridge/study/domain.hpp"

namespace landbridge::study {

/// Pipelines as a study sees them.
std::unique_ptr<Domain> gas_domain();

}  // namespace landbridge::study
