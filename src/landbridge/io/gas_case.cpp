#include "landbridge/io/gas_case.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/gas_network_toml.hpp"
#include "landbridge/io/gaslib.hpp"
#include "landbridge/io/lanl.hpp"
#include "landbridge/io/matgas.hpp"
#include "landbridge/io/pandapipes.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using Kind = GasControl::Kind;

constexpr std::size_t names_shown_max = 8;
constexpr std::string_view control_forms =
    "write NAME=ratio:1.3, NAME=outlet:70bar, NAME=flow:200kg/s, NAME=bypass, NAME=open or "
    "NAME=closed";

std::optional<std::pair<std::string, std::string_view>> split_at_equals(std::string_view text) {
  const auto cut = text.rfind('=');
  if (cut == std::string_view::npos || cut == 0 || cut + 1 == text.size()) return std::nullopt;
  return std::pair{std::string(text.substr(0, cut)), text.substr(cut + 1)};
}

Result<double> positive_value(std::string_view text, const Exponents& wanted,
                              std::string_view whole) {
  const auto value = parse_si(text, wanted);
  if (!value) {
    Error error = value.error();
    error.where = std::string(whole);
    return fail(std::move(error));
  }
  if (*value > 0.0) return *value;
  return fail(Fault::bad_input, std::string(whole), fmt::format("{} is not positive", text),
              "write a value greater than zero");
}

/// What a control does to one kind of link; false where it makes no sense.
bool control_link(gas::Compressor& c, const GasControl& control) {
  switch (control.kind) {
    case Kind::ratio:
      c.control = gas::CompressorControl::ratio;
      c.pressure_ratio = Scalar::from_si(control.value_si);
      return control.value_si >= 1.0;
    case Kind::outlet:
      c.control = gas::CompressorControl::outlet_pressure;
      c.outlet_pressure = Pressure::from_si(control.value_si);
      return true;
    case Kind::flow:
      c.control = gas::CompressorControl::flow;
      c.flow = MassFlow::from_si(control.value_si);
      return true;
    case Kind::open: c.control = gas::CompressorControl::bypass; return true;
    case Kind::closed: c.control = gas::CompressorControl::closed; return true;
  }
  return false;
}
bool control_link(gas::Regulator& r, const GasControl& control) {
  switch (control.kind) {
    case Kind::ratio: return false;
    case Kind::outlet:
      r.mode = gas::RegulatorMode::active;
      r.outlet_pressure = Pressure::from_si(control.value_si);
      return true;
    case Kind::flow:
      r.mode = gas::RegulatorMode::active;
      r.max_flow = MassFlow::from_si(control.value_si);
      return true;
    case Kind::open: r.mode = gas::RegulatorMode::open; return true;
    case Kind::closed: r.mode = gas::RegulatorMode::closed; return true;
  }
  return false;
}
bool control_link(gas::Feed& f, const GasControl& control) {
  switch (control.kind) {
    case Kind::ratio: return false;
    case Kind::outlet: f.outlet_pressure = Pressure::from_si(control.value_si); return true;
    case Kind::flow:
      f.lowest_flow = f.highest_flow = MassFlow::from_si(control.value_si);
      return true;
    case Kind::open: f.outlet_pressure = {}; return f.open_flow.si() > 0.0;
    case Kind::closed: f.lowest_flow = f.highest_flow = {}; return true;
  }
  return false;
}
bool control_link(gas::Valve& v, const GasControl& control) {
  v.is_open = control.kind == Kind::open;
  return !control.is_active();
}
template <class Other>
bool control_link(Other&, const GasControl&) {
  return false;
}

void apply_control(gas::Problem& problem, const GasControl& control, const SourcePlace& place,
                   Diagnostics& diagnostics) {
  const LinkId link = link_named(problem.network, control.link);
  if (link.is_none()) {
    diagnostics.error(
        place, fmt::format("--control names '{}', which is no link of this network", control.link),
        known_names_hint(control.link, problem.network.link_name.values()));
    return;
  }
  problem.links.for_each_table([&](auto& table) {
    for (auto& row : table) {
      if (row.id != link || control_link(row.link, control)) continue;
      diagnostics.error(
          place,
          fmt::format("--control cannot do that to '{}', which is a {}", control.link,
                      row.link.kind),
          "compressors take ratio (1 or more), outlet, flow, bypass and closed; regulators outlet, "
          "flow, open and closed; valves open and closed; storages, terminals and wells outlet, "
          "flow and closed, with a curve open");
    }
  });
}

void apply_fix(gas::Problem& problem, const GasFix& fix, const SourcePlace& place,
               Diagnostics& diagnostics) {
  const NodeId node = node_named(problem.network, fix.node);
  if (node.is_none()) {
    diagnostics.error(place,
                      fmt::format("--fix names '{}', which is no node of this network", fix.node),
                      known_names_hint(fix.node, problem.network.node_name.values()));
    return;
  }
  const auto held = std::ranges::find(problem.fixed_pressure, node, &gas::FixedPressure::node);
  if (held != problem.fixed_pressure.end())
    held->pressure = fix.pressure;
  else
    problem.fixed_pressure.push_back({node, fix.pressure});
}

/// Every link that is not a pipe becomes a short pipe; heights and limits go.
void make_passive(gas::Problem& problem) {
  gas::Links passive;
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) {
      if constexpr (std::is_same_v<std::decay_t<decltype(row.link)>, gas::Pipe>)
        passive.add(row.id, row.link);
      else
        passive.add(row.id, gas::ShortPipe{});
    }
  });
  problem.links = std::move(passive);
  problem.height = {};
  problem.limits = {};
  problem.supply_limit = {};
  problem.facilities = {};
}

void apply_to_gas(gas::Problem& problem, const GasCaseOptions& options, const SourcePlace& place,
                  Diagnostics& diagnostics) {
  gas::Gas& gas = problem.gas;
  if (options.eos) gas.eos = *options.eos;
  if (options.constant_z) {
    gas.eos = gas::Eos::constant;
    gas.compressibility = Scalar::from_si(*options.constant_z);
  }
  if (options.temperature) gas.temperature = *options.temperature;
  if (options.friction) problem.friction = *options.friction;
  if ((gas.eos == gas::Eos::aga8 || gas.eos == gas::Eos::gerg2008) && gas.composition.empty())
    diagnostics.error(
        place,
        fmt::format("the equation of state '{}' needs a composition, and the network states none",
                    gas::name_of(gas.eos)),
        "use --eos papay, or state the mole fractions in a network.toml");
  if (gas.eos == gas::Eos::papay &&
      !(gas.pseudocritical_pressure.si() > 0.0 && gas.pseudocritical_temperature.si() > 0.0))
    diagnostics.error(
        place,
        "the equation of state 'papay' needs pseudocritical pressure and temperature, "
        "and the network states none",
        "use --constant-z 0.9 or --eos ideal");
}

Read<GasCase> read_by_format(const fs::path& network, const GasCaseOptions& options) {
  std::error_code ignored;
  const auto none = [&](std::string message, std::string hint) {
    Diagnostics diagnostics;
    diagnostics.error({network.string(), 0, 0, {}}, std::move(message), std::move(hint));
    return read_failed<GasCase>(std::move(diagnostics));
  };
  if (fs::is_directory(network, ignored)) {
    if (fs::exists(network / "network.json", ignored)) return read_lanl_case(network, options);
    if (fs::exists(network / "network.toml", ignored))
      return read_gas_network_toml(network / "network.toml", options);
    return none("is a folder without network.json (LANL) or network.toml in it",
                "name a network file, or the folder of a LANL case");
  }
  const std::string extension = network.extension().string();
  if (extension == ".toml") return read_gas_network_toml(network, options);
  if (extension == ".m") return read_matgas_case(network, options);
  if (extension == ".json" && network.filename() == "network.json")
    return read_lanl_case(network.parent_path().empty() ? "." : network.parent_path(), options);
  if (extension == ".json") return read_pandapipes(network, options);
  if (extension != ".net" && extension != ".xml" && fs::exists(network, ignored))
    return none(fmt::format("files ending in '{}' are not known as gas networks", extension),
                "known are GasLib .net, matgas .m, folders with network.json, bc.json and "
                "params.json (LANL), and .toml");
  return read_gaslib_case(network, options);
}

}  // namespace

Result<GasFix> parse_gas_fix(std::string_view text) {
  const std::string whole = fmt::format("--fix {}", text);
  const auto parts = split_at_equals(text);
  if (!parts)
    return fail(Fault::bad_input, whole, "the held pressure cannot be read", "write NODE=80bar");
  const auto pressure = positive_value(parts->second, Pressure::Dimension::exponents, whole);
  if (!pressure) return fail(pressure.error());
  return GasFix{parts->first, Pressure::from_si(*pressure)};
}

Result<GasControl> parse_gas_control(std::string_view text) {
  const std::string whole = fmt::format("--control {}", text);
  const auto bad = [&] {
    return fail(Fault::bad_input, whole, "the control cannot be read", std::string(control_forms));
  };
  const auto parts = split_at_equals(text);
  if (!parts) return bad();
  const std::string_view deed = parts->second;
  if (deed == "bypass" || deed == "open") return GasControl{parts->first, Kind::open, 0.0};
  if (deed == "closed") return GasControl{parts->first, Kind::closed, 0.0};
  const auto colon = deed.find(':');
  if (colon == std::string_view::npos) return bad();
  const std::string_view word = deed.substr(0, colon);
  const bool is_ratio = word == "ratio";
  const bool is_outlet = word == "outlet";
  if (!is_ratio && !is_outlet && word != "flow") return bad();
  const Exponents wanted = is_ratio    ? Scalar::Dimension::exponents
                           : is_outlet ? Pressure::Dimension::exponents
                                       : MassFlow::Dimension::exponents;
  const auto value = positive_value(deed.substr(colon + 1), wanted, whole);
  if (!value) return fail(value.error());
  return GasControl{parts->first,
                    is_ratio    ? Kind::ratio
                    : is_outlet ? Kind::outlet
                                : Kind::flow,
                    *value};
}

Result<gas::Eos> parse_eos(std::string_view name) {
  using gas::Eos;
  for (const Eos eos :
       {Eos::ideal, Eos::papay, Eos::aga8, Eos::gerg2008, Eos::simple_cnga, Eos::full_cnga})
    if (gas::name_of(eos) == name) return eos;
  return fail(Fault::bad_input, fmt::format("--eos {}", name),
              "there is no equation of state of that name",
              "use ideal, papay, aga8, gerg2008, simple_cnga, full_cnga, or --constant-z 0.9");
}

Result<gas::Friction> parse_friction(std::string_view name) {
  using gas::Friction;
  for (const Friction law : gas::friction_laws())
    if (gas::name_of(law) == name) return law;
  return fail(Fault::bad_input, fmt::format("--friction {}", name),
              "there is no friction law of that name",
              fmt::format("use one of {}", gas::friction_law_names()));
}

NodeId node_named(const Network& network, std::string_view name) {
  const auto hit = std::ranges::find(network.node_name, name);
  if (hit == network.node_name.end()) return {};
  return NodeId(static_cast<std::size_t>(hit - network.node_name.begin()));
}

LinkId link_named(const Network& network, std::string_view name) {
  const auto hit = std::ranges::find(network.link_name, name);
  if (hit == network.link_name.end()) return {};
  return LinkId(static_cast<std::size_t>(hit - network.link_name.begin()));
}

std::string known_names_hint(std::string_view wrong, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  if (const auto near = closest(wrong, views); !near.empty())
    return fmt::format("did you mean '{}'?", near);
  const auto shown = static_cast<std::ptrdiff_t>(std::min(known.size(), names_shown_max));
  return fmt::format("there are: {}{}", fmt::join(views.begin(), views.begin() + shown, ", "),
                     known.size() > names_shown_max ? ", ..." : "");
}

void apply_gas_options(gas::Problem& problem, const GasCaseOptions& options,
                       const SourcePlace& place, Diagnostics& diagnostics) {
  if (options.is_passive && !options.controls.empty())
    diagnostics.error(place, "--passive and --control exclude each other",
                      "leave one of them out; a passive network has no active elements");
  if (options.is_passive &&
      std::ranges::any_of(problem.facilities, [](const auto& f) { return !f.is_nominated; }))
    diagnostics.error(place, "--passive leaves no storage, terminal or well that works by pressure",
                      "state their supply or demand, or leave --passive out");
  apply_to_gas(problem, options, place, diagnostics);
  for (MassFlow& supply : problem.supply) supply = options.supply_scale * supply;
  for (const GasFix& fix : options.fixes) apply_fix(problem, fix, place, diagnostics);
  if (options.is_passive)
    make_passive(problem);
  else
    for (const GasControl& control : options.controls)
      apply_control(problem, control, place, diagnostics);
  const bool needs_pressure = options.needs_held_pressure && !options.may_be_incomplete;
  if (needs_pressure && problem.fixed_pressure.empty() && !diagnostics.has_errors())
    diagnostics.error(
        place, "no pressure is held anywhere, so the pressures are not determined",
        fmt::format(
            "hold one, as in --fix {}=70bar",
            problem.network.nodes() > 0 ? problem.network.node_name.values().front() : "NODE"));
}

Read<GasCase> read_gas_case(const fs::path& network, const GasCaseOptions& options) {
  if (options.eos && options.constant_z) {
    Diagnostics diagnostics;
    diagnostics.error({}, "--eos and --constant-z exclude each other", "leave one of them out");
    return read_failed<GasCase>(std::move(diagnostics));
  }
  return read_by_format(network, options);
}

}  // namespace landbridge::io
