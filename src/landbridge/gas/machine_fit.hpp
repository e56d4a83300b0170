#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/station.hpp"

namespace landbridge::gas {

/// A characteristic map made from points read off a chart.
struct MapFit {
  TurboCompressor compressor;
  double head_error_relative = 0.0;  ///< worst point, over the largest head
  double efficiency_error = 0.0;     ///< worst point [1]
};

/// The biquadratic isolines nearest to measured points, by least squares (Householder, in scaled
/// speed and flow); surge line and choke line are the parabolas of head over flow nearest to the
/// first and the last point of each speed. Lowest and highest speed are those of the points.
///
/// Needs at least three speeds with at least three flows each, efficiency at every point.
/// Errors: bad_input with the point that is wrong, or that the polynomials miss by more than 5 % of
/// the largest head or 0.05 in efficiency. Form of the map: [schmidt2017].
Result<MapFit> fit_map(std::vector<MapPoint> points);

/// A drive from its power over ambient temperature [K, W] and its energy over shaft power [W, W]:
/// the parabola (line, constant) through three (two, one) points, nearest to more of them.
struct DriveTable {
  struct PowerPoint {
    double ambient_temperature_k = 0.0;
    double power_w = 0.0;
  };
  struct EnergyPoint {
    double shaft_power_w = 0.0;
    double energy_w = 0.0;
  };
  std::vector<PowerPoint> power;
  std::vector<EnergyPoint> energy;
};
Result<Drive> fit_drive(std::string id, DriveKind kind, const DriveTable& table);

}  // namespace landbridge::gas
