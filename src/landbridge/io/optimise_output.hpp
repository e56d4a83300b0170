#pragma once

#include <string>

#include "landbridge/gas/optimise/optimise.hpp"
#include "landbridge/io/envelope.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/optimise_case.hpp"

namespace landbridge::io {

/// objective, lower_bound, upper_bound, gap, nodes[], links[], supplies[], decisions[], binding[].
Json optimise_json(const OptimiseCase& from, const gas::OptResult& result);
Json optimise_certificate_json(const gas::OptResult& result);
std::string optimise_text(const OptimiseCase& from, const gas::OptResult& result);
std::string optimise_nodes_csv(const OptimiseCase& from, const gas::OptResult& result);
std::string optimise_links_csv(const OptimiseCase& from, const gas::OptResult& result);

}  // namespace landbridge::io
