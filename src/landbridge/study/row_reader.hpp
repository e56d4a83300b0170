#pragma once

#include "landbridge/study/study.hpp"

namespace landbridge::study {

/// Reads cells of a row by key.
class RowReader {
 public:
  RowReader(const EntitySpec& entity, const Row& row) : entity_(entity), row_(row) {}
  const Cell& cell(std::string_view key) const;
  const Number& number(std::string_view key) const { return cell(key).number; }
  const std::string& text(std::string_view key) const { return cell(key).text; }

 private:
  const EntitySpec& entity_;
  const Row& row_;
};

}  // namespace landbridge::study
