#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/study/domain.hpp"

namespace landbridge::cli {
namespace {

using study::Domain;
using study::EntitySpec;
using study::FieldSpec;
using study::FieldType;

std::string type_of(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::quantity:
      return field.unit.empty() || field.unit == "1" ? "a number"
                                                     : fmt::format("in {}", field.unit);
    case FieldType::text: return "text";
    case FieldType::choice: return fmt::format("one of {}", fmt::join(field.choices, ", "));
    case FieldType::reference: return fmt::format("the id of a {}", field.refers_to);
  }
  return {};
}

std::string fallback_of(const FieldSpec& field) {
  if (field.fallback_si)
    return fmt::format("; if not given {:g}{}", *field.fallback_si / field.unit_si,
                       field.unit == "1" ? "" : " " + field.unit);
  if (!field.fallback.empty()) return fmt::format("; if not given {}", field.fallback);
  return field.rule.is_required ? "" : "; may be left out";
}

std::string explain_field(const FieldSpec& field) {
  return fmt::format("  {:<22} {} ({}{})\n", field.key, field.meaning, type_of(field),
                     fallback_of(field));
}

std::string explain_entity(const Domain& domain, const EntitySpec& entity) {
  std::string text = fmt::format("{}.{}: {}\n\n", domain.name(), entity.name, entity.meaning);
  if (entity.name != "settings")
    text += fmt::format("  {:<22} letters, digits, '_' and '-'; each row has its own\n", "id");
  for (const FieldSpec& f : entity.fields) text += explain_field(f);
  text += "\nEvery row may also have source, confidence (high, medium, low, estimate) and note.\n";
  if (!entity.operations.empty())
    text += fmt::format("Scenario steps: {}.\n", fmt::join(entity.operations, ", "));
  return text;
}

std::string explain_domain(const Domain& domain) {
  std::string text = fmt::format("{}: {}\n\nTables:\n", domain.name(), domain.meaning());
  for (const EntitySpec& e : domain.entities())
    text += fmt::format("  {}.{:<14} {}\n", domain.name(), e.name, e.meaning);
  text += "\nMetrics:\n";
  for (const auto& m : domain.metric_specs())
    text += fmt::format("  {}.{:<30} {} [{}]\n", domain.name(), m.pattern, m.meaning, m.unit);
  return text;
}

std::string explain_metrics(const study::Domains& domains) {
  std::string text =
      "What a claim can be made about (metric = \"…\"); <…> stands for an id of the study:\n\n";
  for (const auto& d : domains)
    for (const auto& m : d->metric_specs())
      text += fmt::format("  {}.{:<30} {} [{}]\n", d->name(), m.pattern, m.meaning, m.unit);
  return text;
}

std::string explain_units() {
  std::string text =
      "Units, alone or joined by '/', '*', '.', with '^n' behind: \"kg/s\", "
      "\"USD/1000m3_20C/100km\".\n\n";
  for (const UnitEntry& e : unit_table())
    text += fmt::format("  {:<10} {:<14.8g} {}\n", e.symbol, e.si, to_text(e.dimension));
  return text + "\nThe study's currency, also with k, M or G before it, counts as money.\n";
}

constexpr std::string_view value_text =
    "A value is a number with its unit in quotes, or, in a table, a number under a header with the "
    "unit.\n\n"
    "  \"5.4 MPa\"             known\n"
    "  \"5.0..5.4..5.5 MPa\"   low..best..high, drawn from a triangle; needed if the confidence is "
    "below high\n"
    "  \"210|296.5 km\"        sources that disagree, each as likely\n"
    "  \"= name\"              the input [inputs.name]; one doubt stays one doubt wherever it is "
    "used\n"
    "  \"= 0.5 * name\"        half of it\n";

constexpr std::string_view scenario_text =
    "A scenario is a list of steps on the tables, after those of the scenario it is based on.\n\n"
    "  { close = \"gas.pipe[g05]\" }                          open = … takes it back\n"
    "  { set = \"gas.pipe[g05].diameter\", to = \"1000 mm\" }\n"
    "  { scale = \"gas.offtake[*].flow\", by = 1.1 }\n"
    "  { cap = \"gas.delivery[border]\", at = \"2 bcm_20C/yr\" }\n"
    "  { add = \"gas.pipe\", table = \"gas/new_pipes.csv\" }\n\n"
    "A step with from = \"01-15\" and for = \"21 d\" holds only for these days of each year.\n";

struct Topic {
  std::string name, text;
};

std::vector<Topic> topics(const study::Domains& domains) {
  std::vector<Topic> all{{"claim.metric", explain_metrics(domains)},
                         {"units", explain_units()},
                         {"value", std::string(value_text)},
                         {"scenario", std::string(scenario_text)}};
  for (const auto& d : domains) {
    all.push_back({std::string(d->name()), explain_domain(*d)});
    for (const EntitySpec& e : d->entities()) {
      all.push_back({fmt::format("{}.{}", d->name(), e.name), explain_entity(*d, e)});
      for (const FieldSpec& f : e.fields)
        all.push_back({fmt::format("{}.{}.{}", d->name(), e.name, f.key),
                       fmt::format("{}.{}\n{}", d->name(), e.name, explain_field(f))});
    }
    for (const auto& m : d->metric_specs())
      all.push_back(
          {fmt::format("{}.{}", d->name(), m.pattern.substr(0, m.pattern.find_first_of("[."))),
           fmt::format("{}.{}: {} [{}]\n", d->name(), m.pattern, m.meaning, m.unit)});
  }
  return all;
}

Outcome work(const std::string& name) {
  const auto all = topics(study::known_domains());
  Outcome outcome;
  for (const Topic& t : all)
    if (t.name == name) outcome.text += t.text;
  if (!outcome.text.empty()) {
    outcome.envelope.result = {{"name", name}, {"text", outcome.text}};
    return outcome;
  }
  std::vector<std::string_view> names;
  for (const Topic& t : all) names.push_back(t.name);
  const auto near = closest(name, names);
  std::vector<std::string_view> top;
  for (const std::string_view n : names)
    if (std::ranges::count(n, '.') < 2) top.push_back(n);
  return failed(Error{Fault::bad_input, "explain",
                      fmt::format("there is nothing called '{}'", name),
                      near.empty() ? fmt::format("try one of: {}", fmt::join(top, ", "))
                                   : fmt::format("did you mean '{}'?", near)});
}

}  // namespace

void add_explain(CLI::App& app, Session& session) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "explain",
      "say what a name in a study means: gas.pipe, claim.metric, units, value, scenario");
  command->add_option("name", *name, "what to explain")->required()->type_name("NAME");
  command->fallthrough();
  command->callback([name, &session] {
    session.command = "explain";
    session.work = [name](const CommonOptions&) { return work(*name); };
  });
}

}  // namespace landbridge::cli
