#pragma once

#include <string>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/gas_case.hpp"

namespace landbridge::io {

/// A network as GasLib files, and what those files have no words for.
struct GaslibText {
  std::string net;
  std::string scn;
  /// Held pressures, controls, equation of state and friction law: with these options the files
  /// read back as the problem they were written from.
  GasCaseOptions reading;
  Diagnostics notes;  ///< what GasLib cannot say at all, one warning a kind
};

/// Writes a network of any origin as GasLib XML [schmidt2017]: topology (.net) and nomination
/// (.scn).
///
///   gas         stated at every source: molar mass, temperature, pseudocritical values and the
///               norm density of the file it came from, else p0 M/(R T0) at 0 degC, 1.01325 bar
///   nodes       source where gas enters or pressure is held, sink where it leaves, else innode
///   pipes       an own friction factor becomes the roughness that gives it by Nikuradse's law,
///               k = D 10^((1.138 - 1/sqrt(lambda))/2); n equal lines become n pipes
///   flows       in 1000 m3/h at 0 degC and 1.01325 bar
///
/// Numbers read back to the double they came from. Errors: a pipe without roughness and friction
/// factor.
Result<GaslibText> to_gaslib(const GasCase& gas_case, std::string_view title);

/// The options as words for a command line: "--eos ideal --fix A=70bar ...".
std::string words_of(const GasCaseOptions& options);

}  // namespace landbridge::io
