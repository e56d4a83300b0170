#include "landbridge/study/domains/gas/gas_schema.hpp"

#include "landbridge/gas/design_assumptions.hpp"
#include "landbridge/gas/economics.hpp"
#include "landbridge/gas/generic_machine.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

const std::vector<std::string> all_steps{"set", "scale", "add"};
const std::vector<std::string> link_steps{"close", "open", "set", "scale", "add"};
constexpr FieldRule share{false, 0.0, 1.0, true};
constexpr FieldRule counted{false, 0.0, 1000.0, false};
constexpr FieldRule hour_of_day{true, 0.0, 23.0, false};
constexpr FieldRule over_one{false, 1.0, 10.0, true};

namespace gas_units {
constexpr Unit<Quantity<Dim<0, 0, 0, -1>>::Dimension> share_per_kelvin{1.0, "1/K"};
}

EntitySpec settings() {
  EntitySpec e{"settings",
               "one row of choices for the whole network, written straight into [gas]",
               {},
               {"set", "scale"}};
  e.fields = {
      choice_field("friction", {"colebrook", "nikuradse", "hofer"}, "friction law", "colebrook"),
      choice_field("eos", {"papay", "aga8", "gerg2008", "ideal"}, "equation of state", "papay"),
      text_field("composition",
                 "mole fractions of the gas, 'methane 0.97; ethane 0.014; nitrogen 0.016'", true),
      quantity_field("gas_temperature", kelvin, "where no ground temperature is given", positive,
                     std::optional(283.15 * kelvin)),
      quantity_field("max_velocity", m_per_s, "limit of gas velocity in every pipe",
                     optional_positive, std::optional(20.0 * m_per_s)),
      quantity_field("availability", one, "mean flow of a year over the firm flow of a day", share,
                     std::optional(0.95 * one)),
      quantity_field("drive_efficiency", one, "shaft power over the heat in the fuel gas", share,
                     std::optional(0.34 * one)),
      quantity_field("lower_heating_value", megajoule_per_m3_20C, "of the gas, for fuel",
                     optional_positive, std::optional(33.9 * megajoule_per_m3_20C)),
      quantity_field("heat_transfer", gas::design_units::watt_per_m2_kelvin,
                     "from the gas to the ground, over the inner surface", optional_positive,
                     std::optional(1.5 * gas::design_units::watt_per_m2_kelvin)),
      quantity_field("cooler_outlet", kelvin, "highest temperature behind the coolers of a station",
                     optional_positive, std::optional(318.15 * kelvin)),
      quantity_field("cooler_approach", kelvin,
                     "outlet of the coolers over the air of the station's region",
                     optional_not_negative, std::optional(15.0 * kelvin)),
      quantity_field("water_dew_point", kelvin,
                     "of the gas at dew_point_pressure; with it the margin to hydrates is computed",
                     optional_not_negative, std::optional(Temperature{})),
      quantity_field("dew_point_pressure", megapascal, "pressure of water_dew_point",
                     optional_positive, std::optional(3.92 * megapascal)),
      quantity_field("wall_steel", kg_per_m3, "density of the pipe's steel", optional_positive,
                     std::optional(7850.0 * kg_per_m3)),
  };
  for (FieldSpec& f : fields_with_defaults(gas::UnitCosts{})) {
    f.key = unit_cost_key(f.key);
    e.fields.push_back(std::move(f));
  }
  return e;
}

EntitySpec pipe() {
  return {"pipe",
          "one or more equal lines between two places",
          {reference_field("from", "place", "where it begins"),
           reference_field("to", "place", "where it ends"),
           text_field("line", "name of the line that it belongs to", false),
           quantity_field("length", km, "length along the pipe", positive),
           quantity_field("diameter", mm, "inner diameter", positive),
           quantity_field("wall", mm, "thickness of the wall, for the steel of a new line",
                          optional_not_negative, std::optional(20.0 * mm)),
           quantity_field("roughness", mm, "equivalent sand roughness of the wall",
                          optional_not_negative, std::optional(0.03 * mm)),
           quantity_field("efficiency", one, "real flow over that of a clean straight pipe", share,
                          std::optional(0.95 * one)),
           quantity_field("lines", one, "number of equal lines side by side", counted,
                          std::optional(1.0 * one)),
           quantity_field("max_pressure", megapascal, "highest allowed pressure", positive),
           text_field("region", "region of the ground temperature", false),
           choice_field("status", {"existing", "new"}, "a new line has to be paid for", "existing"),
           quantity_field("cost_factor", one, "building cost over that of flat land",
                          optional_positive, std::optional(1.0 * one))},
          link_steps};
}

EntitySpec station() {
  return {
      "station",
      "a compressor station; it lifts the gas that passes the place along the pipes",
      {reference_field("at", "place", "where it stands"),
       quantity_field("outlet_pressure", megapascal, "pressure that it delivers", positive),
       quantity_field("max_ratio", one, "highest pressure ratio", over_one,
                      std::optional(1.5 * one)),
       quantity_field("unit_power", megawatt, "shaft power of one unit", not_negative),
       quantity_field("units", one, "units installed, standby included", counted),
       quantity_field("standby", one, "units that stand by: firm capacity does without them",
                      counted, std::optional(1.0 * one)),
       reference_field("machine", "machine",
                       "map of its units; unit_power is then that at 15 degC air, max_ratio comes "
                       "from the map",
                       false),
       text_field("region", "region of its air temperature", false),
       quantity_field("isentropic_efficiency", one, "of the compressors", share,
                      std::optional(0.82 * one)),
       choice_field("status", {"existing", "new"}, "a new station has to be paid for", "existing")},
      link_steps};
}

EntitySpec machine() {
  const gas::GenericMachine usual;
  const auto number = [](std::string key, double value, std::string meaning,
                         FieldRule rule = optional_positive) {
    return quantity_field(std::move(key), one, std::move(meaning), rule,
                          std::optional(value * one));
  };
  return {
      "machine",
      "a centrifugal compressor with its gas turbine, by dimensionless numbers; flow and head "
      "are over those of the design point",
      {quantity_field("design_suction", megapascal, "inlet pressure of the design point", positive),
       quantity_field("design_ratio", one, "pressure ratio of the design point",
                      {true, 1.0, 10.0, true}),
       number("load", 0.9, "share of the power at 15 degC that the design point takes", share),
       number("surge_flow", usual.surge_flow_share, "flow at the surge line", share),
       number("surge_head", usual.surge_head, "head there", over_one),
       number("choke_flow", usual.choke_flow_share, "flow at the choke line", over_one),
       number("choke_head", usual.choke_head, "head there", share),
       number("efficiency_loss", usual.efficiency_loss,
              "relative loss of efficiency over the square of flow less speed",
              optional_not_negative),
       number("speed_min", usual.speed_min, "lowest speed", share),
       number("speed_max", usual.speed_max, "highest speed", {false, 1.0, 10.0, false}),
       quantity_field("power_per_kelvin", gas_units::share_per_kelvin,
                      "share of the power lost per kelvin of air over 15 degC",
                      optional_not_negative,
                      std::optional(usual.power_per_kelvin * gas_units::share_per_kelvin)),
       quantity_field("coldest_air", kelvin, "below it the power rises no more", optional_positive,
                      std::optional(268.15 * kelvin)),
       number("idle_fuel", usual.idle_share, "fuel without load over that at full power",
              optional_not_negative)},
      all_steps};
}

EntitySpec closure() {
  return {"closure",
          "an element that closes at once; how long a place lives on the gas in the pipes",
          {text_field("element", "id of the pipe, station or supply that closes"),
           reference_field("watch", "place", "the place whose pressure is watched"),
           quantity_field("min_pressure", megapascal, "least pressure there", positive),
           reference_field("period", "period", "when"),
           reference_field("delivery", "delivery", "goes on as long as there is pressure"),
           quantity_field("flow", mcm_20C_per_day,
                          "handed over there, at most the largest firm flow; else that flow",
                          optional_not_negative, std::optional(AmountFlow{}))},
          link_steps};
}

std::vector<EntitySpec> network_entities() {
  return {settings(),
          pipe(),
          station(),
          machine(),
          {"supply",
           "a place where gas is handed over at a pressure",
           {reference_field("at", "place", "where"),
            quantity_field("pressure", megapascal, "held there", positive),
            quantity_field("temperature", kelvin,
                           "of the gas there; else that of the ground where its pipe begins",
                           optional_not_negative, std::optional(Temperature{}))},
           link_steps},
          {"offtake",
           "gas taken out on the way",
           {reference_field("at", "place", "where"), reference_field("period", "period", "when"),
            quantity_field("flow", mcm_20C_per_day, "taken out", not_negative)},
           link_steps},
          {"ground",
           "temperatures of a region",
           {text_field("region", "name used by pipes and stations"),
            reference_field("period", "period", "when"),
            quantity_field("temperature", kelvin,
                           "of the gas along the pipe, where no temperature of the soil is given",
                           optional_not_negative, std::optional(Temperature{})),
            quantity_field("soil", kelvin,
                           "of the undisturbed ground at the depth of the pipe; with it the "
                           "temperature of the gas is computed along the way",
                           optional_not_negative, std::optional(Temperature{})),
            quantity_field("air", kelvin, "at the coolers and drives of stations",
                           optional_not_negative, std::optional(Temperature{}))},
           all_steps},
          {"delivery",
           "a place where gas is handed over to the buyer; its largest flow is asked for",
           {reference_field("at", "place", "where"),
            quantity_field("min_pressure", megapascal, "least pressure there", positive)},
           {"close", "open", "set", "scale", "cap", "add"}},
          {"outage",
           "an element out of order, to see what is left of a delivery",
           {text_field("element", "id of the pipe, station or supply that is out"),
            reference_field("delivery", "delivery", "whose largest flow is looked at")},
           link_steps},
          closure(),
          {"day",
           "a volume handed over all day long while the towns on the way have their peaks",
           {reference_field("delivery", "delivery", "where"),
            reference_field("period", "period", "when"),
            quantity_field("flow", mcm_20C_per_day, "at most the largest firm flow", positive)},
           link_steps},
          {"hour",
           "course of the day: what is taken on the way in an hour over its mean of the day",
           {quantity_field("hour", one, "0 to 23: the hour that begins then", hour_of_day),
            quantity_field("factor", one, "flow of the offtakes over their mean", not_negative)},
           all_steps}};
}

std::vector<EntitySpec> money_entities() {
  return {
      {"shortage",
       "gas that is missing in a period; in a balance a source counts negative",
       {reference_field("period", "period", "when"),
        quantity_field("flow", mcm_20C_per_day, "gas that is missing")},
       all_steps},
      {"import",
       "a yearly volume, delivered evenly, held against the shortage",
       {quantity_field("amount", bcm_20C_per_year, "per year", positive)},
       all_steps},
      {"deal",
       "a sale whose price is to be agreed",
       {reference_field("delivery", "delivery", "where the gas is handed over"),
        quantity_field("amount", bcm_20C_per_year, "per year", positive)},
       all_steps},
      {"price",
       "one rung of a deal's netback ladder",
       {reference_field("deal", "deal", "which sale"),
        choice_field("side", {"seller", "buyer"}, "whose ladder"),
        text_field("alternative", "the way out this rung belongs to; a side takes its best one"),
        text_field("label", "name of the rung"),
        choice_field("kind", {"amount", "tariff"},
                     "a stated amount, or the levelised tariff of the new line", "amount"),
        quantity_field("amount", money_per_1000m3_20C,
                       "added to the ladder; costs of the buyer are negative", any_value,
                       std::optional(MoneyPerAmount{}))},
       all_steps},
      {"known_line",
       "a line with a stated capacity, to see how good the assumptions are",
       {text_field("name", "name"), quantity_field("length", km, "length", positive),
        quantity_field("diameter", mm, "outer diameter", positive),
        quantity_field("max_pressure", megapascal, "highest allowed pressure", positive),
        quantity_field("inlet_pressure", megapascal, "at the start", positive),
        quantity_field("delivery_pressure", megapascal, "at the end", positive),
        quantity_field("stations", one, "compressor stations on the way", counted),
        quantity_field("ground_temperature", kelvin, "mean at the depth of the pipe", positive,
                       std::optional(281.15 * kelvin)),
        quantity_field("air_temperature", kelvin, "mean of the year, for the coolers", positive,
                       std::optional(281.15 * kelvin)),
        quantity_field("stated", bcm_20C_per_year, "capacity as published; never used to compute",
                       positive)},
       {}}};
}

}  // namespace

std::string unit_cost_key(std::string_view key) {
  return key == "station" ? "station_cost" : std::string(key);
}

std::span<const EntitySpec> gas_entities() {
  static const std::vector<EntitySpec> all = [] {
    std::vector<EntitySpec> list = network_entities();
    for (EntitySpec& e : money_entities()) list.push_back(std::move(e));
    return list;
  }();
  return all;
}

std::span<const MetricSpec> gas_metric_specs() {
  static const std::vector<MetricSpec> all{
      {"delivered[<delivery>].annual",
       "largest firm flow over the year: standby units rest, times availability, less fuel",
       "bcm_20C/yr"},
      {"delivered[<delivery>].peak", "the same with every unit running and nothing out of order",
       "bcm_20C/yr"},
      {"delivered[<delivery>].<period>", "largest firm flow in a period, less fuel", "mcm_20C/d"},
      {"delivered[<delivery>].best_day", "largest flow of any day of the year, every unit running",
       "mcm_20C/d"},
      {"hydrate_margin[<delivery>].<period>",
       "gas over the temperature below which hydrates form, the least along the way at the largest "
       "firm flow",
       "K"},
      {"outage[<outage>].<period>", "largest firm flow in a period with the element out of order",
       "mcm_20C/d"},
      {"outage[<outage>].lost.<period>", "share of the largest firm flow that its loss takes away",
       "%"},
      {"closure[<closure>].hours",
       "time after the closing until the pressure at the place falls below its least value, at "
       "most 96 h",
       "h"},
      {"day[<day>].margin",
       "lowest pressure of a day hour by hour at the delivery over its least pressure", "MPa"},
      {"capex", "investment in what is new in the scenario", "Mmoney"},
      {"tariff[<deal>]", "levelised cost of transport on the new line at the deal's volume",
       "money/1000m3_20C"},
      {"shortage.<period>", "gas missing in a period", "mcm_20C/d"},
      {"covered[<import>].<period>",
       "share of the shortage that an import, delivered evenly, covers", "%"},
      {"zone[<deal>].floor", "lowest price the seller would sign", "money/1000m3_20C"},
      {"zone[<deal>].ceiling", "highest price the buyer would sign", "money/1000m3_20C"},
      {"zone[<deal>].width", "ceiling less floor: above zero there is a price for both",
       "money/1000m3_20C"}};
  return all;
}

std::span<const Equation> gas_equations() {
  static const std::vector<Equation> all{
      {"pipe",
       "φ(p₁) − φ(p₂)·eˢ = K·m|m|·(eˢ − 1)/s,  φ(p) = ∫ p/Z dp,  K = λ·L·Rs·T/(2·D·A²·n²·E²)",
       "koch2015"},
      {"friction", "1/√λ = −2·log₁₀(2.51/(Re·√λ) + k/(3.71·D))", "colebrook1939"},
      {"heat", "d(h + g·z)/dx = −U·π·D·n·(T − T_soil)/m", "menon2005"},
      {"compressor", "P = m·Z·Rs·T·κ/(κ−1)·((p₂/p₁)^((κ−1)/κ) − 1)/η", "menon2005"},
      {"machine", "H/H₀ = a₀v² + a₁vq + a₂q², η = η₀(1 − c(q − v)²), P_max = P₀v(2 − v)(1 − k·Δt)",
       "koch2015"},
      {"tariff", "t = (CRF·I + o·I + c·fuel)/q,  CRF = r(1+r)ⁿ/((1+r)ⁿ − 1)", "brealey2020"},
      {"price zone",
       "floor = max over ways out of the seller; ceiling = min over ways out of the buyer",
       "raiffa1982"}};
  return all;
}

}  // namespace landbridge::study
