#include "landbridge/study/schema.hpp"

namespace landbridge::study {

FieldSpec text_field(std::string key, std::string meaning, bool is_required) {
  FieldSpec spec;
  spec.key = std::move(key);
  spec.meaning = std::move(meaning);
  spec.rule.is_required = is_required;
  return spec;
}

FieldSpec choice_field(std::string key, std::vector<std::string> choices, std::string meaning,
                       std::string fallback) {
  FieldSpec spec;
  spec.key = std::move(key);
  spec.type = FieldType::choice;
  spec.meaning = std::move(meaning);
  spec.choices = std::move(choices);
  spec.fallback = std::move(fallback);
  spec.rule.is_required = spec.fallback.empty();
  return spec;
}

FieldSpec reference_field(std::string key, std::string refers_to, std::string meaning,
                          bool is_required) {
  FieldSpec spec;
  spec.key = std::move(key);
  spec.type = FieldType::reference;
  spec.meaning = std::move(meaning);
  spec.refers_to = std::move(refers_to);
  spec.rule.is_required = is_required;
  return spec;
}

int EntitySpec::index_of(std::string_view key) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].key == key) return static_cast<int>(i);
  return -1;
}

}  // namespace landbridge::study
