#include "landbridge/io/design_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"
#include "landbridge/io/design_station_output.hpp"

namespace landbridge::io {
namespace {

double bcm(AmountFlow flow) { return flow.in(units::bcm_20C_per_year); }
double per_1000m3(MoneyPerAmount price) { return price.in(units::money_per_1000m3_20C); }
double per_100km(MoneyPerAmountLength price) { return price.in(units::money_per_1000m3_20C_100km); }
double millions_a_year(MoneyPerTime money) {
  return money.in(gas::design_units::million_money_per_year);
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Keys that carry the currency: "tariff_usd_per_1000m3_20c".
struct MoneyKeys {
  std::string money;
  std::string tariff(std::string_view which = "tariff") const {
    return fmt::format("{}_{}_per_1000m3_20c", which, money);
  }
  std::string distance() const { return fmt::format("tariff_{}_per_1000m3_20c_per_100km", money); }
  std::string millions(std::string_view what) const { return fmt::format("{}_m{}", what, money); }
  std::string yearly(std::string_view what) const {
    return fmt::format("{}_m{}_per_year", what, money);
  }
};

void add_tariff(Json& json, const gas::Tariff& t, const MoneyKeys& keys) {
  json[keys.tariff()] = per_1000m3(t.per_amount);
  json[keys.distance()] = per_100km(t.per_distance);
  json[keys.millions("capex")] = t.capex.in(gas::design_units::million_money);
  json[keys.yearly("capital")] = millions_a_year(t.capital);
  json[keys.yearly("opex")] = millions_a_year(t.opex);
  json[keys.yearly("fuel")] = millions_a_year(t.fuel);
  json[keys.yearly("loss")] = millions_a_year(t.loss);
  json[keys.yearly("total")] = millions_a_year(t.total);
}

Json summary_json(const gas::Design& d, const MoneyKeys& keys) {
  Json json;
  json["lines"] = d.lines;
  json["diameter_mm"] = d.diameter.in(units::mm);
  json["wall_mm"] = d.wall.in(units::mm);
  json["max_pressure_mpa"] = d.max_pressure.in(units::megapascal);
  json["stations"] = d.stations;
  json["has_head_station"] = d.has_head_station;
  json["spacing_km"] = d.spacing.in(units::km);
  json["shaft_power_mw"] = d.shaft_power.in(units::megawatt);
  json["unit_size_mw"] = d.machines.unit_size.in(units::megawatt);
  json["units"] = d.machines.units;
  json["standby_units"] = d.machines.standby;
  json["installed_power_mw"] = d.machines.installed.in(units::megawatt);
  json["fuel_share"] = d.fuel_share;
  json["steel_kt"] = d.steel.in(units::kilotonne);
  json["end_pressure_mpa"] = d.state.end_pressure.in(units::megapascal);
  json["velocity_max_m_s"] = d.state.fastest.si();
  json[keys.millions("pipe_capex")] = d.pipe_capex.in(gas::design_units::million_money);
  json[keys.millions("station_capex")] = d.station_capex.in(gas::design_units::million_money);
  add_tariff(json, d.tariff, keys);
  json[keys.tariff("tariff_low")] = per_1000m3(d.tariff_low.per_amount);
  json[keys.tariff("tariff_high")] = per_1000m3(d.tariff_high.per_amount);
  return json;
}

Json profile_json(const gas::LineState& state) {
  Json json{{"at_km", Json::array()},
            {"height_m", Json::array()},
            {"pressure_mpa", Json::array()},
            {"temperature_k", Json::array()},
            {"velocity_m_s", Json::array()}};
  for (const gas::ProfilePoint& p : state.profile) {
    json["at_km"].push_back(p.at.in(units::km));
    json["height_m"].push_back(p.height.si());
    json["pressure_mpa"].push_back(p.pressure.in(units::megapascal));
    json["temperature_k"].push_back(p.temperature.si());
    json["velocity_m_s"].push_back(p.velocity.si());
  }
  return json;
}

Json line_json(const gas::LineState& state) {
  Json json;
  json["stations"] = design_stations_json(state);
  json["profile"] = profile_json(state);
  json["is_regulated"] = state.is_regulated;
  json["mean_temperature_k"] = state.mean_temperature.si();
  return json;
}

void add_capacity(Json& json, const gas::LineCapacity& c) {
  json["largest_flow_bcm_20c_per_year"] = bcm(c.annual);
  json["inlet_flow_bcm_20c_per_year"] = bcm(c.annual_inlet);
  json["peak_flow_bcm_20c_per_year"] = bcm(c.annual_peak);
  json["design_day_mcm_20c_per_day"] = c.design_day.in(units::mcm_20C_per_day);
  json["stopped_by"] = gas::name_of(c.limit);
  json["stopped_at_km"] = c.limit_at.in(units::km);
  if (!c.limit_detail.empty()) json["stopped_because"] = c.limit_detail;
  json["wall_mm"] = c.wall.in(units::mm);
  json["inner_diameter_mm"] = c.inner_diameter.in(units::mm);
  json["spacing_km"] = c.spacing.in(units::km);
  json["shaft_power_mw"] = c.state.shaft_power.in(units::megawatt);
  json["fuel_share"] = c.state.fuel.si() / c.state.inlet.si();
  json["end_pressure_mpa"] = c.state.end_pressure.in(units::megapascal);
  json["velocity_max_m_s"] = c.state.fastest.si();
  json["step_error_relative"] = c.certificate.step_error_relative;
}

Json check_json(const gas::KnownLineResult& r) {
  Json json;
  json["name"] = r.known.line.name;
  json["stated_flow_bcm_20c_per_year"] = bcm(r.known.stated);
  json["deviation_relative"] = r.deviation_relative;
  json["tolerance_relative"] = r.known.tolerance > 0.0 ? Json(r.known.tolerance) : Json(nullptr);
  json["is_within"] = r.known.tolerance > 0.0 ? Json(r.is_within) : Json(nullptr);
  add_capacity(json, r.capacity);
  json["sized_power_mw"] = r.machines.installed.in(units::megawatt);
  json["stated_power_mw"] = r.known.stated_power > Power{}
                                ? Json(r.known.stated_power.in(units::megawatt))
                                : Json(nullptr);
  json["source"] = r.known.source;
  json["note"] = r.known.note;
  json["sensitivities"] = Json::array();
  for (const gas::Sensitivity& s : r.sensitivities)
    json["sensitivities"].push_back({{"change", s.change},
                                     {"flow_bcm_20c_per_year", bcm(s.annual)},
                                     {"change_relative", s.change_relative},
                                     {"deviation_relative", s.deviation_relative}});
  return json;
}

void add_design(Json& json, const DesignFile& file, const gas::DesignResult& result,
                const MoneyKeys& keys) {
  json["designs"] = Json::array();
  for (const gas::Design& d : result.ranked) {
    Json one;
    one["rank"] = json["designs"].size() + 1;
    one.update(summary_json(d, keys));
    if (json["designs"].empty()) one["line"] = line_json(d.state);
    json["designs"].push_back(std::move(one));
  }
  json["cost_curve"] = Json::array();
  for (const gas::CurvePoint& p : result.curve) {
    Json one;
    one["flow_bcm_20c_per_year"] = bcm(p.flow);
    if (p.best)
      one.update(summary_json(*p.best, keys));
    else
      one["why_none"] = p.why_none;
    json["cost_curve"].push_back(std::move(one));
  }
  json["utilisation"] = Json::array();
  for (const gas::UtilisationPoint& u : result.utilisation) {
    Json one;
    one["flow_over_design"] = u.flow_over_design;
    one["flow_bcm_20c_per_year"] = bcm(u.flow);
    one["fuel_share"] = u.fuel_share;
    add_tariff(one, u.tariff, keys);
    json["utilisation"].push_back(std::move(one));
  }
  json["costs"] = Json::object();
  for_each_field<gas::UnitCosts>([&](const auto& f) {
    const gas::CostRange& c = file.design->costs;
    Json one{{"low", (c.low.*f.member).in(f.unit)},
             {"best", (c.best.*f.member).in(f.unit)},
             {"high", (c.high.*f.member).in(f.unit)},
             {"unit", f.unit.symbol}};
    const auto note = std::ranges::find(file.cost_notes, f.key, &CostNote::key);
    if (note != file.cost_notes.end()) one["source"] = note->source;
    json["costs"][std::string(f.key)] = std::move(one);
  });
}

std::string text_of_design(const gas::Design& d) {
  return fmt::format(
      "{} x {:.0f} mm  {:>5.1f} MPa  wall {:>4.1f} mm  {:>2} stations every {:>3.0f} km  "
      "{:>5.0f} MW ({} x {:g})  fuel {:.1f} %",
      d.lines, d.diameter.in(units::mm), d.max_pressure.in(units::megapascal), d.wall.in(units::mm),
      d.stations, d.spacing.in(units::km), d.machines.installed.in(units::megawatt),
      d.machines.units, d.machines.unit_size.in(units::megawatt), 100.0 * d.fuel_share);
}

std::string text_of_result(const DesignFile& file, const gas::DesignResult& result) {
  const std::string& money = file.currency;
  std::string text =
      fmt::format("{}: {:.4g} bcm_20C/yr over {:.4g} km, price year {}\n\n", file.name,
                  bcm(file.design->flow), file.design->route.length.in(units::km), file.price_year);
  text += fmt::format("{:>4}  {:>10}  {:>9}  {:>16}  design\n", "rank", fmt::format("M{}", money),
                      fmt::format("{}/1000m3", money), "low to high");
  int rank = 0;
  for (const gas::Design& d : result.ranked)
    text += fmt::format("{:>4}  {:>10.0f}  {:>9.2f}  {:>7.2f} .. {:<6.2f}  {}\n", ++rank,
                        d.tariff.capex.si() / 1e6, per_1000m3(d.tariff.per_amount),
                        per_1000m3(d.tariff_low.per_amount), per_1000m3(d.tariff_high.per_amount),
                        text_of_design(d));
  text += design_stations_text(result.ranked.front().state);
  const gas::Tariff& t = result.ranked.front().tariff;
  text += fmt::format(
      "\nThe first: {:.3g} {}/1000m3/100km; M{} a year: capital {:.4g}, operation {:.4g}, "
      "fuel {:.4g}, loss {:.4g}\n",
      per_100km(t.per_distance), money, money, millions_a_year(t.capital), millions_a_year(t.opex),
      millions_a_year(t.fuel), millions_a_year(t.loss));
  if (!result.curve.empty()) text += "\nCost over flow (the best design for each)\n";
  for (const gas::CurvePoint& p : result.curve)
    text += p.best
                ? fmt::format("  {:>6.4g} bcm_20C/yr  {:>7.2f} {}/1000m3  {}\n", bcm(p.flow),
                              per_1000m3(p.best->tariff.per_amount), money, text_of_design(*p.best))
                : fmt::format("  {:>6.4g} bcm_20C/yr  none: {}\n", bcm(p.flow), p.why_none);
  if (!result.utilisation.empty()) text += "\nThe first design, less used\n";
  for (const gas::UtilisationPoint& u : result.utilisation)
    text += fmt::format("  {:>4.0f} %  {:>6.4g} bcm_20C/yr  {:>7.2f} {}/1000m3  fuel {:.1f} %\n",
                        100.0 * u.flow_over_design, bcm(u.flow), per_1000m3(u.tariff.per_amount),
                        money, 100.0 * u.fuel_share);
  return text + "\n";
}

std::string text_of_capacity(const gas::LineCapacity& c) {
  return fmt::format(
      "{:>7.4g} bcm_20C/yr (with standby units {:.4g}), stopped by {} at {:.0f} km{}{}",
      bcm(c.annual), bcm(c.annual_peak), gas::name_of(c.limit), c.limit_at.in(units::km),
      c.limit_detail.empty() ? "" : ": ", c.limit_detail);
}

std::string text_of_check(const gas::KnownLineResult& r) {
  const std::string verdict = r.known.tolerance <= 0.0 ? std::string("no tolerance stated")
                              : r.is_within
                                  ? fmt::format("within {:.0f} %", 100.0 * r.known.tolerance)
                                  : fmt::format("NOT within {:.0f} %", 100.0 * r.known.tolerance);
  std::string text =
      fmt::format("  {}: computed {:.4g}, stated {:.4g} bcm_20C/yr: {:+.1f} %, {}; stopped by {}\n",
                  r.known.line.name, bcm(r.capacity.annual), bcm(r.known.stated),
                  100.0 * r.deviation_relative, verdict, gas::name_of(r.capacity.limit));
  if (r.capacity.state.shaft_power > Power{})
    text += fmt::format(
        "      stations: {:.0f} MW on the shaft, {:.0f} MW installed by our rule{}\n",
        r.capacity.state.shaft_power.in(units::megawatt), r.machines.installed.in(units::megawatt),
        r.known.stated_power > Power{}
            ? fmt::format(", {:.0f} MW stated", r.known.stated_power.in(units::megawatt))
            : std::string());
  for (const gas::Sensitivity& s : r.sensitivities)
    text += fmt::format("      {:<52} {:>6.4g}  {:>+6.1f} %  then off by {:+.1f} %\n", s.change,
                        bcm(s.annual), 100.0 * s.change_relative, 100.0 * s.deviation_relative);
  return text;
}

std::string design_row(const gas::Design& d) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", d.lines,
                     d.diameter.in(units::mm), d.wall.in(units::mm),
                     d.max_pressure.in(units::megapascal), d.stations, d.spacing.in(units::km),
                     d.shaft_power.in(units::megawatt), d.machines.installed.in(units::megawatt),
                     100.0 * d.fuel_share, d.tariff.capex.si() / 1e6,
                     per_1000m3(d.tariff.per_amount), per_1000m3(d.tariff_low.per_amount),
                     per_1000m3(d.tariff_high.per_amount), per_100km(d.tariff.per_distance));
}

std::string design_columns(const std::string& money) {
  return fmt::format(
      "lines [1],diameter [mm],wall [mm],max_pressure [MPa],stations [1],spacing [km],"
      "shaft_power [MW],installed_power [MW],fuel_share [%],capex [M{0}],"
      "tariff [{0}/1000m3_20C],tariff_low [{0}/1000m3_20C],"
      "tariff_high [{0}/1000m3_20C],tariff_by_distance [{0}/1000m3_20C/100km]\n",
      money);
}

}  // namespace

Json design_json(const DesignFile& file, const DesignAnswers& answers) {
  const MoneyKeys keys{lower(file.currency)};
  Json json;
  json["name"] = file.name;
  json["currency"] = file.currency;
  json["price_year"] = file.price_year > 0 ? Json(file.price_year) : Json(nullptr);
  if (file.design) json["flow_bcm_20c_per_year"] = bcm(file.design->flow);
  if (file.machines) json["machines"] = station_machines_json(*file.machines, file.inline_machines);
  if (answers.design) add_design(json, file, *answers.design, keys);
  json["existing"] = Json::array();
  for (std::size_t i = 0; i < answers.existing.size(); ++i) {
    Json one;
    one["name"] = file.existing[i].name;
    add_capacity(one, answers.existing[i]);
    one["line"] = line_json(answers.existing[i].state);
    json["existing"].push_back(std::move(one));
  }
  json["checks"] = Json::array();
  for (const gas::KnownLineResult& r : answers.checks) json["checks"].push_back(check_json(r));
  return json;
}

Json design_certificate_json(const DesignAnswers& answers) {
  Json json;
  gas::LineCertificate worst;
  const auto merge = [&](const gas::LineCertificate& c) {
    worst.mass_residual_relative = std::max(worst.mass_residual_relative, c.mass_residual_relative);
    worst.power_residual_relative =
        std::max(worst.power_residual_relative, c.power_residual_relative);
    worst.map_residual_relative = std::max(worst.map_residual_relative, c.map_residual_relative);
    worst.step_error_relative = std::max(worst.step_error_relative, c.step_error_relative);
    worst.flow_bracket_relative = std::max(worst.flow_bracket_relative, c.flow_bracket_relative);
    worst.walks += c.walks;
  };
  if (answers.design) {
    const gas::SearchCertificate& c = answers.design->certificate;
    json["designs_in_grid"] = c.grid;
    json["designs_possible"] = c.examined;
    json["designs_impossible"] = c.impossible;
    json["designs_left_out_by_bound"] = c.too_expensive;
    merge(c.line);
  }
  for (const gas::LineCapacity& c : answers.existing) merge(c.certificate);
  for (const gas::KnownLineResult& r : answers.checks) merge(r.capacity.certificate);
  json["mass_residual_relative"] = worst.mass_residual_relative;
  json["power_residual_relative"] = worst.power_residual_relative;
  json["map_residual_relative"] = worst.map_residual_relative;
  json["step_error_relative"] = worst.step_error_relative;
  json["flow_bracket_relative"] = worst.flow_bracket_relative;
  json["walks"] = worst.walks;
  return json;
}

std::string design_text(const DesignFile& file, const DesignAnswers& answers) {
  std::string text;
  if (answers.design) text += text_of_result(file, *answers.design);
  if (!answers.existing.empty()) text += "Largest flow of existing lines\n";
  for (std::size_t i = 0; i < answers.existing.size(); ++i)
    text +=
        fmt::format("  {}: {}\n{}", file.existing[i].name, text_of_capacity(answers.existing[i]),
                    design_stations_text(answers.existing[i].state));
  if (!answers.checks.empty()) text += "Known lines, one set of assumptions\n";
  for (const gas::KnownLineResult& r : answers.checks) text += text_of_check(r);
  return text;
}

std::string designs_csv(const DesignFile& file, const DesignAnswers& answers) {
  if (!answers.design) return {};
  std::string text = fmt::format("rank [1],{}", design_columns(file.currency));
  int rank = 0;
  for (const gas::Design& d : answers.design->ranked)
    text += fmt::format("{},{}", ++rank, design_row(d));
  return text;
}

std::string cost_curve_csv(const DesignFile& file, const DesignAnswers& answers) {
  if (!answers.design || answers.design->curve.empty()) return {};
  std::string text = fmt::format("flow [bcm_20C/yr],{}", design_columns(file.currency));
  for (const gas::CurvePoint& p : answers.design->curve)
    if (p.best) text += fmt::format("{},{}", bcm(p.flow), design_row(*p.best));
  return text;
}

std::string profile_csv(const DesignAnswers& answers) {
  if (!answers.design) return {};
  std::string text = "at [km],height [m],pressure [MPa],temperature [K],velocity [m/s]\n";
  for (const gas::ProfilePoint& p : answers.design->ranked.front().state.profile)
    text += fmt::format("{},{},{},{},{}\n", p.at.in(units::km), p.height.si(),
                        p.pressure.in(units::megapascal), p.temperature.si(), p.velocity.si());
  return text;
}

std::string station_machines_csv(const DesignFile& file, const DesignAnswers& answers) {
  std::string text;
  if (answers.design)
    text += design_stations_csv(file.name, answers.design->ranked.front().state, text.empty());
  for (std::size_t i = 0; i < answers.existing.size(); ++i)
    text += design_stations_csv(file.existing[i].name, answers.existing[i].state, text.empty());
  return text;
}

std::string known_lines_csv(const DesignAnswers& answers) {
  if (answers.checks.empty()) return {};
  std::string text = "line,change,flow [bcm_20C/yr],stated [bcm_20C/yr],deviation [%]\n";
  const auto row = [&](const gas::KnownLineResult& r, std::string_view change, AmountFlow flow,
                       double off) {
    text += fmt::format("{},{},{},{},{}\n", csv_cell(r.known.line.name), csv_cell(change),
                        bcm(flow), bcm(r.known.stated), 100.0 * off);
  };
  for (const gas::KnownLineResult& r : answers.checks) {
    row(r, "common assumptions", r.capacity.annual, r.deviation_relative);
    for (const gas::Sensitivity& s : r.sensitivities)
      row(r, s.change, s.annual, s.deviation_relative);
  }
  return text;
}

}  // namespace landbridge::io
