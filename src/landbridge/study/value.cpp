#include "landbridge/study/value.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/math/random.hpp"

namespace landbridge::study {

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::high: return "high";
    case Confidence::medium: return "medium";
    case Confidence::low: return "low";
    case Confidence::estimate: return "estimate";
  }
  return "estimate";
}

Result<Confidence> parse_confidence(std::string_view text) {
  for (const Confidence c :
       {Confidence::high, Confidence::medium, Confidence::low, Confidence::estimate})
    if (text == name_of(c)) return c;
  return fail(Fault::bad_input, "", fmt::format("'{}' is not a confidence", text),
              "write high, medium, low or estimate");
}

std::string_view name_of(Shape shape) {
  switch (shape) {
    case Shape::triangular: return "triangular";
    case Shape::uniform: return "uniform";
    case Shape::choice: return "choice";
  }
  return "triangular";
}

double quantile(const Factor& factor, double u) {
  if (factor.shape == Shape::choice) {
    const auto count = static_cast<double>(factor.choices_si.size());
    const auto index = static_cast<std::size_t>(std::min(u * count, count - 1.0));
    return factor.choices_si[index];
  }
  const double width = factor.high_si - factor.low_si;
  if (width <= 0.0) return factor.best_si;
  if (factor.shape == Shape::uniform) return factor.low_si + u * width;
  return triangular_quantile(u, factor.low_si, factor.best_si, factor.high_si);
}

std::vector<double> draw_factors(std::span<const Factor> factors, std::uint64_t seed,
                                 std::uint64_t draw) {
  std::vector<double> values;
  values.reserve(factors.size());
  for (const Factor& f : factors)
    values.push_back(draw == 0 ? f.best_si
                               : quantile(f, RandomStream(seed, f.name, draw).uniform()));
  return values;
}

}  // namespace landbridge::study
