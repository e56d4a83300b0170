#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge {

/// A place in a file the user wrote. Lines and columns (of UTF-8 characters) count from 1; 0 means
/// "not known".
struct SourcePlace {
  std::string file;
  int line = 0;
  int column = 0;
  std::string line_text;  ///< the line itself, for the caret; may be empty
};

/// "study.toml:14:9", "pipes.csv:3", "pipes.csv".
std::string to_text(const SourcePlace& place);

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  SourcePlace place;
  std::string message;  ///< what is wrong, with the value
  std::string hint;     ///< what would be right
};

/// Everything that is wrong with a user's files, said at once.
class Diagnostics {
 public:
  void error(SourcePlace place, std::string message, std::string hint = {});
  void warning(SourcePlace place, std::string message, std::string hint = {});
  void append(const Diagnostics& other);
  bool has_errors() const;
  const std::vector<Diagnostic>& all() const { return all_; }

  /// The first `limit` diagnostics as text: place, message, the line with a caret, the hint.
  std::string render(std::size_t limit = 50) const;

  /// The first error as an Error; requires has_errors().
  Error first_error() const;

 private:
  std::vector<Diagnostic> all_;
};

}  // namespace landbridge
