#pragma once

#include <string>

#include "landbridge/io/gas_nominations.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// The keys of `gas batch`: cases[] and how many there are of each status.
Json gas_batch_json(const GasNominations& nominations, const gas::BatchResult& result);
Json gas_batch_certificate_json(const GasNominations& nominations, const gas::BatchResult& result);

/// One row a nomination, units in the header.
std::string gas_batch_csv(const GasNominations& nominations, const gas::BatchResult& result);

/// How many run, the nominations with the lowest pressures, and why the others do not run.
std::string gas_batch_text(const GasNominations& nominations, const gas::BatchResult& result);

}  // namespace landbridge::io
