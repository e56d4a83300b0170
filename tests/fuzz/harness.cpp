#include "harness.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "landbridge/gas/optimise/optimise.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::fuzz {
namespace {

namespace fs = std::filesystem;

struct Scratch {
  fs::path path;
  Scratch() {
    std::error_code ignored;
    const fs::path parent =
        fs::is_directory("/dev/shm", ignored) ? fs::path("/dev/shm") : fs::temp_directory_path();
    std::string name = (parent / "landbridge_fuzz_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

template <class Link>
void check_numbers(const Link& link) {
  for_each_field<Link>([&](const auto& field) {
    require(std::isfinite((link.*(field.member)).si()), "a number of a link is not finite");
  });
}

void check_whole(const gas::Problem& problem) {
  const Network& network = problem.network;
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    require(!network.from[link].is_none() && network.from[link].index() < network.nodes(),
            "a link begins at no node");
    require(!network.to[link].is_none() && network.to[link].index() < network.nodes(),
            "a link ends at no node");
  }
  const auto kinds = gas::kinds_of(problem.links, network.links());
  require(std::ranges::none_of(kinds, [](std::string_view kind) { return kind.empty(); }),
          "a link stands in no table");
  problem.links.for_each_table([](const auto& table) {
    for (const auto& row : table) check_numbers(row.link);
  });
  for (const MassFlow& supply : problem.supply)
    require(std::isfinite(supply.si()), "a supply is not finite");
  require(problem.supply.size() == network.nodes(), "supplies and nodes differ in number");
  require(problem.height.empty() || problem.height.size() == network.nodes(),
          "heights and nodes differ in number");
  require(problem.limits.empty() || problem.limits.size() == network.nodes(),
          "limits and nodes differ in number");
  for (const gas::FixedPressure& held : problem.fixed_pressure)
    require(std::isfinite(held.pressure.si()) && !held.node.is_none(),
            "a held pressure is not finite or stands nowhere");
}

constexpr std::size_t links_max = 16;  // of networks that are solved, not only read

void solve_small(const gas::Problem& problem) {
  if (problem.network.links() > links_max || problem.network.nodes() > links_max) return;
  const auto solution = gas::solve(problem);
  if (!solution) {
    check(solution.error());
    return;
  }
  for (const gas::Infeasibility& found : solution->infeasible)
    require(!found.sentence.empty(), "a reason is no sentence");
  const gas::Certificate& certificate = solution->certificate;
  require(std::isfinite(certificate.mass_residual_kg_s), "a balance is not finite");
  require(std::isfinite(certificate.law_residual_relative), "a law is missed by no finite amount");
}

void search_a_little(const gas::OptModel& model) {
  constexpr std::size_t arcs_max = 4;
  if (model.arcs.size() > arcs_max || model.nodes.size() > arcs_max) return;
  const auto result = gas::optimise(model, {.effort = 4, .local_starts = 1});
  if (!result) {
    check(result.error());
    return;
  }
  require(!std::isnan(result->objective), "an objective is not a number");
  require(!std::isnan(result->bound), "a bound is not a number");
  if (result->status == gas::OptStatus::infeasible)
    require(!result->cause.empty(), "nothing can be done, and no cause is given");
}

bool is_small(const gas::Problem& problem) {
  double length_m = 0.0;
  for (const auto& row : problem.links.of<gas::Pipe>()) length_m += row.link.length.si();
  return problem.network.links() <= links_max && length_m < 1e6;
}

}  // namespace

const fs::path& scratch() {
  static const Scratch folder;
  return folder.path;
}

fs::path put_file(const std::string& name, std::string_view bytes) {
  const fs::path path = scratch() / name;
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

void put_files(std::string_view input, const std::vector<std::string>& names) {
  constexpr std::string_view mark = "=== ";
  std::error_code ignored;
  for (const std::string& name : names) fs::remove(scratch() / name, ignored);
  std::string name = names.front();
  std::string text;
  const auto put = [&] {
    if (std::ranges::find(names, name) != names.end()) put_file(name, text);
    text.clear();
  };
  while (!input.empty()) {
    const auto end = std::min(input.find('\n'), input.size() - 1);
    const std::string_view line = input.substr(0, end + 1);
    input.remove_prefix(end + 1);
    if (!line.starts_with(mark)) {
      text += line;
      continue;
    }
    put();
    name = std::string(line.substr(mark.size(), line.find('\n') - mark.size()));
  }
  put();
}

void require(bool is_true, const char* what) {
  if (is_true) return;
  std::fprintf(stderr, "landbridge: %s\n", what);
  std::abort();
}

void check(const Diagnostics& diagnostics) {
  const std::string text = diagnostics.render();
  require(diagnostics.all().empty() || !text.empty(), "messages print as nothing");
  for (const Diagnostic& d : diagnostics.all()) {
    require(!d.message.empty(), "a message is empty");
    require(d.place.line >= 0 && d.place.column >= 0, "a place lies before the file");
  }
}

void check(const Error& error) { require(!error.what.empty(), "an error says nothing"); }

void check(const io::Read<io::GasCase>& read) {
  check(read.diagnostics);
  require(read.value.has_value() || read.diagnostics.has_errors(), "no value and no reason");
  if (!read) return;
  check_whole(read->problem);
  solve_small(read->problem);
}

void check(const io::Read<io::OptimiseCase>& read) {
  check(read.diagnostics);
  require(read.value.has_value() || read.diagnostics.has_errors(), "no value and no reason");
  if (!read) return;
  const auto is_node = [&](std::int32_t node) {
    return node >= 0 && static_cast<std::size_t>(node) < read->model.nodes.size();
  };
  for (const gas::OptArc& arc : read->model.arcs)
    require(is_node(arc.from) && is_node(arc.to), "an arc ends nowhere");
  for (const gas::OptSupply& supply : read->model.supplies)
    require(is_node(supply.node), "a supply enters nowhere");
  search_a_little(read->model);
}

void run_briefly(const gas::TransientProblem& transient) {
  if (!is_small(transient.problem)) return;
  gas::TransientOptions options;
  options.duration = 2.0 * units::hour;
  options.step = Time::from_si(600.0);
  options.cell = Length::from_si(10e3);
  const auto result = gas::simulate(transient, options);
  if (!result) {
    check(result.error());
    return;
  }
  for (const double mass_kg : result->linepack_kg)
    require(std::isfinite(mass_kg), "the line pack is not finite");
  require(result->certificate.mass_balance_relative < 1e-6, "gas is lost");
}

}  // namespace landbridge::fuzz
