#pragma once

#include <string>

#include "landbridge/gas/composition_solve.hpp"
#include "landbridge/io/envelope.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// Adds the gas of every node to what gas_solution_json has made: `composition` (mole fractions),
/// molar mass, calorific values, Wobbe index (volumes at 15 degC and 101.325 kPa), and
/// `energy_mw` of what is delivered. A node that nothing reaches has none of these.
void add_mixing(Json& json, const gas::MixingSolution& solution);
void add_mixing_certificate(Json& json, const gas::MixingCertificate& certificate);

/// What is outside the quality limits, as entries of `errors`.
std::vector<ErrorEntry> quality_entries(const GasCase& gas_case,
                                        const gas::MixingSolution& solution);

/// "id,molar_mass [kg/kmol],...": one row a node.
std::string mixing_csv(const GasCase& gas_case, const gas::MixingSolution& solution);

std::string mixing_text(const GasCase& gas_case, const gas::MixingSolution& solution);

}  // namespace landbridge::io
