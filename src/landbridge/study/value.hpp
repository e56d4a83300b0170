#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/parse.hpp"

namespace landbridge::study {

/// How sure the study is of a number. Below `high` a number needs a range of non-zero width.
enum class Confidence { high, medium, low, estimate };
std::string_view name_of(Confidence confidence);
Result<Confidence> parse_confidence(std::string_view text);

/// Where a number comes from.
struct Origin {
  std::vector<std::string> sources;  ///< keys of the study's sources
  Confidence confidence = Confidence::high;
  std::string note;
  SourcePlace place;
};

/// How values inside a range are drawn.
enum class Shape {
  triangular,  ///< between low and high with the mode at best
  uniform,     ///< between low and high, best plays no role
  choice,      ///< one of `choices_si`, each as likely: sources that contradict each other
};
std::string_view name_of(Shape shape);

/// The unit in which a number was written; what the reader of a report sees.
struct DisplayUnit {
  std::string symbol;
  double si = 1.0;
  double offset_si = 0.0;
  double from_si(double value_si) const { return (value_si - offset_si) / si; }
};

/// A number with doubt: drawn once per draw, used wherever the study refers to it, so that one
/// doubt stays one doubt.
struct Factor {
  std::string name;  ///< "winter_demand" or "gas.pipe[g05].length"
  std::string meaning;
  Shape shape = Shape::triangular;
  double low_si = 0.0;
  double best_si = 0.0;
  double high_si = 0.0;
  std::vector<double> choices_si;
  Exponents dimension{};
  DisplayUnit unit;
  Origin origin;
  bool has_width() const { return high_si > low_si; }
};

/// constant times the product of factors; a plain number has none.
struct Number {
  double constant = 0.0;
  std::vector<std::size_t> factors;

  double value(std::span<const double> draw) const {
    double product = constant;
    for (const std::size_t f : factors) product *= draw[f];
    return product;
  }
  friend Number operator*(const Number& a, const Number& b) {
    Number c{a.constant * b.constant, a.factors};
    c.factors.insert(c.factors.end(), b.factors.begin(), b.factors.end());
    return c;
  }
};

/// The value of a factor for a uniform variate u in (0, 1), by the inverse of its distribution.
double quantile(const Factor& factor, double u);

/// Values of all factors in one draw [SI]. Draw 0 is the best estimate; draw k > 0 depends on
/// (seed, k, name of the factor) only, so the same doubt is the same in every scenario, and a new
/// factor does not change the draws of the others.
std::vector<double> draw_factors(std::span<const Factor> factors, std::uint64_t seed,
                                 std::uint64_t draw);

}  // namespace landbridge::study
