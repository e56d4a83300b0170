#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/ids.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/gas.hpp"
#include "landbridge/gas/links.hpp"

/// Storages, LNG terminals and wells: nodes that give or take gas within limits of their own. Each
/// is a node of its name and a link of its name to the node of the network that it stands at:
///   nominated     its supply is given: a short pipe; the limits are checked
///   by pressure   its node is held at the reservoir's pressure and a Feed finds the flow
namespace landbridge::gas {

struct Problem;
struct FlowLimits;

enum class FacilityKind { storage, lng_terminal, well };
std::string_view name_of(FacilityKind kind);

/// A gas storage. Its reservoir's pressure is stated, or follows from its filling: p/Z rises in
/// proportion to the gas in place, from `pressure_empty` to `pressure_full` [katz1959].
struct Storage {
  static constexpr std::string_view kind = "storage";

  MassFlow max_withdrawal{};
  MassFlow max_injection{};
  Pressure pressure{};
  Pressure reservoir_pressure{};
  Pressure pressure_empty{};
  Pressure pressure_full{};
  Scalar filling = Scalar::from_si(-1.0);  ///< below zero: unstated
  Mass working_gas{};
  MassFlow open_flow{};
  MassFlow injection_open_flow{};
  Scalar exponent = Scalar::from_si(1.0);

  static constexpr auto fields() {
    using S = Storage;
    return std::tuple{
        field("max_withdrawal", &S::max_withdrawal, units::kg_per_s,
              "most that it gives to the network; else no limit", optional_not_negative),
        field("max_injection", &S::max_injection, units::kg_per_s,
              "most that it takes from the network; else nothing", optional_not_negative),
        field("pressure", &S::pressure, units::bar, "pressure that it holds where its limits allow",
              optional_positive),
        field("reservoir_pressure", &S::reservoir_pressure, units::bar, "of the reservoir now",
              optional_positive),
        field("pressure_empty", &S::pressure_empty, units::bar,
              "of the reservoir without working gas", optional_positive),
        field("pressure_full", &S::pressure_full, units::bar,
              "of the reservoir with all its working gas", optional_positive),
        field("filling", &S::filling, units::one, "share of the working gas that is there",
              optional_filling),
        field("working_gas", &S::working_gas, units::kilotonne, "between empty and full",
              optional_positive),
        field("open_flow", &S::open_flow, units::kg_per_s,
              "flow into the open air, with the full or the stated reservoir", optional_positive),
        field("injection_open_flow", &S::injection_open_flow, units::kg_per_s,
              "the same of the curve for injection; else that of withdrawal", optional_positive),
        field("exponent", &S::exponent, units::one, "n of the back-pressure equation",
              optional_exponent),
    };
  }

  static constexpr FieldRule optional_filling{false, 0.0, 1.0, false};
  static constexpr FieldRule optional_exponent{false, 0.5, 1.0, false};
};

/// An LNG terminal: pumps and vaporisers that hold a pressure within their send-out.
struct LngTerminal {
  static constexpr std::string_view kind = "lng_terminal";

  MassFlow min_send_out{};
  MassFlow max_send_out{};
  Pressure pressure{};
  Mass stock{};

  static constexpr auto fields() {
    using L = LngTerminal;
    return std::tuple{
        field("min_send_out", &L::min_send_out, units::kg_per_s,
              "least that has to be sent out, as boil-off", optional_not_negative),
        field("max_send_out", &L::max_send_out, units::kg_per_s,
              "most that vaporisers and pumps do", optional_positive),
        field("pressure", &L::pressure, units::bar, "highest pressure that it sends out at",
              optional_positive),
        field("stock", &L::stock, units::kilotonne, "in the tanks", optional_positive),
    };
  }
};

/// A well, or a field of wells seen as one.
struct Well {
  static constexpr std::string_view kind = "well";

  Pressure reservoir_pressure{};
  MassFlow open_flow{};
  Scalar exponent = Scalar::from_si(1.0);
  MassFlow max_flow{};
  Pressure pressure{};

  static constexpr auto fields() {
    using W = Well;
    return std::tuple{
        field("reservoir_pressure", &W::reservoir_pressure, units::bar, "of the reservoir",
              positive),
        field("open_flow", &W::open_flow, units::kg_per_s, "flow into the open air", positive),
        field("exponent", &W::exponent, units::one, "n of the back-pressure equation",
              Storage::optional_exponent),
        field("max_flow", &W::max_flow, units::kg_per_s, "most that may be produced",
              optional_positive),
        field("pressure", &W::pressure, units::bar, "that the choke lets through",
              optional_positive),
    };
  }
};

struct Facility {
  std::string id;
  FacilityKind kind = FacilityKind::storage;
  std::variant<Storage, LngTerminal, Well> stated;  ///< what it was made from
  NodeId node;                                      ///< its own
  LinkId link;                                      ///< from `node` to the network
  bool is_nominated = true;
  Feed feed;                      ///< limits and curve, nominated or not
  Pressure reservoir{};           ///< zero: none (an LNG terminal; a storage without a curve)
  std::optional<Mass> stock;      ///< that it can still give
  std::optional<Mass> free_room;  ///< that it can still take
};

/// The facility without its place in a network. bad_input: what it states does not fit together;
/// `what` and `hint` say so. A nominated one needs no law that finds its flow.
Result<Facility> facility_of(const Storage& storage, const Gas& gas);
Result<Facility> facility_of(const LngTerminal& terminal, const Gas& gas);
Result<Facility> facility_of(const Well& well, const Gas& gas);

/// Puts it into the problem beside `at`: its node (height of `at`), its link, its limits; with
/// `nominated` its supply. bad_input: by pressure, but nothing determines its flow.
Result<void> add_facility(Problem& problem, Facility facility, NodeId at,
                          std::optional<MassFlow> nominated);

/// The pressures at which a facility gives (or, below zero, takes) a flow.
struct FacilityReach {
  double lowest_pa = 0.0;
  double highest_pa = 0.0;  ///< infinite: no limit
};
FacilityReach facility_reach(const Facility& facility, double flow_kg_s);

/// How long the stock lasts at a flow, or until it is full [s]; nothing where neither is stated.
std::optional<Time> lasting_time(const Facility& facility, double flow_kg_s);

/// The facility that a node belongs to, or nullptr.
const Facility* facility_at(const Problem& problem, NodeId node);

/// The limit that a supply passes, if any; rounding of nominations is forgiven.
std::optional<double> passed_limit(const FlowLimits& limits, double flow_kg_s);
/// What is wrong, in words of the field.
std::string supply_limit_sentence(const Problem& problem, NodeId node, double flow_kg_s,
                                  double limit_kg_s);
std::string not_deliverable_sentence(const Facility& facility, double flow_kg_s, double pressure_pa,
                                     double limit_pa);

/// "the storage 'ugs'".
std::string spoken_name_of(const Facility& facility);
/// "gas.storage[ugs]".
std::string place_of(const Facility& facility);

}  // namespace landbridge::gas
