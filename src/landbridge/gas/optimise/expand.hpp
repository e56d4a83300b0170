#pragma once

#include <string>
#include <variant>
#include <vector>

#include "landbridge/gas/optimise/from_problem.hpp"
#include "landbridge/gas/optimise/optimise.hpp"

namespace landbridge::gas {

/// A pipe that may be laid between two nodes.
struct NewPipe {
  NodeId from, to;
  Pipe pipe;
};

/// A compressor station that may be set at the beginning of an existing pipe.
struct NewStation {
  LinkId pipe;
  Compressor station;
};

/// Something that may be built.
struct ExpandCandidate {
  std::string id;
  double cost_usd = 0.0;  ///< in the money of the plan
  std::variant<NewPipe, NewStation> what;
};

/// One state of demand that the network must serve, with the limits that hold in it.
struct ExpandNomination {
  std::string id;
  Problem problem;
};

/// The nominations side by side in one model: each has its own flows, pressures and controls, all
/// share the decisions to build, and each decision costs once.
struct ExpandModel {
  struct Part {
    std::string id;
    OptModel model;  ///< as if it stood alone
    std::size_t first_node = 0, first_arc = 0, first_supply = 0;
    std::vector<std::int32_t> decision;  ///< of the whole model, for each of its own
  };
  OptModel model;
  std::vector<Part> parts;
};

/// The cheapest set of candidates with which every nomination can be run:
///
///   minimise  sum cost z   with  balance, laws and limits of every nomination k,
///             the law of a candidate in k only if z = 1, else no flow through it in k
///
/// A station that is built may stand still in a nomination (ratio 1). bad_input: two names are
/// equal, a node or pipe does not exist, a cost that is no number or negative.
Result<ExpandModel> expansion_model(const std::vector<ExpandNomination>& nominations,
                                    const std::vector<ExpandCandidate>& candidates,
                                    const FromProblemOptions& options = {});

/// What the result says about one nomination.
OptResult part_of(const ExpandModel& model, const OptResult& result, std::size_t part);

}  // namespace landbridge::gas
