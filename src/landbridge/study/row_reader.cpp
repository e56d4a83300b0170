#include "landbridge/study/row_reader.hpp"

#include "landbridge/base/assert.hpp"

namespace landbridge::study {

const Cell& RowReader::cell(std::string_view key) const {
  const int index = entity_.index_of(key);
  LANDBRIDGE_ASSERT(index >= 0);
  return row_.cells[static_cast<std::size_t>(index)];
}

}  // namespace landbridge::study
