#include "landbridge/cli/commands.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/parse.hpp"

namespace landbridge::cli {

std::string unknown_command(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* group = &app;
  for (const std::string& word : arguments) {
    if (word.starts_with('-')) return {};
    const auto commands = group->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) return {};
    std::vector<std::string> names;
    for (const CLI::App* command : commands) names.push_back(command->get_name());
    const auto hit = std::ranges::find(names, word);
    if (hit == names.end()) {
      const std::vector<std::string_view> views(names.begin(), names.end());
      const auto near = closest(word, views);
      return fmt::format("there is no command '{}'{}; {}", word,
                         group == &app ? "" : fmt::format(" in {}", group->get_name()),
                         near.empty() ? fmt::format("there are: {}", fmt::join(names, ", "))
                                      : fmt::format("did you mean '{}'?", near));
    }
    group = commands[static_cast<std::size_t>(hit - names.begin())];
  }
  std::string known;
  for (const CLI::App* command : group->get_subcommands([](const CLI::App*) { return true; }))
    known += fmt::format("{}{}", known.empty() ? "" : ", ", command->get_name());
  return known.empty() ? known : fmt::format("a command is missing; there are: {}", known);
}

CLI::App& command_group(CLI::App& app, const std::string& name, const std::string& meaning) {
  for (CLI::App* group : app.get_subcommands([](const CLI::App*) { return true; }))
    if (group->get_name() == name) return *group;
  CLI::App* group = app.add_subcommand(name, meaning);
  group->require_subcommand(1);
  group->fallthrough();
  return *group;
}

}  // namespace landbridge::cli
