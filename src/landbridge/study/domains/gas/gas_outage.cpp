#include "landbridge/study/domains/gas/gas_outage.hpp"

#include <algorithm>
#include <array>

#include "landbridge/base/assert.hpp"
#include "landbridge/graph/components.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"

namespace landbridge::study {
namespace {

constexpr std::array<std::string_view, 3> tables_with_elements{"pipe", "station", "supply"};

/// Leaves out what is taken in parts of the network that no supply reaches.
void drop_cut_off_offtakes(GasNetwork& network) {
  const Components parts = components(network.topology);
  const auto is_supplied = [&](NodeId node) {
    return std::ranges::any_of(network.supplies, [&](const GasNetwork::Supply& s) {
      return parts.of_node[s.node] == parts.of_node[node];
    });
  };
  std::erase_if(network.offtakes,
                [&](const GasNetwork::Offtake& o) { return !is_supplied(o.node); });
  for (GasNetwork::Delivery& d : network.deliveries)
    if (!is_supplied(d.node)) d.is_closed = true;
}

}  // namespace

GasNetwork gas_network_without(const Study& study, Stretch stretch, std::string_view element) {
  for (const std::string_view table : tables_with_elements)
    for (Row& row : stretch.data.table(table).rows)
      if (row.id == element) row.is_closed = true;
  GasNetwork network = gas_network(study, stretch);
  drop_cut_off_offtakes(network);
  return network;
}

bool can_be_out(const DomainData& data, std::string_view element) {
  return std::ranges::any_of(tables_with_elements, [&](std::string_view table) {
    const auto& rows = data.table(table).rows;
    return std::ranges::find(rows, element, &Row::id) != rows.end();
  });
}

std::vector<GasOutage> read_outages(const Study& study, const std::vector<Stretch>& stretches) {
  const auto entities = gas_entities();
  const auto entity = std::ranges::find(entities, "outage", &EntitySpec::name);
  LANDBRIDGE_ASSERT(entity != entities.end());
  const DomainData& data = stretches.front().data;
  const auto& deliveries = data.table("delivery").rows;
  std::vector<GasOutage> outages;
  for (const Row& row : data.table("outage").rows) {
    if (row.is_closed) continue;
    const RowReader r(*entity, row);
    const auto hit = std::ranges::find(deliveries, r.text("delivery"), &Row::id);
    LANDBRIDGE_ASSERT(hit != deliveries.end());
    GasOutage outage{
        row.id, r.text("element"), static_cast<std::size_t>(hit - deliveries.begin()), {}};
    for (const Stretch& s : stretches)
      outage.networks.push_back(gas_network_without(study, s, outage.element));
    outages.push_back(std::move(outage));
  }
  return outages;
}

}  // namespace landbridge::study
