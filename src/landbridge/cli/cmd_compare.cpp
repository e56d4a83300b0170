#include <cmath>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::cli {
namespace {

using io::Json;

/// Values of every metric by "scenario, domain.metric", and of every claim its verdict.
struct Summary {
  std::vector<std::pair<std::string, double>> values;
  std::vector<std::pair<std::string, std::string>> units, verdicts;
};

Result<Summary> summary_of(const std::filesystem::path& folder) {
  const auto json = io::read_json(folder / "results.json");
  if (!json) return fail(json.diagnostics.first_error());
  if (!json->contains("scenarios") || !json->contains("claims"))
    return fail(Fault::bad_input, folder.string(), "its results.json is not that of a run",
                "name folders that landbridge run has written");
  Summary s;
  for (const Json& scenario : (*json)["scenarios"])
    for (const auto& [domain, content] : scenario.items()) {
      if (!content.is_object() || !content.contains("metrics")) continue;
      for (const auto& [metric, m] : content["metrics"].items()) {
        const std::string name =
            fmt::format("{}, {}.{}", scenario["name"].get<std::string>(), domain, metric);
        s.values.emplace_back(name,
                              m["value"].is_number() ? m["value"].get<double>() : std::nan(""));
        s.units.emplace_back(name, m["unit"].get<std::string>());
      }
    }
  for (const Json& claim : (*json)["claims"])
    s.verdicts.emplace_back(claim["id"].get<std::string>(), claim["verdict"].get<std::string>());
  return s;
}

template <class Value>
const Value* find(const std::vector<std::pair<std::string, Value>>& list, const std::string& name) {
  for (const auto& [key, value] : list)
    if (key == name) return &value;
  return nullptr;
}

Outcome work(const std::string& a, const std::string& b) {
  const auto left = summary_of(a);
  if (!left) return failed(left.error());
  const auto right = summary_of(b);
  if (!right) return failed(right.error());
  Outcome outcome;
  Json changes = Json::array(), verdicts = Json::array();
  for (const auto& [name, before] : left->values) {
    const double* after = find(right->values, name);
    const double now = after == nullptr ? std::nan("") : *after;
    if (now == before || (std::isnan(now) && std::isnan(before))) continue;
    const std::string unit = *find(left->units, name);
    changes.push_back({{"metric", name}, {"unit", unit}, {"a", before}, {"b", now}});
    outcome.text += fmt::format("  {:<60} {:>10.4g} -> {:<10.4g} {}\n", name, before, now, unit);
  }
  for (const auto& [id, before] : left->verdicts) {
    const std::string* after = find(right->verdicts, id);
    const std::string now = after == nullptr ? "(gone)" : *after;
    if (now == before) continue;
    verdicts.push_back({{"claim", id}, {"a", before}, {"b", now}});
    outcome.text += fmt::format("  claim {:<54} {} -> {}\n", id, before, now);
  }
  outcome.envelope.result = {{"metrics", changes}, {"verdicts", verdicts}};
  if (outcome.text.empty()) outcome.text = "The two results are the same.\n";
  return outcome;
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  auto folders = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* command = app.add_subcommand("compare", "say what differs between two results of run");
  command->add_option("a", folders->first, "result folder")->required()->type_name("DIR_A");
  command->add_option("b", folders->second, "result folder")->required()->type_name("DIR_B");
  command->fallthrough();
  command->callback([folders, &session] {
    session.command = "compare";
    session.work = [folders](const CommonOptions&) {
      return work(folders->first, folders->second);
    };
  });
}

}  // namespace landbridge::cli
