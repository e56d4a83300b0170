#pragma once

#include <string>

#include "landbridge/io/json_text.hpp"
#include "landbridge/study/domains/freight/freight_routes.hpp"

namespace landbridge::io {

/// The keys of `freight routes`; money is in the study's currency, whose name the keys carry.
Json freight_routes_json(const study::FreightModel& model,
                         const study::FreightRoutesQuestion& question,
                         const study::FreightRoutes& routes);
Json freight_routes_certificate_json(const study::FreightRoutes& routes);

/// A table of the routes and the legs of each, for people.
std::string freight_routes_text(const study::FreightModel& model,
                                const study::FreightRoutesQuestion& question,
                                const study::FreightRoutes& routes);

/// One row a leg of each route.
std::string freight_routes_csv(const study::FreightModel& model,
                               const study::FreightRoutesQuestion& question,
                               const study::FreightRoutes& routes);

}  // namespace landbridge::io
