#include "landbridge/study/domain.hpp"
#include "landbridge/study/domains/freight/freight_domain.hpp"
#include "landbridge/study/domains/gas/gas_domain.hpp"

namespace landbridge::study {

Domains known_domains() {
  Domains domains;
  domains.push_back(gas_domain());
  domains.push_back(freight_domain());
  return domains;
}

}  // namespace landbridge::study
