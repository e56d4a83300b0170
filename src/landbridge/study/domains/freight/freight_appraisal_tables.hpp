#pragma once

#include "landbridge/study/domains/freight/freight_appraisal.hpp"

namespace landbridge::study {

/// The four indicators of each corridor, bottlenecks, what to widen first, goods, and modes.
std::vector<ResultTable> appraisal_tables(const FreightModel& model, const FreightAppraisal& a);

}  // namespace landbridge::study
