#include "landbridge/io/nodus_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"
#include "landbridge/math/statistics.hpp"

namespace landbridge::io {
namespace {

using freight::ModeSplit;
using freight::SplitSide;

const char* name_of(freight::SplitRule rule) {
  return rule == freight::SplitRule::hashed ? "hash" : "stratified";
}

Json side_json(const NodusStudy& study, const SplitSide& side) {
  Json json;
  json["pairs"] = side.pairs;
  json["tonnes"] = side.tonnes;
  json["modes"] = Json::array();
  for (std::size_t m = 0; m < study.network.modes.size(); ++m)
    json["modes"].push_back(
        {{"mode", study.network.modes[m]},
         {"observed_pct", 100.0 * side.observed_share[m]},
         {"predicted_pct", 100.0 * side.predicted_share[m]},
         {"difference_pp", 100.0 * (side.predicted_share[m] - side.observed_share[m])},
         {"pair_error_pp", 100.0 * side.pair_error_share[m]}});
  json["worst_difference_pp"] = 100.0 * side.worst_difference();
  json["misplaced_pct"] = 100.0 * side.misplaced_share;
  return json;
}

Json other_splits_json(const std::vector<double>& worst) {
  Json json;
  json["count"] = worst.size();
  if (worst.empty()) return json;
  const auto met = std::ranges::upper_bound(worst, split_tolerance_share) - worst.begin();
  json["within_half_a_point"] = met;
  json["best_pp"] = 100.0 * worst.front();
  json["median_pp"] = 100.0 * percentile(worst, 0.5);
  json["p95_pp"] = 100.0 * percentile(worst, 0.95);
  return json;
}

Json pairs_json(const NodusStudy& study, const NodusAnswer::Group& group) {
  Json list = Json::array();
  for (std::size_t i = 0; i < group.pairs.size(); ++i) {
    Json row;
    row["pair"] = group.pairs[i].name;
    row["is_test"] = static_cast<bool>(group.split.is_test[i]);
    for (std::size_t m = 0; m < study.network.modes.size(); ++m)
      row[study.network.modes[m]] = {{"cost_per_t", group.pairs[i].cost[m]},
                                     {"observed_t", group.pairs[i].tonnes[m]},
                                     {"predicted_t", group.split.predicted[i][m]}};
    list.push_back(std::move(row));
  }
  return list;
}

Json group_json(const NodusStudy& study, const NodusAnswer& answer, std::size_t g) {
  const NodusAnswer::Group& group = answer.groups[g];
  const ModeSplit& split = group.split;
  Json json;
  json["group"] = study.groups[g];
  json["scale_t_per_money"] = split.scale;
  json["cost_explains_nothing"] = split.is_scale_at_zero;
  json["constants"] = Json::object();
  json["largest_pair_pct"] = Json::object();
  for (std::size_t m = 0; m < study.network.modes.size(); ++m) {
    json["constants"][study.network.modes[m]] = split.constant[m];
    json["largest_pair_pct"][study.network.modes[m]] = 100.0 * split.largest_pair_share[m];
  }
  json["calibrated"] = side_json(study, split.calibrated);
  json["tested"] = side_json(study, split.tested);
  json["is_within_half_a_point"] = split.tested.worst_difference() <= split_tolerance_share;
  json["other_splits"] = other_splits_json(split.other_splits);
  json["pairs"] = pairs_json(study, group);
  return json;
}

std::string text_of_side(const NodusStudy& study, const char* what, const SplitSide& side) {
  std::string text = fmt::format("  {}: {} pairs, {:.4g} t\n", what, side.pairs, side.tonnes);
  for (std::size_t m = 0; m < study.network.modes.size(); ++m)
    text += fmt::format(
        "    {:<12} observed {:>6.2f} %  predicted {:>6.2f} %  off by {:>+6.2f} pp\n",
        study.network.modes[m], 100.0 * side.observed_share[m], 100.0 * side.predicted_share[m],
        100.0 * (side.predicted_share[m] - side.observed_share[m]));
  text += fmt::format("    on the wrong mode, pair by pair: {:.2f} % of the tonnes\n",
                      100.0 * side.misplaced_share);
  return text;
}

std::string text_of_group(const NodusStudy& study, const NodusAnswer& answer, std::size_t g) {
  const ModeSplit& split = answer.groups[g].split;
  std::string text = fmt::format("\nGroup {}: scale {:.4g} t/money", study.groups[g], split.scale);
  if (split.is_scale_at_zero) text += " (cost explains nothing here)";
  text += ", constants";
  for (std::size_t m = 0; m < study.network.modes.size(); ++m)
    text += fmt::format(" {} {:.3f}", study.network.modes[m], split.constant[m]);
  text += "\n";
  text += text_of_side(study, "calibrated on", split.calibrated);
  text += text_of_side(study, "tested on", split.tested);
  text += fmt::format("    {}: no mode may be more than {} pp off\n",
                      split.tested.worst_difference() <= split_tolerance_share ? "met" : "not met",
                      100.0 * split_tolerance_share);
  for (std::size_t m = 0; m < study.network.modes.size(); ++m)
    if (split.largest_pair_share[m] > 0.25)
      text += fmt::format("    one pair has {:.1f} % of all tonnes of {}\n",
                          100.0 * split.largest_pair_share[m], study.network.modes[m]);
  if (!split.other_splits.empty()) {
    const auto met = std::ranges::upper_bound(split.other_splits, split_tolerance_share) -
                     split.other_splits.begin();
    text += fmt::format(
        "    {} other halvings: {} met, off by {:.2f} pp in the median, {:.2f} at best\n",
        split.other_splits.size(), met, 100.0 * percentile(split.other_splits, 0.5),
        100.0 * split.other_splits.front());
  }
  return text;
}

}  // namespace

Json nodus_json(const NodusStudy& study, const NodusAnswer& answer) {
  Json json;
  json["costs_file"] = study.costs_file;
  json["modes"] = study.network.modes;
  json["zones"] = study.network.zones.size();
  json["places"] = study.network.place_name.size();
  json["arcs"] = study.network.arcs.size();
  json["intrazonal_t"] = study.intrazonal_tonnes;
  json["split_rule"] = name_of(answer.options.rule);
  json["seed"] = answer.options.seed;
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < answer.groups.size(); ++g)
    json["groups"].push_back(group_json(study, answer, g));
  return json;
}

Json nodus_certificate_json(const NodusStudy& study, const NodusAnswer& answer) {
  Json list = Json::array();
  for (std::size_t g = 0; g < answer.groups.size(); ++g) {
    const ModeSplit& split = answer.groups[g].split;
    list.push_back({{"group", study.groups[g]},
                    {"calibration_difference_pp", 100.0 * split.calibrated.worst_difference()},
                    {"gradient", split.gradient},
                    {"mean_log_likelihood", split.mean_log_likelihood},
                    {"iterations", split.iterations}});
  }
  return Json{{"groups", std::move(list)}};
}

std::string nodus_text(const NodusStudy& study, const NodusAnswer& answer) {
  std::string text = fmt::format("{} zones, {} places, modes {}, costs of {}\n",
                                 study.network.zones.size(), study.network.place_name.size(),
                                 fmt::join(study.network.modes, ", "), study.costs_file);
  for (std::size_t g = 0; g < answer.groups.size(); ++g) text += text_of_group(study, answer, g);
  return text;
}

std::string nodus_pairs_csv(const NodusStudy& study, const NodusAnswer& answer) {
  std::string csv = "group,pair,side,mode,cost_per_t,observed_t,predicted_t,share_error_pp\n";
  for (std::size_t g = 0; g < answer.groups.size(); ++g) {
    const NodusAnswer::Group& group = answer.groups[g];
    for (std::size_t i = 0; i < group.pairs.size(); ++i) {
      double all = 0.0;
      for (const double t : group.pairs[i].tonnes) all += t;
      for (std::size_t m = 0; m < study.network.modes.size(); ++m)
        csv += fmt::format(
            "{},{},{},{},{},{},{},{}\n", study.groups[g], csv_cell(group.pairs[i].name),
            group.split.is_test[i] ? "test" : "calibration", csv_cell(study.network.modes[m]),
            std::isfinite(group.pairs[i].cost[m]) ? fmt::format("{}", group.pairs[i].cost[m]) : "",
            group.pairs[i].tonnes[m], group.split.predicted[i][m],
            100.0 * (group.split.predicted[i][m] - group.pairs[i].tonnes[m]) / all);
    }
  }
  return csv;
}

std::string nodus_costs_csv(const NodusStudy& study, const NodusAnswer& answer) {
  std::string csv = "group,origin,destination,mode,cost_per_t,handling_per_t,length_km\n";
  const std::size_t zones = study.network.zones.size();
  const auto name = [&](std::size_t zone) {
    return study.network.place_name[static_cast<std::size_t>(study.network.zones[zone])];
  };
  for (std::size_t g = 0; g < answer.groups.size(); ++g) {
    const freight::CheapestWays& ways = answer.groups[g].ways;
    for (std::size_t m = 0; m <= study.network.modes.size(); ++m) {
      const bool is_chain = m == study.network.modes.size();
      const auto& table = is_chain ? ways.chains : ways.by_mode[m];
      for (std::size_t slot = 0; slot < table.size(); ++slot)
        if (slot / zones != slot % zones && std::isfinite(table[slot].cost))
          csv += fmt::format("{},{},{},{},{},{},{}\n", study.groups[g], name(slot / zones),
                             name(slot % zones),
                             is_chain ? std::string("chain") : csv_cell(study.network.modes[m]),
                             table[slot].cost, table[slot].handling, table[slot].length_km);
    }
  }
  return csv;
}

}  // namespace landbridge::io
