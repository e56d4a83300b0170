#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/units.hpp"

namespace landbridge::gas {

/// One step of a ladder: an amount that is added (a price, a cost on top) or, negative, taken away
/// (transport, a duty on the way).
struct Rung {
  std::string label;
  MoneyPerAmount low;
  MoneyPerAmount best;
  MoneyPerAmount high;  ///< low <= best <= high, signed
  std::string source;   ///< keys of sources; empty only for what this study computes itself
};

/// One way to see the value of the gas at the border: its rungs add up. "Production, taxes,
/// transport, new line"; "sale elsewhere less the way there"; "own use instead of fuel oil".
struct Alternative {
  std::string name;
  std::vector<Rung> rungs;
  double weight = 1.0;  ///< share of the gas, for Choose::weighted_mean
};

/// How alternatives make one number.
enum class Choose {
  highest,        ///< a seller asks for the best of what else the gas would bring
  lowest,         ///< a buyer pays no more than the cheapest other way to meet the need
  weighted_mean,  ///< the gas is spread over several uses
};
/// "highest", "lowest", "weighted_mean".
std::string_view name_of(Choose rule);

/// All that one side knows about its limit.
struct Ladder {
  std::string side;  ///< "seller", "buyer"
  Choose rule = Choose::highest;
  std::vector<Alternative> alternatives;
};

/// An amount with doubt. `low` adds up all lows: a bound, not a percentile.
struct AmountRange {
  MoneyPerAmount low;
  MoneyPerAmount best;
  MoneyPerAmount high;
};

/// A ladder added up: each alternative, its running sums, and the result of the rule.
struct LadderValue {
  std::string side;
  struct Step {
    std::string label;
    MoneyPerAmount amount;  ///< best
    MoneyPerAmount sum;     ///< best, up to and with this rung
  };
  struct Sum {
    std::string name;
    AmountRange total;
    std::vector<Step> steps;
    double weight = 1.0;
  };
  std::vector<Sum> alternatives;
  AmountRange total;
  std::size_t deciding = 0;  ///< the alternative that sets `best`; of a mean the heaviest
};

/// Whether a price exists that both sides would sign.
enum class Agreement {
  certain,   ///< the highest floor is not above the lowest ceiling
  likely,    ///< best floor not above best ceiling
  unlikely,  ///< only towards the ends of the ranges
  none,      ///< the lowest floor is above the highest ceiling
};
/// "certain", "likely", "unlikely", "none".
std::string_view name_of(Agreement agreement);

struct PriceZone {
  LadderValue floor;        ///< of the seller
  LadderValue ceiling;      ///< of the buyer
  MoneyPerAmount width;     ///< best ceiling less best floor; negative: a gap
  MoneyPerAmount midpoint;  ///< of the best floor and ceiling: equal shares [nash1950]
  Agreement agreement = Agreement::none;
};

/// The zone of agreement between a seller's floor and a buyer's ceiling, both at the same border.
///
///   floor = rule_i sum_j a_ij,   ceiling = rule_k sum_l b_kl,   zone = [floor, ceiling]
///
///   a_ij, b_kl  signed rung amounts [money/mol]
///
/// An empty ladder, an empty weight sum or weights below zero are broken promises of the caller.
/// The netback method of pricing: [ect2007, ch. 2].
PriceZone price_zone(const Ladder& seller, const Ladder& buyer);

/// The same rule on sums that are already there, for draws: no text, no allocation.
double choose(Choose rule, std::span<const double> totals, std::span<const double> weights = {});

/// A zone in one draw.
struct DrawnZone {
  double floor = 0.0;
  double ceiling = 0.0;
  bool has_price() const { return floor <= ceiling; }
  double width() const { return ceiling - floor; }
  double midpoint() const { return 0.5 * (floor + ceiling); }
};

}  // namespace landbridge::gas
