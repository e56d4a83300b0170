#include "harness.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

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
  if (read) check_whole(read->problem);
}

}  // namespace landbridge::fuzz
