#include "landbridge/freight/choice/overlap.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

Result<void> check(const OverlapPaths& paths) {
  for (std::size_t a = 0; a < paths.weight.size(); ++a)
    if (!(paths.weight[a] >= 0.0) || std::isinf(paths.weight[a]))
      return fail(Fault::bad_input, fmt::format("overlap.link[{}]", a),
                  fmt::format("its weight is {}; it must be zero or greater", paths.weight[a]));
  for (std::size_t i = 0; i < paths.links.size(); ++i) {
    std::vector<std::int32_t> sorted = paths.links[i];
    std::ranges::sort(sorted);
    const std::string where = fmt::format("overlap.path[{}]", i);
    if (std::ranges::adjacent_find(sorted) != sorted.end())
      return fail(Fault::bad_input, where, "the path uses a link twice");
    if (!sorted.empty() &&
        (sorted.front() < 0 || static_cast<std::size_t>(sorted.back()) >= paths.weight.size()))
      return fail(Fault::bad_input, where, "the path uses a link without weight");
  }
  return {};
}

double weight_of(const OverlapPaths& paths, std::size_t path) {
  double sum = 0.0;
  for (const std::int32_t a : paths.links[path]) sum += paths.weight[static_cast<std::size_t>(a)];
  return sum;
}

}  // namespace

Result<std::vector<double>> path_sizes(const OverlapPaths& paths) {
  if (auto bad = check(paths); !bad) return fail(bad.error());
  std::vector<int> users(paths.weight.size(), 0);
  for (const auto& path : paths.links)
    for (const std::int32_t a : path) ++users[static_cast<std::size_t>(a)];
  std::vector<double> size;
  for (std::size_t i = 0; i < paths.links.size(); ++i) {
    const double whole = weight_of(paths, i);
    double own = 0.0;
    for (const std::int32_t a : paths.links[i])
      own += paths.weight[static_cast<std::size_t>(a)] / users[static_cast<std::size_t>(a)];
    size.push_back(whole > 0.0 ? own / whole : 1.0);
  }
  return size;
}

Result<std::vector<double>> commonality_factors(const OverlapPaths& paths,
                                                const CommonalityParameters& parameters) {
  if (auto bad = check(paths); !bad) return fail(bad.error());
  if (!std::isfinite(parameters.b) || !(parameters.g > 0.0) || std::isinf(parameters.g))
    return fail(Fault::bad_input, "overlap",
                fmt::format("b is {} and g is {}; b must be finite and g positive", parameters.b,
                            parameters.g));
  const std::size_t count = paths.links.size();
  std::vector<double> factor(count, 0.0);
  std::vector<char> is_used(paths.weight.size(), 0);
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::int32_t a : paths.links[i]) is_used[static_cast<std::size_t>(a)] = 1;
    const double whole = weight_of(paths, i);
    double sum = 1.0;  // with itself
    for (std::size_t j = 0; j < count && whole > 0.0; ++j) {
      const double other = weight_of(paths, j);
      if (j == i || !(other > 0.0)) continue;
      double common = 0.0;
      for (const std::int32_t a : paths.links[j])
        if (is_used[static_cast<std::size_t>(a)])
          common += paths.weight[static_cast<std::size_t>(a)];
      sum += std::pow(common / std::sqrt(whole * other), parameters.g);
    }
    factor[i] = parameters.b * std::log(sum);
    for (const std::int32_t a : paths.links[i]) is_used[static_cast<std::size_t>(a)] = 0;
  }
  return factor;
}

}  // namespace landbridge::freight
