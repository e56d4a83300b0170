#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/select_link.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// links, objective, relative_gap, total_system_travel_time and the rest of `freight assign`.
Json assign_json(const freight::AssignProblem& problem, const freight::AssignSolution& solution);
Json assign_certificate_json(const freight::AssignProblem& problem,
                             const freight::AssignSolution& solution);
Json select_link_json(const freight::AssignProblem& problem, const freight::SelectedLink& selected);
std::string assign_text(const freight::AssignProblem& problem,
                        const freight::AssignSolution& solution);

/// One row a link: link, from, to, flow, time, and flow and cost of each class.
std::string assign_links_csv(const freight::AssignProblem& problem,
                             const freight::AssignSolution& solution);
/// One row a route with flow: class, origin, destination, flow, cost, links; what --start reads.
std::string assign_paths_csv(const freight::AssignProblem& problem,
                             const freight::AssignSolution& solution);
/// One row a pair: link, class, origin, destination, flow.
std::string select_link_csv(const freight::AssignProblem& problem,
                            const std::vector<freight::SelectedLink>& selected);

}  // namespace landbridge::io
