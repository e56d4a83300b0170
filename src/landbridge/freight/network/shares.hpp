#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace landbridge::freight {

/// One way that goods of a market may take.
struct ShareOption {
  double cost = 0.0;                ///< generalised, money per kg; infinite: not there
  std::vector<std::uint32_t> rows;  ///< limits that it passes, each once
};

/// Goods that choose among ways, or stay at home.
struct ShareMarket {
  double flow_kg_s = 0.0;
  double stay_cost = 0.0;  ///< money per kg
  std::vector<ShareOption> options;
};

struct ShareQuestion {
  std::vector<ShareMarket> markets;
  std::vector<double> limit_kg_s;  ///< by row; infinite: none
  double spread = 0.0;             ///< scale s of the logit [money per kg], positive
};

struct ShareCertificate {
  int sweeps = 0;
  bool is_converged = true;
  double violation_relative = 0.0;  ///< largest (load - limit)/limit
  double slack_relative = 0.0;      ///< largest price/s times (limit - load)/limit
  std::uint32_t worst_row = 0;
};

struct Shares {
  std::vector<std::vector<double>> flow_kg_s;  ///< by market and option
  std::vector<double> price;                   ///< by row: shadow price [money per kg]
  std::vector<double> load_kg_s;               ///< by row
  ShareCertificate certificate;
};

/// Logit shares under hard limits:
///
///   f_mk = q_m exp(-(c_mk + sum l_r)/s) / sum_k' exp(...),   l_r >= 0,   l_r (L_r - load_r) = 0
///
///   f  flow [kg/s]    q  flow of the market [kg/s]    c  generalised cost [money/kg]
///   l  shadow price of a limit L [money/kg]    s  spread [money/kg]
///
/// Staying at home is one of the options, so that there is always an answer. The prices are the
/// delays, in money, of queues in equilibrium [bell1995]. They maximise a concave dual, here by one
/// row after the other, each solved exactly, and by Newton steps over all of them where that
/// creeps. Where two limits bind on the same goods with nothing between, only the sum of their
/// prices is determined.
Shares limited_shares(const ShareQuestion& question);

}  // namespace landbridge::freight
