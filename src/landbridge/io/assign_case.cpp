#include "landbridge/io/assign_case.hpp"

#include <utility>

#include <fmt/format.h>

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
  if (diagnostics.has_errors()) return std::nullopt;
  result.problem.network = std::move(network->network);
  return result;
}

}  // namespace

Read<AssignCase> read_assign_case(const std::filesystem::path& network,
                                  const std::vector<std::filesystem::path>& trips,
                                  const AssignCaseOptions& options) {
  Read<AssignCase> read;
  read.value = read_tntp(network, trips, options, read.diagnostics);
  return read;
}

}  // namespace landbridge::io
