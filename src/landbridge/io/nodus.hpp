#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "landbridge/freight/choice/calibrate.hpp"
#include "landbridge/freight/choice/virtual_network.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// A freight study in the tables of Nodus, as CSV: one folder.
struct NodusStudy {
  freight::VirtualNetwork network;
  std::vector<int> groups;  ///< the group numbers of the tables; index is that of the network
  struct Flow {
    std::size_t group = 0;
    std::size_t mode = 0;
    std::size_t origin = 0, destination = 0;  ///< places among network.zones
    double tonnes = 0.0;
  };
  std::vector<Flow> flows;         ///< observed
  double intrazonal_tonnes = 0.0;  ///< left out: no route is needed
  std::string costs_file;
  std::vector<std::string> files;  ///< all that were read
};

/// Reads
///
///   centroids.csv            num                                    zones
///   terminals.csv            num, one column of 0 and 1 a mode      may be missing
///   <mode>_points.csv        num                                    nodes
///   <mode>_polylines.csv     NUM, ENABLED, NODE1, NODE2, MODE, MEANS, SPEED, length_km (or
///                            length_km_haversine); CAPACITY may be missing
///   <mode>_con.csv           the same: connectors of zones and terminals; may be missing
///   od_<mode>.csv            GRP, ORG, DST, QTY [t]                 observed flows
///   <costs>                  the cost file; empty: uncalibrated_costs.txt, or the only *_costs.txt
///
/// A mode is what has a table of polylines; its number stands in MODE. MEANS of a link is the
/// highest means that may use it; links run both ways. Errors, all at once and with line: missing
/// files and columns, words for numbers, ends and zones that do not exist, numbers out of range,
/// repeated links, nodes and flows, modes that the cost file does not know.
Read<NodusStudy> read_nodus(const std::filesystem::path& folder, const std::string& costs = {});

/// The observed flows of one group with what each mode would cost, pair by pair.
std::vector<freight::SplitPair> nodus_pairs(const NodusStudy& study, std::size_t group,
                                            const freight::CheapestWays& ways);

}  // namespace landbridge::io
