#include "landbridge/io/choice_output.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

using namespace freight;

constexpr std::size_t limits_shown = 15;

Json node_json(const AssignNetwork& network, std::int32_t node) {
  if (network.node_name.empty()) return node + 1;
  return network.name_of(node);
}

const std::string& class_name(const AssignProblem& problem, std::int32_t index) {
  return problem.classes[static_cast<std::size_t>(index)].name;
}

std::string pair_class(const AssignProblem& problem, const ChoiceAnswer& answer,
                       const ChoicePair& pair) {
  return answer.joins_classes ? std::string("all")
                              : class_name(problem, pair.ways.front().class_index);
}

Json link_json(const AssignNetwork& network, std::int32_t link) {
  const auto i = static_cast<std::size_t>(link);
  return {{"link", link + 1},
          {"from", node_json(network, network.from[i])},
          {"to", node_json(network, network.to[i])}};
}

Json pairs_json(const AssignProblem& problem, const ChoiceAnswer& answer) {
  Json list = Json::array();
  for (const ChoicePair& pair : answer.choice.pairs) {
    Json row{{"class", pair_class(problem, answer, pair)},
             {"origin", node_json(problem.network, pair.origin)},
             {"destination", node_json(problem.network, pair.destination)},
             {"wanted", pair.wanted},
             {"sent", pair.sent},
             {"cost", pair.cost},
             {"reference_cost", pair.reference_cost}};
    if (answer.joins_classes) {
      row["classes"] = Json::array();
      for (const ChoicePair::Way& way : pair.ways)
        row["classes"].push_back({{"class", class_name(problem, way.class_index)},
                                  {"sent", way.sent},
                                  {"share", way.sent / pair.sent},
                                  {"cost", way.cost}});
    }
    list.push_back(std::move(row));
  }
  return list;
}

void add_limits(Json& json, const AssignProblem& problem, const LimitedSolution& limited) {
  json["limits"] = Json::array();
  for (const LimitPrice& limit : limited.prices.limits) {
    Json row = link_json(problem.network, limit.link);
    row["limit"] = limit.at_flow;
    row["flow"] = limit.flow;
    row["price"] = limit.price;
    row["is_unique"] = limit.is_unique;
    json["limits"].push_back(std::move(row));
  }
  json["unmet"] = limited.unmet;
  json["unmet_pairs"] = Json::array();
  for (const UnmetDemand& pair : limited.unmet_pairs)
    json["unmet_pairs"].push_back({{"class", class_name(problem, pair.class_index)},
                                   {"origin", node_json(problem.network, pair.origin)},
                                   {"destination", node_json(problem.network, pair.destination)},
                                   {"unmet", pair.amount}});
  json["cut"] = Json::array();
  for (const std::int32_t link : limited.cut)
    json["cut"].push_back(link_json(problem.network, link));
}

bool all_unique(const LimitPrices& prices) {
  return std::ranges::all_of(prices.limits, &LimitPrice::is_unique);
}

std::string text_of_limits(const AssignProblem& problem, const LimitedSolution& limited) {
  std::string text = "\nLimits that cost most      limit        flow       price\n";
  std::vector<LimitPrice> sorted = limited.prices.limits;
  std::ranges::stable_sort(sorted, std::greater<>{}, &LimitPrice::price);
  const AssignNetwork& network = problem.network;
  for (std::size_t i = 0; i < std::min(limits_shown, sorted.size()) && sorted[i].price > 0.0; ++i) {
    const auto link = static_cast<std::size_t>(sorted[i].link);
    text += fmt::format("  {:>8} -> {:<8} {:>11.5g} {:>11.5g} {:>11.5g}{}\n",
                        network.name_of(network.from[link]), network.name_of(network.to[link]),
                        sorted[i].at_flow, sorted[i].flow, sorted[i].price,
                        sorted[i].is_unique ? "" : "  (not the only price)");
  }
  const LimitPrices& p = limited.prices;
  text += fmt::format(
      "KKT residual {:.2e} (over a limit {:.2e}, slack with a price {:.2e}, gap {:.2e})\n",
      p.residual(), p.primal_violation, p.complementarity, p.gap);
  if (limited.unmet > 0.0) {
    text +=
        fmt::format("{:.6g} cannot pass, of {} pairs", limited.unmet, limited.unmet_pairs.size());
    for (const std::int32_t link : limited.cut)
      text += fmt::format("{} {} -> {}", link == limited.cut.front() ? "; the cut:" : ",",
                          network.name_of(network.from[static_cast<std::size_t>(link)]),
                          network.name_of(network.to[static_cast<std::size_t>(link)]));
    text += "\n";
  }
  return text;
}

}  // namespace

Json choice_json(const AssignProblem& problem, const ChoiceAnswer& answer) {
  const ChoiceSolution& choice = answer.choice;
  const AssignNetwork& network = problem.network;
  Json json;
  json["total_system_travel_time"] = choice.total_cost;
  json["wanted"] = choice.wanted;
  json["sent"] = choice.sent;
  if (answer.limited && !answer.has_choice) json["objective"] = answer.limited->objective;
  json["routes"] = choice.paths.size();
  if (answer.limited) add_limits(json, problem, *answer.limited);
  if (answer.has_choice) json["pairs"] = pairs_json(problem, answer);
  json["links"] = Json::array();
  for (std::size_t link = 0; link < network.links(); ++link) {
    Json row{{"from", node_json(network, network.from[link])},
             {"to", node_json(network, network.to[link])},
             {"flow", choice.flow[link]},
             {"cost", choice.time[link]}};
    if (problem.classes.size() > 1) {
      row["class_flow"] = Json::array();
      for (const auto& flow : choice.class_flow) row["class_flow"].push_back(flow[link]);
    }
    json["links"].push_back(std::move(row));
  }
  return json;
}

Json choice_certificate_json(const AssignProblem& problem, const ChoiceAnswer& answer) {
  const ChoiceSolution& choice = answer.choice;
  Json json;
  if (answer.has_choice) {
    json["route_residual"] = choice.route_residual;
    json["mode_residual"] = choice.mode_residual;
    json["demand_residual"] = choice.demand_residual;
    json["iterations"] = choice.passes;
    json["sweeps"] = choice.sweeps;
    if (choice.worst_pair < choice.pairs.size()) {
      const ChoicePair& pair = choice.pairs[choice.worst_pair];
      json["worst_pair"] = {{"class", pair_class(problem, answer, pair)},
                            {"origin", node_json(problem.network, pair.origin)},
                            {"destination", node_json(problem.network, pair.destination)}};
    }
  }
  if (answer.limited) {
    const LimitPrices& prices = answer.limited->prices;
    json["kkt_residual"] = prices.residual();
    json["primal_violation"] = prices.primal_violation;
    json["complementarity"] = prices.complementarity;
    json["relative_gap"] = prices.gap;
    json["rounds"] = prices.rounds;
    json["prices_are_unique"] = all_unique(prices);
  }
  return json;
}

std::string choice_text(const AssignProblem& problem, const ChoiceAnswer& answer) {
  const ChoiceSolution& choice = answer.choice;
  std::string text =
      fmt::format("Sent {:.10g} of {:.10g}, total cost {:.10g}, {} routes\n", choice.sent,
                  choice.wanted, choice.total_cost, choice.paths.size());
  if (answer.has_choice) {
    text +=
        fmt::format("Residuals: routes {:.2e}, classes {:.2e}, demand {:.2e} after {} passes: {}\n",
                    choice.route_residual, choice.mode_residual, choice.demand_residual,
                    choice.passes, choice.has_converged ? "equilibrium" : "NOT CONVERGED");
    if (answer.joins_classes) {
      std::vector<double> sent(problem.classes.size(), 0.0);
      for (const ChoicePair& pair : choice.pairs)
        for (const ChoicePair::Way& way : pair.ways)
          sent[static_cast<std::size_t>(way.class_index)] += way.sent;
      for (std::size_t k = 0; k < sent.size(); ++k)
        text += fmt::format("  class {:<20} {:>12.6g} ({:.2f} %)\n", problem.classes[k].name,
                            sent[k], 100.0 * sent[k] / std::max(1e-300, choice.sent));
    }
  }
  if (answer.limited) text += text_of_limits(problem, *answer.limited);
  return text;
}

std::string choice_pairs_csv(const AssignProblem& problem, const ChoiceAnswer& answer) {
  std::string csv = "class,origin,destination,wanted,sent,cost,reference_cost\n";
  for (const ChoicePair& pair : answer.choice.pairs)
    csv += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(pair_class(problem, answer, pair)),
                       csv_cell(problem.network.name_of(pair.origin)),
                       csv_cell(problem.network.name_of(pair.destination)), pair.wanted, pair.sent,
                       pair.cost, pair.reference_cost);
  return csv;
}

std::string choice_limits_csv(const AssignProblem& problem, const ChoiceAnswer& answer) {
  std::string csv = "link,from,to,limit,flow,price,is_unique\n";
  const AssignNetwork& network = problem.network;
  for (const LimitPrice& limit : answer.limited->prices.limits) {
    const auto link = static_cast<std::size_t>(limit.link);
    csv += fmt::format("{},{},{},{},{},{},{}\n", limit.link + 1,
                       csv_cell(network.name_of(network.from[link])),
                       csv_cell(network.name_of(network.to[link])), limit.at_flow, limit.flow,
                       limit.price, limit.is_unique ? 1 : 0);
  }
  return csv;
}

}  // namespace landbridge::io
