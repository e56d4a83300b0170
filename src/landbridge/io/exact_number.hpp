#pragma once

#include <cmath>
#include <limits>
#include <string>

#include <fmt/format.h>

namespace landbridge::io {

/// The shortest number near `guess` that `back` turns into exactly `si`: what to write in a file's
/// unit so that a reader gets the same double. Where rounding leaves none, `guess`.
template <class Back>
double exact_in_file(double si, double guess, Back&& back) {
  constexpr int neighbours_tried = 3;
  double best = guess;
  std::size_t shortest = std::string::npos;
  double below = guess;
  double above = guess;
  for (int i = 0; i <= neighbours_tried; ++i) {
    for (const double candidate : {below, above}) {
      if (back(candidate) != si) continue;
      const std::size_t length = fmt::format("{}", candidate).size();
      if (length >= shortest) continue;
      best = candidate;
      shortest = length;
    }
    below = std::nextafter(below, -std::numeric_limits<double>::infinity());
    above = std::nextafter(above, std::numeric_limits<double>::infinity());
  }
  return best;
}

}  // namespace landbridge::io
