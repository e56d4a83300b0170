#include "landbridge/cli/freight_choice_words.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/cli/option_reader.hpp"

namespace landbridge::cli {
namespace {

using freight::AssignProblem;
using freight::ChoiceRules;
using freight::DemandLaw;

/// A class by its name or its number from 1; -1 and an error if there is none.
std::int32_t class_of(const std::string& text, const AssignProblem& problem,
                      const std::string& where, OptionReader& reader) {
  for (std::size_t k = 0; k < problem.classes.size(); ++k)
    if (problem.classes[k].name == text || fmt::format("{}", k + 1) == text)
      return static_cast<std::int32_t>(k);
  std::string names;
  for (const auto& users : problem.classes)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", users.name);
  reader.error(where, fmt::format("there is no class '{}'", text),
               fmt::format("name one of {}, or its number from 1", names));
  return -1;
}

void read_nests(const ChoiceWords& words, const AssignProblem& problem, ChoiceRules::Modes& modes,
                OptionReader& reader) {
  modes.nest.assign(problem.classes.size(), -1);
  for (const std::string& text : words.nests) {
    const std::string where = fmt::format("--nest {}", text);
    const std::size_t colon = text.rfind(':');
    const auto scale = parse_number(
        colon == std::string::npos ? std::string_view() : std::string_view(text).substr(colon + 1));
    if (!scale || !(*scale > 0.0 && *scale <= 1.0)) {
      reader.error(where, "the nest has no scale above 0 and at most 1",
                   "write CLASS,CLASS:SCALE as in --nest rail,water:0.5");
      continue;
    }
    const auto nest = static_cast<std::int32_t>(modes.logit.nest_scale.size());
    modes.logit.nest_scale.push_back(*scale);
    std::string names = text.substr(0, colon) + ",";
    for (std::size_t comma = names.find(','); comma != std::string::npos; comma = names.find(',')) {
      const std::int32_t k = class_of(names.substr(0, comma), problem, where, reader);
      names.erase(0, comma + 1);
      if (k < 0) continue;
      std::int32_t& own = modes.nest[static_cast<std::size_t>(k)];
      if (own >= 0) reader.error(where, "a class is in two nests", "put each class into one nest");
      own = nest;
    }
  }
  for (std::int32_t& nest : modes.nest) {  // a class without a nest is one of its own
    if (nest >= 0) continue;
    nest = static_cast<std::int32_t>(modes.logit.nest_scale.size());
    modes.logit.nest_scale.push_back(1.0);
  }
}

void read_constants(const ChoiceWords& words, const AssignProblem& problem,
                    ChoiceRules::Modes& modes, OptionReader& reader) {
  modes.constant.assign(problem.classes.size(), 0.0);
  for (const std::string& text : words.constants) {
    const std::string where = fmt::format("--constant {}", text);
    const std::size_t equals = text.rfind('=');
    const auto value =
        parse_number(equals == std::string::npos ? std::string_view()
                                                 : std::string_view(text).substr(equals + 1));
    if (!value) {
      reader.error(where, "there is no number behind '='", "write CLASS=UTILITY, as in rail=-0.4");
      continue;
    }
    const std::int32_t k = class_of(text.substr(0, equals), problem, where, reader);
    if (k >= 0) modes.constant[static_cast<std::size_t>(k)] = *value;
  }
}

void read_demand(const ChoiceWords& words, ChoiceRules& rules, OptionReader& reader) {
  if (words.elastic.empty()) return;
  const std::size_t colon = words.elastic.find(':');
  const std::string law = words.elastic.substr(0, colon);
  if (law == "linear") rules.law = DemandLaw::linear;
  if (law == "exponential") rules.law = DemandLaw::exponential;
  if (law == "power") rules.law = DemandLaw::power;
  const auto value =
      parse_number(colon == std::string::npos ? std::string_view()
                                              : std::string_view(words.elastic).substr(colon + 1));
  if (rules.law == DemandLaw::fixed || !value || !(*value < 0.0)) {
    reader.error(fmt::format("--elastic {}", words.elastic),
                 "this is no demand law with an elasticity below zero",
                 "write linear:E, exponential:E or power:E, as in power:-0.6");
    return;
  }
  rules.elasticity = *value;
}

}  // namespace

std::optional<ChoiceRules> choice_rules(const ChoiceWords& words, const AssignProblem& problem,
                                        Diagnostics& diagnostics) {
  OptionReader reader(diagnostics);
  ChoiceRules rules;
  rules.route_scale = words.route_scale;
  rules.routes = words.routes;
  if (words.overlap == "path-size") rules.overlap = ChoiceRules::Overlap::path_size;
  if (words.overlap == "commonality") rules.overlap = ChoiceRules::Overlap::commonality;
  if (words.mode_scale) {
    rules.modes.emplace();
    rules.modes->logit.scale = *words.mode_scale;
    read_nests(words, problem, *rules.modes, reader);
    read_constants(words, problem, *rules.modes, reader);
  } else if (!words.nests.empty() || !words.constants.empty()) {
    reader.error("--nest, --constant", "classes are not chosen without --mode-scale",
                 "give --mode-scale, or leave nests and constants out");
  }
  read_demand(words, rules, reader);
  if (!words.reference.empty() && words.elastic.empty())
    reader.error("--reference", "reference costs are read with --elastic alone",
                 "give --elastic, or leave --reference out");
  if (diagnostics.has_errors()) return std::nullopt;
  return rules;
}

void add_choice_options(CLI::App& command, ChoiceWords& words) {
  command
      .add_option("--route-scale", words.route_scale,
                  "logit of routes, 1/cost; 0: the cheapest (0)")
      ->check(CLI::Range(0.0, 1e12))
      ->type_name("T");
  command
      .add_option("--routes", words.routes,
                  "routes that a pair chooses from with --route-scale (5)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  command
      .add_option("--overlap", words.overlap,
                  "what shared links take: none, path-size, commonality")
      ->check(CLI::IsMember({"none", "path-size", "commonality"}))
      ->type_name("HOW");
  command
      .add_option("--mode-scale", words.mode_scale, "each pair chooses its class: logit, 1/cost")
      ->check(CLI::Range(1e-12, 1e12))
      ->type_name("S");
  command.add_option("--nest", words.nests, "classes of one nest and its scale; may be repeated")
      ->allow_extra_args(false)
      ->type_name("A,B:L");
  command
      .add_option("--constant", words.constants, "utility of a class beside its cost; repeatable")
      ->allow_extra_args(false)
      ->type_name("A=K");
  command
      .add_option("--elastic", words.elastic,
                  "demand falls with cost: linear:E exponential:E power:E")
      ->type_name("LAW:E");
  command
      .add_option("--reference", words.reference,
                  "costs that the trips were made for: a result's folder or pairs.csv (free flow)")
      ->type_name("FILE");
}

}  // namespace landbridge::cli
