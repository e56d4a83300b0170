#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/matgas.hpp"

namespace landbridge::io {
namespace {

// As the matgas format defines them [gasmodels2016]: molar mass of air and the gas constant.
constexpr double matgas_air_kg_mol = 0.02896;
constexpr double matgas_gas_constant_j_mol_k = 8.314;
// Standard conditions of the US gas industry: 60 degF and 1 atm.
constexpr double us_standard_temperature_k = 288.7055555555556;

/// Factors from the units of the file to SI.
struct Factors {
  double pressure = 1, length = 1, diameter = 1, flow = 1, power = 1;
};

class CaseBuilder {
 public:
  explicit CaseBuilder(const MatgasFile& file) : file_(file) {}

  Read<MatgasCase> run() {
    case_.file = file_.source.name();
    gas();
    units();
    junctions();
    pipes("pipe", false);
    pipes("ne_pipe", true);
    resistors();
    compressors("compressor", false);
    compressors("ne_compressor", true);
    plain("short_pipe", MatgasLinkKind::short_pipe);
    plain("valve", MatgasLinkKind::valve);
    plain("regulator", MatgasLinkKind::regulator);
    transactions("receipt", "injection", "offer_price", 1.0);
    transactions("delivery", "withdrawal", "bid_price", -1.0);
    transactions("transfer", "withdrawal", "bid_price", -1.0);
    storages();
    warn_of_unknown();
    return {std::move(case_), std::move(diagnostics_)};
  }

 private:
  std::optional<double> scalar(const std::string& name) {
    const auto hit = file_.scalars.find(name);
    if (hit == file_.scalars.end()) return std::nullopt;
    const auto value = parse_number(hit->second.text);
    if (value) return *value;
    complain(hit->second,
             fmt::format("'mgc.{}' is '{}', which is no number", name, hit->second.text),
             "write a number");
    return std::nullopt;
  }

  double positive_scalar(const std::string& name, double otherwise, bool is_needed) {
    const auto value = scalar(name);
    if (value && *value > 0.0) return *value;
    if (value)
      complain(file_.scalars.at(name),
               fmt::format("'mgc.{}' is {:.6g}; it must be positive", name, *value),
               "write a positive number");
    else if (is_needed && !file_.scalars.contains(name))
      diagnostics_.error({case_.file, 0, 0, {}}, fmt::format("'mgc.{}' is missing", name),
                         fmt::format("write  mgc.{} = number;", name));
    return otherwise;
  }

  void gas() {
    case_.temperature_k = positive_scalar("temperature", 288.706, true);
    case_.relative_density = positive_scalar("gas_specific_gravity", 0.6, true);
    case_.compressibility = positive_scalar("compressibility_factor", 1.0, false);
    case_.isentropic_exponent = positive_scalar("specific_heat_capacity_ratio", 1.4, false);
    const double r = positive_scalar("R", matgas_gas_constant_j_mol_k, false);
    const double m =
        positive_scalar("gas_molar_mass", matgas_air_kg_mol * case_.relative_density, false);
    case_.sound_speed_m_s = positive_scalar(
        "sound_speed", std::sqrt(case_.compressibility * r * case_.temperature_k / m), false);
    case_.economic_weighting = scalar("economic_weighting").value_or(1.0);
    if (!(case_.economic_weighting >= 0.0 && case_.economic_weighting <= 1.0))
      complain(file_.scalars.at("economic_weighting"), "economic_weighting is not within 0 and 1",
               "1 counts prices alone, 0 compression alone");
  }

  void units() {
    const auto unit = file_.scalars.find("units");
    const std::string name = unit == file_.scalars.end() ? "si" : unit->second.text;
    if (name == "usc" || name == "english") {
      const double per_m3 = constants::standard_atmosphere_pa * matgas_air_kg_mol *
                            case_.relative_density /
                            (constants::molar_gas_constant_j_mol_k * us_standard_temperature_k);
      const double foot_m = landbridge::units::foot.si;
      factors_ = {landbridge::units::psi.si, landbridge::units::mile.si, landbridge::units::inch.si,
                  1e6 * foot_m * foot_m * foot_m * per_m3 / landbridge::units::day.si,
                  landbridge::units::horsepower.si};
    } else if (name != "si") {
      complain(unit->second, fmt::format("the units are '{}'", name), "known are si and usc");
    }
    if (scalar("is_per_unit").value_or(0.0) == 0.0) return;
    factors_.pressure *= positive_scalar("base_pressure", 1.0, true);
    factors_.length *= positive_scalar("base_length", 1.0, true);
    factors_.flow *= positive_scalar("base_flow", 1.0, true);
  }

  const MatgasTable* table(const std::string& name) const {
    const auto hit = file_.tables.find(name);
    return hit == file_.tables.end() ? nullptr : &hit->second;
  }

  /// A number of a row; an absent optional one is `otherwise`.
  double number(const MatgasTable& t, std::size_t row, std::string_view column,
                std::optional<double> otherwise = std::nullopt) {
    const MatgasCell* cell = t.cell(row, column);
    if (cell == nullptr) return otherwise.value_or(0.0);
    const auto value = parse_number(cell->text);
    if (value) return *value;
    if (otherwise) return *otherwise;
    complain(*cell, fmt::format("{} of {} is '{}', which is no number", column, t.name, cell->text),
             "write a decimal number");
    return 0.0;
  }

  double positive(const MatgasTable& t, std::size_t row, std::string_view column) {
    const double value = number(t, row, column);
    if (!(value > 0.0) && t.cell(row, column) != nullptr)
      complain(*t.cell(row, column),
               fmt::format("{} of {} is {:.6g}; it must be positive", column, t.name, value),
               "write a value greater than zero");
    return value;
  }

  bool is_on(const MatgasTable& t, std::size_t row) { return number(t, row, "status") != 0.0; }

  std::string id(const MatgasTable& t, std::size_t row) {
    const MatgasCell* cell = t.cell(row, "id");
    std::string text = cell == nullptr ? std::string() : cell->text;
    if (cell != nullptr && !seen_.insert(t.name + ":" + text).second)
      complain(*cell, fmt::format("the {} '{}' stands there twice", t.name, text),
               "give every row its own id");
    return text;
  }

  std::size_t junction(const MatgasTable& t, std::size_t row, std::string_view column) {
    const MatgasCell* cell = t.cell(row, column);
    if (cell == nullptr) return 0;
    const auto hit = junction_.find(cell->text);
    if (hit != junction_.end()) return hit->second;
    complain(*cell,
             fmt::format("{} of {} is '{}', which is no junction that is in service", column,
                         t.name, cell->text),
             "name the id of a row of mgc.junction with status 1");
    return 0;
  }

  void junctions() {
    const MatgasTable* t = table("junction");
    if (t == nullptr || t->rows.empty()) {
      diagnostics_.error({case_.file, 0, 0, {}}, "the case has no junction",
                         "write  mgc.junction = [ … ];");
      return;
    }
    const MatgasTable* more = table("junction_data");
    for (std::size_t r = 0; r < t->rows.size(); ++r) {
      MatgasJunction j;
      j.id = id(*t, r);
      if (!is_on(*t, r)) continue;
      j.pressure_min_pa = number(*t, r, "p_min") * factors_.pressure;
      j.pressure_max_pa = positive(*t, r, "p_max") * factors_.pressure;
      j.pressure_nominal_pa = number(*t, r, "p_nominal") * factors_.pressure;
      j.holds_nominal = number(*t, r, "junction_type") == 1.0;
      if (j.pressure_min_pa < 0.0 || j.pressure_max_pa < j.pressure_min_pa)
        complain(*t->cell(r, "p_min"), "p_min is negative or above p_max", "0 <= p_min <= p_max");
      if (more != nullptr && r < more->rows.size())
        j.elevation_m = number(*more, r, "elevation", 0.0);
      if (t->cell(r, "lon") != nullptr)
        j.position = {number(*t, r, "lat", 0.0), number(*t, r, "lon", 0.0)};
      junction_[j.id] = case_.junctions.size();
      case_.junctions.push_back(std::move(j));
    }
  }

  template <class Link>
  bool ends(const MatgasTable& t, std::size_t row, Link& link) {
    link.from = junction(t, row, "fr_junction");
    link.to = junction(t, row, "to_junction");
    const MatgasCell* a = t.cell(row, "fr_junction");
    const MatgasCell* b = t.cell(row, "to_junction");
    if (a != nullptr && b != nullptr && a->text == b->text) {
      complain(*b, fmt::format("both ends of the {} are junction '{}'", t.name, a->text),
               "connect two different junctions");
      return false;
    }
    return true;
  }

  void pipes(const std::string& name, bool is_new) {
    const MatgasTable* t = table(name);
    for (std::size_t r = 0; t != nullptr && r < t->rows.size(); ++r) {
      MatgasPipe p;
      p.id = fmt::format("{}:{}", name, id(*t, r));
      if (!is_on(*t, r) || !ends(*t, r, p)) continue;
      p.diameter_m = positive(*t, r, "diameter") * factors_.diameter;
      p.length_m = positive(*t, r, "length") * factors_.length;
      p.friction_factor = positive(*t, r, "friction_factor");
      p.is_two_way = number(*t, r, "is_bidirectional", 1.0) != 0.0;
      p.is_new = is_new;
      if (is_new) p.construction_cost = number(*t, r, "construction_cost");
      case_.pipes.push_back(std::move(p));
    }
  }

  void resistors() {
    const MatgasTable* t = table("resistor");
    for (std::size_t r = 0; t != nullptr && r < t->rows.size(); ++r) {
      MatgasPipe p;
      p.id = fmt::format("resistor:{}", id(*t, r));
      if (!is_on(*t, r) || !ends(*t, r, p)) continue;
      p.diameter_m = positive(*t, r, "diameter") * factors_.diameter;
      p.drag = positive(*t, r, "drag");
      case_.pipes.push_back(std::move(p));
    }
  }

  void compressors(const std::string& name, bool is_new) {
    const MatgasTable* t = table(name);
    for (std::size_t r = 0; t != nullptr && r < t->rows.size(); ++r) {
      MatgasCompressor c;
      c.id = fmt::format("{}:{}", name, id(*t, r));
      if (!is_on(*t, r) || !ends(*t, r, c)) continue;
      c.ratio_min = positive(*t, r, "c_ratio_min");
      c.ratio_max = positive(*t, r, "c_ratio_max");
      if (c.ratio_max < c.ratio_min || c.ratio_max < 1.0)
        complain(*t->cell(r, "c_ratio_max"), "c_ratio_max is below 1 or below c_ratio_min",
                 "1 <= c_ratio_min <= c_ratio_max");
      if (c.ratio_min < 1.0) {
        diagnostics_.warning(place(*t->cell(r, "c_ratio_min")),
                             "a ratio below 1 is taken as 1: a compressor does not throttle");
        c.ratio_min = 1.0;
      }
      c.power_max_w = number(*t, r, "power_max") * factors_.power;
      c.flow_min_kg_s = number(*t, r, "flow_min") * factors_.flow;
      c.flow_max_kg_s = number(*t, r, "flow_max") * factors_.flow;
      if (c.flow_max_kg_s < c.flow_min_kg_s)
        complain(*t->cell(r, "flow_max"), "flow_max is below flow_min", "flow_min <= flow_max");
      c.inlet_min_pa = number(*t, r, "inlet_p_min") * factors_.pressure;
      c.outlet_max_pa = number(*t, r, "outlet_p_max") * factors_.pressure;
      c.directionality = static_cast<int>(number(*t, r, "directionality", 2.0));
      c.is_new = is_new;
      if (is_new) c.construction_cost = number(*t, r, "construction_cost");
      case_.compressors.push_back(std::move(c));
    }
  }

  void plain(const std::string& name, MatgasLinkKind kind) {
    const MatgasTable* t = table(name);
    for (std::size_t r = 0; t != nullptr && r < t->rows.size(); ++r) {
      MatgasLink link{kind, fmt::format("{}:{}", name, id(*t, r)), 0, 0, 0.0};
      if (!is_on(*t, r) || !ends(*t, r, link)) continue;
      if (kind == MatgasLinkKind::regulator)
        link.flow_max_kg_s = number(*t, r, "flow_max") * factors_.flow;
      case_.links.push_back(std::move(link));
    }
  }

  void transactions(const std::string& name, const std::string& prefix, std::string_view price,
                    double sign) {
    const MatgasTable* t = table(name);
    const MatgasTable* more = table(name + "_data");
    for (std::size_t r = 0; t != nullptr && r < t->rows.size(); ++r) {
      MatgasTransaction x;
      x.id = fmt::format("{}:{}", name, id(*t, r));
      if (!is_on(*t, r)) continue;
      x.junction = junction(*t, r, "junction_id");
      const double low = number(*t, r, prefix + "_min") * factors_.flow;
      const double high = number(*t, r, prefix + "_max") * factors_.flow;
      if (high < low)
        complain(*t->cell(r, prefix + "_max"), fmt::format("{0}_max is below {0}_min", prefix),
                 fmt::format("{0}_min <= {0}_max", prefix));
      x.min_kg_s = sign > 0.0 ? low : -high;
      x.max_kg_s = sign > 0.0 ? high : -low;
      x.nominal_kg_s = sign * number(*t, r, prefix + "_nominal") * factors_.flow;
      x.is_dispatchable = number(*t, r, "is_dispatchable") != 0.0;
      x.price = number(*t, r, price, 0.0);
      if (more != nullptr && r < more->rows.size()) x.priority = number(*more, r, "priority", 1.0);
      case_.transactions.push_back(std::move(x));
    }
  }

  /// Storage gives gas up to its withdrawal rate and takes it up to its injection rate.
  void storages() {
    const MatgasTable* t = table("storage");
    for (std::size_t r = 0; t != nullptr && r < t->rows.size(); ++r) {
      MatgasTransaction x;
      x.id = fmt::format("storage:{}", id(*t, r));
      if (!is_on(*t, r)) continue;
      x.junction = junction(*t, r, "junction_id");
      x.min_kg_s = -number(*t, r, "flow_injection_rate_max") * factors_.flow;
      x.max_kg_s = number(*t, r, "flow_withdrawal_rate_max") * factors_.flow;
      if (x.max_kg_s < x.min_kg_s)
        complain(*t->cell(r, "id"), "the rates of the storage contradict each other",
                 "both highest rates must not be negative");
      x.is_dispatchable = true;
      case_.transactions.push_back(std::move(x));
    }
  }

  void warn_of_unknown() {
    static const std::set<std::string> known = {
        "junction",   "pipe",    "ne_pipe",       "resistor",      "compressor",   "ne_compressor",
        "short_pipe", "valve",   "regulator",     "receipt",       "delivery",     "transfer",
        "storage",    "sources", "junction_data", "delivery_data", "receipt_data", "transfer_data"};
    for (const auto& [name, t] : file_.tables)
      if (!known.contains(name))
        diagnostics_.warning(file_.source.place_of(t.line),
                             fmt::format("the table '{}' is not used", name));
  }

  SourcePlace place(const MatgasCell& cell) const {
    return file_.source.place_of(cell.line, cell.column);
  }
  void complain(const MatgasCell& cell, std::string message, std::string hint) {
    diagnostics_.error(place(cell), std::move(message), std::move(hint));
  }

  const MatgasFile& file_;
  MatgasCase case_;
  Factors factors_;
  std::map<std::string, std::size_t> junction_;
  std::set<std::string> seen_;
  Diagnostics diagnostics_;
};

gas::Compressor bypassing(const MatgasCompressor& c) {
  gas::Compressor machine;
  machine.control = gas::CompressorControl::bypass;
  machine.max_ratio = Scalar::from_si(c.ratio_max);
  machine.may_flow_back = c.flow_min_kg_s < 0.0;
  return machine;
}

void add_links(const MatgasCase& from, gas::Problem& problem) {
  for (const MatgasPipe& p : from.pipes) {
    if (p.is_new) continue;
    if (p.drag > 0.0) {
      gas::Resistor resistor;
      resistor.drag_factor = Scalar::from_si(p.drag);
      resistor.diameter = Length::from_si(p.diameter_m);
      problem.add(p.id, NodeId(p.from), NodeId(p.to), resistor);
      continue;
    }
    gas::Pipe pipe;
    pipe.length = Length::from_si(p.length_m);
    pipe.diameter = Length::from_si(p.diameter_m);
    pipe.friction_factor = Scalar::from_si(p.friction_factor);
    problem.add(p.id, NodeId(p.from), NodeId(p.to), pipe);
  }
  for (const MatgasCompressor& c : from.compressors)
    if (!c.is_new) problem.add(c.id, NodeId(c.from), NodeId(c.to), bypassing(c));
  for (const MatgasLink& l : from.links) {
    if (l.kind == MatgasLinkKind::short_pipe)
      problem.add(l.id, NodeId(l.from), NodeId(l.to), gas::ShortPipe{});
    if (l.kind == MatgasLinkKind::valve)
      problem.add(l.id, NodeId(l.from), NodeId(l.to), gas::Valve{});
    if (l.kind == MatgasLinkKind::regulator) {
      gas::Regulator regulator;
      regulator.mode = gas::RegulatorMode::open;
      problem.add(l.id, NodeId(l.from), NodeId(l.to), regulator);
    }
  }
}

}  // namespace

Read<MatgasCase> matgas_case(const MatgasFile& file) { return CaseBuilder(file).run(); }

Read<GasCase> read_matgas_case(const std::filesystem::path& file, const GasCaseOptions& options) {
  auto raw = read_matgas(file);
  if (!raw) return read_failed<GasCase>(std::move(raw.diagnostics));
  auto from = matgas_case(*raw);
  Diagnostics diagnostics = std::move(raw.diagnostics);
  diagnostics.append(from.diagnostics);
  if (!from) return read_failed<GasCase>(std::move(diagnostics));
  GasCase result;
  result.format = "matgas";
  result.files = {file};
  gas::Problem& problem = result.problem;
  problem.friction = gas::Friction::constant;
  problem.gas.molar_mass = MolarMass::from_si(matgas_air_kg_mol * from->relative_density);
  problem.gas.temperature = Temperature::from_si(from->temperature_k);
  problem.gas.eos = gas::Eos::constant;
  problem.gas.compressibility = Scalar::from_si(from->compressibility);
  problem.gas.isentropic_exponent = Scalar::from_si(from->isentropic_exponent);
  // The stated sound speed decides: c^2 = Z Rs T.
  problem.gas.specific_gas_constant =
      gas::SpecificGasConstant::from_si(from->sound_speed_m_s * from->sound_speed_m_s /
                                        (from->compressibility * from->temperature_k));
  for (const MatgasJunction& j : from->junctions) {
    const NodeId node = problem.network.add_node(j.id);
    result.position.push_back(j.position);
    problem.height.push_back(Length::from_si(j.elevation_m));
    problem.supply.push_back(MassFlow{});
    problem.limits.push_back(
        {Pressure::from_si(j.pressure_min_pa), Pressure::from_si(j.pressure_max_pa)});
    if (j.holds_nominal)
      problem.fixed_pressure.push_back({node, Pressure::from_si(j.pressure_nominal_pa)});
  }
  for (const MatgasTransaction& x : from->transactions)
    problem.supply[NodeId(x.junction)] =
        problem.supply[NodeId(x.junction)] + MassFlow::from_si(x.nominal_kg_s);
  add_links(*from, problem);
  apply_gas_options(problem, options, {file.string(), 0, 0, {}}, diagnostics);
  return {std::move(result), std::move(diagnostics)};
}

}  // namespace landbridge::io
