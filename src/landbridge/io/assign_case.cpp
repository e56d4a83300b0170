#include "landbridge/io/assign_case.hpp"

#include <utility>

#include <fmt/format.h>

#include "landbridge/io/assign_places.hpp"
#include "landbridge/io/gmns.hpp"
#include "landbridge/io/tntp.hpp"

namespace landbridge::io {
namespace {

double first_of(std::optional<double> a, std::optional<double> b, std::optional<double> c) {
  return a ? *a : b ? *b : c.value_or(0.0);
}

void say_intrazonal(const std::filesystem::path& file, const TntpTrips& trips,
                    Diagnostics& diagnostics) {
  if (trips.intrazonal > 0.0)
    diagnostics.warning({file.string(), 0, 0, {}},
                        fmt::format("{:.10g} of {:.10g} trips stay inside their zone",
                                    trips.intrazonal, trips.total),
                        "they need no route and are left out");
}

std::optional<AssignCase> read_tntp(const std::filesystem::path& network_file,
                                    const std::vector<std::filesystem::path>& trip_files,
                                    const AssignCaseOptions& options, Diagnostics& diagnostics) {
  auto network = read_tntp_network(network_file);
  diagnostics.append(network.diagnostics);
  AssignCase result;
  result.files.push_back(network_file);
  for (const std::filesystem::path& file : trip_files) {
    auto trips = read_tntp_trips(file);
    diagnostics.append(trips.diagnostics);
    result.files.push_back(file);
    if (!trips || !network) continue;
    if (trips->zones != network->network.zones)
      diagnostics.error({file.string(), 0, 0, {}},
                        fmt::format("the trips are for {} zones, the network {} has {}",
                                    trips->zones, network_file.string(), network->network.zones),
                        "give a network and trips of the same zones");
    say_intrazonal(file, *trips, diagnostics);
    freight::AssignClass users;
    users.name = file.stem().string();
    users.toll_factor = first_of(options.toll_factor, trips->toll_factor, network->toll_factor);
    users.distance_factor =
        first_of(options.distance_factor, trips->distance_factor, network->distance_factor);
    users.demand = std::move(trips->demand);
    result.problem.classes.push_back(std::move(users));
  }
  if (trip_files.empty())
    diagnostics.error({network_file.string(), 0, 0, {}}, "there are no trips",
                      "give a file of trips after the network");
  if (diagnostics.has_errors()) return std::nullopt;
  result.problem.network = std::move(network->network);
  if (!options.nodes) return result;
  auto places = read_tntp_nodes(*options.nodes, result.problem.network);
  diagnostics.append(places.diagnostics);
  result.files.push_back(*options.nodes);
  if (!places) return std::nullopt;
  result.places = std::move(*places);
  return result;
}

std::optional<AssignCase> read_folder(const std::filesystem::path& folder,
                                      const std::vector<std::filesystem::path>& trips,
                                      const AssignCaseOptions& options, Diagnostics& diagnostics) {
  auto network = read_gmns(folder, {trips, options.use});
  diagnostics.append(network.diagnostics);
  if (!network) return std::nullopt;
  AssignCase result;
  for (const char* name : {"config.csv", "node.csv", "link.csv"})
    result.files.push_back(folder / name);
  result.files.insert(result.files.end(), trips.begin(), trips.end());
  if (trips.empty()) result.files.push_back(folder / "demand.csv");
  result.problem = std::move(network->problem);
  result.places = std::move(network->places);
  for (freight::AssignClass& users : result.problem.classes) {
    users.toll_factor = options.toll_factor.value_or(0.0);
    users.distance_factor = options.distance_factor.value_or(0.0);
  }
  return result;
}

}  // namespace

Read<AssignCase> read_assign_case(const std::filesystem::path& network,
                                  const std::vector<std::filesystem::path>& trips,
                                  const AssignCaseOptions& options) {
  Read<AssignCase> read;
  std::error_code ignored;
  if (std::filesystem::is_directory(network, ignored))
    read.value = read_folder(network, trips, options, read.diagnostics);
  else
    read.value = read_tntp(network, trips, options, read.diagnostics);
  return read;
}

}  // namespace landbridge::io
