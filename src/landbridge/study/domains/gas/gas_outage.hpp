#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "landbridge/study/domains/gas/gas_network.hpp"

namespace landbridge::study {

/// A pipe, a station or a supply that is out of order, and whose delivery is looked at.
struct GasOutage {
  std::string id, element;
  std::size_t delivery = 0;
  std::vector<GasNetwork> networks;  ///< one a stretch, without the element
};

/// The network of a stretch without one element. A pipe is out with all its lines; a station that
/// is out is passed by. Gas that places without any supply would take is no longer asked for.
GasNetwork gas_network_without(const Study& study, Stretch stretch, std::string_view element);

/// Whether a table of the stretch has an open row of that name which can be out of order.
bool can_be_out(const DomainData& data, std::string_view element);

/// The outages of the table `outage` that are not closed.
std::vector<GasOutage> read_outages(const Study& study, const std::vector<Stretch>& stretches);

}  // namespace landbridge::study
