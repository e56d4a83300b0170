#include "landbridge/freight/network/shares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace landbridge::freight {
namespace {

constexpr int sweeps_max = 2000;
constexpr int sweeps_alone = 10;  // before Newton steps help; most questions end sooner
constexpr int halvings_max = 30;
constexpr int price_steps_max = 200;
constexpr double tolerance_relative = 1e-9;
constexpr double never = std::numeric_limits<double>::infinity();
/// Beyond so many spreads a share is below the smallest double.
constexpr double spreads_max = 700.0;

/// What one market does at a row, of the price of that row: q / (1 + exp((l + gap)/s)).
struct Response {
  double flow_kg_s;
  double gap;  ///< s (ln of the weights beside the row - ln of those through it)
};

/// A small symmetric system, not negative definite, solved by Cholesky's method with a little added
/// to its diagonal, so that of many solutions a short one is taken.
struct DenseSystem {
  explicit DenseSystem(std::size_t size)
      : right(size, 0.0), size_(size), matrix_(size * size, 0.0) {}
  double& at(std::size_t i, std::size_t j) { return matrix_[i * size_ + j]; }

  /// The answer takes the place of `right`; false if the matrix has no such factor.
  bool solve() {
    double trace = 0.0;
    for (std::size_t i = 0; i < size_; ++i) trace += at(i, i);
    for (std::size_t i = 0; i < size_; ++i) at(i, i) += 1e-10 * trace;
    for (std::size_t j = 0; j < size_; ++j) {
      for (std::size_t k = 0; k < j; ++k)
        for (std::size_t i = j; i < size_; ++i) at(i, j) -= at(i, k) * at(j, k);
      if (!(at(j, j) > 0.0)) return false;
      const double root = std::sqrt(at(j, j));
      for (std::size_t i = j; i < size_; ++i) at(i, j) /= root;
    }
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t k = 0; k < i; ++k) right[i] -= at(i, k) * right[k];
      right[i] /= at(i, i);
    }
    for (std::size_t i = size_; i-- > 0;) {
      for (std::size_t k = i + 1; k < size_; ++k) right[i] -= at(k, i) * right[k];
      right[i] /= at(i, i);
    }
    return true;
  }

  std::vector<double> right;

 private:
  std::size_t size_;
  std::vector<double> matrix_;
};

class Solver {
 public:
  explicit Solver(const ShareQuestion& question)
      : question_(question), price_(question.limit_kg_s.size(), 0.0) {}

  Shares solve() {
    std::vector<std::uint32_t> bounded;
    for (std::size_t r = 0; r < price_.size(); ++r)
      if (question_.limit_kg_s[r] < never) bounded.push_back(static_cast<std::uint32_t>(r));
    Shares shares = shares_now();
    int sweeps = 0;
    while (measure(shares, bounded), !shares.certificate.is_converged && sweeps < sweeps_max) {
      ++sweeps;
      for (const std::uint32_t r : bounded)
        if (price_[r] > 0.0 || shares.load_kg_s[r] > question_.limit_kg_s[r]) set_price(r);
      shares = shares_now();
      if (sweeps > sweeps_alone) newton_step(shares, bounded);
    }
    shares.certificate.sweeps = sweeps;
    shares.price = price_;
    return shares;
  }

 private:
  double priced(const ShareOption& option) const {
    double cost = option.cost;
    for (const std::uint32_t r : option.rows) cost += price_[r];
    return cost;
  }

  Shares shares_now() const {
    Shares s;
    s.load_kg_s.assign(price_.size(), 0.0);
    for (const ShareMarket& market : question_.markets) {
      std::vector<double> weight;
      double least = market.stay_cost;
      for (const ShareOption& option : market.options) {
        weight.push_back(priced(option));
        least = std::min(least, weight.back());
      }
      double sum = std::exp((least - market.stay_cost) / question_.spread);
      for (double& w : weight) {
        w = std::exp((least - w) / question_.spread);
        sum += w;
      }
      for (std::size_t k = 0; k < weight.size(); ++k) {
        weight[k] *= market.flow_kg_s / sum;
        for (const std::uint32_t r : market.options[k].rows) s.load_kg_s[r] += weight[k];
      }
      s.flow_kg_s.push_back(std::move(weight));
    }
    return s;
  }

  void measure(Shares& s, const std::vector<std::uint32_t>& bounded) const {
    ShareCertificate& c = s.certificate;
    c.is_converged = true;
    double worst = 0.0;
    for (const std::uint32_t r : bounded) {
      const double limit = std::max(question_.limit_kg_s[r], smallest_limit_kg_s());
      const double over = (s.load_kg_s[r] - limit) / limit;
      const double slack = std::max(0.0, -over) * std::min(1.0, price_[r] / question_.spread);
      c.violation_relative = std::max(c.violation_relative, over);
      c.slack_relative = std::max(c.slack_relative, slack);
      if (std::max(over, slack) > worst) {
        worst = std::max(over, slack);
        c.worst_row = r;
      }
    }
    c.is_converged = worst <= tolerance_relative;
  }

  double worst_of(Shares& s, const std::vector<std::uint32_t>& bounded) const {
    s.certificate = {};
    measure(s, bounded);
    return std::max(s.certificate.violation_relative, s.certificate.slack_relative);
  }

  double limit_of(std::uint32_t row) const {
    return std::max(question_.limit_kg_s[row], smallest_limit_kg_s());
  }

  /// One step of Newton's method on the dual over the rows that are full or have a price, cut back
  /// until the limits are held better; without effect where that does not come about. It takes the
  /// rows together, where one after the other they only creep.
  void newton_step(Shares& shares, const std::vector<std::uint32_t>& bounded) {
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t r : bounded)
      if (price_[r] > 0.0 || shares.load_kg_s[r] > limit_of(r)) rows.push_back(r);
    DenseSystem system(rows.size());
    add_curvature(shares, rows, system);
    for (std::size_t i = 0; i < rows.size(); ++i)
      system.right[i] = shares.load_kg_s[rows[i]] - limit_of(rows[i]);
    if (!system.solve()) return;
    const double before = worst_of(shares, bounded);
    const std::vector<double> start = price_;
    double step = 1.0;
    for (int i = 0; i < halvings_max; ++i, step *= 0.5) {
      for (std::size_t k = 0; k < rows.size(); ++k)
        price_[rows[k]] = std::max(0.0, start[rows[k]] + step * system.right[k]);
      Shares next = shares_now();
      if (worst_of(next, bounded) < before) {
        shares = std::move(next);
        shares.certificate = {};
        return;
      }
    }
    price_ = start;
    shares.certificate = {};
  }

  /// Second derivatives of the dual: covariances of the rows of a market, times its flow over s.
  void add_curvature(const Shares& shares, const std::vector<std::uint32_t>& rows,
                     DenseSystem& system) const {
    const auto place = [&](std::uint32_t row) {
      return static_cast<std::size_t>(std::ranges::find(rows, row) - rows.begin());
    };
    for (std::size_t m = 0; m < question_.markets.size(); ++m) {
      const ShareMarket& market = question_.markets[m];
      if (!(market.flow_kg_s > 0.0)) continue;
      std::vector<double> through(rows.size(), 0.0);
      for (std::size_t k = 0; k < market.options.size(); ++k) {
        const double flow = shares.flow_kg_s[m][k];
        for (const std::uint32_t a : market.options[k].rows) {
          const std::size_t i = place(a);
          if (i == rows.size()) continue;
          through[i] += flow;
          for (const std::uint32_t b : market.options[k].rows)
            if (const std::size_t j = place(b); j < rows.size())
              system.at(i, j) += flow / question_.spread;
        }
      }
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows.size(); ++j)
          system.at(i, j) -= through[i] * through[j] / (market.flow_kg_s * question_.spread);
    }
  }

  /// A limit of nothing is held to this: a logit share is never zero.
  double smallest_limit_kg_s() const {
    double sum = 0.0;
    for (const ShareMarket& m : question_.markets) sum += m.flow_kg_s;
    return std::max(1e-9 * sum, std::numeric_limits<double>::min());
  }

  std::vector<Response> responses(std::uint32_t row) const {
    std::vector<Response> list;
    for (const ShareMarket& market : question_.markets) {
      double through = never, beside = market.stay_cost;  // soft minima, in money
      for (const ShareOption& option : market.options) {
        if (!(option.cost < never)) continue;
        const bool uses =
            std::find(option.rows.begin(), option.rows.end(), row) != option.rows.end();
        double& least = uses ? through : beside;
        least = soft_least(least, priced(option) - (uses ? price_[row] : 0.0));
      }
      if (through < never && market.flow_kg_s > 0.0)
        list.push_back({market.flow_kg_s, through - beside});
    }
    return list;
  }

  /// -s ln(exp(-a/s) + exp(-b/s))
  double soft_least(double a, double b) const {
    const double low = std::min(a, b), high = std::max(a, b);
    if (high == never) return low;
    return low - question_.spread * std::log1p(std::exp((low - high) / question_.spread));
  }

  /// Load of a row at a price, and how fast it falls.
  std::pair<double, double> load_at(const std::vector<Response>& list, double price) const {
    double load = 0.0, slope = 0.0;
    for (const Response& r : list) {
      const double share = 1.0 / (1.0 + std::exp((price + r.gap) / question_.spread));
      load += r.flow_kg_s * share;
      slope += r.flow_kg_s * share * (1.0 - share) / question_.spread;
    }
    return {load, slope};
  }

  /// The price at which the row just holds: Newton inside a bracket.
  void set_price(std::uint32_t row) {
    const auto list = responses(row);
    const double limit = std::max(question_.limit_kg_s[row], smallest_limit_kg_s());
    price_[row] = 0.0;
    if (list.empty() || load_at(list, 0.0).first <= limit) return;
    double low = 0.0, high = 0.0;
    for (const Response& r : list) high = std::max(high, -r.gap);
    high += spreads_max * question_.spread;
    double price = low;
    for (int i = 0; i < price_steps_max; ++i) {
      const auto [load, slope] = load_at(list, price);
      (load > limit ? low : high) = price;
      if (std::abs(load - limit) <= 0.01 * tolerance_relative * limit) break;
      const double newton = slope > 0.0 ? price + (load - limit) / slope : high;
      price = newton > low && newton < high ? newton : 0.5 * (low + high);
    }
    price_[row] = price;
  }

  const ShareQuestion& question_;
  std::vector<double> price_;
};

}  // namespace

Shares limited_shares(const ShareQuestion& question) { return Solver(question).solve(); }

}  // namespace landbridge::freight
