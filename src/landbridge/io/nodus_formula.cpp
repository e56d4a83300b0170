#include "landbridge/io/nodus_formula.hpp"

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"

namespace landbridge::io {
namespace {

using Kind = NodusCosts::Entry::Kind;
using Step = NodusCosts::Entry::Step;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Recursive descent: sum, product, sign, power, and what has no operator.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<Step>> parse() {
    sum(0);
    skip();
    if (!is_wrong_ && at_ < text_.size()) wrong("an operator");
    if (is_wrong_) return fail(error_);
    return std::move(steps_);
  }

 private:
  static constexpr int max_depth = 100;

  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void push(Kind kind) { steps_.push_back({kind, 0.0, {}}); }

  void wrong(std::string_view wanted) {
    if (is_wrong_) return;
    is_wrong_ = true;
    const std::string_view rest = text_.substr(at_, 20);
    error_ = {Fault::bad_input,
              {},
              rest.empty() ? fmt::format("the formula ends where {} should stand", wanted)
                           : fmt::format("'{}' stands where {} should", rest, wanted),
              "formulas have numbers, names, + - * / ^, brackets, BPR(…) and CONICAL(…)"};
  }

  void sum(int depth) {
    product(depth);
    while (!is_wrong_) {
      if (take('+')) {
        product(depth);
        push(Kind::add);
      } else if (take('-')) {
        product(depth);
        push(Kind::subtract);
      } else {
        return;
      }
    }
  }

  void product(int depth) {
    sign(depth);
    while (!is_wrong_) {
      if (take('*')) {
        sign(depth);
        push(Kind::multiply);
      } else if (take('/')) {
        sign(depth);
        push(Kind::divide);
      } else {
        return;
      }
    }
  }

  void sign(int depth) {
    if (depth > max_depth) return wrong("less depth (100 brackets and signs)");
    if (take('-')) {
      sign(depth + 1);
      push(Kind::negate);
      return;
    }
    if (take('+')) return sign(depth + 1);
    plain(depth);
    if (!is_wrong_ && take('^')) {
      sign(depth + 1);
      push(Kind::power);
    }
  }

  void plain(int depth) {
    skip();
    if (at_ >= text_.size()) return wrong("a number or name");
    if (take('(')) {
      sum(depth + 1);
      if (!is_wrong_ && !take(')')) wrong("')'");
      return;
    }
    if (is_digit(text_[at_]) || text_[at_] == '.') return number();
    if (is_name_start(text_[at_])) return name(depth);
    wrong("a number or name");
  }

  void number() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }
    const auto value = parse_number(text_.substr(start, at_ - start));
    if (!value) {
      at_ = start;
      return wrong("a number");
    }
    steps_.push_back({Kind::number, *value, {}});
  }

  void name(int depth) {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    if (word == "BPR") return call(Kind::bpr, 4, depth);
    if (word == "CONICAL") return call(Kind::conical, 3, depth);
    Kind kind = Kind::variable;
    if (word == "LENGTH") kind = Kind::length;
    if (word == "SPEED") kind = Kind::speed;
    if (word == "CAPACITY") kind = Kind::capacity;
    if (word == "VOLUME") kind = Kind::volume;
    steps_.push_back({kind, 0.0, std::string(word)});
  }

  void call(Kind kind, int arguments, int depth) {
    if (!take('(')) return wrong("'('");
    for (int k = 0; k < arguments && !is_wrong_; ++k) {
      if (k > 0 && !take(',')) return wrong("',' and one more argument");
      sum(depth + 1);
    }
    if (!is_wrong_ && !take(')')) wrong("')'");
    push(kind);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Step> steps_;
  bool is_wrong_ = false;
  Error error_;
};

}  // namespace

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

Result<std::vector<Step>> parse_nodus_formula(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace landbridge::io
