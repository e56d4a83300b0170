#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/study/exhibit.hpp"
#include "landbridge/study/study.hpp"

namespace landbridge::study {

/// A part of the year over which nothing in the tables changes.
struct Stretch {
  std::size_t period = 0;  ///< index into Study::periods
  int length_days = 0;
  DomainData data;
  std::vector<int> days = {};  ///< of the year, 0 = 1 January, rising
};

/// One domain of one scenario, ready to be evaluated: the year in stretches.
struct Case {
  const Study* study = nullptr;
  std::string scenario;
  std::vector<Stretch> stretches;
};

/// A number that a case computes in every draw.
struct Metric {
  std::string name;  ///< "delivered[southport].annual", without the domain's name
  std::string meaning;
  DisplayUnit unit;
  Exponents dimension{};
};

/// Why a metric is what it is, at the best estimate.
struct Reason {
  std::string metric;
  std::string sentence;  ///< one sentence for the claim card
  std::string binding;   ///< the constraint that binds: "velocity on g05"
};

/// Answers the same question for any draw. No memory between calls; safe on many threads.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual std::span<const Metric> metrics() const = 0;

  /// One value [SI] per metric, for the factor values of one draw. A draw without an answer is an
  /// Error; the caller counts it.
  virtual Result<std::vector<double>> evaluate(std::span<const double> draw) const = 0;

  /// Pictures, tables, certificates at the given draw.
  virtual Result<Exhibit> exhibit(std::span<const double> draw) const = 0;

  /// Why each metric is what it is at the given draw; may leave metrics out.
  virtual std::vector<Reason> reasons(std::span<const double> draw) const = 0;
};

/// A domain as a study sees it: what its tables hold, what it can compute, and how. A new domain is
/// one class like this and one line in `known_domains()`; nothing else in study, io, report or cli
/// names a domain.
class Domain {
 public:
  virtual ~Domain() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view meaning() const = 0;
  virtual std::span<const EntitySpec> entities() const = 0;
  virtual std::span<const MetricSpec> metric_specs() const = 0;
  virtual std::span<const Equation> equations() const = 0;

  /// Finds what the schema cannot: a network in pieces, a period without demand.
  virtual void check(const Study& study, const DomainData& data, Diagnostics& problems) const = 0;

  virtual Result<std::unique_ptr<Evaluator>> prepare(const Case& scenario_case) const = 0;
};

using Domains = std::vector<std::unique_ptr<Domain>>;

/// The domains this build knows.
Domains known_domains();

const Domain* find_domain(const Domains& domains, std::string_view name);
const EntitySpec* find_entity(const Domain& domain, std::string_view name);

}  // namespace landbridge::study
