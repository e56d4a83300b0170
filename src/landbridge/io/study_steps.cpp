#include <algorithm>
#include <optional>
#include <regex>

#include <fmt/format.h>

#include "landbridge/io/study_sections.hpp"
#include "landbridge/io/study_tables.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::io {
namespace {

/// "gas.pipe[g05].diameter" taken apart; empty domain where it does not fit.
struct Target {
  std::string domain, entity, row, field;
};

Target parse_target(const std::string& text) {
  static const std::regex form(
      R"(^([a-z_]+)\.([a-z_]+)(?:\[([A-Za-z0-9_*-]+)\])?(?:\.([a-z_]+))?$)");
  std::smatch m;
  if (text.size() > 300 || !std::regex_match(text, m, form)) return {};
  return {m[1].str(), m[2].str(), m[3].str(), m[4].str()};
}

class StepReader {
 public:
  StepReader(const StudyDocument& document, const toml::table& table, const study::Domains& domains,
             std::string scenario, std::size_t index, StudyContext& context)
      : document_(document),
        table_(table),
        domains_(domains),
        context_(context),
        name_(fmt::format("scenario {}, step {}", scenario, index + 1)) {}

  std::optional<study::Step> read() {
    study::Step step;
    step.place = document_.place(table_);
    if (!read_operation(step) || !read_target(step)) return std::nullopt;
    read_time(step);
    if (step.operation == "add") return read_added(step);
    if (step.operation == "set" || step.operation == "scale") return read_change(step);
    if (step.operation != "close" && step.operation != "open") return read_measure(step);
    known({"close", "open", "from", "for"});
    return step;
  }

 private:
  static constexpr std::string_view operations[] = {"close", "open",  "set",    "scale",  "cap",
                                                    "tax",   "delay", "freeze", "forbid", "add"};

  void error(std::string message, std::string hint = {}) {
    context_.diagnostics.error(document_.place(table_), fmt::format("{}: {}", name_, message),
                               std::move(hint));
  }
  void known(std::vector<std::string_view> keys) {
    check_keys(document_, table_, keys, fmt::format("a '{}' step", operation_), context_);
  }

  bool read_operation(study::Step& step) {
    for (const std::string_view o : operations) {
      if (!table_.contains(o)) continue;
      if (!step.operation.empty()) {
        error("it has two operations", "write one operation a step");
        return false;
      }
      step.operation = o;
    }
    operation_ = step.operation;
    if (operation_.empty())
      error("it has no operation", fmt::format("use one of: {}", fmt::join(operations, ", ")));
    return !operation_.empty();
  }

  bool read_target(study::Step& step) {
    const std::string text = read_string(document_, table_, operation_, true, context_);
    const Target target = parse_target(text);
    domain_ = study::find_domain(domains_, target.domain);
    entity_ = domain_ == nullptr ? nullptr : study::find_entity(*domain_, target.entity);
    if (entity_ == nullptr || context_.study.domain(target.domain) == nullptr) {
      error(fmt::format("'{}' names no table of the study", text),
            "write it as \"gas.pipe[id]\" or \"gas.pipe[id].field\"");
      return false;
    }
    step.domain = target.domain;
    step.entity = target.entity;
    step.row_pattern = target.entity == "settings" ? "settings" : target.row;
    step.field = target.field;
    if (std::ranges::find(entity_->operations, operation_) == entity_->operations.end()) {
      error(fmt::format("{}.{} does not take '{}'", step.domain, step.entity, operation_),
            fmt::format("it takes: {}", fmt::join(entity_->operations, ", ")));
      return false;
    }
    if (step.row_pattern.empty() && operation_ != "add") {
      error(fmt::format("'{}' does not say which row", text),
            fmt::format("write \"{}.{}[id]\", or [*] for all", step.domain, step.entity));
      return false;
    }
    return true;
  }

  void read_time(study::Step& step) {
    if (!table_.contains("for") && !table_.contains("from")) return;
    step.length_days = read_days(document_, table_, "for", context_);
    step.first_day = read_date(document_, table_, "from", context_);
  }

  std::optional<study::Step> read_added(study::Step& step) {
    known({"add", "table", "from", "for"});
    const std::string file = read_string(document_, table_, "table", true, context_);
    if (!file.empty())
      step.rows =
          read_rows_csv(document_.folder / file, step.place, step.domain, *entity_, context_);
    return step;
  }

  std::optional<study::Step> read_change(study::Step& step) {
    known({"set", "scale", "to", "by", "from", "for", "source", "confidence", "note"});
    const int index = entity_->index_of(step.field);
    if (index < 0) {
      std::vector<std::string_view> keys;
      for (const auto& f : entity_->fields) keys.push_back(f.key);
      error(fmt::format("{}.{} has no field '{}'", step.domain, step.entity, step.field),
            fmt::format("it has: {}", fmt::join(keys, ", ")));
      return std::nullopt;
    }
    const study::FieldSpec& field = entity_->fields[static_cast<std::size_t>(index)];
    const bool is_scale = operation_ == "scale";
    if (is_scale && field.type != study::FieldType::quantity) {
      error(fmt::format("'{}' is not a number and cannot be scaled", step.field),
            fmt::format("write {{ set = \"…\", to = \"…\" }}"));
      return std::nullopt;
    }
    const bool is_number = is_scale || field.type == study::FieldType::quantity;
    if (!is_number) {
      step.text = read_string(document_, table_, "to", true, context_);
      if (field.type == study::FieldType::choice &&
          std::ranges::find(field.choices, step.text) == field.choices.end())
        error(fmt::format("{} cannot be '{}'", step.field, step.text),
              fmt::format("use one of: {}", fmt::join(field.choices, ", ")));
      return step;
    }
    return read_amount(step, is_scale ? "by" : "to", is_scale ? Exponents{} : field.dimension,
                       is_scale ? FieldRule{} : field.rule);
  }

  std::optional<study::Step> read_measure(study::Step& step) {
    known({"cap", "tax", "delay", "freeze", "forbid", "at", "by", "from", "for", "source",
           "confidence", "note"});
    if (operation_ == "freeze" || operation_ == "forbid") return step;
    const Exponents dimension = operation_ == "cap"     ? entity_->cap_dimension
                                : operation_ == "delay" ? Time::Dimension::exponents
                                                        : entity_->tax_dimension;
    return read_amount(step, operation_ == "cap" ? "at" : "by", dimension, not_negative);
  }

  std::optional<study::Step> read_amount(study::Step& step, std::string_view key,
                                         const Exponents& dimension, const FieldRule& rule) {
    ValueText value;
    value.dimension = dimension;
    value.rule = rule;
    value.name = fmt::format("{}: {}", name_, key);
    value.meaning = fmt::format("{} of {}.{}[{}].{} in {}", operation_, step.domain, step.entity,
                                step.row_pattern, step.field, name_);
    value.origin = read_origin(document_, table_, context_);
    const toml::node* node = table_.get(key);
    if (node != nullptr && !node->is_string() && dimension == Exponents{} && node->value<double>())
      value.text = fmt::format("{}", *node->value<double>());
    else
      value.text = read_string(document_, table_, key, true, context_);
    if (value.text.empty()) return std::nullopt;
    const auto read = read_value(value, context_);
    if (!read) return std::nullopt;
    step.amount = read->number;
    step.unit = read->unit;
    return step;
  }

  const StudyDocument& document_;
  const toml::table& table_;
  const study::Domains& domains_;
  StudyContext& context_;
  std::string name_, operation_;
  const study::Domain* domain_ = nullptr;
  const study::EntitySpec* entity_ = nullptr;
};

void read_steps(const StudyDocument& document, const toml::table& table,
                const study::Domains& domains, study::Scenario& scenario, StudyContext& context) {
  const toml::node* node = table.get("steps");
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    context.diagnostics.error(document.place(*node), "steps must be a list",
                              "write steps = [{ close = \"gas.pipe[id]\" }]");
    return;
  }
  for (std::size_t i = 0; i < array->size(); ++i) {
    const toml::table* step = array->get(i)->as_table();
    if (step == nullptr) {
      context.diagnostics.error(document.place(*array->get(i)), "a step must be a table");
      continue;
    }
    if (auto read = StepReader(document, *step, domains, scenario.id, i, context).read())
      scenario.steps.push_back(std::move(*read));
  }
}

}  // namespace

void read_scenarios(const StudyDocument& document, const study::Domains& domains,
                    StudyContext& context) {
  static constexpr std::string_view known[] = {"id", "title", "text", "based_on", "from", "steps"};
  for (const toml::table* table : list_of(document, "scenario", context)) {
    check_keys(document, *table, known, "a scenario", context);
    study::Scenario s;
    s.place = document.place(*table);
    s.id = read_string(document, *table, "id", true, context);
    s.title = read_string(document, *table, "title", true, context);
    s.text = read_string(document, *table, "text", false, context);
    s.based_on = read_string(document, *table, "based_on", false, context);
    s.from = read_string(document, *table, "from", false, context);
    if (check_id(s.id, s.place, context) &&
        std::ranges::find(context.study.scenarios, s.id, &study::Scenario::id) !=
            context.study.scenarios.end())
      context.diagnostics.error(s.place, fmt::format("scenario '{}' is there twice", s.id),
                                "give each scenario its own id");
    read_steps(document, *table, domains, s, context);
    context.study.scenarios.push_back(std::move(s));
  }
}

}  // namespace landbridge::io
