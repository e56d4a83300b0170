#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// What the formulas of a moving cost may name, of one link without traffic (VOLUME is 0).
struct NodusLink {
  double length_km = 0.0;   ///< LENGTH
  double speed_km_h = 0.0;  ///< SPEED
  double capacity = 0.0;    ///< CAPACITY, in the unit of the file
};

/// A cost file of Nodus: lines `NAME = FORMULA`, and `#` before a comment.
///
///   ld.M,m ul.M,m tr.M,m mv.M,m    loading, unloading, passing a node, moving: mode M, means m
///   tp.M,m-N,n                     transhipping from one means to another
///   mv@M,m                         how long moving takes [s]
///   AVGLOAD.M,m PCU.M,m            load of a vehicle, cars it counts as
///   any other name                 a variable
///
/// `.g` at the end of a name is its value for group g; it goes before the one without. Formulas
/// have numbers, variables, + - * / ^, brackets, BPR(volume, capacity, alpha, beta) and
/// CONICAL(volume, capacity, alpha) [spiess1990]. Source: [jourquin1996].
class NodusCosts {
 public:
  /// Names of the functions, "mv.1,1", without their groups, each once, in order.
  std::vector<std::string> functions() const;
  /// Whether the function is defined, for the group or for all.
  bool has(const std::string& function, int group) const;
  /// The value of a function; zero or greater. Error::where is the place of its line. `link` may be
  /// null for functions of a node; LENGTH and its like are errors then.
  Result<double> value(const std::string& function, int group, const NodusLink* link) const;

  struct Entry;

 private:
  friend class NodusCostsReader;
  using Variables = std::map<std::string, double, std::less<>>;
  const Entry* find(const std::string& name, int group) const;

  std::map<std::string, Entry, std::less<>> entries_;
};

/// One line of the file.
struct NodusCosts::Entry {
  enum class Kind {
    number,
    variable,
    length,
    speed,
    capacity,
    volume,
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    bpr,
    conical
  };
  struct Step {
    Kind kind = Kind::number;
    double number = 0.0;
    std::string name;
  };
  std::string name;  ///< as it stands before '='
  SourcePlace place;
  std::vector<Step> steps;  ///< in the order of evaluation on a stack
  bool is_function = false;
};

/// Errors, all at once: lines without '=', names that are no names, names given twice, formulas
/// that break off, variables that are not defined or go round in a circle.
Read<NodusCosts> read_nodus_costs(const std::filesystem::path& file);
Read<NodusCosts> parse_nodus_costs(const TextFile& source);

}  // namespace landbridge::io
