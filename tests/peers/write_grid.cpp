#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "pipe_grid.hpp"

/// write_grid SHAPE SEED DIR: a generated network as network.toml with its tables, for programs
/// other than ours.
namespace {

using namespace landbridge;

const test::GridShape* shape_named(std::string_view name) {
  if (name == "60") return &test::grid_60;
  if (name == "140") return &test::grid_140;
  if (name == "600") return &test::grid_600;
  return name == "4200" ? &test::grid_4200 : nullptr;
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// Numbers as the shortest text that gives the same number back.
std::string nodes_csv(const gas::Problem& problem) {
  std::string text = "id,pressure [Pa],supply [kg/s],demand [kg/s]\n";
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    const double supply = problem.supply[node].si();
    text += problem.network.node_name[node] + ",";
    if (problem.fixed_pressure.front().node == node)
      text += fmt::format("{},,", problem.fixed_pressure.front().pressure.si());
    else if (supply > 0.0)
      text += fmt::format(",{},", supply);
    else
      text += fmt::format(",,{}", -supply);
    text += "\n";
  }
  return text;
}

template <class Kind>
std::string links_csv(const gas::Problem& problem) {
  constexpr bool is_pipe = std::is_same_v<Kind, gas::Pipe>;
  const Network& net = problem.network;
  std::string text = "id,from,to";
  text += is_pipe ? ",length [m],diameter [m],roughness [m]\n" : "\n";
  for (const auto& row : problem.links.of<Kind>()) {
    text += fmt::format("{},{},{}", net.link_name[row.id], net.node_name[net.from[row.id]],
                        net.node_name[net.to[row.id]]);
    if constexpr (is_pipe)
      text += fmt::format(",{},{},{}", row.link.length.si(), row.link.diameter.si(),
                          row.link.roughness.si());
    text += "\n";
  }
  return text;
}

}  // namespace

int main(int count, char** words) {
  const test::GridShape* shape = count == 4 ? shape_named(words[1]) : nullptr;
  if (shape == nullptr) {
    fmt::print(stderr, "usage: write_grid 60|140|600|4200 SEED DIR\n");
    return 1;
  }
  const gas::Problem problem = test::pipe_grid(*shape, std::strtoull(words[2], nullptr, 10));
  const std::filesystem::path folder = words[3];
  std::filesystem::create_directories(folder);
  const double gas_constant = gas::specific_gas_constant_j_kg_k(problem.gas);
  write(folder / "network.toml",
        fmt::format("[gas]\nmolar_mass = \"{} kg/mol\"\nspecific_gas_constant = \"{} J/kg/K\"\n"
                    "temperature = \"{} K\"\ncompressibility = \"{}\"\neos = \"constant\"\n"
                    "friction = \"nikuradse\"\n\n[tables]\nnode = \"nodes.csv\"\n"
                    "pipe = \"pipes.csv\"\nshort_pipe = \"short_pipes.csv\"\n"
                    "valve = \"valves.csv\"\n",
                    problem.gas.molar_mass.si(), gas_constant, problem.gas.temperature.si(),
                    problem.gas.compressibility.si()));
  write(folder / "nodes.csv", nodes_csv(problem));
  write(folder / "pipes.csv", links_csv<gas::Pipe>(problem));
  write(folder / "short_pipes.csv", links_csv<gas::ShortPipe>(problem));
  write(folder / "valves.csv", links_csv<gas::Valve>(problem));
  return 0;
}
