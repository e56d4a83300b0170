#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// A file by its name below a folder.
struct NamedText {
  std::string name;
  std::string bytes;
};

/// A network in landbridge's own form (gas_network_toml.hpp), which says all that a problem says
/// and reads back to the same numbers.
std::string to_network_toml(const GasCase& gas_case, std::string_view title);

/// The same as a short network.toml that names one CSV file a kind: nodes.csv, pipes.csv, …
std::vector<NamedText> to_network_csv(const GasCase& gas_case, std::string_view title);

/// Points and lines of everything that has a position, with the inputs as properties [rfc7946].
Json to_network_geojson(const GasCase& gas_case);

/// A network, and its state where `solution` is given, as NetCDF with CF-style attributes: the
/// dimensions node and link; node_id, x, y, height, injection, pressure; link_id, link_kind, from
/// and to (positions along node, from 0), mass_flow, velocities, friction_factor, power.
Result<std::string> to_network_netcdf(const GasCase& gas_case, const gas::Solution* solution,
                                      std::string_view title);

}  // namespace landbridge::io
